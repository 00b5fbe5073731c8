#pragma once

#include "core/checks/print_check.h"
#include "core/image/image.h"
#include "core/progress.h"
#include "core/result.h"

#include <optional>
#include <string>

namespace core {

/// What of the cut-out is printed.
enum class Trim {
    Frame, ///< the photo's frame, transparent around the animal
    Animal, ///< cut to what is visible, plus the margin
};

/// How a cut-out becomes a file: one mask serves many recipes.
struct Recipe
{
    std::optional<PrintSize> size = {}; ///< of the product; nothing: the photo's own pixels
    double dotsPerInch = 300; ///< of the print; written as pHYs
    Trim trim = Trim::Frame;
    double marginMm = 0; ///< around a trimmed animal
    std::string nameTemplate = "{name}_{effect}{_size}";
};

/// Pixels ready to be written. With a product size the canvas has exactly its pixels, the picture
/// as large as it fits, centred on transparency; resampled once, by Lanczos.
struct PrintPicture
{
    Cutout cutout;
    double dotsPerInch = 300;
    double scale = 1; ///< over 1: enlarged beyond the photo's own pixels
};

/// May share its pixels with the cut-out where nothing is to be done. Errors: NoAnimal (trimmed and
/// nothing visible); ImageTooLarge (over 500 MP); Cancelled; OutOfMemory; Unexpected (empty
/// cut-out, no resolution).
Result<PrintPicture> printPicture(
    const Cutout &cutout, const Recipe &recipe, const Progress &progress = {});

} // namespace core
