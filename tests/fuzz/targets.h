#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// What strangers' bytes reach, one function each: any bytes must end in a value or an Error, never
/// in a crash. fuzz/entry.cpp hands them to libFuzzer, tst_fuzz_corpus to every run of the tests. A
/// promise that is broken ends the program.
namespace fuzz {

using Bytes = std::span<const std::uint8_t>;

void probe(Bytes bytes); ///< a header of any format

/// Header and pixels; other formats than the named one are left alone.
void jpeg(Bytes bytes);
void png(Bytes bytes);
void webp(Bytes bytes);
void heif(Bytes bytes); ///< HEIC and AVIF
void tiff(Bytes bytes);

/// Photos of any format over the hard limit, which come row by row: behind three bytes that choose
/// what is made of them. What comes out is what the whole photo gives.
void rows(Bytes bytes);

void checkpoint(Bytes bytes); ///< a `.pth` file
void models(Bytes bytes); ///< a list of models, and what is noted of one

/// What people type and settings hold: limits, print sizes, name templates.
void texts(Bytes bytes);

struct Target
{
    std::string_view name;
    void (*run)(Bytes bytes);
};
inline constexpr Target targets[] {{"probe", probe}, {"jpeg", jpeg}, {"png", png}, {"webp", webp},
    {"heif", heif}, {"tiff", tiff}, {"rows", rows}, {"checkpoint", checkpoint}, {"models", models},
    {"texts", texts}};

} // namespace fuzz
