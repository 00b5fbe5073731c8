#include "core/files/jpeg_scans.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace core {
namespace {

constexpr int startOfScan = 0xDA;
constexpr int endOfImage = 0xD9;
constexpr int mostScans = 1000;

struct Marker
{
    int code = 0;
    std::uint64_t at = 0; ///< of its 0xFF
};

bool isInsideData(int code)
{
    return code == 0 || (code >= 0xD0 && code <= 0xD7); // a coded 0xFF, or a restart
}

/// Looks for markers, going forward only.
class Markers
{
public:
    explicit Markers(const ByteFile &file)
        : m_file(file)
        , m_block(1 << 16)
    {
    }

    /// The next one at or behind `at` that ends coded data.
    std::optional<Marker> next(std::uint64_t at)
    {
        while (load(at)) {
            const auto *from = m_block.data() + (at - m_from);
            const auto room = m_end - at - 1; // a marker has two bytes
            const auto *found = static_cast<const std::uint8_t *>(std::memchr(from, 0xFF, room));
            if (found == nullptr) {
                at += room;
                continue;
            }
            at += static_cast<std::uint64_t>(found - from);
            const int code = found[1];
            if (code != 0xFF && !isInsideData(code))
                return Marker {code, at};
            at += code == 0xFF ? 1 : 2;
        }
        return std::nullopt;
    }

private:
    /// At least two bytes from there.
    bool load(std::uint64_t at)
    {
        if (at >= m_from && at + 2 <= m_end)
            return true;
        m_from = at;
        m_end = at + m_file.readAt(at, m_block);
        return at + 2 <= m_end;
    }

    const ByteFile &m_file;
    std::vector<std::uint8_t> m_block;
    std::uint64_t m_from = 0;
    std::uint64_t m_end = 0;
};

/// Of a segment with its length; the file's end where it is cut short.
std::uint64_t endOfSegment(const ByteFile &file, const Marker &marker)
{
    std::array<std::uint8_t, 2> length {};
    if (!file.fills(marker.at + 2, length))
        return file.size();
    return marker.at + 2 + std::max(2, length[0] << 8 | length[1]);
}

/// None where it is broken: that is for the decoder to find.
std::optional<JpegScan> scanAt(const ByteFile &file, const Marker &marker)
{
    std::array<std::uint8_t, 4> head {}; // length, number of components, the first one's id
    std::uint8_t first = 0;
    if (!file.fills(marker.at + 2, head) || head[2] < 1 || head[2] > 4
        || !file.fills(marker.at + 5 + 2 * std::uint64_t {head[2]}, {&first, 1}))
        return std::nullopt;
    return JpegScan {.component = head[3], .firstCoefficient = first};
}

} // namespace

Result<std::vector<FilePart>> partsWithout(const std::function<bool(const JpegScan &)> &isLeftOut,
    const ByteFile &file, std::uint64_t from)
{
    std::vector<FilePart> parts;
    Markers markers(file);
    int scans = 1;
    auto marker = markers.next(from);
    while (marker && marker->code != endOfImage) {
        const auto end = endOfSegment(file, *marker);
        auto next = markers.next(end);
        if (marker->code == startOfScan) {
            if (++scans > mostScans)
                return fail(Error::Code::FileDamaged, "JPEG: too many scans");
            const auto scan = scanAt(file, *marker);
            if (scan && isLeftOut(*scan)) {
                parts.push_back({from, marker->at});
                from = next ? next->at : file.size();
            }
        }
        marker = next;
    }
    parts.push_back({from, marker ? marker->at + 2 : file.size()});
    return parts;
}

} // namespace core
