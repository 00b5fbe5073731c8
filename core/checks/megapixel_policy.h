#pragma once

#include "core/image/size.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

/// Is a photo of this size taken as it is? Facts only; the wording is the window's and the command
/// line's. Source: design, section 4 (intake). Megapixels are decimal, after orientation.
namespace core {

/// From how many decimal megapixels on a photo is made smaller or refused.
struct MegapixelLimits
{
    double desktop = 24; ///< MAX_MEGAPIXELS
    double mobile = 20; ///< MOBILE_MAX_MEGAPIXELS
    double hard = 50; ///< HARD_LIMIT_MEGAPIXELS: more is never decoded at full size
    bool downscaleMobile = true; ///< AUTO_DOWNSCALE_MOBILE
    friend bool operator==(const MegapixelLimits &, const MegapixelLimits &) = default;
};

/// Each limit holds with this tolerance: phones' "24 MP" is 24.47.
inline constexpr double megapixelTolerance = 0.02;

/// Photos that are worked on at the same time have no more than this together, or are one alone: two
/// of the hard limit, or four as cameras make them.
inline constexpr double mostMegapixelsAtOnce = 100;

/// `settings` overruled by the environment. Values that are no positive number (or true/false) are
/// ignored and named in `ignored`.
struct EffectiveLimits
{
    MegapixelLimits limits;
    std::vector<std::string> ignored; ///< "MAX_MEGAPIXELS=abc"
};
using Environment = std::function<std::optional<std::string>(const std::string &name)>;
EffectiveLimits effectiveLimits(const MegapixelLimits &settings, const Environment &environment);

/// The environment of this process.
std::optional<std::string> processEnvironment(const std::string &name);

/// Where a photo comes from: opened in the shop, or sent by a phone to the worker.
enum class Intake { Desktop, Mobile };

/// What is done with a photo of that size.
enum class Acceptance {
    Pass, ///< taken as it is
    Suggest, ///< taken, but a smaller size is suggested (desktop) or made (mobile)
    Reject, ///< over the hard limit: only a scaled-down import is offered
};

/// Why: which limit it was held against, and on which side it lies.
enum class SizeReason { WithinLimit, WithinTolerance, OverLimit, OverHardLimit, TooSmall };

/// Verdict and the facts behind it.
struct SizeVerdict
{
    Acceptance acceptance = Acceptance::Pass;
    SizeReason reason = SizeReason::WithinLimit;
    Size size;
    double megapixels = 0;
    double limitMegapixels = 0; ///< the limit it was held against
    std::optional<Size>
        suggested; ///< both sides floored, aspect kept; where there is something to suggest
    friend bool operator==(const SizeVerdict &, const SizeVerdict &) = default;
};

SizeVerdict judge(Size size, const MegapixelLimits &limits, Intake intake = Intake::Desktop);

/// scale = sqrt(limit / pixels), both sides floored, at least 1; unchanged where it fits already.
Size scaledToLimit(Size size, double limitMegapixels);

} // namespace core
