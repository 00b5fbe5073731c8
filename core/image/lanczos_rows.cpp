#include "core/image/lanczos_rows.h"

#include "core/image/depth.h"

#include <opencv2/core/hal/intrin.hpp>

#include <algorithm>
#include <cstdint>

namespace core {

namespace {

cv::v_float32x4 held(const cv::v_float32x4 &value, const cv::v_float32x4 &highest)
{
    return cv::v_min(cv::v_max(value, cv::v_setzero_f32()), highest);
}

template <typename Sample>
void load(const cv::Mat &pixels, int y, float *value)
{
    const auto *pixel = pixels.ptr<Sample>(y);
    if (pixels.channels() == 3) {
        for (int x = 0; x < pixels.cols; ++x, pixel += 3, value += 4) {
            value[0] = pixel[0];
            value[1] = pixel[1];
            value[2] = pixel[2];
        }
        return;
    }
    for (int x = 0; x < pixels.cols; ++x, pixel += 4, value += 4) {
        const float alpha = pixel[3];
        const float share = alpha * (1 / mostOf<Sample>);
        value[0] = pixel[0] * share;
        value[1] = pixel[1] * share;
        value[2] = pixel[2] * share;
        value[3] = alpha;
    }
}

template <typename Sample>
void store(const float *value, cv::Mat &pixels, int y)
{
    auto *pixel = pixels.ptr<Sample>(y);
    if (pixels.channels() == 3) {
        for (int x = 0; x < pixels.cols; ++x, pixel += 3, value += 4)
            for (int c = 0; c < 3; ++c)
                pixel[c] = static_cast<Sample>(value[c] + 0.5F);
        return;
    }
    for (int x = 0; x < pixels.cols; ++x, pixel += 4, value += 4) {
        const auto alpha = static_cast<Sample>(value[3] + 0.5F);
        const float perAlpha = alpha == 0 ? 0 : mostOf<Sample> / value[3];
        for (int c = 0; c < 3; ++c)
            pixel[c] = static_cast<Sample>(std::min(mostOf<Sample>, value[c] * perAlpha + 0.5F));
        pixel[3] = alpha;
    }
}

} // namespace

LanczosTaps lanczosTaps(int from, int to)
{
    LanczosTaps result {tapsOf(Filter::Lanczos3, from, to), {}};
    result.weights.assign(result.taps.weights.begin(), result.taps.weights.end());
    return result;
}

void loadRow(const cv::Mat &pixels, int y, float *row)
{
    pixels.depth() == CV_16U ? load<std::uint16_t>(pixels, y, row)
                             : load<std::uint8_t>(pixels, y, row);
}

void narrowRow(const float *from, float *to, const LanczosTaps &across, float highest)
{
    const auto most = cv::v_setall_f32(highest);
    const Taps &taps = across.taps;
    for (std::size_t x = 0; x < taps.first.size(); ++x, to += 4) {
        const float *pixel = from + 4L * taps.first[x];
        const float *weight = across.weights.data() + x * static_cast<std::size_t>(taps.most);
        cv::v_float32x4 sum = cv::v_setzero_f32();
        for (int j = 0; j < taps.count[x]; ++j, pixel += 4)
            sum = cv::v_muladd(cv::v_load(pixel), cv::v_setall_f32(weight[j]), sum);
        cv::v_store(to, held(sum, most));
    }
}

void lowerRow(const float *rows, std::size_t stride, float *sums, int y, const LanczosTaps &down,
    float highest)
{
    const auto most = cv::v_setall_f32(highest);
    const auto index = static_cast<std::size_t>(y);
    const float *weights = down.weights.data() + index * static_cast<std::size_t>(down.taps.most);
    for (std::size_t i = 0; i < stride; i += 4) {
        cv::v_float32x4 sum = cv::v_setzero_f32();
        const float *value = rows + i;
        for (int j = 0; j < down.taps.count[index]; ++j, value += stride)
            sum = cv::v_muladd(cv::v_load(value), cv::v_setall_f32(weights[j]), sum);
        cv::v_store(sums + i, held(sum, most));
    }
}

void storeRow(const float *row, cv::Mat &pixels, int y)
{
    pixels.depth() == CV_16U ? store<std::uint16_t>(row, pixels, y)
                             : store<std::uint8_t>(row, pixels, y);
}

} // namespace core
