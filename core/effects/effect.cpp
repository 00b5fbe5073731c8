#include "core/effects/effect.h"

#include "core/effects/black_and_white.h"
#include "core/effects/halftone.h"
#include "core/effects/pop_art.h"
#include "core/effects/sketch.h"
#include "core/effects/sticker.h"
#include "core/image/guarded.h"

#include <algorithm>

namespace core {
namespace {

Result<Cutout> original(const Cutout &cutout, const Progress &)
{
    return cutout;
}

/// An effect with what OpenCV throws made an error, and input that is no cut-out refused.
template <Effect::Apply effect>
Result<Cutout> safely(const Cutout &cutout, const Progress &progress)
{
    if (cutout.isEmpty() || cutout.rgba.type() != CV_8UC4)
        return fail(Error::Code::Unexpected, "an effect wants a cut-out");
    return guarded([&] { return effect(cutout, progress); });
}

} // namespace

const std::vector<Effect> &allEffects()
{
    static const std::vector<Effect> effects {
        {"original", safely<original>},
        {"black-and-white", safely<blackAndWhite>},
        {"pop-art", safely<popArt>},
        {"halftone", safely<halftone>},
        {"sketch", safely<sketch>},
        {"sticker", safely<sticker>},
    };
    return effects;
}

const Effect *effectNamed(const std::string &id)
{
    const auto found = std::find_if(allEffects().begin(), allEffects().end(),
        [&](const Effect &effect) { return effect.id == id; });
    return found == allEffects().end() ? nullptr : &*found;
}

} // namespace core
