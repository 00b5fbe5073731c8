#pragma once

#include "core/pipeline/export_cutout.h"

namespace cli {

/// One photo's way from file to PNG on disk, measured; all but the network counts.
struct MeasuredPath
{
    core::CutSeconds cutting;
    core::ExportSeconds exporting;
    double peakMegabytes = 0; ///< above what was there before
    double pngMegabytes = 0;
    double seconds() const { return cutting.total() - cutting.network + exporting.total(); }
};

/// Cuts the photo and writes its PNG into the folder. Errors: those of cutPhoto() and
/// exportCutout().
core::Result<MeasuredPath> measuredPath(core::Segmenter &segmenter,
    const std::filesystem::path &photo, const std::filesystem::path &folder,
    const core::Progress &progress);

/// The quickest of some runs, with the highest peak of all.
core::Result<MeasuredPath> bestPath(int runs, core::Segmenter &segmenter,
    const std::filesystem::path &photo, const std::filesystem::path &folder,
    const core::Progress &progress);

} // namespace cli
