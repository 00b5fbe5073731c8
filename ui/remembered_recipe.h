#pragma once

#include "ui/settings.h"

namespace ui {

/// The print settings of the last session, and back into the settings.
core::Recipe rememberedRecipe(const Settings &settings);
void remember(const core::Recipe &recipe, Settings &settings);

} // namespace ui
