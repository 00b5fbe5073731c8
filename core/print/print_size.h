#pragma once

#include "core/checks/print_check.h"

#include <optional>
#include <string>
#include <string_view>

namespace core {

/// "30x40cm", "300 x 400 mm", "12x16in", "8.5x11\"": width first. Nothing where it is no size, or
/// not within 1 mm .. 5 m.
std::optional<PrintSize> parsedPrintSize(std::string_view text);

/// "30x40cm" or, below 10 mm steps, "305x406mm".
std::string nameOf(const PrintSize &size);

/// Whole pixels of a size at a resolution, rounded, at least 1 x 1.
Size pixelsOf(const PrintSize &size, double dotsPerInch);

} // namespace core
