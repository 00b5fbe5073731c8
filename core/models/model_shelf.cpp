#include "core/models/model_shelf.h"

#include "core/files/made_folder.h"
#include "core/models/architecture_of.h"
#include "core/models/model_note.h"

#include <algorithm>
#include <cstdlib>

namespace core {
namespace {

namespace fs = std::filesystem;
using Code = Error::Code;

/// The user's folder for data of programs (XDG Base Directory Specification).
fs::path dataFolder()
{
    const char *data = std::getenv("XDG_DATA_HOME");
    if (data && fs::path(data).is_absolute())
        return data;
    const char *home = std::getenv("HOME");
    return fs::path(home ? home : ".") / ".local" / "share";
}

LengthBounds boundsOf(const ManifestEntry &entry)
{
    if (entry.bytesAreExact)
        return {.least = entry.bytes, .most = entry.bytes};
    return {.least = entry.bytes - entry.bytes / 10, .most = entry.bytes + entry.bytes / 10};
}

bool isWithin(std::int64_t bytes, const LengthBounds &bounds)
{
    return bytes >= bounds.least && bytes <= bounds.most;
}

ModelState::Kind kindOf(ModelNote::Found found)
{
    switch (found) {
    case ModelNote::Found::Right:
        return ModelState::Kind::Verified;
    case ModelNote::Found::Wrong:
        return ModelState::Kind::Broken;
    case ModelNote::Found::Unknown:
        return ModelState::Kind::Unverified;
    }
    return {};
}

} // namespace

std::string nameOf(ModelState::Kind kind)
{
    switch (kind) {
    case ModelState::Kind::Absent:
        return "absent";
    case ModelState::Kind::Partial:
        return "partial";
    case ModelState::Kind::Unverified:
        return "unverified";
    case ModelState::Kind::Verified:
        return "verified";
    case ModelState::Kind::Broken:
        return "broken";
    }
    return {};
}

ModelShelf::ModelShelf(std::vector<ManifestEntry> manifest, fs::path bundled, fs::path own)
    : m_manifest(std::move(manifest))
    , m_bundled(std::move(bundled))
    , m_own(std::move(own))
{
}

Result<ModelShelf> ModelShelf::standard(const fs::path &program)
{
    auto manifest = manifestInForce();
    if (!manifest)
        return tl::unexpected(manifest.error());
    return modelsFolder(program).map([&](const fs::path &bundled) {
        return ModelShelf(std::move(*manifest), bundled, dataFolder() / "pawtrait" / "models");
    });
}

std::vector<ManifestEntry> ModelShelf::entries() const
{
    std::vector<ManifestEntry> all = m_manifest;
    std::ranges::move(imported(), std::back_inserter(all));
    return all;
}

Result<ManifestEntry> ModelShelf::entry(const std::string &name) const
{
    std::string known;
    for (const ManifestEntry &entry : entries()) {
        if (entry.model.name == name)
            return entry;
        known += (known.empty() ? "" : ", ") + entry.model.name;
    }
    return fail(Code::ModelMissing, "no model is called " + name + "; there are " + known);
}

fs::path ModelShelf::ownPlaceOf(const ManifestEntry &entry) const
{
    return m_own / entry.model.fileName;
}

fs::path ModelShelf::notePlaceOf(const std::string &name) const
{
    return m_own / (name + ".json");
}

fs::path ModelShelf::placeOf(const ManifestEntry &entry) const
{
    const fs::path own = ownPlaceOf(entry);
    const fs::path bundled = m_bundled / entry.model.fileName;
    return !stampOf(own) && stampOf(bundled) ? bundled : own;
}

ModelState ModelShelf::state(const std::string &name) const
{
    using Kind = ModelState::Kind;
    const auto entry = this->entry(name);
    if (!entry)
        return {};
    const auto stamp = stampOf(placeOf(*entry));
    if (!stamp) {
        const std::int64_t part = partOf(ownPlaceOf(*entry));
        return {.kind = part > 0 ? Kind::Partial : Kind::Absent, .bytes = part};
    }
    ModelState state {.kind = Kind::Unverified, .bytes = std::int64_t(stamp->bytes)};
    const auto note = readNote(notePlaceOf(name));
    if (note && note->stamp == *stamp)
        state.kind = kindOf(note->found);
    if (!isWithin(std::int64_t(stamp->bytes), boundsOf(*entry)))
        state.kind = Kind::Broken;
    return state;
}

Result<ShelvedModel> ModelShelf::find(const std::string &name) const
{
    using Kind = ModelState::Kind;
    const auto entry = this->entry(name);
    if (!entry)
        return tl::unexpected(entry.error());
    const fs::path file = placeOf(*entry);
    switch (state(name).kind) {
    case Kind::Unverified:
    case Kind::Verified:
        return ShelvedModel {
            .model = entry->model, .file = file, .sha256 = rememberedSum(name, file)};
    case Kind::Absent:
        return fail(Code::ModelMissing, name + ": no file " + file.string());
    case Kind::Partial:
        return fail(Code::ModelMissing, name + ": not downloaded to its end yet");
    case Kind::Broken:
        return fail(Code::HashMismatch, name + ": " + file.string());
    }
    return fail(Code::Unexpected);
}

/// "" where the file is not the one that it is of.
std::string ModelShelf::rememberedSum(const std::string &name, const fs::path &file) const
{
    const auto note = readNote(notePlaceOf(name));
    const auto stamp = stampOf(file);
    return note && stamp && note->stamp == *stamp ? note->sha256 : std::string();
}

Result<> ModelShelf::rememberSum(
    const std::string &name, const FileStamp &stamp, const std::string &sha256) const
{
    const auto entry = this->entry(name);
    if (!entry)
        return tl::unexpected(entry.error());
    if (readNote(notePlaceOf(name)))
        return {}; // of another file: the first checksum of that may still be asked for
    return write(name, {.stamp = stamp, .found = ModelNote::Found::Unknown, .sha256 = sha256});
}

Result<> ModelShelf::write(const std::string &name, const ModelNote &note) const
{
    const auto folder = MadeFolder::at(m_own, MadeFolder::Parents::MadeToo);
    if (!folder)
        return tl::unexpected(folder.error());
    return writeNote(notePlaceOf(name), note);
}

Result<> ModelShelf::remember(const ManifestEntry &entry, ModelNote note) const
{
    note.stamp = stampOf(placeOf(entry)).value_or(FileStamp {});
    return write(entry.model.name, note);
}

Result<Downloaded> ModelShelf::download(const std::string &name, const DownloadOptions &options,
    const DownloadReport &report, const Progress &progress) const
{
    const auto entry = this->entry(name);
    if (!entry)
        return tl::unexpected(entry.error());
    if (entry->origin != ManifestEntry::Origin::Download)
        return fail(Code::ServerRefused, name + ": nobody offers it for download");
    const auto folder = MadeFolder::at(m_own, MadeFolder::Parents::MadeToo);
    if (!folder)
        return tl::unexpected(folder.error());
    Download wanted {.url = entry->url,
        .target = ownPlaceOf(*entry),
        .length = boundsOf(*entry),
        .checksum = entry->checksum};
    if (!wanted.checksum)
        wanted.check = [architecture = entry->model.network.architecture](const fs::path &part) {
            return checkArchitecture(part, architecture);
        };
    auto downloaded = core::download(wanted, options, report, progress);
    if (downloaded)
        static_cast<void>(remember(*entry, {.sha256 = downloaded->sha256}));
    return downloaded;
}

Result<> ModelShelf::verify(const std::string &name, const Progress &progress) const
{
    return find(name)
        .map([](const ShelvedModel &) {})
        .or_else([](const Error &error) -> Result<> { // what was found wrong may be right now
            return error.code == Code::HashMismatch ? Result<>() : tl::unexpected(error);
        })
        .and_then([&] { return entry(name); })
        .and_then([&](const ManifestEntry &entry) { return compare(entry, progress); });
}

Result<> ModelShelf::compare(const ManifestEntry &entry, const Progress &progress) const
{
    const fs::path file = placeOf(entry);
    const auto stamp = stampOf(file);
    if (stamp && !isWithin(std::int64_t(stamp->bytes), boundsOf(entry)))
        return fail(Code::HashMismatch,
            file.string() + ": has " + std::to_string(stamp->bytes) + " bytes");
    ModelNote note = readNote(notePlaceOf(entry.model.name)).value_or(ModelNote {});
    if (note.found == ModelNote::Found::Unknown)
        note = {};
    std::optional<Checksum> wanted = entry.checksum;
    if (!wanted && !note.sha256.empty())
        wanted = Checksum {.algorithm = Checksum::Algorithm::Sha256, .hex = note.sha256};
    const bool isMd5 = wanted && wanted->algorithm == Checksum::Algorithm::Md5;
    std::vector<Checksum::Algorithm> algorithms {Checksum::Algorithm::Sha256};
    if (isMd5)
        algorithms.push_back(Checksum::Algorithm::Md5);
    const auto sums = checksumsOf(file, algorithms, progress);
    if (!sums)
        return tl::unexpected(sums.error());
    const Checksum &sum = sums->back();
    if (!wanted)
        if (auto fits = checkArchitecture(file, entry.model.network.architecture); !fits)
            return fits;
    const bool isRight = !wanted || sum == *wanted;
    if (isRight)
        note.sha256 = sums->front().hex;
    note.found = isRight ? ModelNote::Found::Right : ModelNote::Found::Wrong;
    // Best effort: what is forgotten can be found out again.
    static_cast<void>(remember(entry, note));
    if (isRight)
        return {};
    return fail(Code::HashMismatch,
        file.string() + ": checksum " + sum.hex + " instead of " + wanted->hex);
}

Result<> ModelShelf::remove(const std::string &name) const
{
    const auto entry = this->entry(name);
    if (!entry)
        return tl::unexpected(entry.error());
    const fs::path own = ownPlaceOf(*entry);
    if (state(name).kind == ModelState::Kind::Absent)
        return fail(Code::ModelMissing, name + ": there is no file of it");
    if (auto discarded = discardPart(own); !discarded)
        return discarded;
    std::error_code error;
    fs::remove(own, error);
    if (error)
        return fail(Code::TargetUnwritable, own.string() + ": " + error.message());
    if (const fs::path left = placeOf(*entry); stampOf(left))
        return fail(Code::TargetUnwritable, left.string() + ": comes with Pawtrait and stays");
    fs::remove(notePlaceOf(name), error);
    return {};
}

} // namespace core
