#include "app/cli/files_from.h"

#include "core/files/format.h"

#include <iostream>

namespace fs = std::filesystem;

namespace cli {

std::vector<fs::path> filesFrom(const std::vector<fs::path> &paths)
{
    std::vector<fs::path> files;
    for (const fs::path &path : paths) {
        std::error_code ignored;
        if (!fs::is_directory(path, ignored)) {
            files.push_back(path);
            continue;
        }
        const auto photos = core::photosIn(path);
        if (photos.empty())
            std::cerr << "No photos in the folder " << path.string() << '\n';
        files.insert(files.end(), photos.begin(), photos.end());
    }
    return files;
}

core::MegapixelLimits limitsInForce()
{
    const auto effective = core::effectiveLimits({}, core::processEnvironment);
    for (const std::string &setting : effective.ignored)
        std::cerr << "Ignored: " << setting << '\n';
    return effective.limits;
}

} // namespace cli
