#pragma once

#include <cstdint>

namespace core {

/// How many parts of `part` make up `whole`, the last one perhaps smaller.
constexpr std::int64_t quotientUp(std::int64_t whole, std::int64_t part)
{
    return (whole + part - 1) / part;
}

} // namespace core
