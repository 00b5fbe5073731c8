#include "ui/canvas_renderer.h"

#include <QPainter>

namespace ui {
namespace {

/// From this zoom on pixels are shown as they are.
constexpr double crispZoom = 2;
constexpr int overviewSidePx = 480;

QRectF cutoutRect(const Picture &picture)
{
    const QSizeF photo(picture.photoSize.width, picture.photoSize.height);
    const QSizeF cutout(picture.cutoutSize.width, picture.cutoutSize.height);
    return {QPointF(photo.width() - cutout.width(), photo.height() - cutout.height()) / 2, cutout};
}

QRectF photoRect(const Picture &picture)
{
    return {0, 0, double(picture.photoSize.width), double(picture.photoSize.height)};
}

/// Stretches the fitting level of a chain over `target` (device pixels).
/// Returns false where there was no level: stopped, or without memory.
bool drawChain(QPainter &painter, MipChain &chain, const QImage &base, const QRectF &target,
    double zoom, const std::stop_token &stop)
{
    const double scale = target.width() / base.width();
    const QImage level = chain.levelFor(scale, stop);
    if (level.isNull())
        return false;
    // A preview is smaller than the photo: shown smooth, never as blocks.
    const bool isCrisp = zoom >= crispZoom && scale <= zoom * 1.01;
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !isCrisp);
    // Only the visible part: an image far larger than the screen would overflow Qt's fixed point.
    const QRectF visible = target.intersected(QRectF(painter.viewport()));
    if (visible.isEmpty())
        return true;
    const double across = level.width() / target.width();
    const double down = level.height() / target.height();
    const QRectF part((visible.left() - target.left()) * across,
        (visible.top() - target.top()) * down, visible.width() * across, visible.height() * down);
    painter.drawImage(visible, level, part);
    return true;
}

void fillChecker(QPainter &painter, const QRect &area, const CanvasLook &look, QPoint origin)
{
    const int cell = std::max(1, look.cellPx);
    QImage tile(2 * cell, 2 * cell, QImage::Format_RGB32);
    tile.fill(look.checkerEven);
    QPainter tilePainter(&tile);
    tilePainter.fillRect(cell, 0, cell, cell, look.checkerOdd);
    tilePainter.fillRect(0, cell, cell, cell, look.checkerOdd);
    tilePainter.end();
    painter.setBrushOrigin(origin);
    painter.fillRect(area, QBrush(tile));
}

/// The colour that lies under the cut-out; nothing for the checker.
QColor groundOf(const CanvasLook &look, CanvasMode mode)
{
    switch (mode) {
    case CanvasMode::Black:
    case CanvasMode::Alpha:
        return Qt::black;
    case CanvasMode::White:
        return Qt::white;
    case CanvasMode::Garment:
        return look.garment;
    case CanvasMode::Original:
    case CanvasMode::Checker:
    case CanvasMode::Overlay:
    case CanvasMode::Wipe:
        return {};
    }
    return {};
}

/// Replaces the colours of a premultiplied layer by what its alpha makes of `perAlpha`.
template <typename Function>
void mapAlpha(QImage &layer, Function perAlpha)
{
    for (int y = 0; y < layer.height(); ++y) {
        auto *row = reinterpret_cast<QRgb *>(layer.scanLine(y));
        for (int x = 0; x < layer.width(); ++x)
            row[x] = perAlpha(qAlpha(row[x]));
    }
}

QRgb grey(int alpha)
{
    return qRgb(alpha, alpha, alpha);
}

/// Half-transparent red where the background goes away, premultiplied.
QRgb redMask(int alpha)
{
    const int cover = (255 - alpha) * 5 / 9;
    return qRgba(cover * 232 / 255, cover * 48 / 255, cover * 48 / 255, cover);
}

} // namespace

QRectF extentOf(const Picture &picture)
{
    const QRectF photo = photoRect(picture);
    return picture.cutout.isNull() ? photo : photo.united(cutoutRect(picture));
}

void CanvasRenderer::adopt(const Picture &picture)
{
    if (m_original.isOf(picture.original) && m_cutout.isOf(picture.cutout))
        return;
    if (!m_original.isOf(picture.original))
        m_original = MipChain(picture.original);
    m_cutout = MipChain(picture.cutout);
    m_overview = {};
}

QImage CanvasRenderer::layer(const CanvasScene &scene, CanvasMode mode, const std::stop_token &stop)
{
    QImage image(scene.screen, QImage::Format_RGB32);
    if (image.isNull())
        return {};
    image.fill(scene.look.canvas);
    QPainter painter(&image);
    const QRectF photo = scene.transform.toScreen(photoRect(scene.picture));
    const QRectF cutout = scene.transform.toScreen(cutoutRect(scene.picture));
    const double zoom = scene.transform.zoom;
    const bool showsPhoto = mode == CanvasMode::Original || mode == CanvasMode::Overlay;
    if (showsPhoto || scene.picture.cutout.isNull()) {
        if (!drawChain(painter, m_original, scene.picture.original, photo, zoom, stop))
            return {};
        if (mode != CanvasMode::Overlay || scene.picture.cutout.isNull())
            return image;
    }
    const QRect area = scene.transform.toScreen(extentOf(scene.picture)).toAlignedRect();
    if (mode == CanvasMode::Checker)
        fillChecker(painter, area.intersected(image.rect()), scene.look, photo.topLeft().toPoint());
    else if (mode != CanvasMode::Overlay)
        painter.fillRect(area, groundOf(scene.look, mode));
    if (mode != CanvasMode::Overlay && mode != CanvasMode::Alpha)
        return drawChain(painter, m_cutout, scene.picture.cutout, cutout, zoom, stop) ? image
                                                                                      : QImage();
    QImage mask(scene.screen, QImage::Format_ARGB32_Premultiplied);
    if (mask.isNull())
        return {};
    mask.fill(Qt::transparent);
    QPainter maskPainter(&mask);
    if (!drawChain(maskPainter, m_cutout, scene.picture.cutout, cutout, zoom, stop))
        return {};
    maskPainter.end();
    mapAlpha(mask, mode == CanvasMode::Alpha ? grey : redMask);
    painter.setClipRect(mode == CanvasMode::Alpha ? area : photo.toAlignedRect());
    painter.drawImage(0, 0, mask);
    return image;
}

QImage CanvasRenderer::overviewOf(const CanvasScene &scene, const std::stop_token &stop)
{
    if (!m_overview.isNull() && m_overviewLook == scene.look)
        return m_overview;
    const QRectF extent = extentOf(scene.picture);
    CanvasScene small = scene;
    small.transform.zoom =
        std::min(1.0, overviewSidePx / std::max(extent.width(), extent.height()));
    small.transform.origin = -extent.topLeft() * small.transform.zoom;
    small.screen = (extent.size() * small.transform.zoom).toSize().expandedTo({1, 1});
    small.look.cellPx =
        std::max(1, qRound(scene.look.cellPx * small.transform.zoom / scene.transform.zoom));
    const CanvasMode mode =
        scene.look.mode == CanvasMode::Wipe ? CanvasMode::Checker : scene.look.mode;
    m_overview = layer(small, mode, stop);
    m_overviewLook = scene.look;
    return m_overview;
}

CanvasFrame CanvasRenderer::render(const CanvasScene &scene, const std::stop_token &stop)
{
    adopt(scene.picture);
    if (scene.picture.isNull() || scene.screen.isEmpty())
        return {};
    CanvasFrame frame;
    frame.transform = scene.transform;
    const bool isWipe = scene.look.mode == CanvasMode::Wipe;
    frame.picture = layer(scene, isWipe ? CanvasMode::Checker : scene.look.mode, stop);
    if (isWipe)
        frame.before = layer(scene, CanvasMode::Original, stop);
    frame.overview = overviewOf(scene, stop);
    return frame;
}

} // namespace ui
