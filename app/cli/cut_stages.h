#pragma once

#include "app/cli/cut_command.h"
#include "app/cli/cut_report.h"
#include "app/cli/handover.h"
#include "core/checks/megapixel_policy.h"
#include "core/files/contained_reader.h"
#include "core/metrics/stopwatch.h"

#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <stop_token>
#include <thread>

namespace cli {

/// Everything that is the same for all photos of a run.
struct CutRun
{
    const CutOptions &options;
    const std::filesystem::path &program; ///< this one
    core::Segmenter &segmenter;
    core::MegapixelLimits limits;
    core::Recipe recipe;
    std::optional<core::MaskLook> look; ///< instead of a print
    std::vector<std::filesystem::path> photos;
};

/// A photo on its way through the stages.
struct PhotoOnItsWay;

/// Sends the photos of a run through four stages, each on a thread of its own and with one photo at
/// a time, the network with as many as it takes at once: while one is written, the next is cut out,
/// the one after is in the network, and one more is read, by a process of its own: a decoder that
/// breaks costs its photo, not the rest. What goes wrong with a photo is its outcome and stops no
/// other.
class CutStages
{
public:
    /// What `run` refers to outlives this. Starts at once. A stop is heard in every stage.
    CutStages(CutRun run, std::stop_token stop);
    CutStages(const CutStages &) = delete;
    CutStages &operator=(const CutStages &) = delete;
    ~CutStages(); ///< stops what is under way, and waits for that

    /// The next outcome, in the photos' order; nothing after the last, or once stopped. Calls
    /// `show` with how far that photo is (0..1) 20 times a second until then.
    std::optional<Outcome> next(const std::function<void(double fraction)> &show = {});

private:
    using Photo = std::unique_ptr<PhotoOnItsWay>;
    using Stage = void (CutStages::*)(PhotoOnItsWay &);
    void readAll();
    void makeMasks();
    /// Runs `stage` on each photo that comes.
    void serve(Handover<Photo> &in, Stage stage, Handover<Photo> &out);
    void read(PhotoOnItsWay &photo, core::ContainedReader &reader);
    void makeMask(PhotoOnItsWay &photo);
    void cutOut(PhotoOnItsWay &photo);
    void write(PhotoOnItsWay &photo);
    core::Result<core::Exported> exported(const PhotoOnItsWay &photo);
    core::Progress progressOf(const PhotoOnItsWay &photo, double from, double to);

    CutRun m_run;
    std::stop_source m_stop;
    std::stop_callback<std::function<void()>> m_stopToo;
    core::Stopwatch m_watch; ///< since the last outcome
    double m_seconds = 0; ///< from the start to that
    std::set<std::filesystem::path> m_untouchable; ///< the photos, and what this run has written
    std::vector<std::atomic<double>> m_fractions; ///< one a photo
    std::size_t m_next = 0;
    Room m_room;
    Handover<Photo> m_read;
    Handover<Photo> m_masked;
    Handover<Photo> m_cutOut;
    Handover<Photo> m_written;
    std::vector<std::jthread> m_threads; ///< last: they use all else
};

} // namespace cli
