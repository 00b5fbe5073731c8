#include "core/checks/print_check.h"

#include <algorithm>

namespace core {

namespace {

PrintQuality qualityAt(double dpi, const PrintNeed &need)
{
    // 2400 pixels on 12 inches are 200 DPI, whatever the last bit says.
    const double generous = dpi * (1 + 1e-9);
    if (generous >= need.goodDpi)
        return PrintQuality::Good;
    return generous >= need.leastDpi ? PrintQuality::Soft : PrintQuality::TooSmall;
}

} // namespace

PrintVerdict judgePrint(
    Size pixels, const PrintSize &ordered, const PrintNeed &need, PrintSubject subject)
{
    PrintVerdict verdict;
    verdict.subject = subject;
    verdict.quality = PrintQuality::TooSmall;
    if (pixels.width < 1 || pixels.height < 1 || ordered.widthMm <= 0 || ordered.heightMm <= 0)
        return verdict;

    const double mmPerPixel =
        std::min(ordered.widthMm / pixels.width, ordered.heightMm / pixels.height);
    verdict.dpi = millimetresPerInch / mmPerPixel;
    verdict.printed = {pixels.width * mmPerPixel, pixels.height * mmPerPixel};
    verdict.quality = qualityAt(verdict.dpi, need);
    if (need.goodDpi > 0) {
        const double mmPerGoodPixel = millimetresPerInch / need.goodDpi;
        verdict.largestGood = {pixels.width * mmPerGoodPixel, pixels.height * mmPerGoodPixel};
    }
    return verdict;
}

} // namespace core
