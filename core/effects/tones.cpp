#include "core/effects/tones.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>

namespace core {
namespace {

constexpr int samplesPerSide = 1024;

} // namespace

Tones::Tones(const cv::Mat &grey, const cv::Mat &alpha)
{
    const int step = std::max(1, std::max(grey.cols, grey.rows) / samplesPerSide);
    for (int y = step / 2; y < grey.rows; y += step) {
        const auto *tones = grey.ptr<std::uint8_t>(y);
        const auto *opacity = alpha.ptr<std::uint8_t>(y);
        for (int x = step / 2; x < grey.cols; x += step)
            m_darker[tones[x]] += opacity[x];
    }
    for (std::size_t i = 1; i < m_darker.size(); ++i)
        m_darker[i] += m_darker[i - 1];
    const double all = m_darker.back();
    for (double &share : m_darker)
        share = all > 0 ? share / all : 1;
}

double Tones::quantile(double fraction) const
{
    const auto above = std::lower_bound(m_darker.begin(), m_darker.end(), fraction);
    return double(std::min<std::ptrdiff_t>(above - m_darker.begin(), 255));
}

cv::Mat greyOf(const cv::Mat &rgba, const std::array<float, 3> &weights)
{
    const auto fixed = [](float weight) { return int(std::lround(weight * 65536)); };
    const std::array<int, 3> parts {fixed(weights[0]), fixed(weights[1]), fixed(weights[2])};
    cv::Mat grey(rgba.size(), CV_8UC1);
    cv::parallel_for_(cv::Range(0, rgba.rows), [&](const cv::Range &rows) {
        for (int y = rows.start; y < rows.end; ++y) {
            const auto *in = rgba.ptr<cv::Vec4b>(y);
            auto *out = grey.ptr<std::uint8_t>(y);
            for (int x = 0; x < rgba.cols; ++x)
                out[x] = std::uint8_t(std::min(255,
                    (parts[0] * in[x][0] + parts[1] * in[x][1] + parts[2] * in[x][2] + 32768)
                        >> 16));
        }
    });
    return grey;
}

cv::Mat alphaOf(const cv::Mat &rgba)
{
    cv::Mat alpha;
    cv::extractChannel(rgba, alpha, 3);
    return alpha;
}

} // namespace core
