#include "ui/mip_chain.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ui {
namespace {

using Sums = std::array<unsigned, 4>; // blue, green, red, alpha: the order of QRgb in memory

struct Rgb888
{
    static constexpr int bytes = 3;
    static void add(const std::uint8_t *pixel, Sums &sums)
    {
        sums[0] += pixel[2];
        sums[1] += pixel[1];
        sums[2] += pixel[0];
        sums[3] += 255;
    }
};

struct Rgba8888
{
    static constexpr int bytes = 4;
    static void add(const std::uint8_t *pixel, Sums &sums)
    {
        const unsigned alpha = pixel[3];
        sums[0] += (pixel[2] * alpha + 127) / 255;
        sums[1] += (pixel[1] * alpha + 127) / 255;
        sums[2] += (pixel[0] * alpha + 127) / 255;
        sums[3] += alpha;
    }
};

struct Rgb32
{
    static constexpr int bytes = 4;
    static void add(const std::uint8_t *pixel, Sums &sums)
    {
        for (std::size_t channel = 0; channel < 4; ++channel)
            sums[channel] += pixel[channel];
    }
};

template <typename Format>
void halveRow(const std::uint8_t *upper, const std::uint8_t *lower, int right, QRgb *out, int width)
{
    for (int x = 0; x < width; ++x) {
        Sums sums {2, 2, 2, 2};
        Format::add(upper, sums);
        Format::add(upper + right, sums);
        Format::add(lower, sums);
        Format::add(lower + right, sums);
        out[x] = (sums[3] / 4) << 24 | (sums[2] / 4) << 16 | (sums[1] / 4) << 8 | sums[0] / 4;
        upper += 2 * Format::bytes;
        lower += 2 * Format::bytes;
    }
}

template <typename Format>
QImage halvedFrom(const QImage &image, QImage::Format format, const std::stop_token &stop)
{
    QImage half(std::max(1, image.width() / 2), std::max(1, image.height() / 2), format);
    if (half.isNull())
        return {};
    const int right = image.width() > 1 ? Format::bytes : 0;
    const int below = image.height() > 1 ? 1 : 0;
    for (int y = 0; y < half.height() && !stop.stop_requested(); ++y)
        halveRow<Format>(image.constScanLine(2 * y), image.constScanLine(2 * y + below), right,
            reinterpret_cast<QRgb *>(half.scanLine(y)), half.width());
    return stop.stop_requested() ? QImage() : half;
}

} // namespace

QImage halved(const QImage &image, const std::stop_token &stop)
{
    switch (image.format()) {
    case QImage::Format_RGB888:
        return halvedFrom<Rgb888>(image, QImage::Format_RGB32, stop);
    case QImage::Format_RGBA8888:
        return halvedFrom<Rgba8888>(image, QImage::Format_ARGB32_Premultiplied, stop);
    case QImage::Format_RGB32:
    case QImage::Format_ARGB32_Premultiplied:
        return halvedFrom<Rgb32>(image, image.format(), stop);
    default:
        return halved(image.convertToFormat(image.hasAlphaChannel() ? QImage::Format_RGBA8888
                                                                    : QImage::Format_RGB888),
            stop);
    }
}

MipChain::MipChain(const QImage &base)
    : m_levels {base}
{
}

bool MipChain::isOf(const QImage &image) const
{
    return !m_levels.empty() && m_levels.front().cacheKey() == image.cacheKey();
}

QImage MipChain::levelFor(double scale, const std::stop_token &stop)
{
    if (m_levels.empty() || m_levels.front().isNull())
        return {};
    std::size_t level = 0;
    for (; scale < 0.5 && level < 12; scale *= 2) {
        if (level + 1 == m_levels.size()) {
            QImage half = halved(m_levels[level], stop);
            if (half.isNull())
                return {};
            m_levels.push_back(std::move(half));
        }
        ++level;
    }
    return m_levels[level];
}

} // namespace ui
