#include "tests/fuzz/targets.h"

#include "core/files/photo.h"
#include "tests/fuzz/memory_file.h"

#include <opencv2/core.hpp>

namespace fuzz {
namespace {

// Small, so that a second holds many runs.
constexpr core::ReadLimits smallLimits {.mostPixels = 4'000'000, .mostChunkBytes = 16 << 20};

void readAs(Bytes bytes, core::Format format)
{
    const auto found = core::formatOf(bytes);
    const bool isHeif = found == core::Format::Heic || found == core::Format::Avif;
    if (found != format && !(isHeif && format == core::Format::Heic))
        return;
    const MemoryFile file(bytes);
    const auto header = core::probe(file.path());
    const auto photo = core::readPhoto(file.path(), {.mostPixels = 1'000'000, .limits = smallLimits});
    if (!photo) {
        promise(photo.error().code != core::Error::Code::Unexpected);
        return;
    }
    promise(header && !photo->image.isEmpty()); // what can be read can be probed
    if (format != core::Format::Jpeg) // which may be scaled
        promise(photo->image.size() == header->size);
}

/// What the first bytes say of how the rest is to be read.
struct RowsChoice
{
    core::ReadOptions options;
    bool isExact = false;
    Bytes file;
};

constexpr std::size_t choiceBytes = 3;

RowsChoice rowsChoice(Bytes bytes)
{
    enum Choices : unsigned { Enough = 1, Deep = 2, LittleMemory = 4 };
    const unsigned choices = bytes[0];
    const core::Size size {1 + bytes[1] % 32, 1 + bytes[2] % 32}; // what may be decoded at most
    RowsChoice choice {.isExact = (choices & Enough) == 0, .file = bytes.subspan(choiceBytes)};
    choice.options = {.mostPixels = 1024, .limits = smallLimits};
    (choice.isExact ? choice.options.exactly : choice.options.enough) = size;
    if ((choices & Deep) != 0)
        choice.options.depth = core::Depth::AsStored;
    if ((choices & LittleMemory) != 0)
        choice.options.limits.mostChunkBytes = 20'000;
    return choice;
}

bool isNear(const cv::Mat &one, const cv::Mat &other)
{
    constexpr double mostLevels = 1; // mirrored, the same weights are summed up in another order
    return one.size() == other.size() && one.type() == other.type()
        && cv::norm(one, other, cv::NORM_INF) <= mostLevels;
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

void rows(Bytes bytes)
{
    if (bytes.size() < choiceBytes)
        return;
    const auto [options, isExact, content] = rowsChoice(bytes);
    const MemoryFile file(content);
    const auto header = core::probe(file.path());
    const auto photo = core::readPhoto(file.path(), options);
    promise(photo || photo.error().code != core::Error::Code::Unexpected);
    if (!photo)
        return;
    promise(header && areaOf(photo->image.size()) <= options.mostPixels);
    if (!isExact)
        return;
    promise(photo->image.size() == options.exactly);
    auto all = options;
    all.mostPixels = smallLimits.mostPixels;
    const auto whole = core::readPhoto(file.path(), all);
    if (whole && header->format != core::Format::Jpeg)
        promise(isNear(photo->image.pixels, whole->image.pixels));
}

} // namespace fuzz
