#include "core/files/inflated.h"

#include <zlib.h>

namespace core {

Inflated inflated(std::span<const std::uint8_t> packed, std::size_t most)
{
    Inflated result;
    z_stream stream {};
    if (inflateInit(&stream) != Z_OK)
        return result;
    result.bytes.resize(most);
    stream.next_in = const_cast<std::uint8_t *>(packed.data());
    stream.avail_in = static_cast<unsigned>(packed.size());
    stream.next_out = result.bytes.data();
    stream.avail_out = static_cast<unsigned>(most);
    result.isWhole = inflate(&stream, Z_SYNC_FLUSH) == Z_STREAM_END;
    result.bytes.resize(stream.total_out);
    result.bytes.shrink_to_fit();
    inflateEnd(&stream);
    return result;
}

} // namespace core
