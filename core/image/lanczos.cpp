#include "core/image/depth.h"
#include "core/image/guarded.h"
#include "core/image/in_parts.h"
#include "core/image/resize.h"
#include "core/image/taps.h"

#include <opencv2/core/hal/intrin.hpp>

#include <cstdint>

namespace core {

namespace {

// Rows are floats, four a pixel (the fourth is alpha, or idle), so that a pixel is one SIMD value.
using Row = std::vector<float>;

struct FloatTaps
{
    Taps taps;
    std::vector<float> weights;
};

FloatTaps floatTapsOf(int from, int to)
{
    FloatTaps result {tapsOf(Filter::Lanczos3, from, to), {}};
    result.weights.assign(result.taps.weights.begin(), result.taps.weights.end());
    return result;
}

struct Plan
{
    const cv::Mat &from;
    cv::Mat to;
    FloatTaps across;
    FloatTaps down;
};

template <typename Sample>
void loadRow(const cv::Mat &pixels, int y, Row &row)
{
    const auto *pixel = pixels.ptr<Sample>(y);
    float *value = row.data();
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

/// Between the passes values are held to 0..most, as Pillow does: no ringing of ringing.
cv::v_float32x4 held(const cv::v_float32x4 &value, const cv::v_float32x4 &most)
{
    return cv::v_min(cv::v_max(value, cv::v_setzero_f32()), most);
}

void narrowRow(const Row &from, float *to, const FloatTaps &across, float highest)
{
    const auto most = cv::v_setall_f32(highest);
    const Taps &taps = across.taps;
    for (std::size_t x = 0; x < taps.first.size(); ++x, to += 4) {
        const float *pixel = from.data() + 4L * taps.first[x];
        const float *weight = across.weights.data() + x * static_cast<std::size_t>(taps.most);
        cv::v_float32x4 sum = cv::v_setzero_f32();
        for (int j = 0; j < taps.count[x]; ++j, pixel += 4)
            sum = cv::v_muladd(cv::v_load(pixel), cv::v_setall_f32(weight[j]), sum);
        cv::v_store(to, held(sum, most));
    }
}

template <typename Sample>
void storeRow(const Row &row, cv::Mat &pixels, int y)
{
    const float *value = row.data();
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
            pixel[c] =
                static_cast<Sample>(std::min(mostOf<Sample>, value[c] * perAlpha + 0.5F));
        pixel[3] = alpha;
    }
}

void lowerRow(const Row &rows, int firstRow, Row &sums, int y, const FloatTaps &down, float highest)
{
    const auto most = cv::v_setall_f32(highest);
    const auto index = static_cast<std::size_t>(y);
    const std::size_t stride = sums.size();
    const float *top =
        rows.data() + static_cast<std::size_t>(down.taps.first[index] - firstRow) * stride;
    const float *weights = down.weights.data() + index * static_cast<std::size_t>(down.taps.most);
    for (std::size_t i = 0; i < stride; i += 4) {
        cv::v_float32x4 sum = cv::v_setzero_f32();
        const float *value = top + i;
        for (int j = 0; j < down.taps.count[index]; ++j, value += stride)
            sum = cv::v_muladd(cv::v_load(value), cv::v_setall_f32(weights[j]), sum);
        cv::v_store(sums.data() + i, held(sum, most));
    }
}

/// Rows [from, to) of the result.
template <typename Sample>
void makeRows(Plan &plan, int from, int to)
{
    const Taps &down = plan.down.taps;
    const auto last = static_cast<std::size_t>(to - 1);
    const int firstRow = down.first[static_cast<std::size_t>(from)];
    const int endRow = down.first[last] + down.count[last];
    const std::size_t stride = static_cast<std::size_t>(plan.to.cols) * 4;

    Row source(static_cast<std::size_t>(plan.from.cols) * 4);
    Row rows(stride * static_cast<std::size_t>(endRow - firstRow));
    for (int y = firstRow; y < endRow; ++y) {
        loadRow<Sample>(plan.from, y, source);
        narrowRow(source, rows.data() + stride * static_cast<std::size_t>(y - firstRow),
            plan.across, mostOf<Sample>);
    }
    Row sums(stride);
    for (int y = from; y < to; ++y) {
        lowerRow(rows, firstRow, sums, y, plan.down, mostOf<Sample>);
        storeRow<Sample>(sums, plan.to, y);
    }
}

/// Rows of output made at once: enough that rows shared by two parts cost little, low enough that
/// a thread's floats stay at about 16 MB.
int rowsAtOnce(Size from, Size to)
{
    const double perRow =
        16.0 * to.width * std::max(1.0, static_cast<double>(from.height) / to.height);
    return static_cast<int>(std::clamp((16 << 20) / perRow - 6, 8.0, 64.0));
}

} // namespace

Result<Image> resizedLanczos(const Image &image, Size target, const Progress &progress)
{
    if (image.isEmpty() || target.width < 1 || target.height < 1)
        return fail(Error::Code::Unexpected, "nothing to resize");
    const int type = image.pixels.type();
    if (type != CV_8UC3 && type != CV_8UC4 && type != CV_16UC3 && type != CV_16UC4)
        return fail(Error::Code::Unexpected, "Lanczos resampling is for RGB and RGBA");
    return guarded([&]() -> Result<Image> {
        Plan plan {image.pixels, cv::Mat(target.height, target.width, type),
            floatTapsOf(image.pixels.cols, target.width),
            floatTapsOf(image.pixels.rows, target.height)};
        const bool whole = inParts(target.height, rowsAtOnce(image.size(), target), progress,
            [&](int from, int to) {
                image.isDeep() ? makeRows<std::uint16_t>(plan, from, to)
                               : makeRows<std::uint8_t>(plan, from, to);
            });
        if (!whole)
            return fail(Error::Code::Cancelled);
        return Image {plan.to};
    });
}

} // namespace core
