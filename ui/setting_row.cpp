#include "ui/setting_row.h"

#include <QDoubleSpinBox>
#include <QEvent>
#include <QHBoxLayout>

namespace ui {

namespace {

constexpr int controlWidthPx = 220;

class WheelFilter final : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const auto *control = qobject_cast<QWidget *>(watched);
        if (event->type() != QEvent::Wheel || !control || control->hasFocus())
            return false;
        event->ignore();
        return true;
    }
};

} // namespace

QDoubleSpinBox *gigabytesBox(
    const char *name, const GigabytesRange &range, double value, QWidget *parent)
{
    auto *box = new QDoubleSpinBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setDecimals(1);
    box->setRange(range.least, range.most);
    box->setValue(value);
    box->setSuffix(QObject::tr(" GB"));
    box->setButtonSymbols(QAbstractSpinBox::NoButtons); // arrow keys do it
    box->setKeyboardTracking(false); // not at every digit
    return box;
}

void leaveTheWheelToThePage(QWidget *control)
{
    control->setFocusPolicy(Qt::StrongFocus); // not by the wheel
    control->installEventFilter(new WheelFilter(control));
}

InkLabel *addSetting(Card &card, const QString &name, const QString &explanation, QWidget *control)
{
    auto *title = new InkLabel(name);
    auto *words =
        new InkLabel(explanation, Ink::Secondary, InkLabel::Size::Caption, InkLabel::Lines::Wrapped);
    title->setBuddy(control);
    control->setAccessibleName(name);
    control->setAccessibleDescription(explanation);
    control->setVisible(true);
    control->setFixedWidth(controlWidthPx);
    leaveTheWheelToThePage(control);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(1);
    texts->addWidget(title);
    texts->addWidget(words);
    texts->addStretch(1);
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    row->addLayout(texts, 1);
    row->addWidget(control, 0, Qt::AlignTop);
    if (card.column()->count() > 2) // after the heading and its gap
        card.column()->addSpacing(8);
    card.column()->addLayout(row);
    return words;
}

} // namespace ui
