#pragma once

#include "core/inference/saliency.h"
#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

/// Masks kept on the disk, so that a photo that was cut before is there at once. Each is a file of
/// its own, written whole or not at all and carrying its checksum; there is no index, so that
/// several programs can share the folder.
namespace core {

/// Where masks are kept, and how many.
struct MaskCache
{
    std::filesystem::path folder; ///< made when the first mask is kept; "": nothing is kept
    std::int64_t mostBytes = 2'000'000'000; ///< masks unused for longest go first; 0: none is kept

    bool isOn() const { return !folder.empty() && mostBytes > 0; }
};

/// ${XDG_CACHE_HOME:-~/.cache}/pawtrait/masks; "" where there is neither.
std::filesystem::path maskCacheFolder();

/// What becomes of an entry that is damaged.
enum class IfDamaged { Delete, Leave };

/// The mask that was kept under `key` (any text that says all that it depends on), every bit of it;
/// nothing where there is none. Errors: FileDamaged; FileUnreadable.
Result<std::optional<Saliency>> keptMask(
    const MaskCache &cache, const std::string &key, IfDamaged ifDamaged = IfDamaged::Delete);

/// Keeps a mask in place of whatever has that key, then deletes the masks that are too many. The
/// map is stored as it is, in float32: compressing saves a third and takes longer than reading.
/// Errors: TargetUnwritable; DiskFull.
Result<> keepMask(const MaskCache &cache, const std::string &key, const Saliency &mask);

/// What lies in a folder of masks.
struct KeptMasks
{
    int count = 0;
    std::int64_t bytes = 0;
};
KeptMasks keptMasks(const std::filesystem::path &folder);

/// Deletes the masks in a folder, and nothing else that lies there. Errors: TargetUnwritable.
Result<> clearMasks(const std::filesystem::path &folder);

} // namespace core
