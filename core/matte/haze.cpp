#include "core/matte/haze.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <vector>

namespace core {
namespace {

constexpr float faintest = 0.08F; // below this, parts are not joined
constexpr float surest = 0.4F; // a smudge never is
constexpr double reach = 0.015; // of the longer side: how far fur stands off the animal

/// Pixels over `faintest` that hang together.
struct Part
{
    float highest = 0;
    int area = 0;
    float gap = 0; ///< px to the nearest part that is surely animal
    bool isAnimal = false;
};
using Parts = std::vector<Part>; // by label; 0 is what is below `faintest`

Parts partsOf(const cv::Mat &alpha, const cv::Mat &labels, int count)
{
    Parts parts(static_cast<std::size_t>(count));
    for (int y = 0; y < alpha.rows; ++y) {
        const auto *row = labels.ptr<int>(y);
        const auto *values = alpha.ptr<float>(y);
        for (int x = 0; x < alpha.cols; ++x) {
            Part &part = parts[static_cast<std::size_t>(row[x])];
            part.highest = std::max(part.highest, values[x]);
            ++part.area;
        }
    }
    for (std::size_t i = 1; i < parts.size(); ++i)
        parts[i].isAnimal = parts[i].highest >= surest;
    return parts;
}

enum class Kind { Animal, Smudge };

cv::Mat maskOf(const cv::Mat &labels, const Parts &parts, Kind kind)
{
    cv::Mat mask(labels.size(), CV_8UC1);
    for (int y = 0; y < labels.rows; ++y) {
        const auto *row = labels.ptr<int>(y);
        auto *out = mask.ptr<std::uint8_t>(y);
        for (int x = 0; x < labels.cols; ++x) {
            const bool isAnimal = parts[static_cast<std::size_t>(row[x])].isAnimal;
            out[x] = row[x] != 0 && isAnimal == (kind == Kind::Animal) ? 255 : 0;
        }
    }
    return mask;
}

/// Distance to the nearest pixel of the mask, px.
cv::Mat distanceTo(const cv::Mat &mask)
{
    cv::Mat distance;
    cv::distanceTransform(~mask, distance, cv::DIST_L2, cv::DIST_MASK_5);
    return distance;
}

/// Small pieces close to the animal are its fur.
void adoptFur(Parts &parts, const cv::Mat &labels, const cv::Mat &toAnimal, double reachPx)
{
    for (Part &part : parts)
        part.gap = static_cast<float>(labels.rows + labels.cols);
    for (int y = 0; y < labels.rows; ++y) {
        const auto *row = labels.ptr<int>(y);
        const auto *distances = toAnimal.ptr<float>(y);
        for (int x = 0; x < labels.cols; ++x) {
            float &gap = parts[static_cast<std::size_t>(row[x])].gap;
            gap = std::min(gap, distances[x]);
        }
    }
    for (std::size_t i = 1; i < parts.size(); ++i)
        if (parts[i].gap <= reachPx && parts[i].area <= reachPx * reachPx)
            parts[i].isAnimal = true;
}

} // namespace

cv::Mat detachedHaze(const cv::Mat &alpha)
{
    cv::Mat labels;
    const int count = cv::connectedComponents(alpha > faintest, labels, 8, CV_32S);
    Parts parts = partsOf(alpha, labels, count);
    if (std::ranges::none_of(parts, &Part::isAnimal))
        return cv::Mat::zeros(alpha.size(), CV_8UC1);

    const double reachPx = std::max(4.0, reach * std::max(alpha.cols, alpha.rows));
    adoptFur(parts, labels, distanceTo(maskOf(labels, parts, Kind::Animal)), reachPx);
    const cv::Mat toAnimal = distanceTo(maskOf(labels, parts, Kind::Animal));
    const cv::Mat smudges = maskOf(labels, parts, Kind::Smudge);
    cv::Mat haze = toAnimal > reachPx;
    // What is fainter belongs to the nearer of the two, so that the cut lies in the valley.
    if (cv::countNonZero(smudges) > 0)
        haze |= distanceTo(smudges) < toAnimal;
    return haze;
}

} // namespace core
