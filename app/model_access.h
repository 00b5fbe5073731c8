#pragma once

#include "core/models/model_shelf.h"
#include "ui/model_store.h"

namespace app {

/// The shelf as the settings window asks for it.
ui::ModelStore modelStore(const core::ModelShelf &shelf);

} // namespace app
