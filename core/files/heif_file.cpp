#include "core/files/heif_file.h"

namespace core {
namespace {

HeifFile::Reader &readerOf(void *user)
{
    return *static_cast<HeifFile::Reader *>(user);
}

std::int64_t position(void *user)
{
    return static_cast<std::int64_t>(readerOf(user).position);
}

int read(void *bytes, std::size_t count, void *user)
{
    auto &reader = readerOf(user);
    const bool isRead =
        reader.file->fills(reader.position, {static_cast<std::uint8_t *>(bytes), count});
    reader.position += count;
    return isRead ? 0 : 1;
}

int seek(std::int64_t to, void *user)
{
    readerOf(user).position = static_cast<std::uint64_t>(to);
    return 0;
}

heif_reader_grow_status waitForSize(std::int64_t size, void *user)
{
    return static_cast<std::uint64_t>(size) <= readerOf(user).file->size()
        ? heif_reader_grow_status_size_reached
        : heif_reader_grow_status_size_beyond_eof;
}

constexpr heif_reader callbacks {.reader_api_version = 1,
    .get_position = position,
    .read = read,
    .seek = seek,
    .wait_for_file_size = waitForSize};

/// Of what was read with that outcome.
Result<HeifFile> atPrimary(HeifFile opened, heif_error error)
{
    heif_image_handle *picture = nullptr;
    if (error.code == heif_error_Ok)
        error = heif_context_get_primary_image_handle(opened.context.get(), &picture);
    if (error.code != heif_error_Ok)
        return tl::unexpected(errorOf(error));
    opened.picture.reset(picture);
    return opened;
}

} // namespace

Result<HeifFile> openedHeif(const ByteFile &file)
{
    HeifFile opened;
    opened.reader = std::make_unique<HeifFile::Reader>(HeifFile::Reader {.file = &file});
    opened.context.reset(heif_context_alloc());
    if (!opened.context)
        return fail(Error::Code::OutOfMemory, "libheif");
    const auto error = heif_context_read_from_reader(
        opened.context.get(), &callbacks, opened.reader.get(), nullptr);
    return atPrimary(std::move(opened), error);
}

Result<HeifFile> openedHeif(std::span<const std::uint8_t> bytes)
{
    HeifFile opened;
    opened.context.reset(heif_context_alloc());
    if (!opened.context)
        return fail(Error::Code::OutOfMemory, "libheif");
    const auto error = heif_context_read_from_memory_without_copy(
        opened.context.get(), bytes.data(), bytes.size(), nullptr);
    return atPrimary(std::move(opened), error);
}

Error errorOf(const heif_error &error)
{
    const std::string detail = error.message != nullptr ? error.message : "libheif";
    if (error.code == heif_error_Memory_allocation_error)
        return {Error::Code::OutOfMemory, detail};
    if (error.code == heif_error_Unsupported_filetype
        || error.code == heif_error_Unsupported_feature
        || error.code == heif_error_Plugin_loading_error)
        return {Error::Code::FormatUnsupported, detail};
    return {Error::Code::FileDamaged, detail};
}

} // namespace core
