#include "core/image/row_resizer.h"

#include "core/image/depth.h"
#include "core/image/guarded.h"
#include "core/image/in_parts.h"

#include <algorithm>

namespace core {

namespace {

constexpr std::size_t mostFloatsAtOnce = 4 << 20; ///< 16 MB
constexpr int rowsOfPart = 8; ///< that a thread takes

} // namespace

RowResizer::RowResizer(Size from, Size target, FirstPass firstPass)
    : m_from(from)
    , m_firstPass(firstPass)
    , m_across(lanczosTaps(from.width, target.width))
    , m_down(lanczosTaps(from.height, target.height))
    , m_stride(
          4 * static_cast<std::size_t>(firstPass == FirstPass::Across ? target.width : from.width))
{
}

Result<> RowResizer::add(const cv::Mat &rows)
{
    const bool isFirst = m_image.isEmpty();
    if (!isForLanczos(rows.type()) || (!isFirst && rows.type() != m_image.pixels.type()))
        return fail(Error::Code::Unexpected, "rows of another kind");
    if (rows.cols != m_from.width || rows.rows > m_from.height - m_added)
        return fail(Error::Code::Unexpected, "rows of another picture");
    return guarded([&]() -> Result<> {
        if (isFirst)
            m_image.pixels.create(static_cast<int>(m_down.taps.first.size()),
                static_cast<int>(m_across.taps.first.size()), rows.type());
        const int atOnce =
            static_cast<int>(std::clamp<std::size_t>(mostFloatsAtOnce / m_stride, 1, 64));
        for (int y = 0; y < rows.rows; y += atOnce) {
            take(rows.rowRange(y, std::min(rows.rows, y + atOnce)));
            makeRows();
        }
        return {};
    });
}

/// Those above the next output row's.
void RowResizer::forgetRows()
{
    const auto next = static_cast<std::size_t>(m_made);
    const int needed = next < m_down.taps.first.size() ? m_down.taps.first[next] : m_added;
    const int first = std::min(needed, m_added);
    m_rows.erase(m_rows.begin(), m_rows.begin() + (rowAt(first) - m_rows.data()));
    m_first = first;
}

void RowResizer::take(const cv::Mat &rows)
{
    forgetRows();
    m_rows.resize(m_stride * static_cast<std::size_t>(m_added + rows.rows - m_first));
    inParts(rows.rows, rowsOfPart, {}, [&](int from, int to) {
        std::vector<float> source(static_cast<std::size_t>(rows.cols) * 4);
        for (int y = from; y < to; ++y) {
            if (m_firstPass == FirstPass::Down) {
                loadRow(rows, y, rowAt(m_added + y));
                continue;
            }
            loadRow(rows, y, source.data());
            narrowRow(source.data(), rowAt(m_added + y), m_across, mostIn(rows));
        }
    });
    m_added += rows.rows;
}

void RowResizer::makeRows()
{
    const Taps &down = m_down.taps;
    const float highest = mostIn(m_image.pixels);
    const auto isReady = [&](int y) {
        const auto i = static_cast<std::size_t>(y);
        return i < down.first.size() && down.first[i] + down.count[i] <= m_added;
    };
    int end = m_made;
    while (isReady(end))
        ++end;
    inParts(end - m_made, rowsOfPart, {}, [&](int from, int to) {
        std::vector<float> sums(m_stride);
        std::vector<float> narrow(4 * m_across.taps.first.size());
        for (int y = m_made + from; y < m_made + to; ++y) {
            lowerRow(rowAt(down.first[static_cast<std::size_t>(y)]), m_stride, sums.data(), y,
                m_down, highest);
            std::vector<float> &row = m_firstPass == FirstPass::Down ? narrow : sums;
            if (m_firstPass == FirstPass::Down)
                narrowRow(sums.data(), narrow.data(), m_across, highest);
            storeRow(row.data(), m_image.pixels, y);
        }
    });
    m_made = end;
}

float *RowResizer::rowAt(int y)
{
    return m_rows.data() + m_stride * static_cast<std::size_t>(y - m_first);
}

} // namespace core
