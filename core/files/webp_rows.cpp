#include "core/files/stored.h"

#include <sys/mman.h>
#include <unistd.h>

#include <opencv2/core.hpp>
#include <webp/decode.h>

#include <algorithm>
#include <memory>
#include <string>

namespace core {
namespace {

struct Delete
{
    void operator()(WebPIDecoder *decoder) const { WebPIDelete(decoder); }
};

/// libwebp wants room for all rows. It writes each only once, so that those which were taken can go
/// back to the system: no more than a few take memory.
class FleetingRows
{
public:
    FleetingRows(Size size, int channels)
        : m_stride(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(channels))
        , m_bytes(m_stride * static_cast<std::size_t>(size.height))
        , m_size(size)
        , m_channels(channels)
    {
        void *room = mmap(nullptr, m_bytes, PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        m_room = room == MAP_FAILED ? nullptr : static_cast<std::uint8_t *>(room);
    }
    FleetingRows(const FleetingRows &) = delete;
    FleetingRows &operator=(const FleetingRows &) = delete;
    ~FleetingRows()
    {
        if (m_room != nullptr)
            munmap(m_room, m_bytes);
    }

    bool isThere() const { return m_room != nullptr; }
    std::uint8_t *room() const { return m_room; }
    std::size_t bytes() const { return m_bytes; }
    std::size_t stride() const { return m_stride; }

    cv::Mat rows(int from, int to) const
    {
        return {to - from, m_size.width, CV_8UC(m_channels),
            m_room + static_cast<std::size_t>(from) * m_stride, m_stride};
    }

    /// All above `row`: they are lost.
    void giveBack(int row)
    {
        const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        const std::size_t end = static_cast<std::size_t>(row) * m_stride / page * page;
        if (end > m_given)
            madvise(m_room + m_given, end - m_given, MADV_DONTNEED);
        m_given = std::max(m_given, end);
    }

private:
    std::size_t m_stride;
    std::size_t m_bytes;
    Size m_size;
    int m_channels;
    std::uint8_t *m_room = nullptr;
    std::size_t m_given = 0; ///< bytes
};

/// What libwebp keeps of a whole picture by itself: all pixels of a lossless one, all alpha of a
/// lossy one (packed and unpacked).
std::int64_t keptBytes(const WebPBitstreamFeatures &features)
{
    constexpr int lossy = 1;
    const std::int64_t pixels = areaOf({features.width, features.height});
    if (features.format != lossy)
        return 4 * pixels;
    return features.has_alpha != 0 ? 2 * pixels : 0;
}

Result<> checkFeatures(const WebPBitstreamFeatures &features, const StoredHeader &stored)
{
    if (Size {features.width, features.height} != stored.header.size)
        return fail(Error::Code::FileChanged, "WebP: another picture than its header said");
    if (features.has_animation != 0)
        return fail(Error::Code::ImageWholeOnly, "WebP: an animation comes whole only");
    const auto kept = keptBytes(features);
    if (static_cast<std::uint64_t>(kept) > stored.limits.mostChunkBytes)
        return fail(Error::Code::ImageWholeOnly,
            "WebP: lossless or with alpha, of which " + std::to_string(kept)
                + " bytes have to be in memory at once");
    return {};
}

/// Hands over rows [from, to) and gives their memory back.
Result<> handOver(FleetingRows &rows, int from, int to, const TakeRows &take)
{
    const int atOnce = rowsOfBand(1, static_cast<int>(rows.stride()));
    for (int y = from; y < to; y += atOnce) {
        const int end = std::min(to, y + atOnce);
        if (const auto taken = take(rows.rows(y, end)); !taken)
            return taken;
        rows.giveBack(end);
    }
    return {};
}

/// Feeds the decoder piece by piece, and takes the rows that each piece completes.
Result<> decode(WebPIDecoder *decoder, std::span<const std::uint8_t> bytes, FleetingRows &rows,
    int height, const TakeRows &take, const Progress &progress)
{
    constexpr std::size_t leastPiece = 512;
    const std::size_t piece = std::max(bytes.size() / 128, leastPiece);
    int done = 0;
    for (std::size_t fed = 0; fed < bytes.size();) {
        if (progress.stopped())
            return fail(Error::Code::Cancelled);
        fed = std::min(bytes.size(), fed + piece);
        const auto status = WebPIUpdate(decoder, bytes.data(), fed);
        if (status == VP8_STATUS_OUT_OF_MEMORY)
            return fail(Error::Code::OutOfMemory, "libwebp");
        if (status != VP8_STATUS_OK && status != VP8_STATUS_SUSPENDED)
            return fail(Error::Code::FileDamaged, "WebP: broken");
        int ready = done;
        if (WebPIDecGetRGB(decoder, &ready, nullptr, nullptr, nullptr) == nullptr)
            continue;
        if (const auto taken = handOver(rows, done, ready, take); !taken)
            return taken;
        done = std::max(done, ready);
        progress.report(done / static_cast<double>(height));
        if (status == VP8_STATUS_OK)
            break;
    }
    return done == height ? Result<> {} : fail(Error::Code::FileDamaged, "WebP: cut short");
}

} // namespace

Result<PhotoNotes> webpRows(const ByteFile &file, const StoredHeader &stored, const TakeRows &take,
    const Progress &progress)
{
    if (file.size() > stored.limits.mostChunkBytes) // libwebp wants all of it in memory
        return fail(Error::Code::ImageWholeOnly,
            "WebP: a file of " + std::to_string(file.size()) + " bytes");
    const auto bytes = file.bytesAt(0, file.size());
    // Behind "RIFF"; decoding piece by piece libwebp does not ask for what it has no use for.
    if (bytes.size() < 8 || bytes.size() - 8 < littleEndian32(bytes.data() + 4))
        return fail(Error::Code::FileDamaged, "WebP: cut short");
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK)
        return fail(Error::Code::FileDamaged, "WebP: broken");
    if (const auto checked = checkFeatures(features, stored); !checked)
        return tl::unexpected(checked.error());
    const bool hasAlpha = features.has_alpha != 0;
    FleetingRows rows({features.width, features.height}, hasAlpha ? 4 : 3);
    if (!rows.isThere())
        return fail(Error::Code::OutOfMemory, "WebP: no room for its rows");
    const std::unique_ptr<WebPIDecoder, Delete> decoder(WebPINewRGB(hasAlpha ? MODE_RGBA : MODE_RGB,
        rows.room(), rows.bytes(), static_cast<int>(rows.stride())));
    if (!decoder)
        return fail(Error::Code::OutOfMemory, "libwebp");
    const auto decoded = decode(decoder.get(), bytes, rows, features.height, take, progress);
    if (!decoded)
        return tl::unexpected(decoded.error());
    return PhotoNotes {};
}

} // namespace core
