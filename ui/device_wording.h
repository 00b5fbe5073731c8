#pragma once

#include "ui/engine_access.h"

#include <QString>

#include <optional>
#include <string>

/// The sentences of the page of device and speed.
namespace ui {

/// "Automatic: NVIDIA L4", "Processor", "NVIDIA L4 (card 0)".
QString automaticText(const std::vector<EngineDevice> &devices);
QString deviceText(const EngineDevice &device);
/// Which cards were found. `wanted`: the setting.
QString foundText(const std::vector<EngineDevice> &devices, const QString &wanted);

/// In shop words; nothing: automatic.
QString nameOfChoice(const std::optional<core::Precision> &precision);
QString explanationOf(const std::optional<core::Precision> &precision);
/// Why a precision that the device has is not offered.
QString unsuitedText(core::Precision precision);
QString nameOf(core::FineStages stages);

/// Of blending, in shop words; nothing: off.
QString nameOfSecondLook(const std::optional<core::Blending> &blending);
QString secondLookText(const std::optional<core::Blending> &blending);
/// Why that model has none.
QString noSecondLookText(const std::string &model);

} // namespace ui
