#include "ui/canvas_view.h"

namespace ui {

CanvasView::CanvasView(QWidget *parent)
    : QWidget(parent)
{
}

CanvasView::~CanvasView() = default;

void CanvasView::setPicture(const Picture &picture)
{
    m_picture = picture;
}
void CanvasView::replacePicture(const Picture &picture)
{
    m_picture = picture;
}
void CanvasView::setMode(CanvasMode mode)
{
    m_mode = mode;
}
void CanvasView::setGarment(const QColor &)
{
    update();
}
void CanvasView::setCaption(const CaptionWords &)
{
    update();
}
void CanvasView::setWipe(double fraction)
{
    m_wipe = fraction;
}
double CanvasView::zoom() const
{
    return 1;
}
QRectF CanvasView::photoRect() const
{
    return rect();
}
void CanvasView::fit() { }
void CanvasView::zoomTo(double) { }
void CanvasView::zoomIn() { }
void CanvasView::zoomOut() { }
void CanvasView::toggleFit() { }

} // namespace ui
