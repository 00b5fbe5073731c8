#pragma once

#include "core/files/byte_file.h"

#include <libheif/heif.h>

#include <memory>

namespace core {

/// An opened HEIC or AVIF file and its primary picture, for decoding: opening lets libheif read all
/// of the file. heif_items.h reads the header alone.
struct HeifFile
{
    struct Release
    {
        void operator()(heif_context *opened) const { heif_context_free(opened); }
        void operator()(heif_image_handle *handle) const { heif_image_handle_release(handle); }
        void operator()(heif_image *image) const { heif_image_release(image); }
        void operator()(heif_decoding_options *options) const
        {
            heif_decoding_options_free(options);
        }
    };
    /// Where libheif stands in the file.
    struct Reader
    {
        const ByteFile *file = nullptr;
        std::uint64_t position = 0;
    };
    std::unique_ptr<Reader> reader; // before the context, which uses it to its end
    std::unique_ptr<heif_context, Release> context;
    std::unique_ptr<heif_image_handle, Release> picture;
};

/// Errors: FileDamaged; FormatUnsupported. `file` must live as long as the result.
Result<HeifFile> openedHeif(const ByteFile &file);

/// The same of a file in memory; `bytes`, too, must live as long as the result.
Result<HeifFile> openedHeif(std::span<const std::uint8_t> bytes);

/// What libheif's errors mean for us.
Error errorOf(const heif_error &error);

} // namespace core
