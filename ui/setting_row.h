#pragma once

#include "ui/card.h"

class QDoubleSpinBox;

namespace ui {

/// One setting of a card: its name and what it means on the left, its control on the right.
/// Returns the explanation, whose text may change.
InkLabel *addSetting(Card &card, const QString &name, const QString &explanation, QWidget *control);

/// Gigabytes, from `least` to `most`, with a digit after the point.
struct GigabytesRange
{
    double least = 0;
    double most = 0;
};
QDoubleSpinBox *gigabytesBox(
    const char *name, const GigabytesRange &range, double value, QWidget *parent);

/// The wheel scrolls the page unless the control has the focus: nobody changes a setting by
/// scrolling past it.
void leaveTheWheelToThePage(QWidget *control);

} // namespace ui
