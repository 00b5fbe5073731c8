#include "core/checks/megapixel_policy.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace core {

namespace {

constexpr int leastSidePx = 16; // as in ImageTooSmall
constexpr double mostMegapixels = 100'000; // what a setting may ask for

bool isOver(double value, double limit)
{
    return value > limit * (1 + megapixelTolerance);
}

std::optional<double> parsedLimit(const std::string &text)
{
    double number = 0;
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    // Not-a-number fails both comparisons.
    if (error != std::errc() || stop != end || !(number > 0 && number <= mostMegapixels))
        return std::nullopt;
    return number;
}

std::optional<bool> parsedSwitch(std::string text)
{
    std::ranges::transform(text, text.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (text == "true" || text == "false")
        return text == "true";
    return std::nullopt;
}

/// Puts the value of a variable, where it is set and makes sense, into `place`.
template <typename T, typename Parse>
void overrule(T &place, const std::string &name, Parse parse, const Environment &environment,
    std::vector<std::string> &ignored)
{
    const auto text = environment(name);
    if (!text)
        return;
    if (const auto parsed = parse(*text))
        place = *parsed;
    else
        ignored.push_back(name + "=" + *text);
}

} // namespace

EffectiveLimits effectiveLimits(const MegapixelLimits &settings, const Environment &environment)
{
    EffectiveLimits result {settings, {}};
    auto &[limits, ignored] = result;
    overrule(limits.desktop, "MAX_MEGAPIXELS", parsedLimit, environment, ignored);
    overrule(limits.mobile, "MOBILE_MAX_MEGAPIXELS", parsedLimit, environment, ignored);
    overrule(limits.hard, "HARD_LIMIT_MEGAPIXELS", parsedLimit, environment, ignored);
    overrule(limits.downscaleMobile, "AUTO_DOWNSCALE_MOBILE", parsedSwitch, environment, ignored);
    return result;
}

std::optional<std::string> processEnvironment(const std::string &name)
{
    const char *value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
}

SizeVerdict judge(Size size, const MegapixelLimits &limits, Intake intake)
{
    const double limit = intake == Intake::Desktop ? limits.desktop : limits.mobile;
    SizeVerdict verdict {
        Acceptance::Pass, SizeReason::WithinLimit, size, megapixels(size), limit, {}};
    if (size.width < leastSidePx || size.height < leastSidePx) {
        verdict.acceptance = Acceptance::Reject;
        verdict.reason = SizeReason::TooSmall;
    } else if (isOver(verdict.megapixels, limits.hard)) {
        verdict.acceptance = Acceptance::Reject;
        verdict.reason = SizeReason::OverHardLimit;
        verdict.limitMegapixels = limits.hard;
        verdict.suggested = scaledToLimit(size, std::min(limit, limits.hard));
    } else if (isOver(verdict.megapixels, limit)) {
        verdict.acceptance = Acceptance::Suggest;
        verdict.reason = SizeReason::OverLimit;
        verdict.suggested = scaledToLimit(size, std::min(limit, limits.hard));
    } else if (verdict.megapixels > limit) {
        verdict.reason = SizeReason::WithinTolerance;
    }
    return verdict;
}

Size scaledToLimit(Size size, double limitMegapixels)
{
    if (megapixels(size) <= limitMegapixels)
        return size;
    const double scale = std::sqrt(limitMegapixels / megapixels(size));
    // A side that comes out whole must not lose a pixel to the last bit of the root.
    const auto scaled = [scale](int side) {
        return std::max(1, static_cast<int>(std::floor(side * scale + 1e-6)));
    };
    Size result {scaled(size.width), scaled(size.height)};
    // A line one pixel wide cannot shrink in both directions.
    const double most = std::max(1.0, limitMegapixels * 1e6);
    if (result.width == 1)
        result.height = static_cast<int>(std::min<double>(result.height, most));
    if (result.height == 1)
        result.width = static_cast<int>(std::min<double>(result.width, most));
    return result;
}

} // namespace core
