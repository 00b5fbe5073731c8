#include "core/files/heif_decode.h"

#include "core/files/alpha.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace core {
namespace {

using Picture = std::unique_ptr<heif_image, HeifFile::Release>;

Result<Picture> decoded(const heif_image_handle *picture, heif_chroma chroma)
{
    const std::unique_ptr<heif_decoding_options, HeifFile::Release> options(
        heif_decoding_options_alloc());
    if (!options)
        return fail(Error::Code::OutOfMemory, "libheif");
    options->strict_decoding = 1; // an error, not a picture with holes
    heif_image *image = nullptr;
    const auto error =
        heif_decode_image(picture, &image, heif_colorspace_RGB, chroma, options.get());
    if (error.code != heif_error_Ok)
        return tl::unexpected(errorOf(error));
    return Picture(image);
}

heif_chroma chromaFor(bool isDeep, bool hasAlpha)
{
    if (isDeep)
        return hasAlpha ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE;
    return hasAlpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
}

/// A map for HDR screens, by the names that its makers gave it.
bool isGainMap(const heif_image_handle *picture)
{
    const char *name = nullptr;
    if (heif_image_handle_get_auxiliary_type(picture, &name).code != heif_error_Ok)
        return false;
    constexpr std::string_view word = "hdrgainmap";
    const bool isIt =
        name != nullptr && std::string_view(name).find(word) != std::string_view::npos;
    heif_image_handle_free_auxiliary_types(picture, &name);
    return isIt;
}

bool hasGainMap(const heif_image_handle *picture)
{
    constexpr int filter = LIBHEIF_AUX_IMAGE_FILTER_OMIT_ALPHA | LIBHEIF_AUX_IMAGE_FILTER_OMIT_DEPTH;
    std::array<heif_item_id, 16> items {};
    const int count = heif_image_handle_get_list_of_auxiliary_image_IDs(
        picture, filter, items.data(), static_cast<int>(items.size()));
    return std::any_of(items.begin(), items.begin() + count, [picture](heif_item_id item) {
        heif_image_handle *handle = nullptr;
        if (heif_image_handle_get_auxiliary_image_handle(picture, item, &handle).code
            != heif_error_Ok)
            return false;
        const std::unique_ptr<heif_image_handle, HeifFile::Release> owner(handle);
        return isGainMap(handle);
    });
}

} // namespace

Result<cv::Mat> decodedHeif(const heif_image_handle *picture, bool isDeep, bool hasAlpha)
{
    const auto image = decoded(picture, chromaFor(isDeep, hasAlpha));
    if (!image)
        return tl::unexpected(image.error());
    int stride = 0;
    const auto *plane =
        heif_image_get_plane_readonly(image->get(), heif_channel_interleaved, &stride);
    if (plane == nullptr)
        return fail(Error::Code::FileDamaged, "HEIF: no pixels");
    const cv::Mat theirs(heif_image_get_primary_height(image->get()),
        heif_image_get_primary_width(image->get()),
        CV_MAKETYPE(isDeep ? CV_16U : CV_8U, hasAlpha ? 4 : 3), const_cast<std::uint8_t *>(plane),
        static_cast<std::size_t>(stride));
    cv::Mat pixels;
    const int bits = heif_image_get_bits_per_pixel_range(image->get(), heif_channel_interleaved);
    if (isDeep && bits > 0 && bits < 16)
        theirs.convertTo(pixels, CV_16U, 65535.0 / ((1 << bits) - 1));
    else
        theirs.copyTo(pixels);
    if (hasAlpha && heif_image_handle_is_premultiplied_alpha(picture) != 0)
        makeStraight(pixels);
    return pixels;
}

PhotoNotes notesOn(const HeifFile &opened)
{
    PhotoNotes notes;
    if (heif_context_get_number_of_top_level_images(opened.context.get()) > 1)
        add(notes, PhotoNote::PrimaryOfSeveral);
    if (heif_image_handle_has_depth_image(opened.picture.get()) != 0)
        add(notes, PhotoNote::DepthIgnored);
    if (hasGainMap(opened.picture.get()))
        add(notes, PhotoNote::GainMapIgnored);
    return notes;
}

} // namespace core
