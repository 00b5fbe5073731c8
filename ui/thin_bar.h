#pragma once

#include <QColor>
#include <QWidget>

namespace ui {

/// A progress bar four pixels thin.
class ThinBar final : public QWidget
{
    Q_OBJECT

public:
    explicit ThinBar(QWidget *parent = nullptr);

    void setFraction(double fraction); ///< 0..1
    double fraction() const { return m_fraction; }
    QSize sizeHint() const override;

    static constexpr int thicknessPx = 4;
    /// The same bar for painters of rows.
    static void paint(QPainter &painter, const QRectF &bar, double fraction, const QColor &empty,
        const QColor &full);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_fraction = 0;
};

} // namespace ui
