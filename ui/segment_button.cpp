#include "ui/segment_button.h"

#include "ui/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

namespace ui {
namespace {

constexpr int sidePx = 11;
constexpr int gapPx = 7;
constexpr double cornerPx = 6;

QFont keyFont(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.78);
    return font;
}

QFont nameFont(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.92);
    return font;
}

/// Bold is wider: the room for it is reserved, so that choosing does not move the row.
QFont boldFont(const QFont &font)
{
    QFont bold = nameFont(font);
    bold.setWeight(QFont::DemiBold);
    return bold;
}

QPainterPath outline(const QRectF &body, SegmentButton::Place place)
{
    QPainterPath path;
    path.setFillRule(Qt::WindingFill);
    path.addRoundedRect(body, cornerPx, cornerPx);
    if (place != SegmentButton::Place::First)
        path.addRect(body.adjusted(0, 0, -cornerPx, 0));
    if (place != SegmentButton::Place::Last)
        path.addRect(body.adjusted(cornerPx, 0, 0, 0));
    return path.simplified();
}

} // namespace

SegmentButton::SegmentButton(const QString &text, const QString &key, Place place, QWidget *parent)
    : QAbstractButton(parent)
    , m_key(key)
    , m_place(place)
{
    setText(text);
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void SegmentButton::setKeys(Keys keys)
{
    if (keys == m_keys)
        return;
    m_keys = keys;
    updateGeometry();
    update();
}

int SegmentButton::widthWith(Keys keys) const
{
    const int name = QFontMetrics(boldFont(font())).horizontalAdvance(text());
    const int key = QFontMetrics(keyFont(font())).horizontalAdvance(m_key);
    return 2 * sidePx + name + (keys == Keys::Shown ? gapPx + key : 0);
}

QSize SegmentButton::sizeHint() const
{
    return {widthWith(m_keys), std::max(26, fontMetrics().height() + 10)};
}

/// The mouse brings no focus to the row, but takes it along within the row.
void SegmentButton::mousePressEvent(QMouseEvent *event)
{
    const auto *focused = qobject_cast<SegmentButton *>(QApplication::focusWidget());
    if (focused && focused->parentWidget() == parentWidget())
        setFocus(Qt::MouseFocusReason);
    QAbstractButton::mousePressEvent(event);
}

void SegmentButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    // Neighbours share a line: each draws over the right edge of the one before.
    const double left = m_place == Place::First ? 0.5 : -0.5;
    const QRectF body = QRectF(rect()).adjusted(left, 0.5, -0.5, -0.5);
    painter.setPen(isChecked() ? theme.accent : theme.line);
    painter.setBrush(isChecked() ? theme.accent : underMouse() ? theme.line : theme.card);
    painter.drawPath(outline(body, m_place));
    if (hasFocus()) {
        painter.setPen(QPen(isChecked() ? theme.accentInk : theme.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(3, 3, -3, -3), 4, 4);
    }
    const QFont shown = isChecked() ? boldFont(font()) : nameFont(font());
    const int nameWidth = QFontMetrics(boldFont(font())).horizontalAdvance(text());
    painter.setFont(shown);
    painter.setPen(isChecked() ? theme.accentInk : theme.secondary);
    painter.drawText(QRect(sidePx, 0, nameWidth + 2, height()), Qt::AlignVCenter, text());
    if (m_keys == Keys::Hidden)
        return;
    painter.setFont(keyFont(font()));
    painter.setOpacity(0.8);
    painter.drawText(
        QRect(sidePx + nameWidth + gapPx, 0, width(), height()), Qt::AlignVCenter, m_key);
}

} // namespace ui
