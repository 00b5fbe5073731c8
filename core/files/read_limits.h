#pragma once

#include "core/image/size.h"
#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace core {

/// What a file may make us take, checked before anything is allocated or computed. Whatever a file
/// claims, it stays within these; each default is far above honest photos and far below a machine.
struct ReadLimits
{
    /// Pixels that a file may claim, also where only a scaled picture is decoded. The largest
    /// cameras and scanners have 400 megapixels. What is decoded at full size is limited by
    /// ReadOptions::mostPixels.
    std::int64_t mostPixels = 1'000'000'000;
    /// Width and height. The largest that JPEG can say; panoramas have 40,000.
    int mostSidePx = 65'535;
    /// Of a colour profile, unpacked. The largest press profiles have 3 MB; a longer one is ignored,
    /// and that is said.
    std::size_t mostProfileBytes = 16'000'000;
    /// Of an Exif block. What we use stands at its front: of a longer one the rest is not read.
    std::size_t mostExifBytes = 64'000;
    /// Of any one piece that has to be in memory at once: a tile or a strip of TIFF, a chunk that
    /// libpng keeps, a WebP file. WebP of 50 megapixels has about 30 MB.
    std::size_t mostChunkBytes = 256'000'000;
    /// Coded pictures that one HEIC or AVIF picture is put together from. 200 megapixels in tiles
    /// of 512 px are 800.
    int mostTiles = 4096;
    /// Bytes of pixels for each byte of the file, above `freeBytes` of pixels. Deflate reaches 1032,
    /// photos about 50.
    int mostExpansion = 4096;
    /// Address space of the process that decodes, above what it has at its start: 50 megapixels of
    /// 16 bit, three times.
    std::int64_t mostMemoryBytes = 3'000'000'000;
    friend bool operator==(const ReadLimits &, const ReadLimits &) = default;
};

/// Pixels of 22 megapixels in 8 bit: so much is no bomb, however small its file.
constexpr std::int64_t freeBytes = 64 << 20;

/// Whether a file of `fileBytes` may claim a picture of this size, decoded to `bytesPerPixel`
/// (1..8). Errors: ImageTooLarge (side, pixels); FileDamaged (pixels that no honest file of this
/// length holds: cut short, or made to fill the memory).
Result<> checkClaim(
    Size size, int bytesPerPixel, std::uint64_t fileBytes, const ReadLimits &limits);

/// "pixels=400M side=40000 profile=4M exif=64K chunk=256M tiles=1024 expansion=2000 memory=2G": words
/// in any order, separated by spaces or commas; what is not named keeps its default. K, M and G are
/// thousands, millions and milliards. None where a word is unknown, or a number is none, zero, or
/// beyond what the type holds.
std::optional<ReadLimits> parsedReadLimits(std::string_view text);

/// The environment variable that holds such a text, for all programs.
constexpr std::string_view readLimitsVariable = "PAWTRAIT_READ_LIMITS";

} // namespace core
