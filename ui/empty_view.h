#pragma once

#include <QLabel>
#include <QWidget>

namespace ui {

/// What stands in the canvas' place before the first photo: what to do, and what happens then.
class EmptyView final : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyView(QWidget *parent = nullptr);

    /// Lit while something is dragged over the window.
    enum class Drop { Idle, Hovering };
    void setDrop(Drop drop);

Q_SIGNALS:
    void chooseWanted();
    void pasteWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void dress();
    QRectF frame() const;

    Drop m_drop = Drop::Idle;
    QWidget *m_content = nullptr;
    QLabel *m_paw = nullptr;
};

} // namespace ui
