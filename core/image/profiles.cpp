#include "core/image/profiles.h"

#include "core/image/owned_profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>

namespace core {
namespace {

struct FreeCurve
{
    void operator()(cmsToneCurve *curve) const { cmsFreeToneCurve(curve); }
};
using Curve = std::unique_ptr<cmsToneCurve, FreeCurve>;
using Bytes = std::vector<std::uint8_t>;

constexpr Primaries p3 {.red = {0.680, 0.320}, .green = {0.265, 0.690}, .blue = {0.150, 0.060}};
constexpr Primaries adobe {.red = {0.64, 0.33}, .green = {0.21, 0.71}, .blue = {0.15, 0.06}};

Curve srgbCurve()
{
    const cmsFloat64Number parameters[] {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    return Curve(cmsBuildParametricToneCurve(nullptr, 4, parameters));
}

OwnedProfile matrixProfile(const Primaries &of, const Curve &curve)
{
    const cmsCIExyY white {of.white.x, of.white.y, 1};
    const cmsCIExyYTRIPLE lights {
        {of.red.x, of.red.y, 1}, {of.green.x, of.green.y, 1}, {of.blue.x, of.blue.y, 1}};
    cmsToneCurve *curves[] {curve.get(), curve.get(), curve.get()};
    return OwnedProfile(cmsCreateRGBProfile(&white, &lights, curves));
}

Bytes saved(const OwnedProfile &profile, const std::string &description)
{
    if (!profile)
        return {};
    cmsSetProfileVersion(profile.get(), 2.1);
    cmsMLU *name = cmsMLUalloc(nullptr, 1);
    cmsMLUsetASCII(name, "en", "US", description.c_str());
    cmsWriteTag(profile.get(), cmsSigProfileDescriptionTag, name);
    cmsMLUfree(name);

    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile.get(), nullptr, &size);
    Bytes bytes(size);
    if (size == 0 || cmsSaveProfileToMem(profile.get(), bytes.data(), &size) == 0)
        return {};
    // lcms writes the time of this run into the header (ICC.1, section 7.2: bytes 24 to 35).
    const std::uint8_t created[] = {0x07, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0}; // 1 January 2026
    std::ranges::copy(created, bytes.begin() + 24);
    return bytes;
}

bool isNear(const Primaries &one, const Primaries &other)
{
    constexpr double rounding = 0.002; // files give them with 2 to 5 digits
    const auto isSame = [](const Chromaticity &a, const Chromaticity &b) {
        return std::abs(a.x - b.x) < rounding && std::abs(a.y - b.y) < rounding;
    };
    return isSame(one.white, other.white) && isSame(one.red, other.red)
        && isSame(one.green, other.green) && isSame(one.blue, other.blue);
}

/// Lights that span a triangle, and a white inside of what can be seen.
bool areLights(const Primaries &of)
{
    const auto isColour = [](const Chromaticity &c) {
        return c.x >= 0 && c.y > 1e-4 && c.x + c.y <= 1.001;
    };
    const double area = (of.green.x - of.red.x) * (of.blue.y - of.red.y)
        - (of.blue.x - of.red.x) * (of.green.y - of.red.y);
    return isColour(of.white) && isColour(of.red) && isColour(of.green)
        && of.blue.x >= 0 && of.blue.y > 1e-4 && std::abs(area) > 1e-3;
}

// Of H.273, tables 2 and 3.
enum Transfer : int { Gamma22 = 4, Gamma28 = 5, Linear = 8, Pq = 16, Hlg = 18 };

Primaries primariesOf(int number)
{
    switch (number) {
    case 5:
        return {.green = {0.29, 0.60}};
    case 6:
    case 7:
        return {.red = {0.630, 0.340}, .green = {0.310, 0.595}, .blue = {0.155, 0.070}};
    case 9:
        return {.red = {0.708, 0.292}, .green = {0.170, 0.797}, .blue = {0.131, 0.046}};
    case 11:
        return {.white = {0.314, 0.351}, .red = p3.red, .green = p3.green, .blue = p3.blue};
    case 12:
        return p3;
    default:
        return {};
    }
}

/// In cd/m2. Source: SMPTE ST 2084, equation 4.1.
double pqLight(double value)
{
    const double root = std::pow(value, 1 / 78.84375);
    const double above = std::max(root - 0.8359375, 0.0);
    return 10000 * std::pow(above / (18.8515625 - 18.6875 * root), 1 / 0.1593017578125);
}

/// In cd/m2 of a screen that reaches 1000, channel by channel. Source: ITU-R BT.2100, table 5.
double hlgLight(double value)
{
    constexpr double a = 0.17883277;
    constexpr double b = 1 - 4 * a;
    const double c = 0.5 - a * std::log(4 * a);
    const double scene = value <= 0.5 ? value * value / 3 : (std::exp((value - c) / a) + b) / 12;
    return 1000 * std::pow(scene, 1.2);
}

Curve brightCurve(int transfer)
{
    constexpr double white = 203;
    constexpr double knee = 0.8;
    std::array<cmsUInt16Number, 4096> table {};
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double value = static_cast<double>(i) / (table.size() - 1);
        double light = (transfer == Pq ? pqLight(value) : hlgLight(value)) / white;
        if (light > knee)
            light = 1 - (1 - knee) * std::exp((knee - light) / (1 - knee));
        table[i] = static_cast<cmsUInt16Number>(std::lround(light * 65535));
    }
    return Curve(cmsBuildTabulatedToneCurve16(nullptr, table.size(), table.data()));
}

std::string nameOf(const NamedColours &colours)
{
    const char *lights = colours.primaries == 9 ? "BT.2020"
        : colours.primaries == 12               ? "P3"
                                                : "Video colours";
    const char *curve = colours.transfer == Pq ? ", PQ" : colours.transfer == Hlg ? ", HLG" : "";
    return std::string(lights) + curve;
}

} // namespace

const Bytes &srgbProfile()
{
    static const Bytes bytes = saved(OwnedProfile(cmsCreate_sRGBProfile()), "sRGB IEC61966-2.1");
    return bytes;
}

const Bytes &displayP3Profile()
{
    static const Bytes bytes = saved(matrixProfile(p3, srgbCurve()), "Display P3");
    return bytes;
}

const Bytes &adobeRgbProfile()
{
    static const Bytes bytes =
        saved(matrixProfile(adobe, Curve(cmsBuildGamma(nullptr, 2.19921875))),
            "Adobe RGB (1998) compatible");
    return bytes;
}

Bytes profileOf(const Primaries &primaries, std::optional<double> gamma)
{
    if (!areLights(primaries) || (gamma && !(*gamma >= 0.2 && *gamma <= 5)))
        return {};
    if (isNear(primaries, {}) && (!gamma || std::abs(*gamma - 2.2) < 0.03))
        return {};
    const Curve curve = gamma ? Curve(cmsBuildGamma(nullptr, *gamma)) : srgbCurve();
    return saved(matrixProfile(primaries, curve), "Colours by primaries and gamma");
}

bool isBright(const NamedColours &colours)
{
    return colours.transfer == Pq || colours.transfer == Hlg;
}

Bytes profileOf(const NamedColours &colours)
{
    const auto primaries = primariesOf(colours.primaries);
    if (isBright(colours))
        return saved(matrixProfile(primaries, brightCurve(colours.transfer)), nameOf(colours));
    switch (colours.transfer) {
    case Gamma22:
        return profileOf(primaries, 2.2);
    case Gamma28:
        return profileOf(primaries, 2.8);
    case Linear:
        return profileOf(primaries, 1.0);
    default:
        break;
    }
    if (colours.primaries == 12)
        return displayP3Profile();
    if (isNear(primaries, {}))
        return {};
    return saved(matrixProfile(primaries, srgbCurve()), nameOf(colours));
}

} // namespace core
