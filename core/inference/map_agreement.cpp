#include "core/inference/map_agreement.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace core {

MapDifference differenceOf(const cv::Mat &map, const cv::Mat &reference)
{
    CV_Assert(map.size() == reference.size() && map.type() == CV_32FC1
        && reference.type() == CV_32FC1);
    constexpr double off = 0.1;
    double sum = 0;
    std::size_t far = 0;
    for (int y = 0; y < map.rows; ++y) {
        const auto *left = map.ptr<float>(y);
        const auto *right = reference.ptr<float>(y);
        for (int x = 0; x < map.cols; ++x) {
            const double apart = std::abs(double(left[x]) - right[x]);
            sum += std::isfinite(apart) ? apart : 1;
            far += apart <= off ? 0 : 1; // also where it is not a number
        }
    }
    const double pixels = std::max<double>(1, double(map.total()));
    return {.mean = sum / pixels, .shareOff = double(far) / pixels};
}

MapDifference differenceAt(cv::Size size, const cv::Mat &map, const cv::Mat &reference)
{
    const auto fitted = [size](const cv::Mat &large) {
        cv::Mat small;
        cv::resize(large, small, size, 0, 0, cv::INTER_AREA);
        return small;
    };
    return differenceOf(fitted(map), fitted(reference));
}

bool isWithin(const MapDifference &difference, const MapDifference &bound)
{
    return difference.mean <= bound.mean && difference.shareOff <= bound.shareOff;
}

Image parityPicture(int side)
{
    cv::Mat pixels(side, side, CV_8UC3);
    const auto shade = [side](int at, int period) { return 24 * ((at * period / side) % 2); };
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            pixels.at<cv::Vec3b>(y, x) = cv::Vec3b(uchar(60 + shade(x, 9)), uchar(110 + shade(y, 7)),
                uchar(70 + shade(x + y, 5)));
    const cv::Scalar fur(205, 150, 95);
    const auto part = [&](double x, double y, double wide, double high) {
        const cv::Point centre(cvRound(side * x), cvRound(side * y));
        const cv::Size axes(cvRound(side * wide), cvRound(side * high));
        cv::ellipse(pixels, centre, axes, 0, 0, 360, fur, cv::FILLED);
    };
    part(0.5, 0.65, 0.22, 0.28); // body
    part(0.5, 0.33, 0.15, 0.14); // head
    part(0.40, 0.20, 0.04, 0.09); // ears
    part(0.60, 0.20, 0.04, 0.09);
    cv::GaussianBlur(pixels, pixels, {5, 5}, 0);
    return {pixels};
}

} // namespace core
