#include "ui/key_button.h"

#include "ui/icons.h"
#include "ui/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace ui {
namespace {

constexpr int sidePx = 12;
constexpr int gapPx = 8;
constexpr int capSidePx = 5;
constexpr int iconPx = 16;

QFont capFont(const QFont &font)
{
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() * 0.8);
    return small;
}

QString capText(const QKeySequence &key)
{
    return key.toString(QKeySequence::NativeText).replace(QLatin1Char('+'), QLatin1Char(' '));
}

struct ButtonColours
{
    QColor fill, frame, ink, capFrame, capInk;
};

ButtonColours coloursOf(const KeyButton &button, KeyButton::Role role)
{
    const Theme &theme = themeOf(button.palette());
    ButtonColours colours {theme.card, theme.line, theme.text, theme.line, theme.secondary};
    if (role == KeyButton::Role::Primary)
        colours = {theme.accent, theme.accent, theme.accentInk, theme.accentInk, theme.accentInk};
    if (role == KeyButton::Role::Quiet)
        colours.fill = colours.frame = Qt::transparent;
    if (!button.isEnabled())
        return {theme.panel, theme.line, theme.secondary, theme.line, theme.secondary};
    if (role == KeyButton::Role::Quiet && button.underMouse())
        colours.fill = theme.line;
    else if (button.isDown() || button.isChecked())
        colours.fill = colours.fill.darker(112);
    else if (button.underMouse())
        colours.fill = role == KeyButton::Role::Primary ? colours.fill.lighter(108) : theme.line;
    return colours;
}

} // namespace

KeyButton::KeyButton(const QString &text, const QKeySequence &key, Role role, QWidget *parent)
    : QPushButton(text, parent)
    , m_key(key)
    , m_role(role)
{
    setShortcut(key);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::ArrowCursor);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void KeyButton::setAnswer(Answer answer)
{
    setShortcut(answer == Answer::Button ? m_key : QKeySequence());
}

void KeyButton::setIconName(const QString &name)
{
    m_icon = name;
    updateGeometry();
    update();
}

int KeyButton::contentWidth() const
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    int width = QFontMetrics(m_role == Role::Primary ? bold : font()).horizontalAdvance(text());
    if (!m_icon.isEmpty())
        width += iconPx + (text().isEmpty() ? 0 : gapPx - 2);
    if (!m_key.isEmpty())
        width +=
            gapPx + 2 * capSidePx + QFontMetrics(capFont(font())).horizontalAdvance(capText(m_key));
    return width;
}

QSize KeyButton::sizeHint() const
{
    return {contentWidth() + 2 * sidePx, std::max(28, fontMetrics().height() + 12)};
}

QSize KeyButton::minimumSizeHint() const
{
    return sizeHint();
}

void KeyButton::paintEvent(QPaintEvent *)
{
    const ButtonColours colours = coloursOf(*this, m_role);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF body = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(colours.frame);
    painter.setBrush(colours.fill);
    painter.drawRoundedRect(body, 6, 6);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(
            QPen(m_role == Role::Primary ? themeOf(palette()).text : themeOf(palette()).accent, 2));
        painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), 5, 5);
    }
    int x = (width() - contentWidth()) / 2;
    if (!m_icon.isEmpty()) {
        painter.drawPixmap(QPointF(x, (height() - iconPx) / 2.0),
            tintedPixmap(m_icon, colours.ink, iconPx, devicePixelRatioF()));
        x += iconPx + gapPx - 2;
    }
    QFont label = font();
    if (m_role == Role::Primary)
        label.setWeight(QFont::DemiBold);
    painter.setFont(label);
    painter.setPen(colours.ink);
    const int textWidth = QFontMetrics(label).horizontalAdvance(text());
    painter.drawText(
        QRect(x, 0, textWidth + 2, height()), Qt::AlignVCenter | Qt::TextHideMnemonic, text());
    if (m_key.isEmpty())
        return;
    painter.setFont(capFont(font()));
    const QFontMetrics metrics(capFont(font()));
    const QString cap = capText(m_key);
    const QRectF box(x + textWidth + gapPx + 0.5, (height() - metrics.height() - 2) / 2 + 0.5,
        metrics.horizontalAdvance(cap) + 2 * capSidePx - 1, metrics.height() + 1);
    painter.setPen(colours.capFrame);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(colours.capInk);
    painter.drawText(box, Qt::AlignCenter, cap);
}

} // namespace ui
