#include "app/cli/files_from.h"

#include "app/cli/words.h"
#include "core/files/photo_folder.h"
#include "core/pipeline/export_cutout.h"

#include <algorithm>
#include <iostream>

namespace fs = std::filesystem;

namespace cli {

namespace {

std::vector<fs::path> photosInside(const fs::path &folder, OwnPrints ownPrints)
{
    std::vector<fs::path> photos = core::photosIn(folder);
    const auto own = ownPrints == OwnPrints::LeaveOut ? std::erase_if(photos, core::isExport) : 0;
    if (own > 0)
        std::cerr << "Left out " << own << " of Pawtrait's own prints in " << shown(folder.string())
                  << '\n';
    if (photos.empty())
        std::cerr << "No photos in the folder " << shown(folder.string()) << '\n';
    return photos;
}

} // namespace

NamedPhotos photosFrom(const std::vector<fs::path> &paths, OwnPrints ownPrints)
{
    NamedPhotos named;
    for (const fs::path &path : paths) {
        std::error_code ignored;
        if (!fs::is_directory(path, ignored)) {
            named.files.push_back(path);
            continue;
        }
        const auto photos = photosInside(path, ownPrints);
        named.isComplete = named.isComplete && !photos.empty();
        named.files.insert(named.files.end(), photos.begin(), photos.end());
    }
    return named;
}

core::MegapixelLimits limitsInForce()
{
    const auto effective = core::effectiveLimits({}, core::processEnvironment);
    for (const std::string &setting : effective.ignored)
        std::cerr << "Ignored: " << setting << '\n';
    return effective.limits;
}

} // namespace cli
