#include "ui/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace ui {
namespace {

QString fileOf(const QString &name)
{
    return QStringLiteral(":/icons/") + name + QStringLiteral(".svg");
}

QPixmap tinted(const QString &file, const QColor &colour, QSize pixels)
{
    QSvgRenderer drawing(file);
    QPixmap pixmap(pixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    drawing.render(&painter, QRectF(QPointF(0, 0), QSizeF(pixels)));
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(QRect(QPoint(0, 0), pixels), colour);
    return pixmap;
}

/// Renders the drawing at whatever size is asked for, so that it is sharp on every screen.
class TintedEngine final : public QIconEngine
{
public:
    TintedEngine(QString file, const QColor &colour)
        : m_file(std::move(file))
        , m_colour(colour)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect, pixmap((QSizeF(rect.size()) * ratio).toSize(), mode, state));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        QColor colour = m_colour;
        if (mode == QIcon::Disabled)
            colour.setAlphaF(0.45F);
        return tinted(m_file, colour, size);
    }

    QIconEngine *clone() const override { return new TintedEngine(*this); }

private:
    QString m_file;
    QColor m_colour;
};

} // namespace

QIcon tintedIcon(const QString &name, const QColor &colour)
{
    const QString file = fileOf(name);
    return QFile::exists(file) ? QIcon(new TintedEngine(file, colour)) : QIcon();
}

QPixmap tintedPixmap(const QString &name, const QColor &colour, int side, qreal devicePixelRatio)
{
    const int pixels = qRound(side * devicePixelRatio);
    const QString key = name % colour.name(QColor::HexArgb) % QString::number(pixels)
        % QLatin1Char('@') % QString::number(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = tinted(fileOf(name), colour, {pixels, pixels});
    pixmap.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon applicationIcon()
{
    return QIcon(fileOf(QStringLiteral("pawtrait")));
}

} // namespace ui
