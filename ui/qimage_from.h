#pragma once

#include "core/image/image.h"

#include <QImage>

/// The one door between core's pixels and Qt's. The QImage shares the pixels and keeps them alive;
/// it copies them only if somebody writes to it. Nobody may write to the core value afterwards.
namespace ui {

/// Format_RGB888, or Format_RGBA8888 where the image has alpha. Null for an empty image.
QImage qimageFrom(const core::Image &image);

/// Format_RGBA8888, straight alpha.
QImage qimageFrom(const core::Cutout &cutout);

/// Format_Grayscale8.
QImage qimageFrom(const core::Matte &matte);

} // namespace ui
