#include "core/files/jpeg_eighth.h"

// Needs jpeglib.h before it.
#include <jerror.h>

#include <algorithm>
#include <span>
#include <utility>

namespace core {
namespace {

constexpr std::size_t blockBytes = 1 << 16;

/// Whether it becomes one pixel a block.
bool isOfMeans(const jpeg_component_info &component)
{
    return component.DCT_scaled_size == 1;
}

std::size_t roundedUp(JDIMENSION count, int step)
{
    const auto unit = static_cast<std::size_t>(step);
    return (count + unit - 1) / unit * unit;
}

} // namespace

/// A few rows of whole blocks at a time are made of the means, and the means taken from them again.
class JpegEighth::Means
{
public:
    Means(std::size_t blocks, std::size_t rows, std::size_t rowsAtOnce, bool hasOthers)
        : m_blocks(blocks)
        , m_hasOthers(hasOthers)
        , m_means(blocks * rows)
        , m_shown(blocks * rowsAtOnce * DCTSIZE2)
    {
        for (std::size_t row = 0; row < rowsAtOnce; ++row)
            m_rows.push_back(reinterpret_cast<JBLOCKROW>(&m_shown[row * blocks * DCTSIZE2]));
    }
    Means(const Means &) = delete;
    Means &operator=(const Means &) = delete;

    bool holds(std::size_t blocks, std::size_t rows) const
    {
        return blocks == m_blocks && blocks * rows == m_means.size();
    }
    bool canShow(std::size_t first, std::size_t rows) const
    {
        return rows <= m_rows.size() && (first + rows) * m_blocks <= m_means.size();
    }

    JBLOCKARRAY shown(std::size_t first, std::size_t rows, bool isWritable)
    {
        if (m_isWritable)
            takeBack();
        m_first = first;
        m_count = rows;
        m_isWritable = isWritable;
        if (m_hasOthers)
            std::ranges::fill(m_shown, JCOEF {0});
        const auto means = std::span(m_means).subspan(first * m_blocks, rows * m_blocks);
        for (std::size_t i = 0; i < means.size(); ++i)
            m_shown[i * DCTSIZE2] = means[i];
        return m_rows.data();
    }

private:
    void takeBack()
    {
        const auto means = std::span(m_means).subspan(m_first * m_blocks, m_count * m_blocks);
        for (std::size_t i = 0; i < means.size(); ++i)
            means[i] = m_shown[i * DCTSIZE2];
    }

    std::size_t m_blocks; ///< of a row
    bool m_hasOthers; ///< scans hold other coefficients beside the means
    std::vector<JCOEF> m_means;
    std::vector<JCOEF> m_shown;
    std::vector<JBLOCKROW> m_rows; ///< of m_shown
    std::size_t m_first = 0; ///< row that is shown
    std::size_t m_count = 0;
    bool m_isWritable = false;
};

JpegEighth::JpegEighth(const ByteFile &file)
    : jpeg_source_mgr {}
    , m_file(file)
    , m_block(blockBytes)
{
    init_source = [](j_decompress_ptr) {};
    fill_input_buffer = fill;
    skip_input_data = skip;
    resync_to_restart = jpeg_resync_to_restart;
    term_source = [](j_decompress_ptr) {};
}

JpegEighth::~JpegEighth() = default;

Result<> JpegEighth::takeOver(jpeg_decompress_struct &jpeg, std::uint64_t first)
{
    const std::span components(jpeg.comp_info, static_cast<std::size_t>(jpeg.num_components));
    const auto isLeftOut = [&](const JpegScan &scan) {
        const auto of = std::ranges::find(components, scan.component, &jpeg_component_info::component_id);
        return scan.firstCoefficient > 0 && of != components.end() && isOfMeans(*of);
    };
    auto parts = partsWithout(isLeftOut, m_file, first);
    if (!parts)
        return tl::unexpected(parts.error());
    m_parts.assign(parts->rbegin(), parts->rend());
    for (const auto &component : components) {
        m_wanted.push_back(nullptr);
        if (!isOfMeans(component))
            continue;
        m_wanted.back() = &m_means.emplace_back(
            roundedUp(component.width_in_blocks, component.h_samp_factor),
            roundedUp(component.height_in_blocks, component.v_samp_factor),
            static_cast<std::size_t>(component.v_samp_factor), jpeg.progressive_mode == FALSE);
    }
    jpeg.do_block_smoothing = FALSE; // it would guess what is left out
    m_request = std::exchange(jpeg.mem->request_virt_barray, request);
    m_access = std::exchange(jpeg.mem->access_virt_barray, access);
    jpeg.src = this;
    return {};
}

JpegEighth &JpegEighth::of(j_common_ptr jpeg)
{
    return *static_cast<JpegEighth *>(reinterpret_cast<j_decompress_ptr>(jpeg)->src);
}

jvirt_barray_ptr JpegEighth::request(j_common_ptr jpeg, int pool, boolean preZero,
    JDIMENSION blocks, JDIMENSION rows, JDIMENSION rowsAtOnce)
{
    JpegEighth &self = of(jpeg);
    const auto index = self.m_requested++; // libjpeg asks for one after another
    if (index >= self.m_wanted.size() || self.m_wanted[index] == nullptr)
        return self.m_request(jpeg, pool, preZero, blocks, rows, rowsAtOnce);
    if (!self.m_wanted[index]->holds(blocks, rows))
        ERREXIT(jpeg, JERR_BAD_VIRTUAL_ACCESS);
    return reinterpret_cast<jvirt_barray_ptr>(self.m_wanted[index]);
}

JBLOCKARRAY JpegEighth::access(j_common_ptr jpeg, jvirt_barray_ptr array, JDIMENSION first,
    JDIMENSION rows, boolean isWritable)
{
    JpegEighth &self = of(jpeg);
    for (Means &means : self.m_means) {
        if (reinterpret_cast<jvirt_barray_ptr>(&means) != array)
            continue;
        if (!means.canShow(first, rows))
            ERREXIT(jpeg, JERR_BAD_VIRTUAL_ACCESS);
        return means.shown(first, rows, isWritable != FALSE);
    }
    return self.m_access(jpeg, array, first, rows, isWritable);
}

boolean JpegEighth::fill(j_decompress_ptr jpeg)
{
    JpegEighth &self = of(reinterpret_cast<j_common_ptr>(jpeg));
    std::size_t count = 0;
    while (count == 0 && !self.m_parts.empty()) {
        FilePart &part = self.m_parts.back();
        const auto most = std::min<std::uint64_t>(part.end - part.from, self.m_block.size());
        count = self.m_file.readAt(part.from, std::span(self.m_block).first(most));
        part.from += count;
        if (count == 0 || part.from == part.end)
            self.m_parts.pop_back();
    }
    if (count == 0) { // as libjpeg's own source does, which ends in an error here
        WARNMS(jpeg, JWRN_JPEG_EOF);
        self.m_block[0] = 0xFF;
        self.m_block[1] = JPEG_EOI;
        count = 2;
    }
    self.next_input_byte = self.m_block.data();
    self.bytes_in_buffer = count;
    return TRUE;
}

void JpegEighth::skip(j_decompress_ptr jpeg, long count)
{
    JpegEighth &self = of(reinterpret_cast<j_common_ptr>(jpeg));
    auto left = static_cast<std::size_t>(std::max(count, 0L));
    while (left > self.bytes_in_buffer) {
        left -= self.bytes_in_buffer;
        fill(jpeg);
    }
    self.next_input_byte += left;
    self.bytes_in_buffer -= left;
}

} // namespace core
