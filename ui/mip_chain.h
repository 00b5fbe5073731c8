#pragma once

#include <QImage>

#include <optional>
#include <stop_token>
#include <vector>

namespace ui {

/// A picture and its halves, made when first asked for, so that fur does not glitter when a large
/// photo is shown small. Level 0 is the picture itself, without a copy.
class MipChain
{
public:
    MipChain() = default;
    /// Format_RGB888 or Format_RGBA8888.
    explicit MipChain(const QImage &base);

    bool isOf(const QImage &image) const;

    /// The smallest level that is at least as large as the picture drawn at `scale` (level 0 from
    /// 0.5 on). Halves are premultiplied. A null image once stop was requested.
    QImage levelFor(double scale, const std::stop_token &stop);

private:
    std::vector<QImage> m_levels;
};

/// Half as large, each pixel the mean of four (sides rounded down, at least 1): Format_RGB32 from
/// RGB, Format_ARGB32_Premultiplied from RGBA. A null image once stop was requested.
QImage halved(const QImage &image, const std::stop_token &stop = {});

} // namespace ui
