#include "core/image/depth.h"
#include "core/image/guarded.h"
#include "core/image/in_parts.h"
#include "core/image/lanczos_rows.h"
#include "core/image/resize.h"

#include <algorithm>

namespace core {

namespace {

struct Plan
{
    const cv::Mat &from;
    cv::Mat to;
    LanczosTaps across;
    LanczosTaps down;
};

/// Rows [from, to) of the result.
void makeRows(Plan &plan, int from, int to)
{
    const float highest = mostIn(plan.to);
    const Taps &down = plan.down.taps;
    const auto last = static_cast<std::size_t>(to - 1);
    const int firstRow = down.first[static_cast<std::size_t>(from)];
    const int endRow = down.first[last] + down.count[last];
    const std::size_t stride = static_cast<std::size_t>(plan.to.cols) * 4;

    std::vector<float> source(static_cast<std::size_t>(plan.from.cols) * 4);
    std::vector<float> rows(stride * static_cast<std::size_t>(endRow - firstRow));
    const auto rowAt = [&](int y) {
        return rows.data() + stride * static_cast<std::size_t>(y - firstRow);
    };
    for (int y = firstRow; y < endRow; ++y) {
        loadRow(plan.from, y, source.data());
        narrowRow(source.data(), rowAt(y), plan.across, highest);
    }
    std::vector<float> sums(stride);
    for (int y = from; y < to; ++y) {
        lowerRow(rowAt(down.first[static_cast<std::size_t>(y)]), stride, sums.data(), y, plan.down,
            highest);
        storeRow(sums.data(), plan.to, y);
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
    if (!isForLanczos(image.pixels.type()))
        return fail(Error::Code::Unexpected, "Lanczos resampling is for RGB and RGBA");
    return guarded([&]() -> Result<Image> {
        Plan plan {image.pixels, cv::Mat(target.height, target.width, image.pixels.type()),
            lanczosTaps(image.pixels.cols, target.width),
            lanczosTaps(image.pixels.rows, target.height)};
        const bool whole = inParts(target.height, rowsAtOnce(image.size(), target), progress,
            [&plan](int from, int to) { makeRows(plan, from, to); });
        if (!whole)
            return fail(Error::Code::Cancelled);
        return Image {plan.to};
    });
}

} // namespace core
