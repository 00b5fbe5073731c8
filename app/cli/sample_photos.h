#pragma once

#include "core/image/image.h"
#include "core/result.h"

#include <filesystem>

namespace cli {

/// The bundled picture, in the source tree or installed.
std::filesystem::path bundledSample(const std::filesystem::path &program);

/// A photo like a phone's, made from a small one: enlarged to `size`, with a sensor's noise (always
/// the same).
core::Result<core::Image> phonePhoto(const core::Image &small, core::Size size);

/// JPEG of quality 92, 4:2:0. Errors: TargetUnwritable.
core::Result<> writeJpeg(const std::filesystem::path &file, const core::Image &image);

/// A JPEG of any size made of one picture repeated, written row by row: for what only looks at
/// headers.
core::Result<> writeTiledJpeg(
    const std::filesystem::path &file, const core::Image &tile, core::Size size);

} // namespace cli
