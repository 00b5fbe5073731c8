#include "core/network/feature_source.h"

#include "core/network/bilinear.h"
#include "core/network/pixel_kernels.h"
#include "core/network/share_out.h"
#include "core/network/thread_scratch.h"

namespace core {
namespace {

Tap tapAt(int64_t index, int64_t in, int64_t out)
{
    const float scale = float(in) / float(out);
    const float place = std::max(scale * (float(index) + 0.5F) - 0.5F, 0.0F);
    const auto first = std::min(int64_t(place), in - 1);
    return {.first = first,
        .second = std::min(first + 1, in - 1),
        .share = std::clamp(place - float(first), 0.0F, 1.0F)};
}

std::vector<Tap> taps(int64_t from, int64_t to, int64_t in, int64_t out)
{
    std::vector<Tap> list;
    for (int64_t i = from; i < to; ++i)
        list.push_back(tapAt(i, in, out));
    return list;
}

} // namespace

ResizedRows::ResizedRows(
    const MapPart &map, int64_t height, int64_t width, int64_t left, int64_t right)
    : m_map {.part = map.part.contiguous(at::MemoryFormat::ChannelsLast),
          .top = map.top,
          .wholeHeight = map.wholeHeight}
    , m_height(height)
    , m_left(left)
    , m_isSame(map.wholeHeight == height && map.part.size(3) == width)
    , m_columns(taps(left, right, map.part.size(3), width))
{
}

const float *ResizedRows::sourceRow(int64_t y) const
{
    return m_map.part.const_data_ptr<float>()
        + (y - m_map.top) * m_map.part.size(3) * m_map.part.size(1);
}

void ResizedRows::write(int64_t y, float *target) const
{
    const int64_t channels = m_map.part.size(1);
    const Tap tap = tapAt(y, m_map.wholeHeight, m_height);
    const float *upper = sourceRow(tap.first);
    const float *lower = sourceRow(tap.second);
    for (const Tap &column : m_columns) {
        mixFour({.upperLeft = upper + column.first * channels,
                    .upperRight = upper + column.second * channels,
                    .lowerLeft = lower + column.first * channels,
                    .lowerRight = lower + column.second * channels},
            tap.share, column.share, channels, target);
        target += channels;
    }
}

const float *ResizedRows::row(int64_t y, float *scratch) const
{
    if (m_isSame)
        return sourceRow(y) + m_left * m_map.part.size(1);
    write(y, scratch);
    return scratch;
}

torch::Tensor resizedRegion(const MapPart &map, int64_t height, int64_t width, const Region &region)
{
    MapPart source = map;
    source.part = map.part.to(torch::kFloat32);
    const ResizedRows rows(source, height, width, region.left, region.right);
    torch::Tensor result = torch::empty({1, rows.channels(), region.height(), region.width()},
        source.part.options().memory_format(at::MemoryFormat::ChannelsLast));
    auto *to = result.data_ptr<float>();
    shareOut(region.height(), [&](int64_t y) {
        rows.write(region.top + y, to + y * region.width() * rows.channels());
    });
    return result;
}

FeatureSource::FeatureSource(
    std::vector<torch::Tensor> maps, int64_t height, int64_t width, Execution execution)
    : m_maps(std::move(maps))
    , m_type(m_maps.front().scalar_type())
    , m_height(height)
    , m_width(width)
    , m_resizesParts(execution == Execution::Planned && m_maps.front().is_cpu())
{
    for (torch::Tensor &map : m_maps) {
        m_channels += map.size(1);
        if (map.size(2) == height && map.size(3) == width)
            continue;
        map = m_resizesParts
            ? map.to(torch::kFloat32).contiguous(at::MemoryFormat::ChannelsLast)
            : resized(map, height, width);
    }
}

/// Row by row, so that no map is laid down alone at its new size.
torch::Tensor FeatureSource::joinedPart(const Region &region) const
{
    torch::Tensor result = torch::empty({1, m_channels, region.height(), region.width()},
        m_maps.front().options().memory_format(at::MemoryFormat::ChannelsLast));
    const std::vector<ResizedRows> all = rows(region.left, region.right);
    const ThreadScratch scratch(region.width() * m_channels);
    auto *to = result.data_ptr<float>();
    shareOut(region.height(), [&](int64_t y) {
        float *target = to + y * region.width() * m_channels;
        for (const ResizedRows &map : all) {
            const float *row = map.row(region.top + y, scratch.mine());
            for (int64_t x = 0; x < region.width(); ++x)
                std::copy_n(row + x * map.channels(), map.channels(), target + x * m_channels);
            target += map.channels();
        }
    });
    return result;
}

torch::Tensor FeatureSource::part(const Region &region) const
{
    if (m_resizesParts && m_maps.size() > 1 && m_type == torch::kFloat32)
        return joinedPart(region);
    std::vector<torch::Tensor> parts;
    for (const torch::Tensor &map : m_maps) {
        const bool isSmall = map.size(2) != m_height || map.size(3) != m_width;
        if (isSmall)
            parts.push_back(
                resizedRegion({map, 0, map.size(2)}, m_height, m_width, region).to(m_type));
        else
            parts.push_back(map.narrow(2, region.top, region.height())
                                .narrow(3, region.left, region.width()));
    }
    const torch::Tensor joined = parts.size() == 1 ? parts.front() : at::cat(parts, 1);
    return joined.contiguous(at::MemoryFormat::ChannelsLast);
}

std::vector<int64_t> FeatureSource::mapChannels() const
{
    std::vector<int64_t> all;
    for (const torch::Tensor &map : m_maps)
        all.push_back(map.size(1));
    return all;
}

std::vector<ResizedRows> FeatureSource::rows(int64_t left, int64_t right) const
{
    std::vector<ResizedRows> all;
    for (const torch::Tensor &map : m_maps)
        all.emplace_back(MapPart {map, 0, map.size(2)}, m_height, m_width, left, right);
    return all;
}

torch::Tensor FeatureSource::rowsResizedTo(
    int64_t height, int64_t width, int64_t top, int64_t bottom) const
{
    if (height == m_height && width == m_width)
        return part({.top = top, .bottom = bottom, .left = 0, .right = m_width});
    if (!m_resizesParts)
        return resized(part({.bottom = m_height, .right = m_width}), height, width)
            .narrow(2, top, bottom - top);
    const Region needed {.top = tapAt(top, m_height, height).first,
        .bottom = tapAt(bottom - 1, m_height, height).second + 1,
        .left = 0,
        .right = m_width};
    return resizedRegion({part(needed), needed.top, m_height}, height, width,
        {.top = top, .bottom = bottom, .left = 0, .right = width});
}

} // namespace core
