#include "ui/status_wording.h"

#include "ui/paths.h"
#include "ui/wording.h"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace ui {

namespace {

struct StatusWords
{
    Q_DECLARE_TR_FUNCTIONS(StatusWords)
};

QString stillText(int photos)
{
    if (photos == 0)
        return StatusWords::tr("No photos yet");
    return photos == 1 ? StatusWords::tr("1 photo") : StatusWords::tr("%1 photos").arg(photos);
}

} // namespace

QString workText(const WorkStatus &status, int photos)
{
    switch (status.kind) {
    case WorkStatus::Kind::Nothing:
        return stillText(photos);
    case WorkStatus::Kind::Checking:
        return StatusWords::tr("Checking photos");
    case WorkStatus::Kind::WaitingForModel:
        return StatusWords::tr("Waiting for the model");
    case WorkStatus::Kind::Cutting:
        return StatusWords::tr("Cutting %1 of %2").arg(status.number).arg(status.total);
    case WorkStatus::Kind::Exporting:
        return StatusWords::tr("Saving %1 of %2").arg(status.number).arg(status.total);
    }
    return {};
}

QString timeLeftText(std::chrono::duration<double> left)
{
    const double seconds = left.count();
    if (seconds < 1.5)
        return StatusWords::tr("about 1 s left");
    if (seconds < 90) // steps that grow, so that the figure does not flicker
        return StatusWords::tr("about %1 s left")
            .arg(seconds < 20 ? std::lround(seconds) : std::lround(seconds / 5) * 5);
    return StatusWords::tr("about %1 min left").arg(std::lround(seconds / 60));
}

QString modelText(const ModelStatus &status)
{
    if (status.plan.device.empty())
        return {};
    QString device = QString::fromStdString(status.plan.device);
    if (status.plan.device == "CPU" && status.threads > 0)
        device = status.threads == 1 ? StatusWords::tr("CPU, 1 thread")
                                     : StatusWords::tr("CPU, %1 threads").arg(status.threads);
    return StatusWords::tr("%1 · %2 · %3")
        .arg(modelName(status.plan.model), device, QString::fromStdString(status.plan.precision));
}

QString stateText(const ModelStatus &status)
{
    using State = core::LocalSegmenter::State;
    switch (status.state) {
    case State::Loading:
        return status.plan.model.empty()
            ? StatusWords::tr("◌ model is loading")
            : StatusWords::tr("◌ Loading %1…").arg(modelName(status.plan.model));
    case State::Ready:
        return StatusWords::tr("● ready");
    case State::Failed:
        return StatusWords::tr("✕ no model");
    }
    return {};
}

QString keptText(const std::string &chosen, const core::Error &error, const std::string &works)
{
    const QString reason = wordingFor(error).happened;
    if (chosen == works)
        return StatusWords::tr("%1 goes on as before: %2.").arg(modelName(works), reason);
    return StatusWords::tr("%1 could not be used: %2. %3 goes on.")
        .arg(modelName(chosen), reason, modelName(works));
}

QString addedText(const AddOutcome &outcome)
{
    QStringList sentences;
    if (outcome.duplicates == 1)
        sentences.append(StatusWords::tr("1 photo was here already and was left out."));
    if (outcome.duplicates > 1)
        sentences.append(StatusWords::tr("%1 photos were here already and were left out.")
                             .arg(outcome.duplicates));
    if (outcome.emptyFolders == 1)
        sentences.append(StatusWords::tr("A folder holds no photos."));
    if (outcome.emptyFolders > 1)
        sentences.append(StatusWords::tr("%1 folders hold no photos.").arg(outcome.emptyFolders));
    if (outcome.foldersInside == 1)
        sentences.append(StatusWords::tr("A folder inside was left out: add it on its own."));
    if (outcome.foldersInside > 1)
        sentences.append(StatusWords::tr("%1 folders inside were left out: add them on their own.")
                             .arg(outcome.foldersInside));
    return sentences.join(QLatin1Char(' '));
}

QString lockText(ExportLock lock)
{
    switch (lock) {
    case ExportLock::NotCheckedYet:
        return StatusWords::tr("The photo is still being checked.");
    case ExportLock::NeedsScaling:
        return StatusWords::tr("The photo is too large as it is: scale it first.");
    case ExportLock::MaskIsMissing:
        return StatusWords::tr("The full mask is not there yet: exporting waits for it.");
    case ExportLock::CutCancelled:
        return StatusWords::tr("The full mask was stopped: press Retry first.");
    case ExportLock::PhotoFailed:
        return StatusWords::tr("There is no mask to export: see what is wrong with the photo.");
    case ExportLock::AlreadyExporting:
        return StatusWords::tr("The photo is being saved already.");
    }
    return {};
}

QString exportedText(const std::filesystem::path &file)
{
    return StatusWords::tr("Saved as %1").arg(textOf(file.filename()));
}

} // namespace ui
