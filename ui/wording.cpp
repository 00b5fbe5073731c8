#include "ui/wording.h"

#include "ui/words.h"

namespace ui {
namespace {

StateWords failureWords(const PhotoEntry &entry)
{
    if (!entry.error)
        return {Mood::Bad, Words::tr("Did not work")};
    return {Mood::Bad, wordingFor(*entry.error).happened};
}

StateWords workingWords(const PhotoEntry &entry)
{
    const int percent = qBound(0, qRound(entry.fraction * 100), 99);
    if (entry.state == PhotoState::Preview)
        return {Mood::Busy, Words::tr("Preview · full mask %1 %").arg(percent)};
    if (entry.state == PhotoState::Cut || entry.state == PhotoState::Exported)
        return {Mood::Busy, Words::tr("Saving · %1 %").arg(percent)};
    return {Mood::Busy, Words::tr("Looking · %1 %").arg(percent)};
}

StateWords checkedWords(const PhotoEntry &entry)
{
    if (!entry.verdict || entry.verdict->acceptance == core::Acceptance::Pass || entry.importSize)
        return {Mood::Neutral, Words::tr("Checked")};
    const bool isOverHard = entry.verdict->acceptance == core::Acceptance::Reject;
    const auto megapixels = qRound(entry.verdict->megapixels);
    if (!entry.verdict->suggested)
        return {Mood::Bad, Words::tr("Too small to print")};
    return {isOverHard ? Mood::Bad : Mood::Attention,
        Words::tr("%1 MP: scale to %2?")
            .arg(megapixels)
            .arg(qRound(core::megapixels(*entry.verdict->suggested)))};
}

StateWords restingWords(const PhotoEntry &entry)
{
    switch (entry.state) {
    case PhotoState::New:
        return {Mood::Neutral, Words::tr("New")};
    case PhotoState::Checked:
        return checkedWords(entry);
    case PhotoState::Preview:
        return {Mood::Neutral, Words::tr("Preview only")};
    case PhotoState::Cut:
        return {Mood::Good, Words::tr("Cut")};
    case PhotoState::Exported:
        return {Mood::Good, Words::tr("Exported")};
    case PhotoState::Failed:
        return failureWords(entry);
    }
    return {};
}

} // namespace

QString signOf(Mood mood)
{
    switch (mood) {
    case Mood::Neutral:
    case Mood::Busy:
        return {};
    case Mood::Good:
        return QStringLiteral("✓");
    case Mood::Attention:
        return QStringLiteral("▲");
    case Mood::Bad:
        return QStringLiteral("✕");
    }
    return {};
}

QString iconOf(Mood mood)
{
    switch (mood) {
    case Mood::Neutral:
    case Mood::Busy:
        return {};
    case Mood::Good:
        return QStringLiteral("good");
    case Mood::Attention:
        return QStringLiteral("attention");
    case Mood::Bad:
        return QStringLiteral("bad");
    }
    return {};
}

StateWords stateWords(const PhotoEntry &entry)
{
    switch (entry.activity) {
    case PhotoActivity::Idle:
        return restingWords(entry);
    case PhotoActivity::Waiting:
        return entry.state == PhotoState::Preview
            ? StateWords {Mood::Neutral, Words::tr("Preview · waiting")}
            : StateWords {Mood::Neutral, Words::tr("Waiting")};
    case PhotoActivity::Working:
        return workingWords(entry);
    case PhotoActivity::Cancelled:
        return {Mood::Neutral, Words::tr("Stopped")};
    }
    return {};
}

CaptionWords captionWords(MaskStage stage, std::optional<double> sinceReplaced)
{
    switch (stage) {
    case MaskStage::None:
        return {Words::tr("Photo"), Words::tr("no mask yet")};
    case MaskStage::Preview:
        return {Words::tr("Preview mask"), Words::tr("the full mask is on its way")};
    case MaskStage::Full:
        if (!sinceReplaced)
            return {Words::tr("Full mask"), {}};
        return {Words::tr("Full mask"),
            *sinceReplaced < 60
                ? Words::tr("replaced the preview %1 ago").arg(secondsText(*sinceReplaced))
                : Words::tr("replaced the preview")};
    }
    return {};
}

} // namespace ui
