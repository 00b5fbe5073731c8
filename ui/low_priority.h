#pragma once

namespace ui {

/// From here on this thread, and every thread that it starts, gives way to the window. Does nothing
/// where the system has no such thing.
void giveWayToTheWindow();

} // namespace ui
