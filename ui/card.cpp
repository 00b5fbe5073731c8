#include "ui/card.h"

#include "ui/theme.h"

#include <QPainter>

namespace ui {

Card::Card(const QString &heading, QWidget *parent)
    : QFrame(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(13, 12, 13, 13);
    m_column->setSpacing(6);
    auto *label = new InkLabel(heading, Ink::Secondary, InkLabel::Size::Caption);
    QFont spaced = label->font();
    spaced.setCapitalization(QFont::AllUppercase);
    spaced.setLetterSpacing(QFont::PercentageSpacing, 106);
    spaced.setWeight(QFont::DemiBold);
    label->setFont(spaced);
    m_column->addWidget(label);
    m_column->addSpacing(1);
    setAccessibleName(heading);
}

InkLabel *Card::addFact(const QString &name)
{
    auto *row = new QWidget(this);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(12);
    auto *label = new InkLabel(name, Ink::Secondary);
    auto *value = new InkLabel({}, Ink::Text, InkLabel::Size::Normal, InkLabel::Lines::Wrapped);
    value->setAlignment(Qt::AlignRight | Qt::AlignTop);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setBuddy(value);
    label->setAlignment(Qt::AlignTop);
    line->addWidget(label);
    line->addWidget(value, 1);
    m_column->addWidget(row);
    return value;
}

void Card::setFact(InkLabel *value, const QString &text)
{
    value->setText(text);
    value->parentWidget()->setVisible(!text.isEmpty());
}

void Card::paintEvent(QPaintEvent *)
{
    paintCard(*this, themeOf(palette()).line);
}

void paintCard(QWidget &widget, const QColor &line)
{
    QPainter painter(&widget);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(line);
    painter.setBrush(themeOf(widget.palette()).card);
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace ui
