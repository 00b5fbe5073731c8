#include "ui/ink_label.h"

#include "ui/icons.h"
#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>

namespace ui {
namespace {

constexpr int signPx = 14;

QColor colourOf(Ink ink, const Theme &theme)
{
    switch (ink) {
    case Ink::Text:
        return theme.text;
    case Ink::Secondary:
        return theme.secondary;
    case Ink::Good:
        return theme.good;
    case Ink::Attention:
        return theme.attention;
    case Ink::Bad:
        return theme.bad;
    }
    return theme.text;
}

double factorOf(InkLabel::Size size)
{
    switch (size) {
    case InkLabel::Size::Caption:
        return 0.88;
    case InkLabel::Size::Normal:
        return 1;
    case InkLabel::Size::Title:
        return 1.6;
    }
    return 1;
}

} // namespace

Ink inkOf(Mood mood)
{
    switch (mood) {
    case Mood::Neutral:
    case Mood::Busy:
        return Ink::Text;
    case Mood::Good:
        return Ink::Good;
    case Mood::Attention:
        return Ink::Attention;
    case Mood::Bad:
        return Ink::Bad;
    }
    return Ink::Text;
}

InkLabel::InkLabel(const QString &text, Ink ink, Size size, Lines lines, QWidget *parent)
    : QLabel(text, parent)
    , m_ink(ink)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(lines == Lines::Wrapped);
    QFont scaled = font();
    scaled.setPointSizeF(scaled.pointSizeF() * factorOf(size));
    if (size == Size::Title)
        scaled.setWeight(QFont::DemiBold);
    setFont(scaled);
    dress();
}

void InkLabel::setInk(Ink ink)
{
    m_ink = ink;
    dress();
}

void InkLabel::setWeight(QFont::Weight weight)
{
    QFont heavier = font();
    heavier.setWeight(weight);
    setFont(heavier);
}

void InkLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void InkLabel::dress()
{
    const QColor colour = colourOf(m_ink, themeOf(palette()));
    if (palette().color(QPalette::WindowText) == colour)
        return;
    QPalette inked; // only this one role; the others go on following the window's
    inked.setColor(QPalette::WindowText, colour);
    setPalette(inked);
}

VerdictLine::VerdictLine(QWidget *parent)
    : QWidget(parent)
    , m_sign(new QLabel(this))
    , m_words(new InkLabel({}, Ink::Text, InkLabel::Size::Normal, InkLabel::Lines::Wrapped, this))
{
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    line->addWidget(m_sign, 0, Qt::AlignTop);
    line->addWidget(m_words, 1);
    m_words->setWeight(QFont::DemiBold);
}

void VerdictLine::setVerdict(Mood mood, const QString &words)
{
    m_mood = mood;
    m_words->setText(words);
    const QString sign = signOf(mood);
    setAccessibleName(sign.isEmpty() ? words : sign + QLatin1Char(' ') + words);
    dress();
}

void VerdictLine::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void VerdictLine::dress()
{
    m_words->setInk(inkOf(m_mood));
    const QString icon = iconOf(m_mood);
    m_sign->setVisible(!icon.isEmpty());
    if (!icon.isEmpty())
        m_sign->setPixmap(tintedPixmap(
            icon, colourOf(inkOf(m_mood), themeOf(palette())), signPx, devicePixelRatioF()));
    m_sign->setFixedHeight(m_words->fontMetrics().height());
}

} // namespace ui
