#include "ui/view_bar.h"

namespace ui {

ViewBar::ViewBar(QWidget *parent)
    : QWidget(parent)
{
}

void ViewBar::setMode(CanvasMode mode)
{
    m_mode = mode;
}
void ViewBar::setGarment(const QColor &)
{
    update();
}
void ViewBar::setZoom(double, Fit)
{
    update();
}

} // namespace ui
