#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>

namespace cli {

/// A temporary folder that is gone when this is.
class ScratchFolder
{
public:
    /// Errors: TargetUnwritable.
    static core::Result<ScratchFolder> make();

    ScratchFolder(ScratchFolder &&other) noexcept;
    ScratchFolder &operator=(ScratchFolder &&) = delete;
    ~ScratchFolder();

    std::filesystem::path operator/(const std::string &name) const { return m_path / name; }
    const std::filesystem::path &path() const { return m_path; }

private:
    explicit ScratchFolder(std::filesystem::path path);

    std::filesystem::path m_path; ///< "" once moved from
};

} // namespace cli
