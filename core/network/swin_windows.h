#pragma once

#include <torch/torch.h>

#include <array>
#include <utility>
#include <vector>

/// How a map of tokens is cut into the windows of shifted-window attention (Liu et al., "Swin
/// Transformer", ICCV 2021; inspyrenet/spec.md, 2). The map is padded right and below to whole
/// windows and rolled up and left by the shift.
namespace core {

/// A map of height x width tokens under windows of size x size.
struct WindowGrid
{
    int64_t height = 0;
    int64_t width = 0;
    int64_t size = 12;
    int64_t shift = 0; ///< 0..size-1; not switched off where the map is one window
};

/// Windows that must not look across the border where the rolled map meets itself, by where they
/// lie: anywhere else, in the last column, in the last row, in both.
enum class WindowPlace : std::size_t { Inside, LastColumn, LastRow, Corner };
constexpr std::size_t windowPlaces = 4;

/// Some rows of windows that are computed together, and the tokens they hold.
struct WindowStrip
{
    /// First row and number of rows of the map, in the order of the strip's tokens.
    std::vector<std::pair<int64_t, int64_t>> rows;
    int64_t tokens = 0;
    /// For each place in the windows the token that stands there, or `tokens` where the padding
    /// does; windows ordered by their WindowPlace. [windows * size * size] int64
    torch::Tensor tokenAt;
    torch::Tensor placeOf; ///< where each token stands in the windows: [tokens] int64
    std::array<int64_t, windowPlaces> windows {}; ///< how many of each WindowPlace
};

/// All windows of a map, in strips of whole window rows with about `tokensPerStrip` tokens (at
/// least one window row). `tokensPerStrip` 0: all in one.
std::vector<WindowStrip> windowStrips(
    const WindowGrid &grid, int64_t tokensPerStrip, const torch::Device &device);

/// What is added to the logits of a shifted window: 0 or -100, [windowPlaces, size^2, size^2].
torch::Tensor windowMasks(int64_t size, int64_t shift);

/// (dy + size - 1) * (2 * size - 1) + (dx + size - 1) for each query and key: [size^2, size^2]
/// int64.
torch::Tensor relativePositions(int64_t size);

} // namespace core
