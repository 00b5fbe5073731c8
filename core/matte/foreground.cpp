#include "core/matte/foreground.h"

#include "core/image/guarded.h"
#include "core/image/in_parts.h"
#include "core/matte/foreground_level.h"

#include <limits>
#include <vector>

namespace core {
namespace {

constexpr int tileSide = 128;
constexpr int rowsAtOnce = 64;
constexpr int startSide = 256; // the first guess is taken from a level of about this size
constexpr int sureAnimal = 229; // 0.9
constexpr int sureBackground = 26; // 0.1

using Tiles = std::vector<cv::Rect>;

/// Which tiles of a level have to be solved.
class TileGrid
{
public:
    explicit TileGrid(cv::Size level)
        : m_level(level)
        , m_columns((level.width + tileSide - 1) / tileSide)
        , m_wanted(std::size_t(m_columns) * std::size_t((level.height + tileSide - 1) / tileSide))
    {
    }

    int count() const { return int(m_wanted.size()); }

    cv::Rect tile(int i) const
    {
        const cv::Rect square(
            i % m_columns * tileSide, i / m_columns * tileSide, tileSide, tileSide);
        return square & cv::Rect({0, 0}, m_level);
    }

    void want(int i) { m_wanted[std::size_t(i)] = 1; }

    /// Every tile that shares a pixel with `area`.
    void want(const cv::Rect &area)
    {
        const cv::Rect inside = area & cv::Rect({0, 0}, m_level);
        for (int row = inside.y / tileSide; row * tileSide < inside.br().y; ++row)
            for (int column = inside.x / tileSide; column * tileSide < inside.br().x; ++column)
                want(row * m_columns + column);
    }

    Tiles wanted() const
    {
        Tiles tiles;
        for (int i = 0; i < count(); ++i)
            if (m_wanted[std::size_t(i)])
                tiles.push_back(tile(i));
        return tiles;
    }

private:
    cv::Size m_level;
    int m_columns;
    std::vector<std::uint8_t> m_wanted; // not bool: written from several threads
};

bool holdsSoftPixels(const cv::Mat &alpha)
{
    for (int y = 0; y < alpha.rows; ++y) {
        const auto *row = alpha.ptr<std::uint8_t>(y);
        for (int x = 0; x < alpha.cols; ++x)
            if (row[x] - 1U < 254U)
                return true;
    }
    return false;
}

Tiles softTiles(const cv::Mat &alpha)
{
    TileGrid grid(alpha.size());
    cv::parallel_for_(cv::Range(0, grid.count()), [&](const cv::Range &range) {
        for (int i = range.start; i < range.end; ++i)
            if (holdsSoftPixels(alpha(grid.tile(i))))
                grid.want(i);
    });
    return grid.wanted();
}

/// The tiles of the next coarser level that `tiles` and their rims start from.
Tiles tilesBelow(const Tiles &tiles, cv::Size level, cv::Size coarse)
{
    TileGrid grid(coarse);
    const int rim = rimOf(level);
    for (const cv::Rect &tile : tiles) {
        const cv::Point from((tile.x - rim) / 2 - 1, (tile.y - rim) / 2 - 1);
        const cv::Point to(
            (tile.x + tile.width + rim) / 2 + 2, (tile.y + tile.height + rim) / 2 + 2);
        grid.want(cv::Rect(from, to));
    }
    return grid.wanted();
}

std::vector<ForegroundLevel> pyramidOf(const Image &image, const Matte &matte)
{
    std::vector<ForegroundLevel> levels {{image.pixels, matte.alpha, {}}};
    while (levels.back().alpha.total() > 1)
        levels.push_back(halved(levels.back()));
    return levels;
}

/// Mean colour of what is surely animal and surely background, as 1 x 1 pictures.
TwoColours meanColours(const ForegroundLevel &level)
{
    const auto mean = [&](const cv::Mat &mask) {
        const cv::Scalar colour = cv::mean(level.photo, mask);
        return cv::Mat(1, 1, level.photo.type(), colour);
    };
    return {mean(level.alpha > sureAnimal), mean(level.alpha < sureBackground)};
}

const ForegroundLevel &startLevel(const std::vector<ForegroundLevel> &levels)
{
    for (const ForegroundLevel &level : levels)
        if (std::max(level.alpha.cols, level.alpha.rows) <= startSide)
            return level;
    return levels.back();
}

/// Alpha of the matte among samples of this kind.
template <typename Sample>
Sample alphaOf(std::uint8_t alpha)
{
    return Sample(alpha * (std::numeric_limits<Sample>::max() / 255));
}

/// Photo where opaque, 0 where transparent or still to be solved.
template <typename Sample>
cv::Mat plainCutout(const Image &image, const Matte &matte)
{
    cv::Mat rgba(matte.alpha.size(), CV_MAKETYPE(image.pixels.depth(), 4));
    cv::parallel_for_(cv::Range(0, rgba.rows), [&](const cv::Range &rows) {
        for (int y = rows.start; y < rows.end; ++y) {
            const auto *photo = image.pixels.ptr<cv::Vec<Sample, 3>>(y);
            const auto *alpha = matte.alpha.ptr<std::uint8_t>(y);
            auto *out = rgba.ptr<cv::Vec<Sample, 4>>(y);
            for (int x = 0; x < rgba.cols; ++x) {
                const auto opacity = alphaOf<Sample>(alpha[x]);
                const bool opaque = alpha[x] == 255;
                out[x] = opaque
                    ? cv::Vec<Sample, 4>(photo[x][0], photo[x][1], photo[x][2], opacity)
                    : cv::Vec<Sample, 4>(0, 0, 0, opacity);
            }
        }
    });
    return rgba;
}

/// Writes the solved colour of the soft pixels of one tile.
template <typename Sample>
void writeSoft(const cv::Mat &animal, const cv::Rect &tile, cv::Mat &rgba)
{
    constexpr Sample most = std::numeric_limits<Sample>::max();
    for (int y = 0; y < tile.height; ++y) {
        const auto *colours = animal.ptr<cv::Vec<Sample, 3>>(y);
        auto *out = rgba.ptr<cv::Vec<Sample, 4>>(tile.y + y) + tile.x;
        for (int x = 0; x < tile.width; ++x)
            if (out[x][3] - 1U < most - 1U)
                out[x] = {colours[x][0], colours[x][1], colours[x][2], out[x][3]};
    }
}

template <typename Sample>
Result<Cutout> freed(const Image &image, const Matte &matte, const Progress &progress)
{
    Cutout cutout {plainCutout<Sample>(image, matte)};
    std::vector<Tiles> tiles {softTiles(matte.alpha)};
    if (tiles.front().empty())
        return cutout;

    if (progress.stopped())
        return fail(Error::Code::Cancelled);
    std::vector<ForegroundLevel> levels = pyramidOf(image, matte);
    for (std::size_t i = 1; i < levels.size(); ++i)
        tiles.push_back(
            tilesBelow(tiles.back(), levels[i - 1].alpha.size(), levels[i].alpha.size()));

    TwoColours coarse = meanColours(startLevel(levels));
    for (std::size_t i = levels.size(); i-- > 0;) {
        const auto solve = [&](int from, int) {
            const cv::Rect &tile = tiles[i][std::size_t(from)];
            const TwoColours solved = solvedTile(levels[i], coarse, tile);
            if (i == 0)
                return writeSoft<Sample>(solved.animal, tile, cutout.rgba);
            solved.animal.copyTo(levels[i].colours.animal(tile));
            solved.background.copyTo(levels[i].colours.background(tile));
        };
        const double done = double(levels.size() - 1 - i) / double(levels.size());
        const Progress part = progress.part(i == 0 ? 0.4 : 0.4 * done, i == 0 ? 1 : 0.4 * done);
        if (!inParts(int(tiles[i].size()), 1, part, solve))
            return fail(Error::Code::Cancelled);
        coarse = levels[i].colours;
        levels[i] = {};
    }
    return cutout;
}

} // namespace

Result<Cutout> foregroundFreed(const Image &image, const Matte &matte, const Progress &progress)
{
    const int type = image.pixels.type();
    if ((type != CV_8UC3 && type != CV_16UC3) || matte.alpha.type() != CV_8UC1 || matte.isEmpty()
        || image.size() != matte.size())
        return fail(Error::Code::Unexpected, "foregroundFreed wants RGB and a matte of its size");
    return guarded([&] {
        return image.isDeep() ? freed<std::uint16_t>(image, matte, progress)
                              : freed<std::uint8_t>(image, matte, progress);
    });
}

} // namespace core
