#include "core/files/tiff_file.h"

#include <array>
#include <cstdarg>
#include <string_view>

namespace core {
namespace {

TiffFile::Reader &readerOf(thandle_t user)
{
    return *static_cast<TiffFile::Reader *>(user);
}

tmsize_t read(thandle_t user, void *bytes, tmsize_t count)
{
    auto &reader = readerOf(user);
    const auto got = reader.file->readAt(
        reader.position, {static_cast<std::uint8_t *>(bytes), static_cast<std::size_t>(count)});
    reader.position += got;
    return static_cast<tmsize_t>(got);
}

tmsize_t write(thandle_t, void *, tmsize_t)
{
    return 0;
}

toff_t seek(thandle_t user, toff_t to, int from)
{
    auto &reader = readerOf(user);
    if (from == SEEK_SET)
        reader.position = to;
    else
        reader.position = to + (from == SEEK_CUR ? reader.position : reader.file->size());
    return reader.position;
}

int close(thandle_t)
{
    return 0;
}

toff_t size(thandle_t user)
{
    return readerOf(user).file->size();
}

int onError(TIFF *, void *user, const char *, const char *format, std::va_list arguments)
{
    std::array<char, 256> text {};
    std::vsnprintf(text.data(), text.size(), format, arguments);
    auto &reader = *static_cast<TiffFile::Reader *>(user);
    if (reader.firstError.empty())
        reader.firstError = text.data();
    return 1; // and no message of libtiff's own
}

/// Unknown tags and the like are no reason to refuse a photo. But these only warn where a picture
/// is cut short, or where a run of PackBits goes on into the next row, which libtiff drops.
int onWarning(
    TIFF *tiff, void *user, const char *module, const char *format, std::va_list arguments)
{
    using namespace std::string_view_literals;
    const bool isOfPixels = module == "JPEGLib"sv || module == "PackBitsDecode"sv;
    return isOfPixels ? onError(tiff, user, module, format, arguments) : 1;
}

} // namespace

Result<TiffFile> openedTiff(const ByteFile &file, std::size_t mostMemory)
{
    TiffFile opened;
    opened.reader = std::make_unique<TiffFile::Reader>(TiffFile::Reader {.file = &file});
    auto *options = TIFFOpenOptionsAlloc();
    if (options == nullptr)
        return fail(Error::Code::OutOfMemory, "libtiff");
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, static_cast<tmsize_t>(mostMemory));
    TIFFOpenOptionsSetErrorHandlerExtR(options, onError, opened.reader.get());
    TIFFOpenOptionsSetWarningHandlerExtR(options, onWarning, opened.reader.get());
    // r: read, m: never mapped, D O: the table of strips, which grows with the pixels, on demand
    opened.tiff.reset(TIFFClientOpenExt("photo", "rmDO", opened.reader.get(), read, write, seek,
        close, size, nullptr, nullptr, options));
    TIFFOpenOptionsFree(options);
    if (!opened.tiff)
        return fail(Error::Code::FileDamaged, "TIFF: " + opened.reader->firstError);
    return opened;
}

std::uint32_t TiffFile::wide(std::uint32_t tag, std::uint32_t otherwise) const
{
    std::uint32_t value = otherwise;
    return TIFFGetFieldDefaulted(tiff.get(), tag, &value) == 1 ? value : otherwise;
}

std::uint16_t TiffFile::narrow(std::uint32_t tag, std::uint16_t otherwise) const
{
    std::uint16_t value = otherwise;
    return TIFFGetFieldDefaulted(tiff.get(), tag, &value) == 1 ? value : otherwise;
}

std::string TiffFile::text(std::uint32_t tag) const
{
    const char *value = nullptr;
    return TIFFGetField(tiff.get(), tag, &value) == 1 && value != nullptr ? value : "";
}

} // namespace core
