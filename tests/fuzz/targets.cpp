#include "tests/fuzz/targets.h"

#include "core/files/photo.h"
#include "core/models/manifest.h"
#include "core/models/model_note.h"
#include "core/network/checkpoint.h"
#include "core/print/name_template.h"
#include "core/print/print_size.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace fuzz {
namespace {

/// A file without a disk.
class MemoryFile
{
public:
    explicit MemoryFile(Bytes bytes)
        : m_file(memfd_create("fuzz", 0))
    {
        if (m_file < 0
            || write(m_file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
            std::abort();
    }
    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;
    ~MemoryFile() { close(m_file); }
    std::string path() const { return "/proc/self/fd/" + std::to_string(m_file); }

private:
    int m_file = -1;
};

void promise(bool kept)
{
    if (!kept)
        std::abort();
}

void readAs(Bytes bytes, core::Format format)
{
    const auto found = core::formatOf(bytes);
    const bool isHeif = found == core::Format::Heic || found == core::Format::Avif;
    if (found != format && !(isHeif && format == core::Format::Heic))
        return;
    const MemoryFile file(bytes);
    const auto header = core::probe(file.path());
    // Small, so that a second holds many runs.
    const core::ReadLimits limits {.mostPixels = 4'000'000, .mostChunkBytes = 16 << 20};
    const auto photo = core::readPhoto(file.path(), {.mostPixels = 1'000'000, .limits = limits});
    const auto inRows = core::readPhoto(
        file.path(), {.mostPixels = 64, .exactly = {8, 8}, .limits = limits});
    promise(inRows || inRows.error().code != core::Error::Code::Unexpected);
    if (!photo) {
        promise(photo.error().code != core::Error::Code::Unexpected);
        return;
    }
    promise(header && !photo->image.isEmpty()); // what can be read can be probed
    if (format != core::Format::Jpeg) // which may be scaled
        promise(photo->image.size() == header->size);
}

} // namespace

void probe(Bytes bytes)
{
    const MemoryFile file(bytes);
    const auto header = core::probe(file.path());
    if (header)
        promise(header->size.width > 0 && header->size.height > 0 && header->channels >= 1);
}

void jpeg(Bytes bytes)
{
    readAs(bytes, core::Format::Jpeg);
}

void png(Bytes bytes)
{
    readAs(bytes, core::Format::Png);
}

void webp(Bytes bytes)
{
    readAs(bytes, core::Format::WebP);
}

void heif(Bytes bytes)
{
    readAs(bytes, core::Format::Heic);
}

void tiff(Bytes bytes)
{
    readAs(bytes, core::Format::Tiff);
}

void checkpoint(Bytes bytes)
{
    const MemoryFile file(bytes);
    const auto tensors = core::readCheckpoint(file.path());
    if (!tensors)
        return;
    std::size_t sum = 0;
    for (const auto &tensor : *tensors)
        sum += tensor.bytes.size();
    promise(sum <= 4 * bytes.size()); // no bomb
}

void models(Bytes bytes)
{
    if (const auto entries = core::parseManifest(std::string(bytes.begin(), bytes.end())))
        for (const core::ManifestEntry &entry : *entries)
            promise(!entry.model.name.empty() && !entry.model.fileName.empty() && entry.bytes > 0);
    const MemoryFile file(bytes);
    core::readNote(file.path());
}

void texts(Bytes bytes)
{
    const std::string text(bytes.begin(), bytes.end());
    if (const auto limits = core::parsedReadLimits(text))
        promise(limits->mostPixels > 0 && limits->mostSidePx > 0 && limits->mostTiles > 0);
    if (const auto size = core::parsedPrintSize(text))
        promise(core::pixelsOf(*size, 300).width > 0);
    const auto name = core::expandedName(text,
        {.name = text, .effect = "pop-art", .size = "30x40cm", .model = "lite"});
    if (name)
        promise(!name->empty() && name->size() <= 200 && name->find('/') == std::string::npos);
}

} // namespace fuzz
