#pragma once

#include <string>
#include <string_view>

namespace core {

/// The text with each byte that is no part of a UTF-8 character replaced by U+FFFD. File names may
/// hold any bytes; text inside files and on the screen may not.
std::string validUtf8(std::string_view bytes);

} // namespace core
