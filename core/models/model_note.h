#pragma once

#include "core/files/header.h"
#include "core/network/network.h"
#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace core {

/// What is remembered of one model's file, in a small JSON file beside the models.
struct ModelNote
{
    /// How the file with this stamp compared with its checksum.
    enum class Found {
        Right,
        Wrong,
        Unknown, ///< its checksum was taken, and compared with none
    };

    /// What the manifest says of its models, for a file of one's own.
    struct Imported
    {
        Architecture architecture = Architecture::SwinB;
        int baseSize = 384; ///< px
        std::string from {}; ///< name of the file that was imported
        friend bool operator==(const Imported &, const Imported &) = default;
    };

    FileStamp stamp {};
    Found found = Found::Right;
    std::string sha256 {}; ///< of the file when it came, 64 lower-case hex digits
    std::optional<Imported> imported {}; ///< absent: a model of the manifest
    friend bool operator==(const ModelNote &, const ModelNote &) = default;
};

/// Nothing where there is none, or one that cannot be understood.
std::optional<ModelNote> readNote(const std::filesystem::path &file);

/// Errors: TargetUnwritable; DiskFull.
Result<> writeNote(const std::filesystem::path &file, const ModelNote &note);

} // namespace core
