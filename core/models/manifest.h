#pragma once

#include "core/files/hash.h"
#include "core/models/models.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace core {

/// A model as models/manifest.json describes it: what a shop has to know before it chooses.
struct ManifestEntry
{
    enum class Origin {
        Bundled, ///< comes with Pawtrait
        Download, ///< from `url`
        ByHand, ///< only from a file that somebody has
    };

    Model model {};
    std::string title {}; ///< "Base"
    std::string purpose {}; ///< what it is for, in plain words
    Origin origin = Origin::Download;
    std::string url {}; ///< http or https; "" unless origin is Download
    std::int64_t bytes = 0; ///< of the file
    bool bytesAreExact = false; ///< otherwise within a tenth
    std::optional<Checksum> checksum {}; ///< the author's; absent where none is published
    std::string licence {}; ///< "MIT"
    std::string caveats {}; ///< what the licence leaves open, and what to look out for
    bool isOwn = false; ///< in no manifest: a file of one's own, imported under its own name
};

/// Reads the text of a manifest, strictly: every field that is needed and none that is unknown.
/// Errors: FileDamaged, with the model and the field.
Result<std::vector<ManifestEntry>> parseManifest(const std::string &text);

/// The manifest that this build was made with, in its order.
const std::vector<ManifestEntry> &manifest();

/// The list in the file that PAWTRAIT_MODELS_MANIFEST names, for shops with a server of their own;
/// else manifest(). Errors: FileMissing; FileUnreadable; FileDamaged.
Result<std::vector<ManifestEntry>> manifestInForce();

} // namespace core
