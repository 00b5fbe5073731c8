#include "core/files/stored.h"

#include <opencv2/core.hpp>
#include <webp/decode.h>
#include <webp/demux.h>

#include <cstring>
#include <memory>
#include <string>

namespace core {
namespace {

struct Delete
{
    void operator()(WebPAnimDecoder *decoder) const { WebPAnimDecoderDelete(decoder); }
};

bool decodeStill(std::span<const std::uint8_t> bytes, const cv::Mat &pixels)
{
    const auto stride = static_cast<int>(pixels.step[0]);
    const auto room = pixels.step[0] * static_cast<std::size_t>(pixels.rows);
    const auto *done = pixels.channels() == 4
        ? WebPDecodeRGBAInto(bytes.data(), bytes.size(), pixels.data, room, stride)
        : WebPDecodeRGBInto(bytes.data(), bytes.size(), pixels.data, room, stride);
    return done != nullptr;
}

/// A frame may cover only a part of the canvas, so libwebp puts it there.
bool decodeFirstFrame(std::span<const std::uint8_t> bytes, const cv::Mat &pixels)
{
    const WebPData source {bytes.data(), bytes.size()};
    WebPAnimDecoderOptions options;
    if (WebPAnimDecoderOptionsInit(&options) == 0)
        return false;
    options.color_mode = MODE_RGBA;
    const std::unique_ptr<WebPAnimDecoder, Delete> decoder(WebPAnimDecoderNew(&source, &options));
    std::uint8_t *canvas = nullptr;
    int milliseconds = 0;
    if (!decoder || WebPAnimDecoderGetNext(decoder.get(), &canvas, &milliseconds) == 0)
        return false;
    std::memcpy(pixels.data, canvas, pixels.total() * pixels.elemSize());
    return true;
}

} // namespace

Result<StoredPixels> webpPixels(
    const ByteFile &file, const StoredHeader &stored, const Progress &progress)
{
    if (file.size() > stored.limits.mostChunkBytes) // libwebp wants all of it in memory
        return fail(Error::Code::ImageTooLarge,
            "WebP: a file of " + std::to_string(file.size()) + " bytes");
    const auto bytes = file.bytesAt(0, file.size());
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK)
        return fail(Error::Code::FileDamaged, "WebP: broken");
    if (Size {features.width, features.height} != stored.header.size)
        return fail(Error::Code::FileChanged, "WebP: another picture than its header said");
    if (progress.stopped())
        return fail(Error::Code::Cancelled);
    const bool isAnimated = features.has_animation != 0;
    const bool hasAlpha = isAnimated || features.has_alpha != 0;
    cv::Mat pixels(features.height, features.width, hasAlpha ? CV_8UC4 : CV_8UC3);
    if (!(isAnimated ? decodeFirstFrame(bytes, pixels) : decodeStill(bytes, pixels)))
        return fail(Error::Code::FileDamaged, "WebP: cut short or broken");
    return StoredPixels {pixels};
}

} // namespace core
