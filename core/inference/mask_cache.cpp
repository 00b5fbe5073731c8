#include "core/inference/mask_cache.h"

#include "core/files/hash.h"
#include "core/files/safe_save.h"
#include "core/image/guarded.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace core {

namespace {

// An entry: the first line, the SHA-256 of all that follows it, a line of JSON, and the map.
constexpr std::string_view firstLine = "pawtrait mask 1\n";
constexpr std::size_t digits = 64;
constexpr std::size_t start = firstLine.size() + digits + 1;
constexpr const char *ending = ".mask";

using Bytes = std::vector<std::uint8_t>;

std::span<const std::uint8_t> bytesOf(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

Result<fs::path> entryFor(const MaskCache &cache, const std::string &key)
{
    return sha256OfBytes(bytesOf(key)).map([&cache](const std::string &hash) {
        return cache.folder / (hash + ending);
    });
}

Json jsonOf(const std::string &key, const Saliency &mask)
{
    const MaskRecord &record = mask.record;
    return {{"key", key}, {"width", mask.map.cols}, {"height", mask.map.rows},
        {"raw_maximum", mask.rawMaximum}, {"preview", mask.detail == Detail::Preview},
        {"model", record.model}, {"device", record.device}, {"precision", record.precision},
        {"network_width", record.networkSize.width}, {"network_height", record.networkSize.height},
        {"blending", record.blending},
        {"seconds", record.seconds}, {"steps", record.steps}};
}

Saliency maskFrom(const Json &json)
{
    Saliency mask;
    mask.rawMaximum = json.at("raw_maximum");
    mask.detail = json.at("preview").get<bool>() ? Detail::Preview : Detail::Full;
    mask.record = {.model = json.at("model"),
        .device = json.at("device"),
        .precision = json.at("precision"),
        .networkSize = {json.at("network_width"), json.at("network_height")},
        .blending = json.value("blending", std::string()), // older masks have none
        .seconds = json.at("seconds"),
        .steps = json.at("steps"),
        .isFromCache = true,
        .cacheNote = {}};
    return mask;
}

Result<Bytes> encoded(const std::string &key, const Saliency &mask)
{
    const std::string json = jsonOf(key, mask).dump(-1, ' ', false, Json::error_handler_t::replace);
    Bytes rest(json.begin(), json.end());
    rest.push_back('\n');
    for (int y = 0; y < mask.map.rows; ++y) {
        const auto *row = mask.map.ptr(y);
        rest.insert(rest.end(), row, row + std::size_t(mask.map.cols) * sizeof(float));
    }
    return sha256OfBytes(rest).map([&rest](const std::string &hash) {
        Bytes all(firstLine.begin(), firstLine.end());
        all.insert(all.end(), hash.begin(), hash.end());
        all.push_back('\n');
        all.insert(all.end(), rest.begin(), rest.end());
        return all;
    });
}

/// Errors: FileDamaged, or what the JSON library throws.
Result<Saliency> decoded(const std::string &bytes, const std::string &key)
{
    const auto damaged = [](const char *what) { return fail(Error::Code::FileDamaged, what); };
    const std::string_view all = bytes;
    if (all.size() < start || !all.starts_with(firstLine))
        return damaged("not a mask");
    const auto hash = sha256OfBytes(bytesOf(all.substr(start)));
    if (!hash)
        return tl::unexpected(hash.error());
    if (all.substr(firstLine.size(), digits) != *hash)
        return damaged("wrong checksum");
    const std::size_t lineEnd = all.find('\n', start);
    if (lineEnd == all.npos)
        return damaged("cut short");
    const Json json = Json::parse(all.substr(start, lineEnd - start));
    if (json.at("key") != key)
        return damaged("of another photo");
    Saliency mask = maskFrom(json);
    const int width = json.at("width");
    const int height = json.at("height");
    const std::string_view map = all.substr(lineEnd + 1);
    if (width < 1 || height < 1 || map.size() != std::size_t(width) * height * sizeof(float))
        return damaged("wrong size");
    mask.map.create(height, width, CV_32FC1);
    std::memcpy(mask.map.ptr(), map.data(), map.size());
    return mask;
}

/// Nothing where there is no such file.
Result<std::optional<std::string>> contentOf(const fs::path &file)
{
    errno = 0;
    std::ifstream input(file, std::ios::binary | std::ios::ate);
    if (!input)
        return errno == ENOENT || errno == ENOTDIR
            ? Result<std::optional<std::string>>(std::nullopt)
            : fail(Error::Code::FileUnreadable, file.string());
    std::string content(std::size_t(std::max<std::streamoff>(input.tellg(), 0)), '\0');
    input.seekg(0);
    input.read(content.data(), std::streamsize(content.size()));
    if (!input && !content.empty())
        return fail(Error::Code::FileUnreadable, file.string());
    return content;
}

/// A mask in the folder, or what is left of one that was being written when a program ended.
struct Entry
{
    fs::path file;
    std::int64_t bytes = 0;
    fs::file_time_type used;
    bool isLeftOver = false;
};

/// Neither files that somebody else put there nor ones that vanish meanwhile.
std::vector<Entry> entriesIn(const fs::path &folder)
{
    std::vector<Entry> entries;
    std::error_code error;
    fs::directory_iterator place(folder, error);
    for (; !error && place != fs::directory_iterator(); place.increment(error)) {
        const std::string name = place->path().filename().string();
        const bool isLeftOver = name.starts_with('.') && name.find(".mask.part-") != name.npos;
        const bool isMask = name.size() == digits + std::strlen(ending) && name.ends_with(ending);
        std::error_code gone;
        if ((!isMask && !isLeftOver) || !fs::is_regular_file(place->symlink_status(gone)))
            continue;
        const auto bytes = fs::file_size(place->path(), gone);
        const auto used = gone ? fs::file_time_type() : fs::last_write_time(place->path(), gone);
        if (!gone)
            entries.push_back({place->path(), std::int64_t(bytes), used, isLeftOver});
    }
    return entries;
}

/// What another program deletes at the same time is gone as well.
void trim(const MaskCache &cache, const fs::path &newest)
{
    constexpr std::chrono::hours longAgo(1);
    std::vector<Entry> entries = entriesIn(cache.folder);
    std::ranges::sort(entries, {}, &Entry::used);
    std::int64_t bytes = 0;
    for (const Entry &entry : entries)
        bytes += entry.bytes;
    const auto now = fs::file_time_type::clock::now();
    for (const Entry &entry : entries) {
        const bool isInTheWay = entry.isLeftOver ? entry.used + longAgo < now
                                                 : bytes > cache.mostBytes && entry.file != newest;
        std::error_code ignored;
        if (isInTheWay && fs::remove(entry.file, ignored))
            bytes -= entry.bytes;
    }
}

/// For nobody else to look into: masks are pictures of customers' animals.
Result<> madeFolder(const fs::path &folder)
{
    std::error_code error;
    if (fs::create_directories(folder, error) && !error)
        fs::permissions(folder, fs::perms::owner_all, error);
    if (error)
        return fail(Error::Code::TargetUnwritable, folder.string() + ": " + error.message());
    return {};
}

} // namespace

fs::path maskCacheFolder()
{
    const auto variable = [](const char *name) {
        const char *value = std::getenv(name);
        return value ? fs::path(value) : fs::path();
    };
    const fs::path caches = variable("XDG_CACHE_HOME");
    if (caches.is_absolute()) // a relative one is to be ignored, says the specification
        return caches / "pawtrait" / "masks";
    const fs::path home = variable("HOME");
    return home.is_absolute() ? home / ".cache" / "pawtrait" / "masks" : fs::path();
}

Result<std::optional<Saliency>> keptMask(
    const MaskCache &cache, const std::string &key, IfDamaged ifDamaged)
{
    using Kept = std::optional<Saliency>;
    const auto entry = entryFor(cache, key);
    if (!entry)
        return tl::unexpected(entry.error());
    const auto content = guarded([&] { return contentOf(*entry); });
    if (!content)
        return tl::unexpected(content.error());
    if (!*content)
        return Kept();
    auto mask = guarded([&] { return decoded(**content, key); });
    std::error_code ignored;
    if (!mask) {
        if (ifDamaged == IfDamaged::Delete)
            fs::remove(*entry, ignored);
        return fail(Error::Code::FileDamaged, entry->string() + ": " + mask.error().detail);
    }
    fs::last_write_time(*entry, fs::file_time_type::clock::now(), ignored); // used just now
    return Kept(std::move(*mask));
}

Result<> keepMask(const MaskCache &cache, const std::string &key, const Saliency &mask)
{
    return guarded([&]() -> Result<> {
        const auto entry = entryFor(cache, key);
        if (!entry)
            return tl::unexpected(entry.error());
        const auto bytes = encoded(key, mask);
        if (!bytes)
            return tl::unexpected(bytes.error());
        if (std::int64_t(bytes->size()) > cache.mostBytes)
            return {};
        if (auto made = madeFolder(cache.folder); !made)
            return made;
        return saveSafely(*entry, *bytes, IfExists::Replace).map([&](const fs::path &saved) {
            trim(cache, saved);
        });
    });
}

KeptMasks keptMasks(const fs::path &folder)
{
    KeptMasks kept;
    for (const Entry &entry : entriesIn(folder)) {
        kept.count += entry.isLeftOver ? 0 : 1;
        kept.bytes += entry.bytes;
    }
    return kept;
}

Result<> clearMasks(const fs::path &folder)
{
    std::error_code error;
    for (const Entry &entry : entriesIn(folder))
        if (fs::remove(entry.file, error); error)
            return fail(
                Error::Code::TargetUnwritable, entry.file.string() + ": " + error.message());
    return {};
}

} // namespace core
