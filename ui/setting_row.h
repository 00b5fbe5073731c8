#pragma once

#include "ui/card.h"

namespace ui {

/// One setting of a card: its name and what it means on the left, its control on the right.
/// Returns the explanation, whose text may change.
InkLabel *addSetting(Card &card, const QString &name, const QString &explanation, QWidget *control);

/// The wheel scrolls the page unless the control has the focus: nobody changes a setting by
/// scrolling past it.
void leaveTheWheelToThePage(QWidget *control);

} // namespace ui
