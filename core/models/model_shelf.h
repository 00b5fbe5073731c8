#pragma once

#include "core/models/download.h"
#include "core/models/manifest.h"
#include "core/progress.h"
#include "core/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace core {

/// What of a model is on the disk.
struct ModelState
{
    enum class Kind {
        Bundled, ///< came with Pawtrait
        Missing,
        Partial, ///< a download can go on
        Present, ///< downloaded or imported
        Damaged, ///< not the file that it was, or should be
    };
    Kind kind = Kind::Missing;
    std::int64_t bytes = 0; ///< of the file or the part
    bool verified = false; ///< of Present: its checksum is the one that the author published
    friend bool operator==(const ModelState &, const ModelState &) = default;
};

/// The folders in which model files lie, and what can be done with them. A plain value: it looks at
/// the disk each time, and may be used from several threads.
class ModelShelf
{
public:
    /// `bundled` is only read; `own` is made when the first file comes. They may be the same.
    ModelShelf(std::filesystem::path bundled, std::filesystem::path own);

    /// The user's: modelsFolder(program) beside ${XDG_DATA_HOME:-~/.local/share}/pawtrait/models;
    /// PAWTRAIT_MODELS stands for both.
    static ModelShelf standard(const std::filesystem::path &program);

    /// The manifest's, then files of one's own that were imported under new names.
    std::vector<ManifestEntry> entries() const;

    /// Errors: ModelMissing (no model of that name).
    Result<ManifestEntry> entry(const std::string &name) const;

    /// Looks at names and sizes alone: quick. Missing too where no model has that name.
    ModelState state(const std::string &name) const;

    /// The folder that the file of a model lies in, to load it from. Errors: ModelMissing (also: not
    /// downloaded yet).
    Result<std::filesystem::path> folderOf(const std::string &name) const;

    /// The file itself. Errors: those of folderOf().
    Result<std::filesystem::path> checkpointOf(const std::string &name) const;

    /// Downloads a model's file; see core/models/download.h for pausing and the errors. ModelMissing
    /// where it cannot be downloaded. ModelMismatch: not a checkpoint of that network.
    Result<Downloaded> download(const std::string &name, const DownloadOptions &options = {},
        const DownloadReport &report = {}, const Progress &progress = {}) const;

    /// Reads a file against its checksum: the author's, or where none is published the one it had
    /// when it came. The value says which: true for the author's. Remembered for state().
    /// Errors: ModelMissing; HashMismatch; Cancelled; FileUnreadable.
    Result<bool> verify(const std::string &name, const Progress &progress = {}) const;

    /// Copies a file chosen by hand into its place. A manifest's name: the checkpoint has to hold
    /// that network, and its checksum has to be the published one where there is one. A new name
    /// (a-z, 0-9, -): any network, with the base size that it was trained for.
    /// Errors: FileMissing; FileUnreadable; ModelMismatch; HashMismatch; BaseSizeMissing; InUse;
    /// TargetExists (the bundled one); TargetUnwritable; DiskFull; Cancelled.
    Result<> import(const std::filesystem::path &file, const std::string &name,
        std::optional<int> baseSize = {}, const Progress &progress = {}) const;

    /// Deletes a downloaded or imported file, and what came of one. Errors: ModelMissing (also: there
    /// is nothing); TargetExists (the bundled one stays); InUse; TargetUnwritable.
    Result<> remove(const std::string &name) const;

    const std::filesystem::path &ownFolder() const { return m_own; }

private:
    std::filesystem::path placeOf(const ManifestEntry &entry) const;

    std::filesystem::path m_bundled;
    std::filesystem::path m_own;
};

} // namespace core
