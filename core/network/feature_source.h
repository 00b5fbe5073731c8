#pragma once

#include "core/network/preparation.h"
#include "core/network/region.h"

#include <torch/torch.h>

#include <vector>

namespace core {

/// Where one row or column of a resized map comes from.
struct Tap
{
    int64_t first = 0;
    int64_t second = 0;
    float share = 0; ///< of the second
};

/// The part of a map that is there, of a map that is not.
struct MapPart
{
    torch::Tensor part; ///< [1, C, h, w]
    int64_t top = 0; ///< of its first row in the whole map
    int64_t wholeHeight = 0;
};

/// Rows of a map resized to height x width with half-pixel centres, as at::upsample_bilinear2d gives
/// them, one by one.
class ResizedRows
{
public:
    /// Pixels [left, right) of each row. The part is float32.
    ResizedRows(const MapPart &map, int64_t height, int64_t width, int64_t left, int64_t right);

    int64_t channels() const { return m_map.part.size(1); }

    /// Row y of the whole, whose rows the part must have, as right - left pixels: in `target`.
    void write(int64_t y, float *target) const;

    /// The same, in `scratch`, or where it lies already.
    const float *row(int64_t y, float *scratch) const;

private:
    const float *sourceRow(int64_t y) const;

    MapPart m_map; // channels last
    int64_t m_height;
    int64_t m_left;
    bool m_isSame; // nothing is resized
    std::vector<Tap> m_columns;
};

/// Feature maps resized bilinearly (half-pixel centres) to one size and joined along the channels,
/// of which any part can be had without the whole: at full resolution the whole would be the
/// largest tensor of the network.
class FeatureSource
{
public:
    /// maps: [1, c_i, h_i, w_i], all of one type and device. Execution::Plain has the whole resized
    /// for each part.
    FeatureSource(std::vector<torch::Tensor> maps, int64_t height, int64_t width,
        Execution execution = Execution::Planned);

    int64_t height() const { return m_height; }
    int64_t width() const { return m_width; }
    int64_t channels() const { return m_channels; }

    /// Of each map.
    std::vector<int64_t> mapChannels() const;

    /// [1, channels, region.height, region.width], channels last.
    torch::Tensor part(const Region &region) const;

    /// The maps one by one at full size, pixels [left, right) of each row. Only with
    /// Execution::Planned on the CPU, in float32.
    std::vector<ResizedRows> rows(int64_t left, int64_t right) const;

    /// Rows [top, bottom) of the joined map resized once more, to height x width: [1, channels,
    /// bottom - top, width], channels last.
    torch::Tensor rowsResizedTo(
        int64_t height, int64_t width, int64_t top, int64_t bottom) const;

private:
    torch::Tensor joinedPart(const Region &region) const;

    std::vector<torch::Tensor> m_maps; // those that are resized in float32
    torch::ScalarType m_type;
    int64_t m_height;
    int64_t m_width;
    int64_t m_channels = 0;
    bool m_resizesParts; // by loops of ours, on the CPU
};

/// `region` of the whole map resized to height x width with half-pixel centres, as
/// at::upsample_bilinear2d gives it; the rows it is made of must be in the part. float32, channels
/// last.
torch::Tensor resizedRegion(
    const MapPart &map, int64_t height, int64_t width, const Region &region);

} // namespace core
