#include "core/image/lanczos_rows.h"

#include <opencv2/core/hal/intrin.hpp>

#include <algorithm>

namespace core {

namespace {

cv::v_float32x4 held(const cv::v_float32x4 &value)
{
    return cv::v_min(cv::v_max(value, cv::v_setzero_f32()), cv::v_setall_f32(255));
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
    const std::uint8_t *pixel = pixels.ptr(y);
    float *value = row;
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
        const float share = alpha * (1.0F / 255);
        value[0] = pixel[0] * share;
        value[1] = pixel[1] * share;
        value[2] = pixel[2] * share;
        value[3] = alpha;
    }
}

void narrowRow(const float *from, float *to, const LanczosTaps &across)
{
    const Taps &taps = across.taps;
    for (std::size_t x = 0; x < taps.first.size(); ++x, to += 4) {
        const float *pixel = from + 4L * taps.first[x];
        const float *weight = across.weights.data() + x * static_cast<std::size_t>(taps.most);
        cv::v_float32x4 sum = cv::v_setzero_f32();
        for (int j = 0; j < taps.count[x]; ++j, pixel += 4)
            sum = cv::v_muladd(cv::v_load(pixel), cv::v_setall_f32(weight[j]), sum);
        cv::v_store(to, held(sum));
    }
}

void lowerRow(const float *rows, std::size_t stride, float *sums, int y, const LanczosTaps &down)
{
    const auto index = static_cast<std::size_t>(y);
    const float *weights = down.weights.data() + index * static_cast<std::size_t>(down.taps.most);
    for (std::size_t i = 0; i < stride; i += 4) {
        cv::v_float32x4 sum = cv::v_setzero_f32();
        const float *value = rows + i;
        for (int j = 0; j < down.taps.count[index]; ++j, value += stride)
            sum = cv::v_muladd(cv::v_load(value), cv::v_setall_f32(weights[j]), sum);
        cv::v_store(sums + i, held(sum));
    }
}

void storeRow(const float *row, cv::Mat &pixels, int y)
{
    const float *value = row;
    std::uint8_t *pixel = pixels.ptr(y);
    if (pixels.channels() == 3) {
        for (int x = 0; x < pixels.cols; ++x, pixel += 3, value += 4)
            for (int c = 0; c < 3; ++c)
                pixel[c] = static_cast<std::uint8_t>(value[c] + 0.5F);
        return;
    }
    for (int x = 0; x < pixels.cols; ++x, pixel += 4, value += 4) {
        const auto alpha = static_cast<std::uint8_t>(value[3] + 0.5F);
        const float perAlpha = alpha == 0 ? 0 : 255 / value[3];
        for (int c = 0; c < 3; ++c)
            pixel[c] = static_cast<std::uint8_t>(std::min(255.0F, value[c] * perAlpha + 0.5F));
        pixel[3] = alpha;
    }
}

} // namespace core
