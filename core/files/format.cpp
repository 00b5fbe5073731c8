#include "core/files/format.h"

#include <algorithm>
#include <string_view>

namespace core {
namespace {

std::string_view textOf(std::span<const std::uint8_t> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/// From the brands of an ISO base media file: "ftyp", major brand, version, compatible brands.
std::optional<Format> heifFormatOf(std::string_view text)
{
    bool isHeif = false;
    for (std::size_t at = 8; at + 4 <= std::min<std::size_t>(text.size(), 32); at += 4) {
        if (at == 12) // the version stands between the brands
            continue;
        const auto brand = text.substr(at, 4);
        if (brand == "avif" || brand == "avis")
            return Format::Avif;
        if (brand == "heic" || brand == "heix" || brand == "hevc" || brand == "hevx"
            || brand == "heim" || brand == "heis")
            return Format::Heic;
        isHeif = isHeif || brand == "mif1" || brand == "msf1";
    }
    if (isHeif)
        return Format::Heic;
    return std::nullopt;
}

} // namespace

std::optional<Format> formatOf(std::span<const std::uint8_t> firstBytes)
{
    using namespace std::string_view_literals;
    const auto text = textOf(firstBytes);
    if (text.starts_with("\xFF\xD8\xFF"sv))
        return Format::Jpeg;
    if (text.starts_with("\x89PNG\r\n\x1A\n"sv))
        return Format::Png;
    if (text.starts_with("RIFF"sv) && text.size() >= 12 && text.substr(8, 4) == "WEBP"sv)
        return Format::WebP;
    if (text.starts_with("II*\0"sv) || text.starts_with("MM\0*"sv) || text.starts_with("II+\0"sv)
        || text.starts_with("MM\0+"sv)) // the latter two: BigTIFF
        return Format::Tiff;
    if (text.size() >= 12 && text.substr(4, 4) == "ftyp"sv)
        return heifFormatOf(text);
    return std::nullopt;
}

bool isCameraRaw(std::span<const std::uint8_t> firstBytes)
{
    using namespace std::string_view_literals;
    const auto text = textOf(firstBytes);
    return text.starts_with("FUJIFILMCCD-RAW"sv) || text.starts_with("IIU\0"sv)
        || text.starts_with("IIRO"sv) || text.starts_with("IIRS"sv) || text.starts_with("MMOR"sv)
        || (text.size() >= 12 && text.substr(4, 8) == "ftypcrx "sv);
}

bool isOtherPicture(std::span<const std::uint8_t> firstBytes)
{
    using namespace std::string_view_literals;
    const auto text = textOf(firstBytes);
    const bool isBmp =
        text.starts_with("BM"sv) && text.size() >= 14 && text.substr(6, 4) == "\0\0\0\0"sv;
    return isBmp || text.starts_with("GIF8"sv) || text.starts_with("8BPS"sv)
        || text.starts_with("\0\0\0\x0CjP  \r\n\x87\n"sv)
        || text.starts_with("\0\0\0\x0CJXL \r\n\x87\n"sv) || text.starts_with("\xFF\x0A"sv);
}

std::string nameOf(Format format)
{
    switch (format) {
    case Format::Jpeg:
        return "JPEG";
    case Format::Png:
        return "PNG";
    case Format::WebP:
        return "WebP";
    case Format::Heic:
        return "HEIC";
    case Format::Avif:
        return "AVIF";
    case Format::Tiff:
        return "TIFF";
    }
    return {};
}

} // namespace core
