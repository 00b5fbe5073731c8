#pragma once

#include <opencv2/core/mat.hpp>

#include <array>
#include <variant>
#include <vector>

/// A conversion to sRGB as a chain of plain steps over floats, four a pixel: what a colour profile
/// says, computed here and not asked of lcms2 pixel by pixel. No number in it may be infinite.
namespace core {

/// A curve for each channel over 0..1, in `curveLevels` equal steps; an empty one changes nothing.
struct CurveStep
{
    std::array<std::vector<float>, 4> curves;
};
constexpr int curveLevels = 65536;

/// New channels: three weighted sums of the first three, and a constant.
struct MatrixStep
{
    std::array<std::array<float, 4>, 4> columns {}; ///< of the three channels, and the constants
};

/// A table over 3 or 4 channels of 0..1. Between its nodes: by tetrahedra in the last three
/// channels, by a straight line in the first of four. Source: what lcms2 does with profiles' tables.
struct TableStep
{
    std::vector<int> samples; ///< nodes along each channel, 1 and more
    std::vector<float> nodes; ///< four floats each (the last is idle); the last channel runs fastest
};

/// L*a*b* as ICC version 4 packs it into 0..1, to XYZ under D50. Source: ICC.1, section 6.3.4.
struct LabStep
{
};

using ColourStep = std::variant<CurveStep, MatrixStep, TableStep, LabStep>;

/// From a picture's numbers, as 0..1, to the light of sRGB's three channels.
struct ColourSteps
{
    int inputs = 3; ///< 3, or 4 for inks
    std::vector<ColourStep> steps;
};

/// RGB of the same depth, or RGBA where `pixels` have a channel more than the steps take: it is
/// carried along. What sRGB cannot show moves to its edge. pixels: CV_8U or CV_16U.
cv::Mat throughSteps(const cv::Mat &pixels, const ColourSteps &steps);

} // namespace core
