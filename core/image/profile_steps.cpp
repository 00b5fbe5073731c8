#include "core/image/profile_steps.h"

#include "core/image/owned_profile.h"

#include <lcms2_plugin.h>
#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace core {
namespace {

constexpr double mostXyz = 1 + 32767.0 / 32768; // what 1 stands for in tables of XYZ
constexpr double version2Lab = 65535.0 / 65280; // its L* 100 is 0xFF00

MatrixStep stepOf(const cv::Matx33d &matrix, const cv::Vec3d &constants)
{
    MatrixStep step;
    for (int row = 0; row < 3; ++row) {
        const auto at = static_cast<std::size_t>(row);
        for (int column = 0; column < 3; ++column)
            step.columns[static_cast<std::size_t>(column)][at] =
                static_cast<float>(matrix(row, column));
        step.columns[3][at] = static_cast<float>(constants[row]);
    }
    return step;
}

/// The three lights of a matrix profile, as columns.
std::optional<cv::Matx33d> lightsOf(cmsHPROFILE profile)
{
    cv::Matx33d lights;
    const std::array tags {
        cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag};
    for (int column = 0; column < 3; ++column) {
        const auto *xyz = static_cast<const cmsCIEXYZ *>(
            cmsReadTag(profile, tags[static_cast<std::size_t>(column)]));
        if (xyz == nullptr)
            return std::nullopt;
        lights(0, column) = xyz->X;
        lights(1, column) = xyz->Y;
        lights(2, column) = xyz->Z;
    }
    return lights;
}

/// None where the curve leaves all numbers; an empty one where it changes nothing.
std::optional<std::vector<float>> tableOf(const cmsToneCurve *curve)
{
    std::vector<float> table(curveLevels);
    float change = 0;
    for (int i = 0; i < curveLevels; ++i) {
        const float value = static_cast<float>(i) / (curveLevels - 1);
        const float result = cmsEvalToneCurveFloat(curve, value);
        if (!std::isfinite(result))
            return std::nullopt;
        table[static_cast<std::size_t>(i)] = result;
        change = std::max(change, std::abs(result - value));
    }
    constexpr float rounding = 0.1F / curveLevels;
    if (change < rounding)
        table.clear();
    return table;
}

bool appendCurves(const cmsToneCurve *const *curves, std::size_t count, ColourSteps &to)
{
    CurveStep step;
    if (count > step.curves.size())
        return false;
    for (std::size_t c = 0; c < count; ++c) {
        auto table = curves[c] ? tableOf(curves[c]) : std::nullopt;
        if (!table)
            return false;
        step.curves[c] = std::move(*table);
    }
    if (std::ranges::any_of(step.curves, [](const auto &curve) { return !curve.empty(); }))
        to.steps.emplace_back(std::move(step));
    return true;
}

bool appendMatrix(const cmsStage *stage, ColourSteps &to)
{
    const auto *stored = static_cast<const _cmsStageMatrixData *>(cmsStageData(stage));
    if (cmsStageInputChannels(stage) != 3 || cmsStageOutputChannels(stage) != 3
        || stored == nullptr)
        return false;
    const auto *constants = stored->Offset;
    to.steps.emplace_back(stepOf(cv::Matx33d(stored->Double),
        constants ? cv::Vec3d(constants) : cv::Vec3d::all(0)));
    return true;
}

bool appendTable(const cmsStage *stage, ColourSteps &to)
{
    const auto *stored = static_cast<const _cmsStageCLutData *>(cmsStageData(stage));
    const auto inputs = cmsStageInputChannels(stage);
    if ((inputs != 3 && inputs != 4) || cmsStageOutputChannels(stage) != 3 || stored == nullptr
        || stored->HasFloatValues || stored->Params == nullptr)
        return false;
    TableStep step;
    std::size_t nodes = 1;
    for (std::size_t c = 0; c < inputs; ++c) {
        step.samples.push_back(static_cast<int>(stored->Params->nSamples[c]));
        nodes *= stored->Params->nSamples[c];
    }
    if (nodes == 0 || nodes * 3 != stored->nEntries)
        return false;
    step.nodes.resize(nodes * 4);
    for (std::size_t i = 0; i < nodes * 3; ++i)
        step.nodes[i / 3 * 4 + i % 3] = static_cast<float>(stored->Tab.T[i]) / 65535;
    to.steps.emplace_back(std::move(step));
    return true;
}

bool appendStage(const cmsStage *stage, ColourSteps &to)
{
    switch (cmsStageType(stage)) {
    case cmsSigCurveSetElemType: {
        const auto *stored = static_cast<const _cmsStageToneCurvesData *>(cmsStageData(stage));
        return stored != nullptr && appendCurves(stored->TheCurves, stored->nCurves, to);
    }
    case cmsSigMatrixElemType:
        return appendMatrix(stage, to);
    case cmsSigCLutElemType:
        return appendTable(stage, to);
    case cmsSigIdentityElemType:
        return true;
    default:
        return false;
    }
}

/// Table profiles: the tag that lcms2 would take, down to XYZ.
bool appendTables(cmsHPROFILE profile, cmsTagSignature tag, ColourSteps &to)
{
    const auto *pipeline = static_cast<const cmsPipeline *>(cmsReadTag(profile, tag));
    if (pipeline == nullptr)
        return false;
    auto *stage = cmsPipelineGetPtrToFirstStage(pipeline);
    if (stage == nullptr
        || cmsStageInputChannels(stage) != static_cast<cmsUInt32Number>(to.inputs))
        return false;
    for (; stage != nullptr; stage = cmsStageNext(stage))
        if (!appendStage(stage, to))
            return false;
    if (cmsGetPCS(profile) == cmsSigXYZData) {
        to.steps.emplace_back(stepOf(cv::Matx33d::eye() * mostXyz, {}));
        return true;
    }
    std::array<std::uint8_t, 4> type {};
    cmsReadRawTag(profile, tag, type.data(), type.size());
    if (type == std::array<std::uint8_t, 4> {'m', 'f', 't', '2'})
        to.steps.emplace_back(stepOf(cv::Matx33d::eye() * version2Lab, {}));
    to.steps.emplace_back(LabStep {});
    return cmsGetPCS(profile) == cmsSigLabData;
}

bool appendMatrixProfile(cmsHPROFILE profile, ColourSteps &to)
{
    const auto lights = lightsOf(profile);
    std::array<const cmsToneCurve *, 3> curves {};
    const std::array tags {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
    for (std::size_t c = 0; c < curves.size(); ++c)
        curves[c] = static_cast<const cmsToneCurve *>(cmsReadTag(profile, tags[c]));
    if (!lights || cmsGetPCS(profile) != cmsSigXYZData
        || !appendCurves(curves.data(), curves.size(), to))
        return false;
    to.steps.emplace_back(stepOf(*lights, {}));
    return true;
}

/// From XYZ to the light of sRGB, the darkest of the profile becoming black. Source: lcms2's
/// ComputeBlackPointCompensation(); Adobe Systems' Black Point Compensation, 2006.
MatrixStep toSrgb(cmsHPROFILE profile)
{
    const OwnedProfile srgb(cmsCreate_sRGBProfile());
    cmsCIEXYZ from {};
    cmsCIEXYZ to {};
    cmsDetectBlackPoint(&from, profile, INTENT_RELATIVE_COLORIMETRIC, 0);
    cmsDetectDestinationBlackPoint(&to, srgb.get(), INTENT_RELATIVE_COLORIMETRIC, 0);
    const cv::Vec3d white(cmsD50_XYZ()->X, cmsD50_XYZ()->Y, cmsD50_XYZ()->Z);
    const cv::Vec3d darkest(from.X, from.Y, from.Z);
    const cv::Vec3d black(to.X, to.Y, to.Z);
    cv::Matx33d scale = cv::Matx33d::eye();
    cv::Vec3d shift;
    for (int i = 0; i < 3 && darkest != black; ++i) {
        scale(i, i) = (black[i] - white[i]) / (darkest[i] - white[i]);
        shift[i] = -white[i] * (black[i] - darkest[i]) / (darkest[i] - white[i]);
    }
    const cv::Matx33d toLight = lightsOf(srgb.get())->inv();
    return stepOf(toLight * scale, toLight * shift);
}

/// One matrix for two that follow each other.
MatrixStep joined(const MatrixStep &first, const MatrixStep &second)
{
    MatrixStep both;
    for (std::size_t column = 0; column < 4; ++column)
        for (std::size_t row = 0; row < 3; ++row) {
            double sum = column == 3 ? second.columns[3][row] : 0;
            for (std::size_t i = 0; i < 3; ++i)
                sum += double {first.columns[column][i]} * second.columns[i][row];
            both.columns[column][row] = static_cast<float>(sum);
        }
    return both;
}

ColourSteps withMatricesJoined(ColourSteps steps)
{
    std::vector<ColourStep> kept;
    for (auto &step : steps.steps) {
        const auto *matrix = std::get_if<MatrixStep>(&step);
        auto *before = kept.empty() ? nullptr : std::get_if<MatrixStep>(&kept.back());
        if (matrix && before)
            *before = joined(*before, *matrix);
        else
            kept.push_back(std::move(step));
    }
    steps.steps = std::move(kept);
    return steps;
}

/// Curves and tables were looked at when they were read.
bool isFinite(const ColourStep &step)
{
    const auto *matrix = std::get_if<MatrixStep>(&step);
    return !matrix || std::ranges::all_of(matrix->columns, [](const auto &column) {
        return std::ranges::all_of(column, [](float value) { return std::isfinite(value); });
    });
}

} // namespace

std::optional<ColourSteps> stepsOf(cmsHPROFILE profile)
{
    const auto space = cmsGetColorSpace(profile);
    if (space != cmsSigRgbData && space != cmsSigCmykData)
        return std::nullopt;
    if (cmsIsTag(profile, cmsSigDToB1Tag)) // in floating point, and lcms2 prefers it
        return std::nullopt;
    ColourSteps steps {.inputs = space == cmsSigCmykData ? 4 : 3, .steps = {}};
    const auto tag = cmsIsTag(profile, cmsSigAToB1Tag) ? cmsSigAToB1Tag : cmsSigAToB0Tag;
    const bool isKnown = cmsIsTag(profile, tag) ? appendTables(profile, tag, steps)
                                                : appendMatrixProfile(profile, steps);
    if (!isKnown)
        return std::nullopt;
    steps.steps.emplace_back(toSrgb(profile));
    steps = withMatricesJoined(std::move(steps));
    if (!std::ranges::all_of(steps.steps, isFinite))
        return std::nullopt;
    return steps;
}

ColourSteps labSteps()
{
    const OwnedProfile lab(cmsCreateLab4Profile(nullptr));
    return {.inputs = 3,
        .steps = {stepOf(cv::Matx33d::eye() * version2Lab, {}), LabStep {}, toSrgb(lab.get())}};
}

} // namespace core
