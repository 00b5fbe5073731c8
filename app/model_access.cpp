#include "app/model_access.h"

namespace app {

namespace {

using Kind = core::ModelState::Kind;

ui::ModelOffer::Origin originOf(core::ManifestEntry::Origin origin)
{
    switch (origin) {
    case core::ManifestEntry::Origin::Bundled:
        return ui::ModelOffer::Origin::Bundled;
    case core::ManifestEntry::Origin::Download:
        return ui::ModelOffer::Origin::Downloaded;
    case core::ManifestEntry::Origin::ByHand:
        return ui::ModelOffer::Origin::ByHand;
    }
    return ui::ModelOffer::Origin::Downloaded;
}

ui::ModelOffer offerOf(const core::ManifestEntry &entry)
{
    return {.name = entry.model.name,
        .purpose = QString::fromStdString(entry.purpose),
        .licence = QString::fromStdString(entry.licence),
        .caveat = QString::fromStdString(entry.caveats),
        .source = QString::fromStdString(entry.url),
        .bytes = entry.bytes,
        .origin = originOf(entry.origin),
        .isChecksumPublished = entry.checksum.has_value(),
        .isOwn = entry.isOwn};
}

ui::ModelOnDisk onDisk(const core::ModelState &state)
{
    using To = ui::ModelOnDisk::Kind;
    switch (state.kind) {
    case Kind::Absent:
        return {To::Nothing, 0};
    case Kind::Partial:
        return {To::Part, state.bytes};
    case Kind::Unverified:
    case Kind::Verified:
    case Kind::Broken: // loading it or checking it says so
        return {To::Whole, state.bytes};
    }
    return {};
}

core::Result<ui::ModelOffer> added(const core::ModelShelf &shelf,
    const core::ModelImport &chosen, const core::Progress &progress)
{
    return shelf.import(chosen, progress)
        .and_then([&shelf](const std::string &name) { return shelf.entry(name); })
        .map(offerOf);
}

void addWork(ui::ModelStore &store, const core::ModelShelf &shelf)
{
    store.download = [shelf](const std::string &name, const std::string &proxy,
                         const ui::DownloadReport &report, const core::Progress &progress) {
        const auto told = [&report](const core::DownloadState &state) {
            report(state.bytes, state.total.value_or(0));
        };
        const core::Progress untold(progress.stopToken(), {});
        return shelf.download(name, {.proxy = proxy}, told, untold)
            .map([](const core::Downloaded &) {});
    };
    store.verify = [shelf](const std::string &name, const core::Progress &progress) {
        return shelf.verify(name, progress);
    };
    store.import = [shelf](const std::string &name, const std::filesystem::path &file,
                       const core::Progress &progress) {
        return added(shelf, {.file = file, .name = name}, progress).map([](const auto &) {});
    };
    store.add = [shelf](const std::filesystem::path &file, std::optional<int> baseSize,
                    const core::Progress &progress) {
        return added(shelf, {.file = file, .baseSize = baseSize}, progress);
    };
    store.remove = [shelf](const std::string &name) -> core::Result<> {
        if (shelf.state(name).kind == Kind::Absent)
            return {}; // a download that was stopped before its first byte
        return shelf.remove(name);
    };
}

} // namespace

ui::ModelStore modelStore(const core::ModelShelf &shelf)
{
    ui::ModelStore store;
    for (const core::ManifestEntry &entry : shelf.entries())
        store.offers.push_back(offerOf(entry));
    store.look = [shelf](const std::string &name) { return onDisk(shelf.state(name)); };
    addWork(store, shelf);
    return store;
}

} // namespace app
