#pragma once

#include "core/result.h"

#include <filesystem>
#include <vector>

namespace core {

/// A folder for output that is made where it is missing, and taken back with this object while
/// nothing lies in it. A folder that was there before is never touched.
class MadeFolder
{
public:
    enum class Parents { MustExist, MadeToo };

    /// Errors: TargetUnwritable (cannot be made, or something else has that name).
    static Result<MadeFolder> at(const std::filesystem::path &folder, Parents parents);

    MadeFolder(MadeFolder &&other) noexcept;
    MadeFolder &operator=(MadeFolder &&) = delete;
    ~MadeFolder();

private:
    MadeFolder() = default;

    std::vector<std::filesystem::path> m_made; ///< innermost first
};

} // namespace core
