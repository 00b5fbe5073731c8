#include "core/files/exif_tags.h"
#include "core/files/stored.h"

#include <algorithm>
#include <map>
#include <string_view>

/// Source: ITU-T T.81, annex B; ICC.1:2010, annex B.4 (profile chunks in APP2).
namespace core {
namespace {

constexpr int mostSegments = 4096; ///< before the frame; extended XMP takes hundreds
constexpr int mostFill = 4096; ///< bytes before a marker; usual is none

struct Segment
{
    int marker = 0;
    std::uint64_t from = 0; ///< of what it holds, behind its length
    std::size_t bytes = 0;
    std::uint64_t end() const { return from + bytes; }
};

Result<Segment> segmentAt(const ByteFile &file, std::uint64_t at)
{
    std::array<std::uint8_t, 4> head {};
    int fill = 0;
    do { // 0xFF may stand before a marker; each costs two system calls
        if (!file.fills(at, head) || head[0] != 0xFF || ++fill > mostFill)
            return fail(Error::Code::FileDamaged, "JPEG: no marker where one is due");
        ++at;
    } while (head[1] == 0xFF);
    const std::size_t length = std::size_t {head[2]} << 8 | head[3];
    if (length < 2)
        return fail(Error::Code::FileDamaged, "JPEG: a segment of impossible length");
    return Segment {.marker = head[1], .from = at + 3, .bytes = length - 2};
}

bool isFrame(int marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// The chunks of a profile, which may come in any order.
class IccChunks
{
public:
    explicit IccChunks(std::size_t mostBytes)
        : m_mostBytes(mostBytes)
    {
    }

    void add(const ByteFile &file, const Segment &segment)
    {
        constexpr std::size_t prefix = 14; // "ICC_PROFILE\0", number, count
        if (segment.bytes <= prefix)
            return;
        std::array<std::uint8_t, prefix> head {};
        constexpr std::string_view name("ICC_PROFILE\0", 12);
        if (!file.fills(segment.from, head) || !std::equal(name.begin(), name.end(), head.begin()))
            return;
        m_count = head[13];
        const auto room = m_mostBytes - m_bytes;
        auto chunk = file.bytesAt(segment.from + prefix, std::min(segment.bytes - prefix, room));
        m_isCut = m_isCut || chunk.size() < segment.bytes - prefix;
        m_bytes += chunk.size();
        m_chunks.emplace(head[12], std::move(chunk));
    }

    void moveTo(StoredHeader &stored)
    {
        for (const auto &[number, chunk] : m_chunks)
            stored.icc.insert(stored.icc.end(), chunk.begin(), chunk.end());
        stored.iccIsWhole = !m_isCut && m_chunks.size() == m_count;
    }

private:
    std::map<int, std::vector<std::uint8_t>> m_chunks;
    std::size_t m_mostBytes;
    std::size_t m_bytes = 0;
    std::size_t m_count = 0;
    bool m_isCut = false;
};

/// What stands in a segment behind its name; empty where it has another name.
std::vector<Piece> behind(std::string_view name, const Segment &segment, std::string_view text)
{
    if (!text.starts_with(name))
        return {};
    return {{.from = segment.from + name.size(), .bytes = segment.bytes - name.size()}};
}

/// The first of each kind counts.
void readMetadata(const ByteFile &file, const Segment &segment, std::size_t most, StoredHeader &stored)
{
    const auto block = file.bytesAt(segment.from, std::min(segment.bytes, most));
    const std::string_view text(reinterpret_cast<const char *>(block.data()), block.size());
    constexpr std::string_view exif("Exif\0\0", 6);
    constexpr std::string_view xmp("http://ns.adobe.com/xap/1.0/\0", 29);
    constexpr std::string_view iptc("Photoshop 3.0\0", 14);
    auto &places = stored.metadata;
    if (places.xmp.empty() && segment.marker == 0xE1)
        places.xmp = behind(xmp, segment, text);
    if (segment.marker == 0xE1 && text.starts_with(xmp) && text.find("hdrgm:Version") != text.npos)
        add(stored.notes, PhotoNote::GainMapIgnored);
    if (places.iptc.empty() && segment.marker == 0xED)
        places.iptc = behind(iptc, segment, text);
    if (segment.marker != 0xE1 || !text.starts_with(exif))
        return;
    if (places.exif.empty())
        places.exif = behind(exif, segment, text);
    const auto tags = exifTags(block);
    stored.header.orientation = tags.orientation;
    stored.header.camera = cameraName(tags.make, tags.model);
    stored.saysAdobeRgb = tags.saysAdobeRgb;
}

Result<void> readFrame(const ByteFile &file, const Segment &segment, Header &header)
{
    std::array<std::uint8_t, 6> frame {}; // precision, height, width, components
    if (segment.bytes < frame.size() || !file.fills(segment.from, frame))
        return fail(Error::Code::FileDamaged, "JPEG: cut short in the header");
    header.bitsPerChannel = frame[0];
    header.size = {frame[3] << 8 | frame[4], frame[1] << 8 | frame[2]};
    header.channels = frame[5];
    header.isCmyk = header.channels == 4;
    if (areaOf(header.size) == 0 || header.channels == 0) // lines counted at the end are not read
        return fail(Error::Code::FileDamaged, "JPEG: no size or no colours");
    const bool isLossless = segment.marker == 0xC3 || segment.marker > 0xCA;
    const bool isHierarchical = segment.marker >= 0xC5 && segment.marker <= 0xC7;
    if (header.bitsPerChannel != 8 || isLossless || isHierarchical || header.channels == 2
        || header.channels > 4)
        return fail(Error::Code::FormatUnsupported, "JPEG: a rare kind (lossless, 12 bit, ...)");
    return {};
}

} // namespace

Result<StoredHeader> jpegHeader(const ByteFile &file, const ReadLimits &limits)
{
    StoredHeader stored;
    IccChunks profile(limits.mostProfileBytes);
    std::uint64_t at = 2;
    for (int count = 0; count < mostSegments; ++count) {
        const auto segment = segmentAt(file, at);
        if (!segment)
            return tl::unexpected(segment.error());
        at = segment->end();
        if (segment->marker == 0xE1 || segment->marker == 0xED)
            readMetadata(file, *segment, limits.mostExifBytes, stored);
        if (segment->marker == 0xE2)
            profile.add(file, *segment);
        if (segment->marker == 0xDA || segment->marker == 0xD9)
            break;
        if (isFrame(segment->marker)) {
            profile.moveTo(stored);
            return readFrame(file, *segment, stored.header).map([&] { return std::move(stored); });
        }
    }
    return fail(Error::Code::FileDamaged, "JPEG: no picture inside");
}

} // namespace core
