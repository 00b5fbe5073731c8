#include "core/effects/effect.h"

#include "core/effects/black_and_white.h"
#include "core/effects/halftone.h"
#include "core/effects/pop_art.h"
#include "core/effects/sketch.h"
#include "core/effects/sticker.h"
#include "core/image/depth.h"
#include "core/image/guarded.h"

#include <algorithm>

namespace core {
namespace {

Result<> checkCutout(const Cutout &cutout)
{
    const int type = cutout.rgba.type();
    if (cutout.isEmpty() || (type != CV_8UC4 && type != CV_16UC4))
        return fail(Error::Code::Unexpected, "an effect wants a cut-out");
    return {};
}

Result<Cutout> original(const Cutout &cutout, const Progress &)
{
    return checkCutout(cutout).map([&cutout] { return cutout; });
}

/// An effect that draws in 8 bit, with what OpenCV throws made an error.
template <Effect::Apply effect>
Result<Cutout> drawn(const Cutout &cutout, const Progress &progress)
{
    return checkCutout(cutout).and_then([&] {
        return guarded([&] { return effect({inEightBits(cutout.rgba)}, progress); });
    });
}

} // namespace

const std::vector<Effect> &allEffects()
{
    static const std::vector<Effect> effects {
        {"original", original},
        {"black-and-white", drawn<blackAndWhite>},
        {"pop-art", drawn<popArt>},
        {"halftone", drawn<halftone>},
        {"sketch", drawn<sketch>},
        {"sticker", drawn<sticker>},
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
