#pragma once

#include "core/image/image.h"

namespace core {

/// The same in 8 bit, each value rounded (65535 is 255); pixels of 8 bit as they are.
Image inEightBits(const Image &image);

} // namespace core
