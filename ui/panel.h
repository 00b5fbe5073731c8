#pragma once

#include <QWidget>

namespace ui {

/// Paints a widget as one of the window's panels, with a line along the edge where the next begins.
void paintPanel(QWidget &widget, Qt::Edge lineAt);

} // namespace ui
