// CanvasView's painting: it only puts finished pictures on the screen.
#include "ui/canvas_view.h"
#include "ui/theme.h"

#include <QPaintEvent>
#include <QPainter>

#include <cmath>

namespace ui {
namespace {

QRectF scaled(const QRectF &rect, double factor)
{
    return {rect.topLeft() * factor, rect.size() * factor};
}

/// A frame's image, moved from where it was rendered for to where the view is now.
void drawMoved(
    QPainter &painter, const QImage &image, const CanvasTransform &from, const CanvasTransform &to)
{
    if (from.zoom == to.zoom) {
        painter.drawImage((to.origin - from.origin).toPoint(), image);
        return;
    }
    const QRectF photo = from.toPhoto(QRectF(QPointF(0, 0), QSizeF(image.size())));
    painter.drawImage(to.toScreen(photo), image);
}

} // namespace

void CanvasView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), themeOf(palette()).canvas);
    if (!m_picture.isNull() && !m_frame.isNull()) {
        paintPicture(painter);
        if (m_mode == CanvasMode::Wipe && !m_picture.cutout.isNull())
            paintDivider(painter);
    }
    paintCaption(painter);
    if (hasFocus()) {
        painter.setPen(QPen(themeOf(palette()).accent, 2));
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

void CanvasView::paintPicture(QPainter &painter) const
{
    painter.save();
    const double ratio = devicePixelRatioF();
    painter.scale(1 / ratio, 1 / ratio); // device pixels from here on
    const QRectF screenRect(QPointF(0, 0), screen());
    const QRectF covered = m_shown.toScreen(
        m_frame.transform.toPhoto(QRectF(QPointF(0, 0), QSizeF(m_frame.picture.size()))));
    const QRectF extent = m_shown.toScreen(extentOf(m_picture));
    if (!covered.adjusted(-1, -1, 1, 1).contains(extent.intersected(screenRect))) {
        painter.drawImage(extent, m_frame.overview);
    }
    drawMoved(painter, m_frame.picture, m_frame.transform, m_shown);
    if (!m_frame.before.isNull()) {
        QRectF left = screenRect;
        left.setRight(std::round(dividerX() * ratio));
        painter.setClipRect(left);
        drawMoved(painter, m_frame.before, m_frame.transform, m_shown);
    }
    painter.restore();
}

double CanvasView::dividerX() const
{
    const double photoX = m_wipe * m_picture.photoSize.width;
    return m_shown.toScreen(QPointF(photoX, 0)).x() / devicePixelRatioF();
}

void CanvasView::paintDivider(QPainter &painter) const
{
    const QRectF extent =
        scaled(m_shown.toScreen(extentOf(m_picture)), 1 / devicePixelRatioF()).intersected(rect());
    const double x = dividerX();
    painter.setRenderHint(QPainter::Antialiasing);
    // White between two dark lines: seen on every photo.
    painter.setPen(QPen(QColor(0, 0, 0, 110), 4));
    painter.drawLine(QPointF(x, extent.top()), QPointF(x, extent.bottom()));
    painter.setPen(QPen(Qt::white, 2));
    painter.drawLine(QPointF(x, extent.top()), QPointF(x, extent.bottom()));
    const QPointF centre(x, extent.center().y());
    painter.setPen(QPen(QColor(0, 0, 0, 110), 1));
    painter.setBrush(Qt::white);
    painter.drawEllipse(centre, 13, 13);
    painter.setPen(QPen(QColor(0x1d, 0x1e, 0x21), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    for (const double side : {-1.0, 1.0}) {
        const QPointF arrow[] = {centre + QPointF(side * 3.5, -4), centre + QPointF(side * 7.5, 0),
            centre + QPointF(side * 3.5, 4)};
        painter.drawPolyline(arrow, 3);
    }
}

void CanvasView::paintCaption(QPainter &painter) const
{
    if (m_caption.bold.isEmpty())
        return;
    const Theme &theme = themeOf(palette());
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.88);
    QFont bold = small;
    bold.setWeight(QFont::DemiBold);
    const QString rest =
        m_caption.rest.isEmpty() ? QString() : QStringLiteral(" · ") + m_caption.rest;
    const int boldWidth = QFontMetrics(bold).horizontalAdvance(m_caption.bold);
    const int room = width() - 2 * 14 - 2 * 10 - boldWidth;
    const QFontMetrics metrics(small);
    const QString shown = metrics.elidedText(rest, Qt::ElideRight, std::max(0, room));
    const int height = metrics.height() + 12;
    const QRectF box(14.5, this->height() - height - 14.5,
        boldWidth + metrics.horizontalAdvance(shown) + 20, height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.line);
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(box, 6, 6);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(box.adjusted(10, 0, 0, 0), Qt::AlignVCenter, m_caption.bold);
    painter.setFont(small);
    painter.setPen(theme.secondary);
    painter.drawText(box.adjusted(10 + boldWidth, 0, 0, 0), Qt::AlignVCenter, shown);
}

} // namespace ui
