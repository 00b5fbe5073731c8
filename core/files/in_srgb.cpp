#include "core/files/in_srgb.h"

#include "core/image/colour.h"
#include "core/image/depth.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <string_view>

namespace core {
namespace {

/// The colour space that a profile is for: bytes 16 to 19 (ICC.1, section 7.2).
bool isForRgb(std::span<const std::uint8_t> icc)
{
    constexpr std::string_view space = "RGB ";
    return icc.size() >= 20 && std::equal(space.begin(), space.end(), icc.begin() + 16);
}

Result<Image> converted(
    const cv::Mat &pixels, const StoredHeader &stored, std::span<const std::uint8_t> icc)
{
    if (stored.isLab)
        return labToSrgb(pixels);
    if (stored.header.isCmyk)
        return cmykToSrgb(pixels, icc);
    const bool isGreyTaggedAsRgb = pixels.channels() <= 2 && isForRgb(icc);
    return convertedToSrgb(isGreyTaggedAsRgb ? greySpread(pixels) : pixels, icc);
}

} // namespace

Result<Image> inSrgb(const cv::Mat &pixels, const StoredHeader &stored, PhotoNotes &notes)
{
    if (!stored.iccIsWhole)
        add(notes, PhotoNote::ProfileIgnored);
    const std::span<const std::uint8_t> none;
    auto image = converted(pixels, stored, stored.iccIsWhole ? stored.icc : none);
    if (!image && image.error().code == Error::Code::FormatUnsupported) {
        add(notes, PhotoNote::ProfileIgnored);
        image = converted(pixels, stored, none);
    }
    if (image && stored.header.bitsPerChannel <= 8) // L*a*b* is computed deep in any case
        image->pixels = inEightBits(image->pixels);
    return image;
}

Image withoutAlpha(const Image &image)
{
    Image rgb {cv::Mat(image.pixels.size(), CV_MAKETYPE(image.pixels.depth(), 3))};
    const int pairs[] = {0, 0, 1, 1, 2, 2};
    cv::mixChannels(&image.pixels, 1, &rgb.pixels, 1, pairs, 3);
    return rgb;
}

} // namespace core
