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
    double peakMegabytes = 0; ///< since the outcome before this one; several photos are under way
    double finishedAfter = 0; ///< seconds since the run began
};

/// How well the stages of a run overlapped, in seconds: each stage's sum over the photos, and the whole
/// run. Stages at work at the same time take longer each than one alone.
struct StageSums
{
    double decode = 0;
    double network = 0;
    double cutOut = 0; ///< matte and foreground
    double write = 0; ///< effect, print and file
    double total = 0;

    void add(const Outcome &outcome); ///< in the order of their ends
    double longest() const;
};

/// One entry of the JSON report.
nlohmann::ordered_json jsonOf(const Outcome &outcome);

/// One line on standard output.
void printLine(const Outcome &outcome);
void printSums(const StageSums &sums);

} // namespace cli
