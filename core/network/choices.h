#pragma once

#include "core/network/network.h"

#include <optional>
#include <string>
#include <vector>

/// What can be chosen of a network.
namespace core {

/// Every one there is; nothing for a name that none of them has (nameOf()).
const std::vector<Architecture> &allArchitectures();
std::optional<Architecture> architectureNamed(const std::string &name);

/// Every one there is; nothing for a name that none of them has (nameOf()).
const std::vector<Precision> &allPrecisions();
std::optional<Precision> precisionNamed(const std::string &name);

/// "exact", "corrected"
std::string nameOf(Blending blending);
/// Every one there is; nothing for a name that none of them has.
const std::vector<Blending> &allBlendings();
std::optional<Blending> blendingNamed(const std::string &name);

/// "auto" (the last one, as cards come after the processor), "cpu", "cuda" (the first card),
/// "cuda:1". Nothing for another name or a card that is not among those available.
std::optional<Device> deviceNamed(const std::string &name, const std::vector<Device> &available);

/// Those in which a network of that architecture runs on that device of this machine.
std::vector<Precision> possiblePrecisions(const NetworkOptions &options);

/// Whether a network can be run so on this machine. Errors: ChoiceImpossible, with the reason and
/// what is possible; Unexpected (a base size that no network has).
Result<> checkOptions(const NetworkOptions &options);

} // namespace core
