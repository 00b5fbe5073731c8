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
/// several threads at once (no cache inside). Inks and deep pixels are computed one by one: the
/// table that lcms would make in advance is wrong by up to 11 levels of 255 for them.
Transform transformToSrgb(const Profile &source, cmsUInt32Number sourceFormat)
{
    const bool isFast = T_BYTES(sourceFormat) == 1 && T_COLORSPACE(sourceFormat) != PT_CMYK;
    const cmsUInt32Number flags = cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE
        | cmsFLAGS_COPY_ALPHA | (isFast ? 0U : cmsFLAGS_NOOPTIMIZE);
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
        cv::Mat deep; // as 0..1: lcms computes with these faster than with 16 bits
        for (int y = from; y < to; ++y) {
            cv::Mat row = pixels.row(y);
            if (row.depth() == CV_16U) {
                row.convertTo(deep, CV_32F, 1.0 / 65535);
                row = deep;
            }
            cmsDoTransform(transform.get(), row.data, result.ptr(y),
                static_cast<cmsUInt32Number>(pixels.cols));
        }
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
    return greySpread(bytes);
}

cmsUInt32Number formatOf(const cv::Mat &pixels)
{
    const bool isGrey = pixels.channels() <= 2;
    const auto colours = isGrey ? 1U : 3U;
    const auto extra = static_cast<cmsUInt32Number>(pixels.channels()) - colours;
    const bool isDeep = pixels.depth() == CV_16U; // see transformed()
    return COLORSPACE_SH(isGrey ? PT_GRAY : PT_RGB) | CHANNELS_SH(colours) | EXTRA_SH(extra)
        | (isDeep ? FLOAT_SH(1) | BYTES_SH(4) : BYTES_SH(1));
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

/// One row in L* 0..100 and a*, b* -128..127.
cv::Mat unpackedLab(const cv::Mat &row)
{
    cv::Mat lab;
    row.convertTo(lab, CV_32F, 1.0 / 256);
    for (int x = 0; x < lab.cols; ++x) {
        auto &value = lab.at<cv::Vec3f>(0, x);
        value = {value[0] * 100 / 255, value[1] - 128, value[2] - 128};
    }
    return lab;
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

Result<Image> labToSrgb(const cv::Mat &lab)
{
    assert(lab.type() == CV_16UC3);
    return guarded([&]() -> Result<Image> {
        const Transform transform =
            transformToSrgb(Profile(cmsCreateLab4Profile(nullptr)), TYPE_Lab_FLT);
        if (!transform)
            return fail(Error::Code::OutOfMemory, "lcms2");
        Image image {cv::Mat(lab.size(), CV_8UC3)};
        inParts(lab.rows, 64, {}, [&](int from, int to) {
            for (int y = from; y < to; ++y)
                cmsDoTransform(transform.get(), unpackedLab(lab.row(y)).data, image.pixels.ptr(y),
                    static_cast<cmsUInt32Number>(lab.cols));
        });
        return image;
    });
}

} // namespace core
