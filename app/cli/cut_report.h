#pragma once

#include "core/pipeline/export_cutout.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>

namespace cli {

/// What became of one photo.
struct Outcome
{
    std::filesystem::path file;
    core::Result<core::Exported> exported = core::fail(core::Error::Code::Cancelled);
    core::MaskRecord mask;
    core::CutSeconds cutSeconds;
    core::PhotoNotes photoNotes;
    double peakMegabytes = 0;
};

/// One entry of the JSON report.
nlohmann::ordered_json jsonOf(const Outcome &outcome);

/// One line on standard output.
void printLine(const Outcome &outcome);

} // namespace cli
