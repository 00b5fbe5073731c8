#pragma once

#include "core/image/size.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace ui {

/// How a photo lies on a screen: a value, without widgets. All lengths on the screen are device
/// pixels, so that zoom 1 shows one pixel of the photo as one of the screen.
struct CanvasTransform
{
    static constexpr double leastZoom = 0.01;
    static constexpr double mostZoom = 32;

    double zoom = 1; ///< device pixels per photo pixel
    QPointF origin; ///< of the photo's top left corner, device pixels

    QPointF toScreen(QPointF photo) const { return origin + photo * zoom; }
    QPointF toPhoto(QPointF screen) const { return (screen - origin) / zoom; }
    QRectF toScreen(const QRectF &photo) const;
    QRectF toPhoto(const QRectF &screen) const;
    friend bool operator==(const CanvasTransform &, const CanvasTransform &) = default;
};

/// All of `extent` (photo pixels; may reach beyond the photo) inside `screen` less `margin` at each
/// side, centred. Never enlarged, but for tiny pictures that would fit four times: those are at 400
/// %.
CanvasTransform fittedTransform(const QRectF &extent, QSizeF screen, double margin);

/// The same with another zoom, `anchor` (screen) staying where it is.
CanvasTransform zoomedAround(const CanvasTransform &transform, QPointF anchor, double zoom);

/// Moved so that `extent` fills `screen`, or is centred where it is smaller; on whole device
/// pixels.
CanvasTransform kept(const CanvasTransform &transform, const QRectF &extent, QSizeF screen);

/// The next round step (..., 50, 67, 100, 150, 200 %, ...) up (direction 1) or down (-1).
double nextZoomStep(double zoom, int direction);

} // namespace ui
