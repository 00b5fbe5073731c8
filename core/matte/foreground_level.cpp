#include "core/matte/foreground_level.h"

#include "core/image/depth.h"

#include <opencv2/core/hal/intrin.hpp>

#include <array>
#include <cmath>
#include <vector>

namespace core {
namespace {

using Lanes = cv::v_float32x4; // red, green, blue, and one that is not used

constexpr float smoothness = 1e-5F; // epsilon of the paper
constexpr int smallSide = 32; // levels up to this size are swept often
constexpr int sweepsSmall = 10;
constexpr int sweepsLarge = 2;

int sweepsOf(cv::Size level)
{
    return std::max(level.width, level.height) <= smallSide ? sweepsSmall : sweepsLarge;
}

struct alignas(16) Pixel
{
    std::array<float, 4> animal;
    std::array<float, 4> background;
};

template <typename Sample>
using Colour3 = cv::Vec<Sample, 3>;

template <typename Sample>
std::array<float, 4> lanesOf(const Colour3<Sample> &colour)
{
    return {float(colour[0]), float(colour[1]), float(colour[2]), 0};
}

template <typename Sample>
Colour3<Sample> rounded(const std::array<float, 4> &colour)
{
    const auto sample = [](float value) { return Sample(value + 0.5F); };
    return {sample(colour[0]), sample(colour[1]), sample(colour[2])};
}

/// One region of a level while it is being solved. Colours are as the photo's samples, alpha is
/// 0..1.
template <typename Sample>
class Region
{
public:
    Region(const ForegroundLevel &level, const TwoColours &coarse, const cv::Rect &area)
        : m_area(area)
        , m_photo(level.photo(area))
        , m_pixels(std::size_t(area.area()))
        , m_alpha(std::size_t(area.area()))
    {
        for (int y = 0; y < area.height; ++y)
            start(level, coarse, y);
    }

    void sweep()
    {
        for (const int colour : {0, 1})
            for (int y = 0; y < m_area.height; ++y)
                for (int x = (m_area.x + m_area.y + y + colour) & 1; x < m_area.width; x += 2)
                    solve(x, y);
    }

    const Pixel &at(int x, int y) const { return m_pixels[index(x, y)]; }

private:
    std::size_t index(int x, int y) const { return std::size_t(y) * m_area.width + x; }

    void start(const ForegroundLevel &level, const TwoColours &coarse, int y)
    {
        const int coarseY = std::min((m_area.y + y) / 2, coarse.animal.rows - 1);
        const auto *animal = coarse.animal.ptr<Colour3<Sample>>(coarseY);
        const auto *background = coarse.background.ptr<Colour3<Sample>>(coarseY);
        const auto *alpha = level.alpha.ptr<std::uint8_t>(m_area.y + y);
        const auto *photo = m_photo.ptr<Colour3<Sample>>(y);
        for (int x = 0; x < m_area.width; ++x) {
            const int coarseX = std::min((m_area.x + x) / 2, coarse.animal.cols - 1);
            const std::uint8_t opacity = alpha[m_area.x + x];
            Pixel &pixel = m_pixels[index(x, y)];
            pixel.animal = lanesOf<Sample>(opacity == 255 ? photo[x] : animal[coarseX]);
            pixel.background = lanesOf<Sample>(opacity == 0 ? photo[x] : background[coarseX]);
            m_alpha[index(x, y)] = float(opacity) / 255.0F;
        }
    }

    /// The two equations of one pixel, with its neighbours as they are. A pixel at the border is
    /// its own neighbour.
    void solve(int x, int y)
    {
        const std::size_t i = index(x, y);
        const std::array<std::size_t, 4> neighbours {x > 0 ? i - 1 : i,
            x + 1 < m_area.width ? i + 1 : i, y > 0 ? i - std::size_t(m_area.width) : i,
            y + 1 < m_area.height ? i + std::size_t(m_area.width) : i};
        const float a = m_alpha[i];
        const Colour3<Sample> &seen = m_photo.ptr<Colour3<Sample>>(y)[x];
        const Lanes colour(seen[0], seen[1], seen[2], 0);
        Lanes animal = colour * cv::v_setall_f32(a);
        Lanes background = colour * cv::v_setall_f32(1 - a);
        float weights = 0;
        for (const std::size_t k : neighbours) {
            const float weight = smoothness + std::abs(a - m_alpha[k]);
            const Lanes spread = cv::v_setall_f32(weight);
            animal = animal + spread * cv::v_load_aligned(m_pixels[k].animal.data());
            background = background + spread * cv::v_load_aligned(m_pixels[k].background.data());
            weights += weight;
        }
        store(m_pixels[i], a, weights, animal, background);
    }

    static void store(
        Pixel &pixel, float a, float weights, const Lanes &animal, const Lanes &background)
    {
        const float both = a * (1 - a);
        const float ofAnimal = a * a + weights;
        const float ofBackground = (1 - a) * (1 - a) + weights;
        const float inverse = 1 / (ofAnimal * ofBackground - both * both);
        const Lanes cross = cv::v_setall_f32(both * inverse);
        const auto clamped = [](const Lanes &lanes) {
            return cv::v_max(cv::v_min(lanes, cv::v_setall_f32(mostOf<Sample>)), cv::v_setzero_f32());
        };
        cv::v_store_aligned(pixel.animal.data(),
            clamped(animal * cv::v_setall_f32(ofBackground * inverse) - background * cross));
        cv::v_store_aligned(pixel.background.data(),
            clamped(background * cv::v_setall_f32(ofAnimal * inverse) - animal * cross));
    }

    cv::Rect m_area;
    cv::Mat m_photo;
    std::vector<Pixel> m_pixels;
    std::vector<float> m_alpha;
};

/// Between 1 and 254 unless all are 0 or all are 255.
std::uint8_t meanAlpha(int a, int b, int c, int d)
{
    const int sum = a + b + c + d;
    if (sum == 0 || sum == 4 * 255)
        return std::uint8_t(sum / 4);
    return std::uint8_t(std::clamp((sum + 2) / 4, 1, 254));
}

template <typename Sample>
void halveRow(const ForegroundLevel &fine, int y, ForegroundLevel &coarse)
{
    const int upper = 2 * y;
    const int lower = std::min(2 * y + 1, fine.alpha.rows - 1);
    const auto *upperPhoto = fine.photo.ptr<Colour3<Sample>>(upper);
    const auto *lowerPhoto = fine.photo.ptr<Colour3<Sample>>(lower);
    const auto *upperAlpha = fine.alpha.ptr<std::uint8_t>(upper);
    const auto *lowerAlpha = fine.alpha.ptr<std::uint8_t>(lower);
    auto *photo = coarse.photo.ptr<Colour3<Sample>>(y);
    auto *alpha = coarse.alpha.ptr<std::uint8_t>(y);
    for (int x = 0; x < coarse.alpha.cols; ++x) {
        const int left = 2 * x;
        const int right = std::min(2 * x + 1, fine.alpha.cols - 1);
        alpha[x] =
            meanAlpha(upperAlpha[left], upperAlpha[right], lowerAlpha[left], lowerAlpha[right]);
        for (int c = 0; c < 3; ++c)
            photo[x][c] = Sample((upperPhoto[left][c] + upperPhoto[right][c]
                                           + lowerPhoto[left][c] + lowerPhoto[right][c] + 2)
                / 4);
    }
}

template <typename Sample>
TwoColours solved(const ForegroundLevel &level, const TwoColours &coarse, const cv::Rect &tile)
{
    const int rim = rimOf(level.alpha.size());
    const cv::Rect area =
        cv::Rect(tile.x - rim, tile.y - rim, tile.width + 2 * rim, tile.height + 2 * rim)
        & cv::Rect({0, 0}, level.alpha.size());
    Region<Sample> region(level, coarse, area);
    for (int sweep = 0; sweep < sweepsOf(level.alpha.size()); ++sweep)
        region.sweep();

    const int type = level.photo.type();
    TwoColours colours {cv::Mat(tile.size(), type), cv::Mat(tile.size(), type)};
    for (int y = 0; y < tile.height; ++y) {
        auto *animal = colours.animal.ptr<Colour3<Sample>>(y);
        auto *background = colours.background.ptr<Colour3<Sample>>(y);
        for (int x = 0; x < tile.width; ++x) {
            const Pixel &pixel = region.at(x + tile.x - area.x, y + tile.y - area.y);
            animal[x] = rounded<Sample>(pixel.animal);
            background[x] = rounded<Sample>(pixel.background);
        }
    }
    return colours;
}

} // namespace

ForegroundLevel halved(const ForegroundLevel &fine)
{
    const cv::Size size((fine.alpha.cols + 1) / 2, (fine.alpha.rows + 1) / 2);
    const int type = fine.photo.type();
    ForegroundLevel coarse {cv::Mat(size, type), cv::Mat(size, CV_8UC1),
        {cv::Mat(size, type), cv::Mat(size, type)}};
    cv::parallel_for_(cv::Range(0, size.height), [&](const cv::Range &rows) {
        for (int y = rows.start; y < rows.end; ++y)
            type == CV_16UC3 ? halveRow<std::uint16_t>(fine, y, coarse)
                             : halveRow<std::uint8_t>(fine, y, coarse);
    });
    return coarse;
}

int rimOf(cv::Size level)
{
    return 2 * sweepsOf(level);
}

TwoColours solvedTile(const ForegroundLevel &level, const TwoColours &coarse, const cv::Rect &tile)
{
    return level.photo.type() == CV_16UC3 ? solved<std::uint16_t>(level, coarse, tile)
                                          : solved<std::uint8_t>(level, coarse, tile);
}

} // namespace core
