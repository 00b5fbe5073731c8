#pragma once

#include <QAbstractButton>

namespace ui {

/// One of a row of buttons that look like one bar: a name and the key that chooses it.
class SegmentButton final : public QAbstractButton
{
    Q_OBJECT
public:
    enum class Place { First, Middle, Last };
    SegmentButton(const QString &text, const QString &key, Place place, QWidget *parent = nullptr);

    /// Whether the key is shown beside the name.
    enum class Keys { Shown, Hidden };
    void setKeys(Keys keys);
    int widthWith(Keys keys) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_key;
    Place m_place;
    Keys m_keys = Keys::Shown;
};

} // namespace ui
