#include "core/network/nominal_cost.h"

#include <algorithm>
#include <array>
#include <span>

namespace core {
namespace {

/// A size at which somebody counted.
struct CountedPass
{
    double pixels = 0;
    double gigaflops = 0;

    double perPixel() const { return gigaflops / pixels; }
};

/// Counted on the unmodified reference under a dispatch-mode counter (inspyrenet/spec.md, 20);
/// rising sizes.
constexpr std::array<CountedPass, 3> swinB {{
    {.pixels = 384.0 * 384, .gigaflops = 2 * 104.8},
    {.pixels = 1024.0 * 1024, .gigaflops = 2 * 782.5},
    {.pixels = 1280.0 * 1280, .gigaflops = 2 * 1208.0},
}};
constexpr std::array<CountedPass, 1> res2Net50 {{
    {.pixels = 384.0 * 384, .gigaflops = 2 * 71.4},
}};
/// Counted from the shapes of its layers; the same count gives the heads of Swin-B as above.
constexpr std::array<CountedPass, 3> lite {{
    {.pixels = 256.0 * 256, .gigaflops = 2 * 8.57},
    {.pixels = 384.0 * 384, .gigaflops = 2 * 19.83},
    {.pixels = 1024.0 * 1024, .gigaflops = 2 * 161.6},
}};

/// The cost of a pixel hardly depends on the size: between two counts it is mixed, beyond them
/// kept.
double interpolated(std::span<const CountedPass> counts, double pixels)
{
    const auto upper = std::ranges::find_if(
        counts, [pixels](const CountedPass &count) { return count.pixels >= pixels; });
    if (upper == counts.end())
        return counts.back().perPixel() * pixels;
    if (upper == counts.begin())
        return upper->perPixel() * pixels;
    const CountedPass &lower = *(upper - 1);
    const double share = (pixels - lower.pixels) / (upper->pixels - lower.pixels);
    return (lower.perPixel() + share * (upper->perPixel() - lower.perPixel())) * pixels;
}

} // namespace

std::optional<double> nominalGigaflops(Architecture architecture, int width, int height)
{
    const double pixels = double(width) * height;
    switch (architecture) {
    case Architecture::SwinB:
        return interpolated(swinB, pixels);
    case Architecture::Res2Net50:
        return interpolated(res2Net50, pixels);
    case Architecture::Lite:
        return interpolated(lite, pixels);
    case Architecture::TinySwin:
    case Architecture::TinyRes2Net:
        break;
    }
    return std::nullopt;
}

} // namespace core
