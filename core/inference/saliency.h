#pragma once

#include "core/image/size.h"

#include <opencv2/core/mat.hpp>

#include <string>
#include <vector>

namespace core {

/// Two requests per photo: a quick small pass, then the real one in its place.
enum class Detail { Preview, Full };

/// Who made a mask: recorded with it, shown with it, never guessed.
struct MaskRecord
{
    std::string model; ///< "lite"
    std::string device; ///< "CPU"
    std::string precision; ///< "float32"
    Size networkSize; ///< px the network saw
    /// "exact", "corrected": a pass over networkSize sharpens one over the model's base size; "":
    /// one pass.
    std::string blending {};
    double seconds = 0; ///< in the network alone
    /// Every step away from what was asked for, in plain English ("batch of 1: memory"); empty
    /// where there was none. Kept with the mask.
    std::vector<std::string> steps;
    bool isFromCache = false; ///< made earlier, with the same outcome; `seconds` are of then
    /// What went wrong with keeping masks, in plain English; empty where nothing did. Never in
    /// prints: the same inputs give the same bytes.
    std::string cacheNote;
    friend bool operator==(const MaskRecord &, const MaskRecord &) = default;
};

/// What the network says, at the network's own size.
struct Saliency
{
    cv::Mat map; ///< CV_32FC1, 0..1 (1: animal)
    float rawMaximum = 0; ///< before any stretching; see animalFound()
    Detail detail = Detail::Full;
    MaskRecord record;
};

/// False where the map's maximum says that there is nothing to cut out.
bool animalFound(const Saliency &saliency);

} // namespace core
