#pragma once

#include "ui/canvas_transform.h"
#include "ui/mip_chain.h"
#include "ui/picture.h"

#include <QColor>
#include <QImage>

#include <stop_token>

namespace ui {

/// How a picture is shown, apart from where.
struct CanvasLook
{
    CanvasMode mode = CanvasMode::Checker;
    QColor garment;
    QColor canvas, checkerEven, checkerOdd;
    int cellPx = 11; ///< side of a checker cell, device pixels
    friend bool operator==(const CanvasLook &, const CanvasLook &) = default;
};

/// What a screen full of canvas is made of.
struct CanvasScene
{
    Picture picture;
    CanvasLook look;
    CanvasTransform transform;
    QSize screen; ///< device pixels
};

/// A scene, finished. Images are Format_RGB32.
struct CanvasFrame
{
    CanvasTransform transform;
    QImage picture; ///< of the scene's screen size
    QImage before; ///< the original, for the wipe's left side; null in other modes
    QImage overview; ///< all of the extent, small: for where `picture` does not reach while moving
    bool isNull() const { return picture.isNull(); }
};

/// The photo and whatever an effect added around it, in photo pixels.
QRectF extentOf(const Picture &picture);

/// Renders scenes one after the other; keeps the halves of the last picture. For one thread.
class CanvasRenderer
{
public:
    /// A null frame once stop was requested or without memory.
    CanvasFrame render(const CanvasScene &scene, const std::stop_token &stop = {});

private:
    void adopt(const Picture &picture);
    QImage layer(const CanvasScene &scene, CanvasMode mode, const std::stop_token &stop);
    QImage overviewOf(const CanvasScene &scene, const std::stop_token &stop);

    MipChain m_original;
    MipChain m_cutout;
    QImage m_overview;
    CanvasLook m_overviewLook;
};

} // namespace ui
