#include "core/inference/saliency.h"

namespace core {

bool animalFound(const Saliency &saliency)
{
    // Photos with an animal reach 0.99 somewhere on it; a map that is nowhere more sure than not is
    // noise.
    constexpr float leastCertainty = 0.5F;
    return saliency.rawMaximum >= leastCertainty;
}

} // namespace core
