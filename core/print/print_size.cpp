#include "core/print/print_size.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace core {

namespace {

constexpr double leastMm = 1;
constexpr double mostMm = 5000;

/// Takes what it knows from the front of a text.
class Scanner
{
public:
    explicit Scanner(std::string_view text)
        : m_rest(text)
    {
    }

    std::optional<double> number()
    {
        skipSpaces();
        const auto length = std::min(m_rest.find_first_not_of("0123456789.,"), m_rest.size());
        std::string digits(m_rest.substr(0, length));
        std::ranges::replace(digits, ',', '.'); // 21,0 x 29,7 cm
        double number = 0;
        const char *end = digits.data() + digits.size();
        const auto [stop, error] = std::from_chars(digits.data(), end, number);
        if (error != std::errc() || stop != end)
            return std::nullopt;
        m_rest.remove_prefix(length);
        return number;
    }

    bool times() { return take("x") || take("X") || take("*") || take("\u00D7"); }

    /// Millimetres in the unit that stands here; nothing where none does.
    std::optional<double> unit()
    {
        // Longer names first: "in" begins "inch".
        constexpr std::array<std::pair<std::string_view, double>, 8> units {
            {{"mm", 1}, {"cm", 10}, {"inches", millimetresPerInch}, {"inch", millimetresPerInch},
                {"in", millimetresPerInch}, {"\"", millimetresPerInch},
                {"\u2033", millimetresPerInch}, {"\u201D", millimetresPerInch}}};
        for (const auto &[name, millimetres] : units)
            if (take(name))
                return millimetres;
        return std::nullopt;
    }

    bool isAtEnd()
    {
        skipSpaces();
        return m_rest.empty();
    }

private:
    void skipSpaces()
    {
        while (!m_rest.empty() && m_rest.front() == ' ')
            m_rest.remove_prefix(1);
    }

    /// Letters in either case.
    bool take(std::string_view word)
    {
        skipSpaces();
        const auto lower = [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        };
        const std::string_view start = m_rest.substr(0, word.size());
        if (!std::ranges::equal(start, word, {}, lower, lower))
            return false;
        m_rest.remove_prefix(word.size());
        return true;
    }

    std::string_view m_rest;
};

bool isPrintable(double millimetres)
{
    return millimetres >= leastMm && millimetres <= mostMm;
}

} // namespace

std::optional<PrintSize> parsedPrintSize(std::string_view text)
{
    Scanner scanner(text);
    const auto width = scanner.number();
    const auto widthUnit = scanner.unit();
    if (!width || !scanner.times())
        return std::nullopt;
    const auto height = scanner.number();
    const auto unit = scanner.unit();
    if (!height || !unit || !scanner.isAtEnd())
        return std::nullopt;
    const PrintSize size {*width * widthUnit.value_or(*unit), *height * *unit};
    if (!isPrintable(size.widthMm) || !isPrintable(size.heightMm))
        return std::nullopt;
    return size;
}

std::string nameOf(const PrintSize &size)
{
    const auto isWholeCm = [](double millimetres) {
        return std::abs(std::remainder(millimetres, 10)) < 0.05;
    };
    const bool inCm = isWholeCm(size.widthMm) && isWholeCm(size.heightMm);
    const auto number = [inCm](double millimetres) {
        return std::to_string(std::lround(inCm ? millimetres / 10 : millimetres));
    };
    return number(size.widthMm) + "x" + number(size.heightMm) + (inCm ? "cm" : "mm");
}

Size pixelsOf(const PrintSize &size, double dotsPerInch)
{
    const auto pixels = [dotsPerInch](double millimetres) {
        const double exact = std::round(millimetres / millimetresPerInch * dotsPerInch);
        return static_cast<int>(std::clamp(exact, 1.0, 1e9));
    };
    return {pixels(size.widthMm), pixels(size.heightMm)};
}

} // namespace core
