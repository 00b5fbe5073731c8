#include "core/files/contained_reader.h"

/// Not for people: what a core::ContainedReader starts, so that a decoder's own bug costs one photo.
int main()
{
    return core::serveDecoding(core::decodeSocket);
}
