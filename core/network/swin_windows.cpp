#include "core/network/swin_windows.h"

#include "core/network/quotient.h"

#include <algorithm>

namespace core {
namespace {

int64_t windowsAlong(int64_t side, int64_t size)
{
    return quotientUp(side, size);
}

/// Builds one strip, window row by window row.
class StripBuilder
{
public:
    StripBuilder(const WindowGrid &grid, int64_t from, int64_t to)
        : m_grid(grid)
        , m_from(from)
        , m_to(to)
        , m_rows(windowsAlong(grid.height, grid.size))
        , m_columns(windowsAlong(grid.width, grid.size))
    {
    }

    WindowStrip built(const torch::Device &device)
    {
        takeRows();
        countWindows();
        std::vector<int64_t> tokenAt(
            std::size_t((m_to - m_from) * m_columns * m_grid.size * m_grid.size), m_strip.tokens);
        std::vector<int64_t> placeOf(std::size_t(m_strip.tokens), 0);
        std::array<int64_t, windowPlaces> next = firstOfPlaces();
        for (int64_t row = m_from; row < m_to; ++row)
            for (int64_t column = 0; column < m_columns; ++column)
                fill(row, column, next.at(placeIndex(row, column))++, tokenAt, placeOf);
        m_strip.tokenAt = torch::tensor(tokenAt, torch::kInt64).to(device);
        m_strip.placeOf = torch::tensor(placeOf, torch::kInt64).to(device);
        return m_strip;
    }

private:
    /// Which row of the map lies in a row of the padded, rolled one; -1: padding.
    int64_t mapRow(int64_t rolled) const
    {
        const int64_t row = (rolled + m_grid.shift) % (m_rows * m_grid.size);
        return row < m_grid.height ? row : -1;
    }

    int64_t mapColumn(int64_t rolled) const
    {
        const int64_t column = (rolled + m_grid.shift) % (m_columns * m_grid.size);
        return column < m_grid.width ? column : -1;
    }

    void takeRows()
    {
        m_firstToken.assign(std::size_t((m_to - m_from) * m_grid.size), -1);
        int64_t count = 0;
        for (std::size_t i = 0; i < m_firstToken.size(); ++i) {
            const int64_t row = mapRow(m_from * m_grid.size + int64_t(i));
            if (row < 0)
                continue;
            m_firstToken[i] = count++ * m_grid.width;
            auto &ranges = m_strip.rows;
            if (!ranges.empty() && ranges.back().first + ranges.back().second == row)
                ++ranges.back().second;
            else
                ranges.emplace_back(row, 1);
        }
        m_strip.tokens = count * m_grid.width;
    }

    std::size_t placeIndex(int64_t row, int64_t column) const
    {
        return (row == m_rows - 1 ? 2U : 0U) + (column == m_columns - 1 ? 1U : 0U);
    }

    void countWindows()
    {
        for (int64_t row = m_from; row < m_to; ++row)
            for (int64_t column = 0; column < m_columns; ++column)
                ++m_strip.windows.at(placeIndex(row, column));
    }

    std::array<int64_t, windowPlaces> firstOfPlaces() const
    {
        std::array<int64_t, windowPlaces> first {};
        for (std::size_t place = 1; place < windowPlaces; ++place)
            first.at(place) = first.at(place - 1) + m_strip.windows.at(place - 1);
        return first;
    }

    void fill(int64_t row, int64_t column, int64_t window, std::vector<int64_t> &tokenAt,
        std::vector<int64_t> &placeOf) const
    {
        const int64_t size = m_grid.size;
        for (int64_t y = 0; y < size; ++y)
            for (int64_t x = 0; x < size; ++x) {
                const int64_t first = m_firstToken[std::size_t((row - m_from) * size + y)];
                const int64_t mapX = mapColumn(column * size + x);
                if (first < 0 || mapX < 0)
                    continue;
                const int64_t place = (window * size + y) * size + x;
                tokenAt[std::size_t(place)] = first + mapX;
                placeOf[std::size_t(first + mapX)] = place;
            }
    }

    const WindowGrid &m_grid;
    int64_t m_from;
    int64_t m_to;
    int64_t m_rows;
    int64_t m_columns;
    WindowStrip m_strip;
    std::vector<int64_t> m_firstToken; // of each rolled row; -1: padding
};

/// Which part of a window at the last row (or column) each of its rows is: 1 before the seam, 2
/// after.
torch::Tensor sidesOfTheSeam(int64_t size, int64_t shift)
{
    return (torch::arange(size) >= size - shift).to(torch::kInt64) + 1;
}

} // namespace

std::vector<WindowStrip> windowStrips(
    const WindowGrid &grid, int64_t tokensPerStrip, const torch::Device &device)
{
    const int64_t rows = windowsAlong(grid.height, grid.size);
    const int64_t tokensPerRow = grid.size * grid.width;
    const int64_t step =
        tokensPerStrip == 0 ? rows : std::max<int64_t>(1, tokensPerStrip / tokensPerRow);
    std::vector<WindowStrip> strips;
    for (int64_t from = 0; from < rows; from += step)
        strips.push_back(StripBuilder(grid, from, std::min(rows, from + step)).built(device));
    return strips;
}

torch::Tensor windowMasks(int64_t size, int64_t shift)
{
    const torch::Tensor seam = sidesOfTheSeam(size, shift);
    const torch::Tensor none = torch::zeros({size}, torch::kInt64);
    std::vector<torch::Tensor> masks;
    for (std::size_t place = 0; place < windowPlaces; ++place) {
        const torch::Tensor rows = place >= 2 ? seam : none;
        const torch::Tensor columns = place % 2 == 1 ? seam : none;
        const torch::Tensor region = (rows.view({size, 1}) * 3 + columns).flatten();
        const torch::Tensor differ = region.view({-1, 1}) != region.view({1, -1});
        masks.push_back(differ.to(torch::kFloat32) * -100.0);
    }
    return at::stack(masks);
}

torch::Tensor relativePositions(int64_t size)
{
    const torch::Tensor place = torch::arange(size * size);
    const torch::Tensor row = at::floor_divide(place, size);
    const torch::Tensor column = place % size;
    const torch::Tensor dy = row.view({-1, 1}) - row.view({1, -1}) + (size - 1);
    const torch::Tensor dx = column.view({-1, 1}) - column.view({1, -1}) + (size - 1);
    return dy * (2 * size - 1) + dx;
}

} // namespace core
