#include "core/effects/sticker.h"

#include "core/effects/study.h"

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <vector>

namespace core {
namespace {

constexpr double outline = 0.025; // of the animal's larger side
constexpr double rounding = 0.02; // notches narrower than twice this are bridged
constexpr double visible = 0.3; // opacity that belongs to the shape
constexpr double smallestPart = 0.01; // of the largest part's area

/// Large parts of the shape, filled: 255 inside.
cv::Mat filledShape(const cv::Mat &opacity, int room)
{
    cv::Mat mask = opacity > visible;
    cv::copyMakeBorder(mask, mask, room, room, room, room, cv::BORDER_CONSTANT);
    std::vector<std::vector<cv::Point>> contours;
    cv::findContours(mask, contours, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
    double largest = 0;
    for (const auto &contour : contours)
        largest = std::max(largest, cv::contourArea(contour));
    cv::Mat shape = cv::Mat::zeros(mask.size(), CV_8UC1);
    for (int i = 0; i < int(contours.size()); ++i)
        if (cv::contourArea(contours[std::size_t(i)]) >= smallestPart * largest)
            cv::drawContours(shape, contours, i, cv::Scalar(255), cv::FILLED);
    return shape;
}

/// Distance to the nearest pixel that is 255, px.
cv::Mat distanceTo(const cv::Mat &shape)
{
    cv::Mat distance;
    cv::distanceTransform(~shape, distance, cv::DIST_L2, cv::DIST_MASK_5);
    return distance;
}

cv::Mat withoutHoles(const cv::Mat &shape)
{
    std::vector<std::vector<cv::Point>> contours;
    cv::findContours(shape, contours, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
    cv::Mat filled = cv::Mat::zeros(shape.size(), CV_8UC1);
    cv::drawContours(filled, contours, -1, cv::Scalar(255), cv::FILLED);
    return filled;
}

/// How far inside the outline each pixel lies (negative: outside), px of the study; with `room` px
/// more on each side. Grown too far and shrunk again, so that notches are bridged.
cv::Mat depthInside(const Study &study, int room)
{
    const cv::Mat shape = filledShape(study.opacity, room);
    const double far = (outline + rounding) * study.side;
    const cv::Mat grown = withoutHoles(distanceTo(shape) <= far);
    cv::Mat depth = distanceTo(~grown) - rounding * study.side;
    cv::GaussianBlur(depth, depth, {}, std::max(0.5, study.side / 300));
    return depth;
}

/// Between the four nearest pixels.
float depthAt(const cv::Mat &depth, float x, float y)
{
    const int left = int(x);
    const int top = int(y);
    const auto *upper = depth.ptr<float>(top) + left;
    const auto *lower = depth.ptr<float>(top + 1) + left;
    const float above = upper[0] + (upper[1] - upper[0]) * (x - float(left));
    const float below = lower[0] + (lower[1] - lower[0]) * (x - float(left));
    return above + (below - above) * (y - float(top));
}

cv::Vec4b onWhite(const cv::Vec4b &animal, float coverage)
{
    const auto over = [&](int c) {
        return std::uint8_t((animal[c] * animal[3] + 255 * (255 - animal[3]) + 127) / 255);
    };
    const auto alpha = std::uint8_t(coverage * 255 + 0.5F);
    return alpha ? cv::Vec4b(over(0), over(1), over(2), alpha) : cv::Vec4b();
}

/// px that the frame has to grow on every side for the outline to fit.
int growthOf(const Cutout &cutout, const cv::Rect &frame, int reach)
{
    const int least = std::min(
        {frame.x, frame.y, cutout.rgba.cols - frame.br().x, cutout.rgba.rows - frame.br().y});
    return std::max(0, reach - least);
}

} // namespace

Result<Cutout> sticker(const Cutout &cutout, const Progress &progress)
{
    const auto study = studyOf(cutout, progress.part(0, 0.2));
    if (!study)
        return tl::unexpected(study.error());
    if (study->frame.empty())
        return cutout;
    const int room = int(std::ceil((outline + 2 * rounding) * study->side)) + 4;
    const cv::Mat depth = depthInside(*study, room);
    const int reach = int(std::ceil(outline * study->side * study->factor)) + 2 * study->factor + 1;
    const int growth = growthOf(cutout, study->frame, reach);

    Cutout grown {cv::Mat()};
    cv::copyMakeBorder(
        cutout.rgba, grown.rgba, growth, growth, growth, growth, cv::BORDER_CONSTANT);
    const cv::Point corner = study->frame.tl() + cv::Point(growth, growth);
    const cv::Rect area = cv::Rect(corner.x - reach, corner.y - reach,
                              study->frame.width + 2 * reach, study->frame.height + 2 * reach)
        & cv::Rect({0, 0}, grown.rgba.size());
    const float factor = float(study->factor);
    const auto inDepth = [&](int px) { return (float(px) + 0.5F) / factor - 0.5F + float(room); };
    const auto finish = [&](int from, int to) {
        for (int y = from; y < to; ++y) {
            auto *row = grown.rgba.ptr<cv::Vec4b>(area.y + y);
            const float depthY = inDepth(area.y + y - corner.y);
            for (int x = area.x; x < area.br().x; ++x) {
                const float insidePx = factor * depthAt(depth, inDepth(x - corner.x), depthY);
                row[x] = onWhite(row[x], std::clamp(insidePx + 0.5F, 0.0F, 1.0F));
            }
        }
    };
    if (!inParts(area.height, 32, progress.part(0.2, 1), finish))
        return fail(Error::Code::Cancelled);
    return grown;
}

} // namespace core
