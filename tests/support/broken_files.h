#pragma once

#include "tests/photo_files.h"

#include <filesystem>
#include <string>
#include <vector>

/// Photo files that are whole, and what strangers and bad disks make of them. The same bytes on
/// every run.
namespace files {

struct NamedFile
{
    std::string name; ///< "jpeg: cut short at 158"
    Bytes bytes;
    /// What is missing can be proved: if a picture comes out, it must be the one of `whole`.
    bool isCut = false;
    std::size_t whole = 0; ///< which of wholeFiles() it was made of
};

/// Small photos of every format and kind; `folder` is for libraries that write to a path alone.
std::vector<NamedFile> wholeFiles(const std::filesystem::path &folder);

/// Made of them: cut at every marker, chunk, box and entry; lying lengths there; flipped bits; and
/// the bombs, loops and absurd numbers of each format.
std::vector<NamedFile> brokenFiles(const std::vector<NamedFile> &whole);

} // namespace files
