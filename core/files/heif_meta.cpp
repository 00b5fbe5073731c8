#include "core/files/heif_items.h"

#include <array>

namespace core {
namespace {

constexpr std::uint64_t mostMeta = 4 << 20; ///< of the boxes that are read; a long ICC has 3 MB
constexpr int mostBoxes = 1024; ///< side by side; a photo has about ten

/// A place in the file up to the end of the box around it.
struct Walk
{
    std::uint64_t at = 0;
    std::uint64_t end = 0;
};

Result<BoxFrame> frameAt(const ByteFile &file, const Walk &walk)
{
    std::array<std::uint8_t, 16> front {};
    const auto count = std::min<std::uint64_t>(front.size(), walk.end - walk.at);
    const auto read = file.readAt(walk.at, std::span(front).first(count));
    const auto frame = boxFrame(std::span(front).first(read), walk.end - walk.at);
    if (!frame)
        return fail(Error::Code::FileDamaged, "HEIF: cut short in its header");
    return *frame;
}

/// The inside of the meta box, behind its version and flags.
Result<Walk> metaBox(const ByteFile &file)
{
    bool isFilm = false;
    Walk walk {.end = file.size()};
    for (int boxes = 0; walk.at < walk.end && boxes < mostBoxes; ++boxes) {
        const auto frame = frameAt(file, walk);
        if (!frame)
            return tl::unexpected(frame.error());
        const auto inside = walk.at + frame->headBytes + 4;
        walk.at += frame->bytes;
        if (frame->kind == boxKind("meta") && inside <= walk.at)
            return Walk {.at = inside, .end = walk.at};
        isFilm = isFilm || frame->kind == boxKind("moov");
    }
    if (isFilm)
        return fail(Error::Code::FormatUnsupported, "HEIF: a film without a picture");
    return fail(Error::Code::FileDamaged, "HEIF: no meta box");
}

/// Where the content of a box of this kind belongs; null: it is not read.
std::vector<std::uint8_t> *placeFor(std::uint32_t kind, HeifMeta &meta)
{
    switch (kind) {
    case boxKind("pitm"):
        return &meta.primary;
    case boxKind("iinf"):
        return &meta.items;
    case boxKind("iprp"):
        return &meta.properties;
    case boxKind("iref"):
        return &meta.references;
    case boxKind("iloc"):
        return &meta.places;
    default:
        return nullptr;
    }
}

} // namespace

Result<HeifMeta> heifMeta(const ByteFile &file)
{
    auto walk = metaBox(file);
    if (!walk)
        return tl::unexpected(walk.error());
    HeifMeta meta;
    std::uint64_t left = mostMeta;
    for (int boxes = 0; walk->at < walk->end && boxes < mostBoxes; ++boxes) {
        const auto frame = frameAt(file, *walk);
        if (!frame)
            return tl::unexpected(frame.error());
        const auto from = walk->at + frame->headBytes;
        const auto bytes = frame->bytes - frame->headBytes;
        walk->at += frame->bytes;
        if (frame->kind == boxKind("idat")) {
            meta.insideFrom = from;
            meta.insideBytes = bytes;
        }
        auto *place = placeFor(frame->kind, meta);
        if (place == nullptr || !place->empty()) // of two the first counts, as for libheif
            continue;
        if (bytes > left)
            return fail(Error::Code::FormatUnsupported, "HEIF: more than 4 MiB before the pixels");
        left -= bytes;
        *place = file.bytesAt(from, bytes);
        if (place->size() != bytes)
            return fail(Error::Code::FileDamaged, "HEIF: cut short in its header");
    }
    return meta;
}

} // namespace core
