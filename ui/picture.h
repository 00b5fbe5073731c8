#pragma once

#include "core/image/size.h"
#include <QImage>

namespace ui {

/// Which mask a picture shows.
enum class MaskStage { None, Preview, Full };

/// What the canvas shows of one photo. The images may be smaller than the photo (a quick start) or as large (the truth
/// at 100 % and 400 %); the canvas stretches `original` over `photoSize` and `cutout` over `cutoutSize`, centres aligned.
struct Picture
{
    core::Size photoSize;   ///< px of the photo as used: what zoom 100 % means
    QImage original;        ///< Format_RGB888
    core::Size cutoutSize;  ///< px of the photo; larger than photoSize where an effect adds an outline
    QImage cutout;          ///< Format_RGBA8888 (straight) with the effect applied; null before the first mask
    QImage plain;           ///< the cut-out without an effect, Format_RGBA8888, of any size: the effects' thumbnails
                            ///< are made of it. Null: `cutout` serves where the effect is the original
    MaskStage stage = MaskStage::None;

    bool isNull() const { return original.isNull(); }
};

/// The ways to look at it, on the keys 1 to 8.
enum class CanvasMode { Original, Checker, Black, White, Garment, Alpha, Overlay, Wipe };

} // namespace ui
