#pragma once

#include "core/result.h"

#include <exception>

namespace core {

/// What LibTorch threw, as an error of ours: OutOfMemory or Unexpected.
Error errorFrom(const std::exception &problem);

} // namespace core
