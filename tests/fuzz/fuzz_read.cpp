#include "core/files/photo.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

/// libFuzzer's entry: any bytes as a photo file must end in a photo or an Error, never in a crash.
/// Start it with a folder of small photos of every kind.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t count)
{
    const int file = memfd_create("photo", 0); // a file without a disk
    if (file < 0 || write(file, bytes, count) != static_cast<ssize_t>(count))
        return 0;
    const std::string path = "/proc/self/fd/" + std::to_string(file);
    const auto header = core::probe(path);
    const auto photo = core::readPhoto(path, {.mostPixels = 1'000'000});
    if (photo && (!header || photo->image.isEmpty()))
        __builtin_trap(); // what can be read can be probed
    if (photo && header->format != core::Format::Jpeg && photo->image.size() != header->size)
        __builtin_trap(); // and has the size that was said; JPEG may be scaled
    close(file);
    return 0;
}
