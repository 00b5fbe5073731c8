#pragma once

#include "core/files/byte_file.h"

#include <tiffio.h>

#include <memory>
#include <string>

namespace core {

/// An opened TIFF file at its first page. libtiff reads from the ByteFile on demand.
struct TiffFile
{
    struct Close
    {
        void operator()(TIFF *opened) const { TIFFClose(opened); }
    };
    /// What libtiff's callbacks work on.
    struct Reader
    {
        const ByteFile *file = nullptr;
        std::uint64_t position = 0;
        std::string firstError = {};
    };
    std::unique_ptr<Reader> reader; // before the handle, which uses it to its end
    std::unique_ptr<TIFF, Close> tiff;

    /// An unsigned field, or `otherwise`.
    std::uint32_t wide(std::uint32_t tag, std::uint32_t otherwise = 0) const;
    std::uint16_t narrow(std::uint32_t tag, std::uint16_t otherwise = 0) const;
    std::string text(std::uint32_t tag) const;
};

/// libtiff refuses to take more than `mostMemory` bytes at once. `file` must live as long as the
/// result. Errors: FileDamaged; OutOfMemory.
Result<TiffFile> openedTiff(const ByteFile &file, std::size_t mostMemory);

} // namespace core
