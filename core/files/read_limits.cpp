#include "core/files/read_limits.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

namespace core {
namespace {

std::optional<std::int64_t> thousandsOf(std::string_view unit)
{
    if (unit.empty())
        return 1;
    if (unit == "K")
        return 1'000;
    if (unit == "M")
        return 1'000'000;
    if (unit == "G")
        return 1'000'000'000;
    return std::nullopt;
}

/// 1 and more, and what the type holds.
template <typename Number>
bool take(std::string_view text, Number &number)
{
    std::int64_t value = 0;
    const auto *end = text.data() + text.size();
    const auto [behind, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || value < 1)
        return false;
    const auto unit = thousandsOf({behind, static_cast<std::size_t>(end - behind)});
    if (!unit || __builtin_mul_overflow(value, *unit, &value))
        return false;
    const auto most = std::min<std::uint64_t>(
        std::numeric_limits<Number>::max(), std::numeric_limits<std::int64_t>::max());
    if (static_cast<std::uint64_t>(value) > most)
        return false;
    number = static_cast<Number>(value);
    return true;
}

bool takeWord(std::string_view word, ReadLimits &limits)
{
    const auto equals = word.find('=');
    if (equals == std::string_view::npos)
        return false;
    const auto name = word.substr(0, equals);
    const auto number = word.substr(equals + 1);
    if (name == "pixels")
        return take(number, limits.mostPixels);
    if (name == "side")
        return take(number, limits.mostSidePx);
    if (name == "profile")
        return take(number, limits.mostProfileBytes);
    if (name == "exif")
        return take(number, limits.mostExifBytes);
    if (name == "chunk")
        return take(number, limits.mostChunkBytes);
    if (name == "tiles")
        return take(number, limits.mostTiles);
    if (name == "expansion")
        return take(number, limits.mostExpansion);
    if (name == "memory")
        return take(number, limits.mostMemoryBytes);
    return false;
}

} // namespace

Result<> checkClaim(Size size, int bytesPerPixel, std::uint64_t fileBytes, const ReadLimits &limits)
{
    const auto text = nameOf(size) + " px";
    if (std::max(size.width, size.height) > limits.mostSidePx)
        return fail(Error::Code::ImageTooLarge,
            text + ": sides are read up to " + std::to_string(limits.mostSidePx) + " px");
    if (areaOf(size) > limits.mostPixels)
        return fail(Error::Code::ImageTooLarge,
            text + ": more than " + std::to_string(limits.mostPixels) + " pixels");
    std::int64_t bytes = 0;
    const bool isBeyond = __builtin_mul_overflow(areaOf(size), bytesPerPixel, &bytes);
    const auto expansion = static_cast<std::uint64_t>(limits.mostExpansion);
    if (isBeyond
        || (bytes > freeBytes && static_cast<std::uint64_t>(bytes) / expansion > fileBytes))
        return fail(Error::Code::FileDamaged,
            text + ": no file of " + std::to_string(fileBytes) + " bytes holds that");
    return {};
}

std::optional<ReadLimits> parsedReadLimits(std::string_view text)
{
    constexpr std::string_view separators = " ,";
    ReadLimits limits;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(separators), text.size()));
        if (text.empty())
            return limits;
        const auto word = text.substr(0, text.find_first_of(separators));
        if (!takeWord(word, limits))
            return std::nullopt;
        text.remove_prefix(word.size());
    }
}

} // namespace core
