#pragma once

#include "core/network/inspyrenet_modules.h"
#include "core/network/network.h"

namespace core {

/// The network that the options describe, its weights arbitrary yet. Device and precision do not
/// count.
Inspyrenet builtFor(const NetworkOptions &options);

} // namespace core
