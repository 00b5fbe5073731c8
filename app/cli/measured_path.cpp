#include "app/cli/measured_path.h"

#include "core/metrics/memory.h"

#include <optional>

namespace fs = std::filesystem;

namespace cli {

core::Result<MeasuredPath> measuredPath(core::Segmenter &segmenter, const fs::path &photo,
    const fs::path &folder, const core::Progress &progress)
{
    const double before = core::residentMegabytes();
    core::forgetPeakMemory();
    return cutPhoto(segmenter, {.file = photo}, progress).and_then([&](const core::CutPhoto &cut) {
        core::ExportRequest request;
        request.photo = photo;
        request.folder = folder;
        return exportCutout(cut, request, progress).map([&](const core::Exported &exported) {
            std::error_code unknown;
            const auto bytes = fs::file_size(exported.file, unknown);
            return MeasuredPath {cut.seconds, exported.seconds, core::peakMegabytes() - before,
                unknown ? 0 : double(bytes) / 1e6};
        });
    });
}

core::Result<MeasuredPath> bestPath(int runs, core::Segmenter &segmenter, const fs::path &photo,
    const fs::path &folder, const core::Progress &progress)
{
    std::optional<MeasuredPath> best;
    double peak = 0;
    for (int i = 0; i < runs; ++i) {
        const auto path = measuredPath(segmenter, photo, folder, progress);
        if (!path)
            return path;
        peak = std::max(peak, path->peakMegabytes);
        if (!best || path->seconds() < best->seconds())
            best = *path;
    }
    best->peakMegabytes = peak;
    return *best;
}

} // namespace cli
