#include "core/models/model_shelf.h"

#include "core/files/made_folder.h"
#include "core/models/architecture_of.h"
#include "core/models/download_part.h"
#include "core/models/model_note.h"

#include <algorithm>
#include <fstream>

namespace core {
namespace {

namespace fs = std::filesystem;
using Code = Error::Code;

bool isPlainName(const std::string &name)
{
    const auto isAllowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !name.empty() && name.front() != '-' && std::ranges::all_of(name, isAllowed);
}

/// "My Dogs (2).pth" as "my-dogs-2"
std::string nameFrom(const fs::path &file)
{
    std::string name;
    for (const char c : file.stem().string()) {
        const char lower = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
        if (isPlainName({lower}))
            name += lower;
        else if (!name.empty() && name.back() != '-')
            name += '-';
    }
    while (!name.empty() && name.back() == '-')
        name.pop_back();
    return name.empty() ? "own" : name;
}

bool isBaseSize(int size)
{
    return size >= 32 && size <= 8192 && size % 32 == 0;
}

ManifestEntry entryOf(const std::string &name, const ModelNote::Imported &imported)
{
    const bool isLarge = imported.baseSize >= 512;
    return {.model = {.name = name,
                .fileName = name + ".pth",
                .network = {.architecture = imported.architecture,
                    .baseSize = imported.baseSize,
                    .stretched = imported.architecture != Architecture::Lite},
                .previewSize = isLarge ? 512 : std::min(256, imported.baseSize),
                .fullSize = imported.baseSize},
        .title = name,
        .purpose = "A file of your own: " + imported.from,
        .origin = ManifestEntry::Origin::ByHand,
        .licence = "that of whoever made the file",
        .caveats = {},
        .isOwn = true};
}

/// Copies, and returns the checksum of what was copied.
Result<Checksum> copied(const fs::path &from, DownloadPart &part, const Progress &progress)
{
    auto sum = RunningChecksum::begin(Checksum::Algorithm::Sha256);
    if (!sum)
        return tl::unexpected(sum.error());
    if (auto started = part.startAnew({.url = "file://" + from.string()}); !started)
        return tl::unexpected(started.error());
    std::ifstream input(from, std::ios::binary);
    if (!input)
        return fail(Code::FileUnreadable, from.string());
    std::error_code ignored;
    const auto size = double(std::max<std::uintmax_t>(fs::file_size(from, ignored), 1));
    std::vector<std::uint8_t> block(1 << 20);
    char *const bytes = reinterpret_cast<char *>(block.data());
    while (input.read(bytes, std::streamsize(block.size())) || input.gcount() > 0) {
        if (progress.stopped())
            return fail(Code::Cancelled);
        const std::span read(block.data(), std::size_t(input.gcount()));
        sum->add(read);
        if (auto written = part.append(read); !written)
            return tl::unexpected(written.error());
        progress.report(std::min(double(part.size()) / size, 1.0));
    }
    if (input.bad())
        return fail(Code::FileUnreadable, from.string());
    return sum->finished();
}

} // namespace

std::vector<ManifestEntry> ModelShelf::imported() const
{
    std::vector<ManifestEntry> entries;
    std::error_code error;
    for (fs::directory_iterator item(m_own, error), end; !error && item != end;
         item.increment(error)) {
        const fs::path file = item->path();
        const std::string name = file.stem().string();
        if (file.extension() != ".json" || !isPlainName(name))
            continue;
        const auto note = readNote(file);
        if (!note || !note->imported)
            continue;
        entries.push_back(entryOf(name, *note->imported));
        entries.back().bytes = std::int64_t(note->stamp.bytes);
        entries.back().bytesAreExact = true;
    }
    const auto name = [](const ManifestEntry &entry) { return entry.model.name; };
    std::ranges::sort(entries, {}, name);
    return entries;
}

Result<ModelShelf::Recognised> ModelShelf::recognise(
    const fs::path &file, const Progress &progress) const
{
    using Algorithm = Checksum::Algorithm;
    return checksumsOf(file, {Algorithm::Sha256, Algorithm::Md5}, progress)
        .map([this](const std::vector<Checksum> &sums) {
            Recognised recognised {.sha256 = sums.front().hex};
            for (const Checksum &sum : sums) {
                const auto found = std::ranges::find(m_manifest, sum, &ManifestEntry::checksum);
                if (found != m_manifest.end())
                    recognised.name = found->model.name;
            }
            return recognised;
        });
}

Result<std::string> ModelShelf::nameOfFile(const fs::path &file, const Progress &progress) const
{
    return recognise(file, progress).map([](Recognised recognised) { return recognised.name; });
}

/// What the file is to become.
Result<ManifestEntry> ModelShelf::entryFor(const ModelImport &chosen, Architecture architecture,
    const std::string &recognised) const
{
    const auto inManifest = [this](const std::string &name) {
        return std::ranges::find(
            m_manifest, name, [](const ManifestEntry &entry) { return entry.model.name; });
    };
    const auto listed = inManifest(chosen.name.empty() ? recognised : chosen.name);
    if (listed != m_manifest.end()) {
        if (listed->checksum && listed->model.name != recognised)
            return fail(Code::HashMismatch,
                chosen.file.string() + ": not the published file of " + listed->model.name);
        if (listed->model.network.architecture != architecture)
            return fail(Code::ModelMismatch,
                chosen.file.string() + ": holds " + nameOf(architecture) + ", not "
                    + nameOf(listed->model.network.architecture));
        return *listed;
    }
    std::string name = chosen.name.empty() ? nameFrom(chosen.file) : chosen.name;
    if (chosen.name.empty() && inManifest(name) != m_manifest.end())
        name += "-own"; // it is not that model's file
    if (!isPlainName(name))
        return fail(Code::TargetUnwritable, name + ": a name may hold a-z, 0-9 and - only");
    if (entry(name) || stampOf(m_own / (name + ".pth")))
        return fail(Code::TargetExists, "a model called " + name + " is already here");
    if (!chosen.baseSize || !isBaseSize(*chosen.baseSize))
        return fail(Code::BaseSizeMissing, chosen.file.string() + ": holds "
                + nameOf(architecture) + ", for a multiple of 32 pixels");
    return entryOf(name,
        {.architecture = architecture,
            .baseSize = *chosen.baseSize,
            .from = chosen.file.filename().string()});
}

/// Copies, and compares what is copied with what was looked at: the file may change meanwhile.
Result<> ModelShelf::copyIn(const ModelImport &chosen, const ManifestEntry &entry,
    const std::string &sha256, const Progress &progress) const
{
    const auto folder = MadeFolder::at(m_own, MadeFolder::Parents::MadeToo);
    if (!folder)
        return tl::unexpected(folder.error());
    auto part = DownloadPart::open(ownPlaceOf(entry));
    if (!part)
        return tl::unexpected(part.error());
    const auto copy = copied(chosen.file, *part, progress);
    if (!copy || copy->hex != sha256) {
        part->remove();
        return copy ? fail(Code::FileChanged, chosen.file.string()) : tl::unexpected(copy.error());
    }
    if (auto published = part->publish(); !published)
        return published;
    ModelNote note {.sha256 = sha256};
    const bool isListed = std::ranges::any_of(m_manifest,
        [&entry](const ManifestEntry &listed) { return listed.model.name == entry.model.name; });
    if (isListed) {
        static_cast<void>(remember(entry, note)); // it is found without
        return {};
    }
    note.imported = ModelNote::Imported {.architecture = entry.model.network.architecture,
        .baseSize = entry.model.network.baseSize,
        .from = chosen.file.filename().string()};
    return remember(entry, note);
}

Result<std::string> ModelShelf::import(const ModelImport &chosen, const Progress &progress) const
{
    const auto recognised = recognise(chosen.file, progress.part(0, 0.3));
    if (!recognised)
        return tl::unexpected(recognised.error());
    // A published file is what its list says, and need not be read again.
    const auto architecture = recognised->name.empty()
        ? architectureOf(chosen.file)
        : entry(recognised->name).map([](const ManifestEntry &published) {
              return published.model.network.architecture;
          });
    if (!architecture)
        return tl::unexpected(architecture.error());
    progress.report(0.4);
    const auto entry = entryFor(chosen, *architecture, recognised->name);
    if (!entry)
        return tl::unexpected(entry.error());
    return copyIn(chosen, *entry, recognised->sha256, progress.part(0.4, 1)).map([&entry] {
        return entry->model.name;
    });
}

} // namespace core
