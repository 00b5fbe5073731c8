#include "app/cli/scratch_folder.h"

#include <cstdlib>
#include <utility>

namespace fs = std::filesystem;

namespace cli {

core::Result<ScratchFolder> ScratchFolder::make()
{
    std::error_code error;
    std::string pattern = (fs::temp_directory_path(error) / "pawtrait-bench-XXXXXX").string();
    if (error || !mkdtemp(pattern.data()))
        return core::fail(
            core::Error::Code::TargetUnwritable, "no temporary folder can be made: " + pattern);
    return ScratchFolder(pattern);
}

ScratchFolder::ScratchFolder(fs::path path)
    : m_path(std::move(path))
{
}

ScratchFolder::ScratchFolder(ScratchFolder &&other) noexcept
    : m_path(std::exchange(other.m_path, {}))
{
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    if (!m_path.empty())
        fs::remove_all(m_path, ignored);
}

} // namespace cli
