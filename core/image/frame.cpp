#include "core/image/frame.h"

#include <algorithm>
#include <bit>

namespace core {

namespace {

static_assert(std::endian::native == std::endian::little);

/// Looks at every `stride`-th byte of [first, last).
const std::uint8_t *firstOver(
    const std::uint8_t *first, const std::uint8_t *last, std::ptrdiff_t stride, int least)
{
    while (first < last && *first <= least)
        first += stride;
    return first;
}

} // namespace

Frame visibleFrame(const cv::Mat &alpha, int least)
{
    const auto stride = static_cast<std::ptrdiff_t>(alpha.elemSize());
    int top = alpha.rows;
    int bottom = -1;
    std::ptrdiff_t left = alpha.cols * stride;
    std::ptrdiff_t right = 0; // one past the last
    for (int y = 0; y < alpha.rows; ++y) {
        // Alpha is the last channel, and its high byte the last of two.
        const std::uint8_t *begin = alpha.ptr(y) + stride - 1;
        const std::uint8_t *end = begin + alpha.cols * stride;
        const std::uint8_t *first = firstOver(begin, end, stride, least);
        if (first >= end)
            continue;
        top = std::min(top, y);
        bottom = y;
        left = std::min(left, first - begin);
        // From the right only as far as the frame does not reach yet.
        const std::uint8_t *last = end - stride;
        while (last - begin >= right && *last <= least)
            last -= stride;
        right = std::max(right, last - begin + stride);
    }
    if (bottom < 0)
        return {};
    return {static_cast<int>(left / stride), top,
        {static_cast<int>((right - left) / stride), bottom - top + 1}};
}

} // namespace core
