#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace core {

/// Filters PNG rows (PNG specification, section 9), choosing for each row the filter whose result
/// is smallest in sum, which deflates best. Not shared by threads.
class PngFilter
{
public:
    /// rowBytes: of one row, without the filter byte. pixelBytes: 1 to 8.
    PngFilter(std::size_t rowBytes, std::size_t pixelBytes);

    /// Writes the filter's number and the filtered row: rowBytes + 1 bytes. `above` is null for the
    /// first row.
    void filter(const std::uint8_t *row, const std::uint8_t *above, std::uint8_t *to);

private:
    std::size_t m_rowBytes;
    std::size_t m_pixelBytes;
    std::vector<std::uint8_t> m_zeros; ///< stands for the row above the first
    std::vector<std::uint8_t> m_candidate;
};

} // namespace core
