#include "core/models/manifest.h"

#include "core/files/byte_file.h"
#include "core/models/manifest_text.h"
#include "core/network/choices.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace core {
namespace {

using Json = nlohmann::json;

/// Thrown and caught in this file alone.
struct Problem
{
    std::string what;
};

/// The fields of one JSON object, each asked for once; what nobody asked for is a mistake.
class Fields
{
public:
    Fields(const Json &object, std::string of)
        : m_object(object)
        , m_of(std::move(of))
    {
        if (!object.is_object())
            throw Problem {m_of + " is not an object"};
        for (const auto &[key, value] : object.items())
            m_unasked.insert(key);
    }

    bool has(const std::string &key) const { return m_object.contains(key); }

    std::string text(const std::string &key)
    {
        const Json &value = asked(key);
        if (!value.is_string() || value.get_ref<const std::string &>().empty())
            refuse(key, "has to be a text");
        return value.get<std::string>();
    }

    std::int64_t whole(const std::string &key, std::int64_t least, std::int64_t most)
    {
        const Json &value = asked(key);
        if (!value.is_number_integer() || value.get<std::int64_t>() < least
            || value.get<std::int64_t>() > most)
            refuse(key,
                "has to be a whole number from " + std::to_string(least) + " to "
                    + std::to_string(most));
        return value.get<std::int64_t>();
    }

    bool statement(const std::string &key)
    {
        const Json &value = asked(key);
        if (!value.is_boolean())
            refuse(key, "has to be true or false");
        return value.get<bool>();
    }

    const Json &list(const std::string &key)
    {
        const Json &value = asked(key);
        if (!value.is_array())
            refuse(key, "has to be a list");
        return value;
    }

    [[noreturn]] void refuse(const std::string &key, const std::string &why) const
    {
        throw Problem {m_of + ": \"" + key + "\" " + why};
    }

    void refuseTheRest() const
    {
        if (!m_unasked.empty())
            refuse(*m_unasked.begin(), "is not a field of it");
    }

private:
    const Json &asked(const std::string &key)
    {
        if (!has(key))
            refuse(key, "is missing");
        m_unasked.erase(key);
        return m_object.at(key);
    }

    const Json &m_object;
    std::string m_of;
    std::set<std::string> m_unasked;
};

/// Names end up in file names and on command lines.
bool isPlain(const std::string &name, const std::string &alsoAllowed)
{
    const auto allowed = [&alsoAllowed](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
            || alsoAllowed.find(c) != std::string::npos;
    };
    return name.front() != '.' && name.front() != '-' && std::ranges::all_of(name, allowed);
}

Architecture architectureFrom(Fields &fields)
{
    const std::string name = fields.text("architecture");
    if (const auto architecture = architectureNamed(name))
        return *architecture;
    fields.refuse("architecture", "is unknown: " + name);
}

Model modelFrom(Fields &fields)
{
    constexpr int mostPixels = 8192;
    const auto side = [&fields](const char *key) {
        const auto pixels = int(fields.whole(key, 32, mostPixels));
        if (pixels % 32 != 0)
            fields.refuse(key, "has to be a multiple of 32");
        return pixels;
    };
    Model model {.name = fields.text("name"), .fileName = fields.text("file")};
    if (!isPlain(model.name, "-"))
        fields.refuse("name", "may hold a-z, 0-9 and - only");
    if (!isPlain(model.fileName, "-_.") || !model.fileName.ends_with(".pth"))
        fields.refuse("file", "has to be a plain name that ends in .pth");
    model.network = {.architecture = architectureFrom(fields),
        .baseSize = side("base_size"),
        .stretched = fields.statement("stretched")};
    model.previewSize = side("preview_size");
    model.fullSize = side("full_size");
    return model;
}

ManifestEntry::Origin originFrom(Fields &fields)
{
    using Origin = ManifestEntry::Origin;
    const std::string name = fields.text("origin");
    if (name == "bundled")
        return Origin::Bundled;
    if (name == "download")
        return Origin::Download;
    if (name == "by-hand")
        return Origin::ByHand;
    fields.refuse("origin", "has to be bundled, download or by-hand");
}

std::string urlFrom(Fields &fields)
{
    const std::string url = fields.text("url");
    const bool isWeb = url.starts_with("https://") || url.starts_with("http://");
    if (!isWeb || url.ends_with("://"))
        fields.refuse("url", "has to begin with https:// or http://");
    return url;
}

std::optional<Checksum> checksumFrom(Fields &fields)
{
    struct Kind
    {
        const char *key;
        Checksum::Algorithm algorithm;
        std::size_t digits;
    };
    for (const Kind &kind : {Kind {"sha256", Checksum::Algorithm::Sha256, 64},
             Kind {"md5", Checksum::Algorithm::Md5, 32}}) {
        if (!fields.has(kind.key))
            continue;
        const std::string hex = fields.text(kind.key);
        if (hex.size() != kind.digits
            || hex.find_first_not_of("0123456789abcdef") != std::string::npos)
            fields.refuse(
                kind.key, "has to be " + std::to_string(kind.digits) + " lower-case hex digits");
        return Checksum {.algorithm = kind.algorithm, .hex = hex};
    }
    return std::nullopt;
}

ManifestEntry entryFrom(const Json &json, std::size_t number)
{
    std::string of = "model " + std::to_string(number);
    if (json.is_object() && json.contains("name") && json["name"].is_string())
        of = json["name"].get<std::string>();
    Fields fields(json, of);
    ManifestEntry entry {.model = modelFrom(fields),
        .title = fields.text("title"),
        .purpose = fields.text("purpose"),
        .origin = originFrom(fields)};
    if (entry.origin == ManifestEntry::Origin::Download)
        entry.url = urlFrom(fields);
    entry.bytes = fields.whole("bytes", 1, std::int64_t(1) << 40);
    entry.bytesAreExact = fields.statement("bytes_are_exact");
    entry.checksum = checksumFrom(fields);
    entry.licence = fields.text("licence");
    entry.caveats = fields.text("caveats");
    fields.refuseTheRest();
    return entry;
}

std::vector<ManifestEntry> entriesFrom(const Json &json)
{
    Fields fields(json, "the manifest");
    fields.whole("version", 1, 1);
    std::vector<ManifestEntry> entries;
    std::set<std::string> names;
    std::set<std::string> files;
    for (const Json &one : fields.list("models")) {
        entries.push_back(entryFrom(one, entries.size() + 1));
        const Model &model = entries.back().model;
        if (!names.insert(model.name).second)
            throw Problem {"two models are named " + model.name};
        if (!files.insert(model.fileName).second)
            throw Problem {"two models have the file " + model.fileName};
    }
    fields.refuseTheRest();
    if (entries.empty())
        throw Problem {"the manifest lists no models"};
    return entries;
}

} // namespace

Result<std::vector<ManifestEntry>> parseManifest(const std::string &text)
{
    try {
        return entriesFrom(Json::parse(text));
    } catch (const Problem &problem) {
        return fail(Error::Code::FileDamaged, "model list: " + problem.what);
    } catch (const std::exception &problem) {
        return fail(Error::Code::FileDamaged, std::string("model list: ") + problem.what());
    }
}

const std::vector<ManifestEntry> &manifest()
{
    // A manifest that cannot be read is a defect of this build; its test reads it too.
    static const std::vector<ManifestEntry> entries = parseManifest(manifestText()).value();
    return entries;
}

Result<std::vector<ManifestEntry>> manifestInForce()
{
    const char *chosen = std::getenv("PAWTRAIT_MODELS_MANIFEST");
    if (!chosen || !*chosen)
        return manifest();
    const auto file = ByteFile::open(chosen);
    if (!file)
        return tl::unexpected(file.error());
    constexpr std::uint64_t most = 1'000'000;
    const auto bytes = file->bytesAt(0, most);
    return parseManifest(std::string(bytes.begin(), bytes.end()));
}

} // namespace core
