#pragma once

#include "core/files/header.h"

#include <filesystem>
#include <memory>
#include <string>

namespace core {

/// The SHA-256 of a photo's file, taken when it is first asked for and kept while the file stays
/// the same. Copies share it. For any number of threads: who asks while it is taken waits for it.
class KeptSum
{
public:
    KeptSum();
    KeptSum(const KeptSum &) = default; // and no move: it would leave an empty one
    KeptSum &operator=(const KeptSum &) = default;

    /// SHA-256 of the file that has that stamp, 64 lower-case hex digits. Errors: FileMissing;
    /// FileUnreadable; FileChanged (it has another stamp by now).
    Result<std::string> of(const std::filesystem::path &file, const FileStamp &stamp) const;

private:
    struct Kept;
    std::shared_ptr<Kept> m_kept; ///< never null
};

} // namespace core
