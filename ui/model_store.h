#pragma once

#include "core/progress.h"
#include "core/result.h"

#include <QString>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ui {

/// A model as a shop sees it.
struct ModelOffer
{
    std::string name; ///< "base"; what settings and records call it
    QString purpose; ///< what it is for, in plain words
    QString licence; ///< "MIT"
    QString caveat; ///< what the licence leaves open; "" where nothing
    QString source; ///< the address that it is downloaded from
    std::int64_t bytes = 0; ///< of its file
    enum class Origin { Bundled, Downloaded, ByHand }; ///< ByHand: only from a file that is here
    Origin origin = Origin::Downloaded;
    bool isChecksumPublished = true; ///< else a check can only tell later changes
    bool isOwn = false; ///< in no list: a file that was added, and is gone once it is removed
};

/// What of a model is on the disk.
struct ModelOnDisk
{
    enum class Kind { Nothing, Part, Whole };
    Kind kind = Kind::Nothing;
    std::int64_t bytes = 0; ///< of the part
};

/// How far a download is; `total` 0: not said. Called on the thread that downloads.
using DownloadReport = std::function<void(std::int64_t bytes, std::int64_t total)>;

/// The models that can be had, and what can be done with their files. Everything but `look` may
/// take its time, and is called off the window's thread; `name` is that of an offer.
struct ModelStore
{
    std::vector<ModelOffer> offers;
    std::function<ModelOnDisk(const std::string &name)> look;
    /// Goes on from a part that is there. The part stays when it is stopped (Cancelled) or cut off.
    std::function<core::Result<>(const std::string &name, const std::string &proxy,
        const DownloadReport &report, const core::Progress &progress)>
        download;
    /// Reads the file in use against its checksum.
    std::function<core::Result<>(const std::string &name, const core::Progress &progress)> verify;
    /// Copies a file chosen by hand into its place, if it is the right one.
    std::function<core::Result<>(const std::string &name, const std::filesystem::path &file,
        const core::Progress &progress)>
        import;
    /// Copies a file chosen by hand to the other models, a published one under its name, another
    /// under one of its own, and says what it is now. May be empty. BaseSizeMissing: the size that
    /// it was trained for, in px, has to be said.
    std::function<core::Result<ModelOffer>(const std::filesystem::path &file,
        std::optional<int> baseSize, const core::Progress &progress)>
        add;
    /// The file or the part of it.
    std::function<core::Result<>(const std::string &name)> remove;
};

} // namespace ui
