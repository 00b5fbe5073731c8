#pragma once

#include "tests/photo_files.h"

#include <string_view>

/// Files of boxes, put together by hand: what libheif reads but does not write.
namespace files {

/// Big-endian.
Bytes number(std::uint64_t number, int bytes);
Bytes joined(const std::vector<Bytes> &parts);
Bytes letters(std::string_view text);
Bytes box(const char *kind, const Bytes &content);

/// Where a kind stands.
std::size_t placeOf(const Bytes &bytes, std::string_view text);
/// The box whose kind stands there, with its head.
Bytes cutOut(const Bytes &bytes, const char *kind);
Bytes patched(Bytes bytes, std::size_t at, const Bytes &with);

struct Grid
{
    int tileSide = 64; ///< as coded
    int columns = 2;
    int width = 128; ///< of the whole picture
    int height = 48;
    std::vector<Bytes> turns = {}; ///< "irot" and "imir" boxes in their order
};
/// One picture of many tiles, in rows from the top left. Each of `tiles` is a HEIC or AVIF file of
/// one picture and nothing else; all coded alike.
Bytes gridOf(const std::vector<Bytes> &tiles, const Grid &grid);

} // namespace files
