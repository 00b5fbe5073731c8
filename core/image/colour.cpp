#include "core/image/colour.h"

#include "core/image/depth.h"
#include "core/image/guarded.h"
#include "core/image/in_parts.h"
#include "core/image/owned_profile.h"
#include "core/image/profile_steps.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <memory>
#include <optional>

namespace core {

namespace {

struct DeleteTransform
{
    void operator()(void *transform) const { cmsDeleteTransform(transform); }
};
using Transform = std::unique_ptr<void, DeleteTransform>;

OwnedProfile opened(std::span<const std::uint8_t> icc)
{
    return OwnedProfile(cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size())));
}

OwnedProfile srgb()
{
    return OwnedProfile(cmsCreate_sRGBProfile());
}

/// To sRGB as floating point numbers, computed one by one: the tables that lcms makes in advance are
/// wrong by up to 11 levels of 255. May be used by several threads at once (no cache inside).
Transform exactTransform(const OwnedProfile &source, cmsUInt32Number sourceFormat)
{
    const OwnedProfile target = srgb();
    if (!source || !target)
        return nullptr;
    return Transform(cmsCreateTransform(source.get(), sourceFormat, target.get(), TYPE_RGB_FLT,
        INTENT_RELATIVE_COLORIMETRIC,
        cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE | cmsFLAGS_NOOPTIMIZE));
}

/// Colours by the transform at the pixels' own depth, alpha as it is.
cv::Mat transformed(const cv::Mat &pixels, const Transform &transform, bool hasAlpha)
{
    cv::Mat result(pixels.size(), CV_MAKETYPE(pixels.depth(), hasAlpha ? 4 : 3));
    inParts(pixels.rows, 64, {}, [&](int from, int to) {
        cv::Mat exact(1, pixels.cols, CV_32FC3);
        cv::Mat rounded;
        constexpr int colours[] {0, 0, 1, 1, 2, 2};
        for (int y = from; y < to; ++y) {
            cmsDoTransform(transform.get(), pixels.ptr(y), exact.data,
                static_cast<cmsUInt32Number>(pixels.cols));
            exact.convertTo(rounded, pixels.depth(), mostIn(pixels));
            cv::Mat row = result.row(y);
            cv::mixChannels(&rounded, 1, &row, 1, colours, 3);
            const cv::Mat source = pixels.row(y);
            const int alpha[] {pixels.channels() - 1, 3};
            cv::mixChannels(&source, 1, &row, 1, alpha, hasAlpha ? 1 : 0);
        }
    });
    return result;
}

/// sRGB's own values: only grey spreads to three channels.
cv::Mat asRgb(const cv::Mat &pixels)
{
    return pixels.channels() >= 3 ? pixels : greySpread(pixels);
}

constexpr std::uint32_t channelsOf(cmsColorSpaceSignature space)
{
    return space == cmsSigGrayData ? 1 : space == cmsSigRgbData ? 3 : 4;
}

cmsUInt32Number formatOf(const cv::Mat &pixels, cmsColorSpaceSignature space)
{
    const auto colours = channelsOf(space);
    const auto kind = space == cmsSigGrayData ? PT_GRAY
        : space == cmsSigRgbData              ? PT_RGB
                                              : PT_CMYK;
    return COLORSPACE_SH(kind) | CHANNELS_SH(colours)
        | EXTRA_SH(static_cast<cmsUInt32Number>(pixels.channels()) - colours)
        | BYTES_SH(pixels.depth() == CV_16U ? 2 : 1);
}

/// 16-bit colours from all over the space, in one column: every 15th level of each of three
/// channels, every 36th of four, and all greys.
cv::Mat chartOf(int channels)
{
    const int steps = channels == 3 ? 18 : 8;
    const int count = channels == 3 ? steps * steps * steps : steps * steps * steps * steps;
    cv::Mat chart(count + 256, 1, CV_MAKETYPE(CV_16U, channels));
    for (int i = 0; i < chart.rows; ++i) {
        auto *colour = chart.ptr<std::uint16_t>(i);
        int rest = i;
        for (int c = 0; c < channels; ++c, rest /= steps)
            colour[c] = static_cast<std::uint16_t>(
                (i < count ? rest % steps * 255 / (steps - 1) : i - count) * 257);
    }
    return chart;
}

/// What a profile for RGB or inks does, known once for a picture.
struct Conversion
{
    OwnedProfile profile;
    cmsColorSpaceSignature space;
    std::optional<ColourSteps> steps; ///< the quick way, where it agrees with lcms2 on a chart
    bool changesNothing = false; ///< but for a step of rounding in 8 bit
};

/// Nothing where lcms2 cannot convert from the profile.
std::optional<Conversion> conversionFrom(OwnedProfile profile, cmsColorSpaceSignature space)
{
    const cv::Mat chart = chartOf(static_cast<int>(channelsOf(space)));
    const Transform exact = exactTransform(profile, formatOf(chart, space));
    if (!exact)
        return std::nullopt;
    const cv::Mat expected = transformed(chart, exact, false);
    Conversion conversion {.profile = std::move(profile), .space = space, .steps = {}};
    constexpr double quarterLevel = 257.0 / 4; // of 8 bit
    conversion.steps = stepsOf(conversion.profile.get());
    if (conversion.steps
        && cv::norm(expected, throughSteps(chart, *conversion.steps), cv::NORM_INF) > quarterLevel)
        conversion.steps.reset();
    // The widespread sRGB profiles store their curve as a table; that alone rounds some values up.
    conversion.changesNothing =
        space == cmsSigRgbData && cv::norm(chart, expected, cv::NORM_INF) < 257 * 1.5;
    return conversion;
}

cv::Mat converted(const cv::Mat &pixels, const Conversion &by)
{
    if (by.changesNothing)
        return pixels;
    if (by.steps)
        return throughSteps(pixels, *by.steps);
    const bool hasAlpha = pixels.channels() > static_cast<int>(channelsOf(by.space));
    return transformed(pixels, exactTransform(by.profile, formatOf(pixels, by.space)), hasAlpha);
}

template <typename Sample>
void lookUp(const cv::Mat &grey, const cv::Mat &colours, cv::Mat &result)
{
    const auto *levels = colours.ptr<Sample>();
    const int channels = grey.channels();
    inParts(grey.rows, 64, {}, [&](int from, int to) {
        for (int y = from; y < to; ++y) {
            const auto *level = grey.ptr<Sample>(y);
            auto *pixel = result.ptr<Sample>(y);
            for (int x = 0; x < grey.cols; ++x, level += channels, pixel += result.channels()) {
                std::copy_n(levels + std::ptrdiff_t {3} * level[0], 3, pixel);
                if (channels == 2)
                    pixel[3] = level[1];
            }
        }
    });
}

/// Grey has so few levels that each is converted once.
Result<cv::Mat> greyConverted(const cv::Mat &grey, const OwnedProfile &profile)
{
    const bool isDeep = grey.depth() == CV_16U;
    cv::Mat ramp(isDeep ? 256 : 1, 256, CV_MAKETYPE(grey.depth(), 1));
    for (int i = 0; i < static_cast<int>(ramp.total()); ++i)
        if (isDeep)
            ramp.at<std::uint16_t>(i / 256, i % 256) = static_cast<std::uint16_t>(i);
        else
            ramp.at<std::uint8_t>(0, i) = static_cast<std::uint8_t>(i);
    const Transform exact = exactTransform(profile, formatOf(ramp, cmsSigGrayData));
    if (!exact)
        return fail(Error::Code::FormatUnsupported, "colour profile cannot be converted from");
    const cv::Mat colours = transformed(ramp, exact, false);
    cv::Mat result(grey.size(), CV_MAKETYPE(grey.depth(), grey.channels() == 2 ? 4 : 3));
    isDeep ? lookUp<std::uint16_t>(grey, colours, result)
           : lookUp<std::uint8_t>(grey, colours, result);
    return result;
}

/// Through a profile for just these channels.
Result<cv::Mat> converted(
    const cv::Mat &pixels, std::span<const std::uint8_t> icc, cmsColorSpaceSignature space)
{
    OwnedProfile profile = opened(icc);
    if (!profile || cmsGetColorSpace(profile.get()) != space)
        return fail(Error::Code::FormatUnsupported, "colour profile broken or for other channels");
    if (space == cmsSigGrayData)
        return greyConverted(pixels, profile);
    const auto conversion = conversionFrom(std::move(profile), space);
    if (!conversion)
        return fail(Error::Code::FormatUnsupported, "colour profile cannot be converted from");
    return converted(pixels, *conversion);
}

/// The usual plain formula: each ink takes its light away, black from all three.
template <typename Sample>
cv::Mat plainlyFromInks(const cv::Mat &inks)
{
    constexpr std::uint32_t most = std::numeric_limits<Sample>::max();
    cv::Mat result(inks.size(), CV_MAKETYPE(inks.depth(), 3));
    inParts(inks.rows, 64, {}, [&](int from, int to) {
        for (int y = from; y < to; ++y) {
            const auto *ink = inks.ptr<Sample>(y);
            auto *rgb = result.ptr<Sample>(y);
            for (int x = 0; x < inks.cols; ++x, ink += 4, rgb += 3)
                for (int c = 0; c < 3; ++c)
                    rgb[c] = static_cast<Sample>(
                        ((most - ink[c]) * (most - ink[3]) + most / 2) / most);
        }
    });
    return result;
}

} // namespace

cv::Mat greySpread(const cv::Mat &grey)
{
    const bool hasAlpha = grey.channels() == 2;
    cv::Mat rgb(grey.size(), CV_MAKETYPE(grey.depth(), hasAlpha ? 4 : 3));
    constexpr int pairs[] {0, 0, 0, 1, 0, 2, 1, 3};
    cv::mixChannels(&grey, 1, &rgb, 1, pairs, hasAlpha ? 4 : 3);
    return rgb;
}

std::string profileName(std::span<const std::uint8_t> icc)
{
    const OwnedProfile profile = opened(icc);
    char name[256] = {};
    if (profile)
        cmsGetProfileInfoASCII(profile.get(), cmsInfoDescription, "en", "US", name, sizeof name);
    name[sizeof name - 1] = 0;
    std::string result = name;
    std::erase_if(result, [](char c) { return static_cast<unsigned char>(c) < ' '; });
    return result;
}

bool isSrgb(std::span<const std::uint8_t> icc)
{
    OwnedProfile profile = opened(icc);
    if (!profile || cmsGetColorSpace(profile.get()) != cmsSigRgbData)
        return false;
    const auto conversion = conversionFrom(std::move(profile), cmsSigRgbData);
    return conversion && conversion->changesNothing;
}

Result<Image> convertedToSrgb(const cv::Mat &pixels, std::span<const std::uint8_t> icc)
{
    assert(pixels.depth() == CV_8U || pixels.depth() == CV_16U);
    return guarded([&]() -> Result<Image> {
        if (icc.empty())
            return Image {asRgb(pixels)};
        const auto space = pixels.channels() <= 2 ? cmsSigGrayData : cmsSigRgbData;
        return converted(pixels, icc, space).map([](cv::Mat rgb) { return Image {rgb}; });
    });
}

Result<Image> cmykToSrgb(const cv::Mat &inks, std::span<const std::uint8_t> icc)
{
    assert(inks.type() == CV_8UC4 || inks.type() == CV_16UC4);
    return guarded([&]() -> Result<Image> {
        if (icc.empty())
            return Image {inks.depth() == CV_16U ? plainlyFromInks<std::uint16_t>(inks)
                                                 : plainlyFromInks<std::uint8_t>(inks)};
        return converted(inks, icc, cmsSigCmykData).map([](cv::Mat rgb) { return Image {rgb}; });
    });
}

Result<Image> labToSrgb(const cv::Mat &lab)
{
    assert(lab.type() == CV_16UC3);
    return guarded([&]() -> Result<Image> { return Image {throughSteps(lab, labSteps())}; });
}

} // namespace core
