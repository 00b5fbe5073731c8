#include "core/files/made_folder.h"

#include <utility>

namespace fs = std::filesystem;

namespace core {

Result<MadeFolder> MadeFolder::at(const fs::path &folder, Parents parents)
{
    // "out/" would have "out" for a parent.
    const fs::path innermost = folder.has_filename() ? folder : folder.parent_path();
    std::vector<fs::path> missing;
    std::error_code error;
    for (fs::path path = innermost; !path.empty() && !fs::exists(path, error) && !error;
         path = path.parent_path())
        missing.push_back(path);
    if (missing.size() > 1 && parents == Parents::MustExist)
        return fail(Error::Code::TargetUnwritable, missing.back().string() + ": not there");

    MadeFolder made;
    for (auto path = missing.rbegin(); path != missing.rend() && !error; ++path)
        if (fs::create_directory(*path, error))
            made.m_made.insert(made.m_made.begin(), *path);
    if (error)
        return fail(Error::Code::TargetUnwritable, folder.string() + ": " + error.message());
    if (!fs::is_directory(innermost, error))
        return fail(Error::Code::TargetUnwritable, folder.string() + ": not a folder");
    return made;
}

MadeFolder::MadeFolder(MadeFolder &&other) noexcept
    : m_made(std::exchange(other.m_made, {}))
{
}

MadeFolder::~MadeFolder()
{
    std::error_code isInUse;
    for (const fs::path &folder : m_made)
        fs::remove(folder, isInUse);
}

} // namespace core
