#pragma once

#include "core/image/size.h"

namespace core {

/// A length in the real world.
struct PrintSize
{
    double widthMm = 0;
    double heightMm = 0;
    friend bool operator==(const PrintSize &, const PrintSize &) = default;
};

inline constexpr double millimetresPerInch = 25.4;

/// What was measured.
enum class PrintSubject { WholeFrame, Animal };

/// How a print of that resolution looks.
enum class PrintQuality { Good, Soft, TooSmall };

/// What a product needs to look good at its usual distance.
struct PrintNeed
{
    double goodDpi = 200; ///< at least this: good
    double leastDpi = 120; ///< under this: too small
};

/// How a picture comes out at an ordered size.
struct PrintVerdict
{
    PrintQuality quality = PrintQuality::Good;
    double dpi = 0; ///< of the picture fitted inside the ordered size, aspect kept
    PrintSize printed; ///< what of the ordered size it fills
    PrintSize largestGood; ///< the largest print (same aspect) at need.goodDpi
    PrintSubject subject = PrintSubject::WholeFrame; ///< provisional until it is the animal
};

/// `pixels`: the trimmed animal, or the whole frame before the mask exists (then provisional). The
/// print may be turned by 90 degrees only by whoever ordered it: no guessing here.
PrintVerdict judgePrint(
    Size pixels, const PrintSize &ordered, const PrintNeed &need, PrintSubject subject);

} // namespace core
