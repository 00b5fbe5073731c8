#pragma once

#include "ui/engine_access.h"
#include "ui/model_loader.h"
#include "ui/settings.h"

namespace app {

/// What the settings window may ask: models, devices, and what they can calculate.
ui::EngineAccess engineAccess();

/// How to make the segmenter that the settings describe.
ui::ModelLoader::Make makeSegmenter(const ui::Settings &settings);

} // namespace app
