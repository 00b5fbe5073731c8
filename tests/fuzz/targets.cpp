#include "tests/fuzz/targets.h"

#include "core/files/read_limits.h"
#include "core/models/manifest.h"
#include "core/models/model_note.h"
#include "core/network/checkpoint.h"
#include "core/print/name_template.h"
#include "core/print/print_size.h"
#include "tests/fuzz/memory_file.h"

#include <string>

namespace fuzz {

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
