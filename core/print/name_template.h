#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace core {

/// What a file name may be made of.
struct NameFacts
{
    std::string name; ///< of the photo, without its extension
    std::string effect; ///< "pop-art"
    std::string size; ///< "30x40cm"; "" for the photo's own size
    std::string model; ///< "lite"
};

/// Replaces {name} {effect} {size} {model}; {_size} is "_" + size, or nothing. Characters that file
/// systems forbid become "_", as does a dot at the start; names end at 200 bytes. Returns the file
/// name without extension. Errors: Unexpected naming the unknown or unclosed token, or an empty
/// result.
Result<std::string> expandedName(std::string_view nameTemplate, const NameFacts &facts);

} // namespace core
