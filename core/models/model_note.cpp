#include "core/models/model_note.h"

#include "core/files/safe_save.h"
#include "core/network/choices.h"

#include <nlohmann/json.hpp>

#include <fstream>

namespace core {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

ModelNote::Imported importedFrom(const Json &json)
{
    ModelNote::Imported imported {.baseSize = json.at("base_size").get<int>(),
        .from = json.at("from").get<std::string>()};
    // value() throws where the name is none, as at() and get() do.
    imported.architecture =
        architectureNamed(json.at("architecture").get<std::string>()).value();
    return imported;
}

ModelNote::Found foundIn(const Json &isRight)
{
    if (isRight.is_null())
        return ModelNote::Found::Unknown;
    return isRight.get<bool>() ? ModelNote::Found::Right : ModelNote::Found::Wrong;
}

Json jsonOf(ModelNote::Found found)
{
    return found == ModelNote::Found::Unknown ? Json() : Json(found == ModelNote::Found::Right);
}

ModelNote noteFrom(const Json &json)
{
    ModelNote note {.stamp = {.bytes = json.at("bytes").get<std::uintmax_t>(),
                        .modifiedNanoseconds = json.at("modified_ns").get<std::int64_t>()},
        .found = foundIn(json.at("is_right")),
        .sha256 = json.at("sha256").get<std::string>()};
    if (json.contains("imported"))
        note.imported = importedFrom(json.at("imported"));
    return note;
}

} // namespace

std::optional<ModelNote> readNote(const fs::path &file)
{
    try {
        std::ifstream stream(file);
        return noteFrom(Json::parse(stream));
    } catch (const std::exception &) {
        return std::nullopt; // what it said can be found out again, but for the first checksum
    }
}

Result<> writeNote(const fs::path &file, const ModelNote &note)
{
    Json json = {{"bytes", note.stamp.bytes}, {"modified_ns", note.stamp.modifiedNanoseconds},
        {"is_right", jsonOf(note.found)}, {"sha256", note.sha256}};
    if (note.imported)
        json["imported"] = {{"architecture", nameOf(note.imported->architecture)},
            {"base_size", note.imported->baseSize}, {"from", note.imported->from}};
    // Names of files need not be UTF-8.
    const std::string text = json.dump(1, ' ', false, Json::error_handler_t::replace);
    return saveSafely(file,
        {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}, IfExists::Replace)
        .map([](const fs::path &) {});
}

} // namespace core
