#pragma once

#include "core/files/header.h"
#include "core/models/download.h"
#include "core/models/manifest.h"
#include "core/progress.h"
#include "core/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace core {

struct ModelNote;

/// What of a model is on the disk.
struct ModelState
{
    enum class Kind {
        Absent,
        Partial, ///< a download can go on
        Unverified, ///< the file, which nobody compared with its checksum since it came or changed
        Verified, ///< the file, compared with its checksum and not changed since
        Broken, ///< not the file it should be, by its length or its checksum
    };
    Kind kind = Kind::Absent;
    std::int64_t bytes = 0; ///< of the file or the part
    friend bool operator==(const ModelState &, const ModelState &) = default;
};

/// "absent", "partial", "unverified", "verified", "broken"
std::string nameOf(ModelState::Kind kind);

/// A model whose file is here, ready to be loaded.
struct ShelvedModel
{
    Model model {};
    std::filesystem::path file {};
    std::string sha256 {}; ///< of the file, where it was taken and the file is the same since
};

/// A file chosen by hand.
struct ModelImport
{
    std::filesystem::path file {};
    /// The manifest's, or a new one of a-z, 0-9 and -. "": that of the manifest's model with the
    /// file's checksum, else one made of the file's own name.
    std::string name {};
    std::optional<int> baseSize {}; ///< px, a multiple of 32; needed for a new name
};

/// The folders in which model files lie, and what can be done with them. A plain value: it looks at
/// the disk each time, at names and times alone unless it says otherwise, and may be used from
/// several threads and programs at once.
class ModelShelf
{
public:
    /// `bundled` is only read; `own` is made when the first file comes.
    ModelShelf(std::vector<ManifestEntry> manifest, std::filesystem::path bundled,
        std::filesystem::path own);

    /// The user's: manifestInForce(); modelsFolder(program), and beside it
    /// ${XDG_DATA_HOME:-~/.local/share}/pawtrait/models. Errors: those of the two functions.
    static Result<ModelShelf> standard(const std::filesystem::path &program);

    /// The manifest's, then files of one's own that were imported under new names.
    std::vector<ManifestEntry> entries() const;

    /// Errors: ModelMissing, naming those that there are.
    Result<ManifestEntry> entry(const std::string &name) const;

    /// Absent too where no model has that name.
    ModelState state(const std::string &name) const;

    /// To load it from. Errors: ModelMissing (no such model, or its file is not here);
    /// HashMismatch (Broken).
    Result<ShelvedModel> find(const std::string &name) const;

    /// Keeps a checksum that was taken of the file with that stamp, for find(): of a file that
    /// nobody compared with anything yet, nor will this. Errors: ModelMissing; TargetUnwritable;
    /// DiskFull.
    Result<> rememberSum(
        const std::string &name, const FileStamp &stamp, const std::string &sha256) const;

    /// Downloads a model's file and verifies it; see core/models/download.h for pausing and errors.
    /// Further errors: ModelMissing (no such model); ServerRefused (it is not to be downloaded);
    /// ModelMismatch (without a published checksum: not a checkpoint of that network).
    Result<Downloaded> download(const std::string &name, const DownloadOptions &options = {},
        const DownloadReport &report = {}, const Progress &progress = {}) const;

    /// Reads a file against the author's checksum, or where none is published against the one it
    /// had when it came (which is remembered now, where nobody did, of a file that holds the
    /// network). Remembered for state(). Errors: ModelMissing; HashMismatch; ModelMismatch;
    /// Cancelled; FileUnreadable.
    Result<> verify(const std::string &name, const Progress &progress = {}) const;

    /// Copies a file chosen by hand into its place: a link would change when its target does.
    /// Returns the model's name. For a manifest's name the checkpoint has to hold that network, and
    /// its checksum has to be the published one. Errors: FileMissing; FileUnreadable;
    /// ModelMismatch; HashMismatch; BaseSizeMissing; InUse; TargetExists (a file imported under
    /// that name before); TargetUnwritable (also: no name that can be used); DiskFull; Cancelled.
    Result<std::string> import(const ModelImport &chosen, const Progress &progress = {}) const;

    /// The manifest's model whose published file that is, whatever it is called; "" where it is
    /// none. Reads it. Errors: FileMissing; FileUnreadable; Cancelled.
    Result<std::string> nameOfFile(
        const std::filesystem::path &file, const Progress &progress = {}) const;

    /// Deletes a downloaded or imported file, and what came of one. Errors: ModelMissing (also:
    /// there is nothing); InUse; TargetUnwritable (also: it is not in the user's folder).
    Result<> remove(const std::string &name) const;

    const std::filesystem::path &ownFolder() const { return m_own; }

    /// Where a model's file is; where it would come to if it is not here.
    std::filesystem::path placeOf(const ManifestEntry &entry) const;

private:
    /// What the checksums of a file say.
    struct Recognised
    {
        std::string sha256 {};
        std::string name {}; ///< the manifest's model that has one of them; "" where none has
    };

    std::filesystem::path ownPlaceOf(const ManifestEntry &entry) const;
    std::filesystem::path notePlaceOf(const std::string &name) const;
    std::string rememberedSum(const std::string &name, const std::filesystem::path &file) const;
    Result<> remember(const ManifestEntry &entry, ModelNote note) const;
    Result<> write(const std::string &name, const ModelNote &note) const;
    Result<> compare(const ManifestEntry &entry, const Progress &progress) const;
    std::vector<ManifestEntry> imported() const;
    Result<Recognised> recognise(
        const std::filesystem::path &file, const Progress &progress) const;
    Result<ManifestEntry> entryFor(const ModelImport &chosen, Architecture architecture,
        const std::string &recognised) const;
    Result<> copyIn(const ModelImport &chosen, const ManifestEntry &entry,
        const std::string &sha256, const Progress &progress) const;

    std::vector<ManifestEntry> m_manifest;
    std::filesystem::path m_bundled;
    std::filesystem::path m_own;
};

} // namespace core
