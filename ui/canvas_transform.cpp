#include "ui/canvas_transform.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ui {
namespace {

/// One axis: how far `from`..`to` may be moved so that it fills `length`, or is centred in it.
double keptOnAxis(double from, double to, double length)
{
    const double size = to - from;
    if (size <= length)
        return (length - size) / 2 - from;
    if (from > 0)
        return -from;
    return to < length ? length - to : 0;
}

} // namespace

QRectF CanvasTransform::toScreen(const QRectF &photo) const
{
    return {toScreen(photo.topLeft()), photo.size() * zoom};
}

QRectF CanvasTransform::toPhoto(const QRectF &screen) const
{
    return {toPhoto(screen.topLeft()), screen.size() / zoom};
}

CanvasTransform fittedTransform(const QRectF &extent, QSizeF screen, double margin)
{
    const double width = std::max(16.0, screen.width() - 2 * margin);
    const double height = std::max(16.0, screen.height() - 2 * margin);
    const double fitting = std::min(width / extent.width(), height / extent.height());
    CanvasTransform transform;
    transform.zoom =
        std::clamp(std::min(fitting, 4.0), CanvasTransform::leastZoom, CanvasTransform::mostZoom);
    if (fitting > 1 && fitting < 4)
        transform.zoom = 1;
    return kept(transform, extent, screen);
}

CanvasTransform zoomedAround(const CanvasTransform &transform, QPointF anchor, double zoom)
{
    CanvasTransform zoomed;
    zoomed.zoom = std::clamp(zoom, CanvasTransform::leastZoom, CanvasTransform::mostZoom);
    zoomed.origin = anchor - transform.toPhoto(anchor) * zoomed.zoom;
    return zoomed;
}

CanvasTransform kept(const CanvasTransform &transform, const QRectF &extent, QSizeF screen)
{
    CanvasTransform result = transform;
    const QRectF there = transform.toScreen(extent);
    result.origin += {keptOnAxis(there.left(), there.right(), screen.width()),
        keptOnAxis(there.top(), there.bottom(), screen.height())};
    // Whole device pixels: at 100 % the photo's pixels are the screen's.
    result.origin = {std::round(result.origin.x()), std::round(result.origin.y())};
    return result;
}

double nextZoomStep(double zoom, int direction)
{
    constexpr std::array steps {0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.17, 0.25, 0.33, 0.5, 0.67,
        1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0};
    // A little tolerance, so that 99.9 % does not step to 100 %.
    if (direction > 0) {
        const auto next = std::upper_bound(steps.begin(), steps.end(), zoom * 1.01);
        return next == steps.end() ? steps.back() : *next;
    }
    const auto next = std::lower_bound(steps.begin(), steps.end(), zoom * 0.99);
    return next == steps.begin() ? steps.front() : *(next - 1);
}

} // namespace ui
