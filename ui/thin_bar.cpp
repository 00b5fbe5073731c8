#include "ui/thin_bar.h"

#include "ui/theme.h"

#include <QPainter>

#include <algorithm>

namespace ui {

ThinBar::ThinBar(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Progress"));
}

void ThinBar::setFraction(double fraction)
{
    if (fraction == m_fraction)
        return;
    m_fraction = std::clamp(fraction, 0.0, 1.0);
    setAccessibleDescription(tr("%1 percent").arg(int(m_fraction * 100)));
    update();
}

QSize ThinBar::sizeHint() const
{
    return {220, thicknessPx + 2};
}

void ThinBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &theme = themeOf(palette());
    const QRectF bar(0, (height() - thicknessPx) / 2.0, width(), thicknessPx);
    paint(painter, bar, m_fraction, theme.line, theme.accent);
}

void ThinBar::paint(
    QPainter &painter, const QRectF &bar, double fraction, const QColor &empty, const QColor &full)
{
    const double radius = bar.height() / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(empty);
    painter.drawRoundedRect(bar, radius, radius);
    if (fraction <= 0)
        return;
    const double width = std::max(bar.height(), bar.width() * fraction);
    painter.setBrush(full);
    painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(width, bar.height())), radius, radius);
}

} // namespace ui
