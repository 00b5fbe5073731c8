#include "core/image/colour.h"

#include "core/image/guarded.h"
#include "core/image/in_parts.h"

#include <lcms2.h>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <memory>

namespace core {

namespace {

struct CloseProfile
{
    void operator()(void *profile) const { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, CloseProfile>;

struct DeleteTransform
{
    void operator()(void *transform) const { cmsDeleteTransform(transform); }
};
using Transform = std::unique_ptr<void, DeleteTransform>;

Profile opened(std::span<const std::uint8_t> icc)
{
    return Profile(cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size())));
}

Profile srgb()
{
    return Profile(cmsCreate_sRGBProfile());
}

/// To 8-bit sRGB with or without an extra alpha channel, which is carried along. May be used by
/// several threads at once (no cache inside).
Transform transformToSrgb(const Profile &source, cmsUInt32Number sourceFormat)
{
    const cmsUInt32Number flags =
        cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE | cmsFLAGS_COPY_ALPHA;
    const cmsUInt32Number format = T_EXTRA(sourceFormat) > 0 ? TYPE_RGBA_8 : TYPE_RGB_8;
    const Profile target = srgb();
    if (!source || !target)
        return nullptr;
    return Transform(cmsCreateTransform(
        source.get(), sourceFormat, target.get(), format, INTENT_RELATIVE_COLORIMETRIC, flags));
}

cv::Mat transformed(const cv::Mat &pixels, const Transform &transform, int type)
{
    cv::Mat result(pixels.rows, pixels.cols, type);
    inParts(pixels.rows, 64, {}, [&](int from, int to) {
        for (int y = from; y < to; ++y)
            cmsDoTransform(transform.get(), pixels.ptr(y), result.ptr(y),
                static_cast<cmsUInt32Number>(pixels.cols));
    });
    return result;
}

/// 8-bit pixels whose values already are sRGB's: only grey spreads to three channels.
cv::Mat asRgb(const cv::Mat &pixels)
{
    cv::Mat bytes = pixels;
    if (pixels.depth() == CV_16U)
        pixels.convertTo(bytes, CV_8U, 1.0 / 257);
    if (bytes.channels() >= 3)
        return bytes;
    cv::Mat result(bytes.rows, bytes.cols, bytes.channels() == 1 ? CV_8UC3 : CV_8UC4);
    const int grey[] = {0, 0, 0, 1, 0, 2, 1, 3};
    cv::mixChannels(&bytes, 1, &result, 1, grey, bytes.channels() == 1 ? 3 : 4);
    return result;
}

cmsUInt32Number formatOf(const cv::Mat &pixels)
{
    const bool isGrey = pixels.channels() <= 2;
    const auto colours = isGrey ? 1U : 3U;
    const auto extra = static_cast<cmsUInt32Number>(pixels.channels()) - colours;
    const auto bytes = static_cast<cmsUInt32Number>(pixels.elemSize1());
    return COLORSPACE_SH(isGrey ? PT_GRAY : PT_RGB) | CHANNELS_SH(colours) | EXTRA_SH(extra)
        | BYTES_SH(bytes);
}

/// Every 15th level of each channel: black, white, all greys between and all strong colours.
cv::Mat colourGrid()
{
    constexpr int steps = 18;
    cv::Mat grid(steps * steps, steps, CV_8UC3);
    for (int y = 0; y < grid.rows; ++y)
        for (int x = 0; x < grid.cols; ++x)
            grid.at<cv::Vec3b>(y, x) = {static_cast<std::uint8_t>(y / steps * 15),
                static_cast<std::uint8_t>(y % steps * 15), static_cast<std::uint8_t>(x * 15)};
    return grid;
}

/// The usual plain formula: each ink takes its light away, black from all three.
cv::Mat plainlyFromInks(const cv::Mat &inks)
{
    cv::Mat result(inks.rows, inks.cols, CV_8UC3);
    inParts(inks.rows, 64, {}, [&](int from, int to) {
        for (int y = from; y < to; ++y) {
            const std::uint8_t *ink = inks.ptr(y);
            std::uint8_t *rgb = result.ptr(y);
            for (int x = 0; x < inks.cols; ++x, ink += 4, rgb += 3)
                for (int c = 0; c < 3; ++c)
                    rgb[c] =
                        static_cast<std::uint8_t>(((255 - ink[c]) * (255 - ink[3]) + 127) / 255);
        }
    });
    return result;
}

Profile displayP3()
{
    const cmsCIExyY white {0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries {{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}};
    const cmsFloat64Number parameters[] {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    cmsToneCurve *curve = cmsBuildParametricToneCurve(nullptr, 4, parameters);
    cmsToneCurve *curves[] {curve, curve, curve};
    Profile profile(cmsCreateRGBProfile(&white, &primaries, curves));
    cmsFreeToneCurve(curve);
    return profile;
}

/// The same bytes on every run.
std::vector<std::uint8_t> saved(const Profile &profile, const char *description)
{
    // Version 2 is what every RIP reads.
    cmsSetProfileVersion(profile.get(), 2.1);
    cmsMLU *name = cmsMLUalloc(nullptr, 1);
    cmsMLUsetASCII(name, "en", "US", description);
    cmsWriteTag(profile.get(), cmsSigProfileDescriptionTag, name);
    cmsMLUfree(name);

    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile.get(), nullptr, &size);
    std::vector<std::uint8_t> bytes(size);
    cmsSaveProfileToMem(profile.get(), bytes.data(), &size);
    // lcms writes the time of this run into the header (ICC.1, section 7.2: bytes 24 to 35).
    const std::uint8_t created[] = {0x07, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0}; // 1 January 2026
    std::ranges::copy(created, bytes.begin() + 24);
    return bytes;
}

} // namespace

const std::vector<std::uint8_t> &srgbProfile()
{
    static const std::vector<std::uint8_t> bytes = saved(srgb(), "sRGB IEC61966-2.1");
    return bytes;
}

const std::vector<std::uint8_t> &displayP3Profile()
{
    static const std::vector<std::uint8_t> bytes = saved(displayP3(), "Display P3");
    return bytes;
}

std::string profileName(std::span<const std::uint8_t> icc)
{
    const Profile profile = opened(icc);
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
    const Profile profile = opened(icc);
    if (!profile || cmsGetColorSpace(profile.get()) != cmsSigRgbData)
        return false;
    const Transform transform = transformToSrgb(profile, TYPE_RGB_8);
    if (!transform)
        return false;
    // The widespread sRGB profiles store their curve as a table; that alone rounds some values up.
    const cv::Mat grid = colourGrid();
    return cv::norm(grid, transformed(grid, transform, CV_8UC3), cv::NORM_INF) <= 1;
}

Result<Image> convertedToSrgb(const cv::Mat &pixels, std::span<const std::uint8_t> icc)
{
    assert(pixels.depth() == CV_8U || pixels.depth() == CV_16U);
    return guarded([&]() -> Result<Image> {
        if (icc.empty())
            return Image {asRgb(pixels)};
        const Profile profile = opened(icc);
        const auto space = pixels.channels() <= 2 ? cmsSigGrayData : cmsSigRgbData;
        if (!profile || cmsGetColorSpace(profile.get()) != space)
            return fail(
                Error::Code::FormatUnsupported, "colour profile broken or for other channels");
        if (pixels.depth() == CV_8U && isSrgb(icc))
            return Image {asRgb(pixels)};
        const Transform transform = transformToSrgb(profile, formatOf(pixels));
        if (!transform)
            return fail(Error::Code::FormatUnsupported, "colour profile cannot be converted from");
        const bool hasAlpha = pixels.channels() % 2 == 0;
        return Image {transformed(pixels, transform, hasAlpha ? CV_8UC4 : CV_8UC3)};
    });
}

Result<Image> cmykToSrgb(const cv::Mat &inks, std::span<const std::uint8_t> icc)
{
    assert(inks.type() == CV_8UC4);
    return guarded([&]() -> Result<Image> {
        if (icc.empty())
            return Image {plainlyFromInks(inks)};
        const Profile profile = opened(icc);
        if (!profile || cmsGetColorSpace(profile.get()) != cmsSigCmykData)
            return fail(Error::Code::FormatUnsupported, "colour profile broken or not for inks");
        const Transform transform = transformToSrgb(profile, TYPE_CMYK_8);
        if (!transform)
            return fail(Error::Code::FormatUnsupported, "colour profile cannot be converted from");
        return Image {transformed(inks, transform, CV_8UC3)};
    });
}

} // namespace core
