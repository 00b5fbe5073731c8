#pragma once

class QWidget;

namespace ui {

/// All keys of the window on one page; stays open beside the work until it is closed.
void showShortcuts(QWidget *parent);

} // namespace ui
