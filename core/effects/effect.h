#pragma once

#include "core/image/image.h"
#include "core/progress.h"
#include "core/result.h"

#include <string>
#include <vector>

namespace core {

/// One look, as a pure function of a cut-out of 8 or 16 bit. The result may be larger (an outline
/// needs room) but keeps its centre. It is of 8 bit, for every effect but "original". Effects
/// measure in fractions of the animal's size, so that a thumbnail looks as the print will.
struct Effect
{
    using Apply = Result<Cutout> (*)(const Cutout &cutout, const Progress &progress);
    std::string id; ///< "pop-art": stable, for settings, file names and the command line
    Apply apply = nullptr;
};

/// All effects in the order they are offered; the first is "original", which changes nothing.
const std::vector<Effect> &allEffects();

/// Null where there is no effect of that name.
const Effect *effectNamed(const std::string &id);

} // namespace core
