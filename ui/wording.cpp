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

/// There is no full mask before somebody agrees to a smaller size.
bool waitsForScaling(const PhotoEntry &entry)
{
    return entry.verdict && entry.verdict->acceptance == core::Acceptance::Reject
        && entry.verdict->suggested && !entry.importSize;
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
        return waitsForScaling(entry) ? checkedWords(entry)
                                      : StateWords {Mood::Neutral, Words::tr("Preview only")};
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

QString sentencesOf(const Message &message)
{
    QStringList sentences {message.happened, message.meaning, message.remedy};
    sentences.removeAll(QString());
    return sentences.join(QLatin1Char(' '));
}

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

VerdictWords maskWords(const PhotoEntry &entry)
{
    if (entry.error && entry.error->code == core::Error::Code::NoAnimal) {
        const Message message = wordingFor(*entry.error);
        return {Mood::Attention, message.happened, {{}, message.meaning, message.remedy}, {}};
    }
    const bool isWorking = entry.activity == PhotoActivity::Working;
    switch (entry.state) {
    case PhotoState::New:
    case PhotoState::Checked:
        return {
            Mood::Neutral, isWorking ? Words::tr("Being cut") : Words::tr("Not cut yet"), {}, {}};
    case PhotoState::Preview:
        return {Mood::Busy, Words::tr("Preview"),
            {waitsForScaling(entry)
                    ? Words::tr("Quick and coarse. The full mask is made once the photo is scaled.")
                    : Words::tr("Quick and coarse; the full mask takes its place."),
                {}, {}},
            {}};
    case PhotoState::Cut:
    case PhotoState::Exported:
        return {Mood::Good, Words::tr("Full mask"), {}, {}};
    case PhotoState::Failed:
        return {Mood::Neutral, Words::tr("None"), {}, {}};
    }
    return {};
}

QString exportObstacle(const PhotoEntry &entry)
{
    const bool isStopped = entry.activity == PhotoActivity::Cancelled;
    const bool isBeforeFull =
        entry.state == PhotoState::Checked || entry.state == PhotoState::Preview;
    if (isBeforeFull && waitsForScaling(entry))
        return Words::tr("Possible once the photo is scaled: see “Photo” above.");
    switch (entry.state) {
    case PhotoState::New:
    case PhotoState::Checked:
        return isStopped ? Words::tr("Stopped before the animal was cut out.")
                         : Words::tr("Possible once the animal is cut out.");
    case PhotoState::Preview:
        return isStopped ? Words::tr("Stopped at the preview, which is too coarse to print.")
                         : Words::tr("Possible once the full mask is there; "
                                     "the preview is too coarse to print.");
    case PhotoState::Cut:
    case PhotoState::Exported:
        return {};
    case PhotoState::Failed:
        return entry.error ? Words::tr("Not possible. %1.").arg(wordingFor(*entry.error).happened)
                           : Words::tr("Not possible with this photo.");
    }
    return {};
}

CaptionWords captionWords(MaskStage stage, const PhotoEntry &entry)
{
    const bool hasFailed = entry.state == PhotoState::Failed;
    switch (stage) {
    case MaskStage::None:
        return {Words::tr("Photo"),
            hasFailed ? Words::tr("no mask could be made") : Words::tr("no mask yet")};
    case MaskStage::Preview:
        if (hasFailed)
            return {Words::tr("Preview mask"), Words::tr("the full mask could not be made")};
        if (entry.activity == PhotoActivity::Cancelled)
            return {Words::tr("Preview mask"), Words::tr("the full mask was stopped")};
        if (waitsForScaling(entry))
            return {Words::tr("Preview mask"), Words::tr("scale the photo for the full one")};
        return {Words::tr("Preview mask"), Words::tr("the full mask is on its way")};
    case MaskStage::Full:
        return {Words::tr("Full mask"), {}};
    }
    return {};
}

} // namespace ui
