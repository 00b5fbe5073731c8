#include "ui/model_wording.h"

#include "ui/status_wording.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace ui {

using namespace model_state;

namespace {

struct ModelTexts
{
    Q_DECLARE_TR_FUNCTIONS(ModelTexts)
};

template <typename... Cases>
struct Match : Cases...
{
    using Cases::operator()...;
};

double fractionOf(std::int64_t bytes, std::int64_t total)
{
    return total > 0 ? std::min(1.0, double(bytes) / double(total)) : 0;
}

bool isBundled(const ModelOffer &offer)
{
    return offer.origin == ModelOffer::Origin::Bundled;
}

QString amountText(std::int64_t bytes, std::int64_t total)
{
    return ModelTexts::tr("%1 of %2").arg(bytesText(bytes), bytesText(total));
}

ModelWords absentWords(const ModelOffer &offer)
{
    if (isBundled(offer))
        return {.mood = Mood::Bad,
            .headline = ModelTexts::tr("Missing"),
            .sentences = ModelTexts::tr("It comes with Pawtrait: install Pawtrait again.")};
    if (offer.origin == ModelOffer::Origin::ByHand)
        return {.headline = ModelTexts::tr("Not here"),
            .amount = ModelTexts::tr("Needs a file of about %1").arg(bytesText(offer.bytes))};
    return {.headline = ModelTexts::tr("Not downloaded"),
        .amount = ModelTexts::tr("%1 to download").arg(bytesText(offer.bytes))};
}

ModelWords downloadingWords(const Downloading &state, const ModelOffer &offer)
{
    const std::int64_t total = state.total > 0 ? state.total : offer.bytes;
    ModelWords words {.mood = Mood::Busy,
        .headline = ModelTexts::tr("Downloading"),
        .amount = amountText(state.bytes, total),
        .fraction = fractionOf(state.bytes, total)};
    if (state.bytesPerSecond > 0) {
        words.speed = speedText(state.bytesPerSecond);
        const double seconds = double(total - state.bytes) / state.bytesPerSecond;
        words.left = timeLeftText(std::chrono::duration<double>(seconds));
    }
    return words;
}

ModelWords readyWords(const Ready &state, const ModelOffer &offer, Use use)
{
    ModelWords words {.mood = Mood::Good,
        .headline = use == Use::Current ? ModelTexts::tr("In use") : ModelTexts::tr("Ready"),
        .amount = isBundled(offer) ? ModelTexts::tr("%1, comes with Pawtrait")
                                   : ModelTexts::tr("%1 on this computer")};
    words.amount = words.amount.arg(bytesText(offer.bytes));
    if (state.checked == Ready::Checked::JustNow)
        words.headline += offer.isChecksumPublished
            ? ModelTexts::tr(" · checked, every byte is as published")
            : ModelTexts::tr(" · checked, unchanged since it came");
    return words;
}

/// Of a file rather than of a photo; nothing where the general words do.
Message fileMessage(const core::Error &error, const ModelOffer &offer)
{
    using Code = core::Error::Code;
    if (error.code == Code::ModelMismatch)
        return {ModelTexts::tr("Not the published file"),
            ModelTexts::tr("Its bytes are not those that the authors of %1 published.")
                .arg(modelName(offer.name)),
            isBundled(offer) ? ModelTexts::tr("Install Pawtrait again.")
                             : ModelTexts::tr("Download it again, or choose another file.")};
    if (error.code == Code::DiskFull)
        return {ModelTexts::tr("Not enough room on the disk"),
            ModelTexts::tr("%1 are needed.").arg(bytesText(offer.bytes)),
            ModelTexts::tr("Free some space, then try again.")};
    if (error.code == Code::TargetUnwritable)
        return {ModelTexts::tr("Cannot write the file"),
            ModelTexts::tr("The models folder is missing, or you are not allowed to change it."),
            ModelTexts::tr("Ask whoever looks after this computer.")};
    return {};
}

ModelWords failedWords(const Failed &state, const ModelOffer &offer)
{
    Message message = fileMessage(state.error, offer);
    if (message.happened.isEmpty())
        message = wordingFor(state.error);
    ModelWords words {.mood = Mood::Bad, .headline = std::exchange(message.happened, {})};
    words.sentences = sentencesOf(message);
    if (state.left.kind == ModelOnDisk::Kind::Part) {
        words.amount = amountText(state.left.bytes, offer.bytes);
        words.fraction = fractionOf(state.left.bytes, offer.bytes);
    }
    return words;
}

std::vector<ModelAction> readyActions(const ModelOffer &offer, Use use)
{
    std::vector<ModelAction> actions {ModelAction::Verify};
    if (use == Use::Other)
        actions.insert(actions.begin(), ModelAction::Use);
    if (use == Use::Other && !isBundled(offer))
        actions.push_back(ModelAction::Remove);
    return actions;
}

/// Without what the model's origin does not allow.
std::vector<ModelAction> allowed(std::vector<ModelAction> actions, const ModelOffer &offer)
{
    if (offer.origin == ModelOffer::Origin::ByHand)
        std::erase_if(actions, [](ModelAction action) {
            return action == ModelAction::Download || action == ModelAction::Resume;
        });
    if (offer.isOwn)
        std::erase(actions, ModelAction::ChooseFile); // another file is another model
    return actions;
}

std::vector<ModelAction> failedActions(const Failed &state, const ModelOffer &offer)
{
    if (isBundled(offer))
        return {ModelAction::Verify};
    switch (state.left.kind) {
    case ModelOnDisk::Kind::Nothing:
        return {ModelAction::Download, ModelAction::ChooseFile};
    case ModelOnDisk::Kind::Part:
        return {ModelAction::Resume, ModelAction::Cancel, ModelAction::ChooseFile};
    case ModelOnDisk::Kind::Whole:
        return {ModelAction::Download, ModelAction::ChooseFile, ModelAction::Remove};
    }
    return {};
}

} // namespace

QString bytesText(std::int64_t bytes)
{
    constexpr double megabyte = 1e6;
    const double megabytes = double(bytes) / megabyte;
    if (megabytes >= 999.5)
        return ModelTexts::tr("%1 GB").arg(QLocale().toString(megabytes / 1000, 'f', 1));
    return ModelTexts::tr("%1 MB").arg(QLocale().toString(megabytes, 'f', megabytes < 9.95 ? 1 : 0));
}

QString speedText(double bytesPerSecond)
{
    return ModelTexts::tr("%1/s").arg(bytesText(std::int64_t(bytesPerSecond)));
}

ModelWords wordsOf(const ModelState &state, const ModelOffer &offer, Use use)
{
    return std::visit(
        Match {[&](const Absent &) { return absentWords(offer); },
            [&](const Downloading &downloading) { return downloadingWords(downloading, offer); },
            [&](const Paused &paused) {
                return ModelWords {.headline = ModelTexts::tr("Paused"),
                    .amount = amountText(paused.bytes, offer.bytes),
                    .fraction = fractionOf(paused.bytes, offer.bytes)};
            },
            [&](const Checking &checking) {
                return ModelWords {.mood = Mood::Busy,
                    .headline = ModelTexts::tr("Checking the file"),
                    .amount = amountText(
                        std::int64_t(checking.fraction * double(offer.bytes)), offer.bytes),
                    .fraction = checking.fraction};
            },
            [&](const Ready &ready) { return readyWords(ready, offer, use); },
            [&](const Failed &failed) { return failedWords(failed, offer); }},
        state);
}

QString refusalText(const core::Error &error)
{
    if (error.code == core::Error::Code::ModelMismatch)
        return ModelTexts::tr("This file holds no network that Pawtrait knows, or it is damaged.");
    if (error.code == core::Error::Code::TargetExists)
        return ModelTexts::tr(
            "A model of that name is already here. Remove it, or rename the file.");
    return sentencesOf(wordingFor(error));
}

QString licenceText(const ModelOffer &offer)
{
    return ModelTexts::tr("Licence: %1.").arg(offer.licence);
}

std::vector<ModelAction> actionsFor(const ModelState &state, const ModelOffer &offer, Use use)
{
    using Actions = std::vector<ModelAction>;
    Actions actions = std::visit(
        Match {[&](const Absent &) {
                   return isBundled(offer)
                       ? Actions {}
                       : Actions {ModelAction::Download, ModelAction::ChooseFile};
               },
            [](const Downloading &) { return Actions {ModelAction::Pause, ModelAction::Cancel}; },
            [](const Paused &) {
                return Actions {ModelAction::Resume, ModelAction::Cancel, ModelAction::ChooseFile};
            },
            [](const Checking &) { return Actions {ModelAction::Cancel}; },
            [&](const Ready &) { return readyActions(offer, use); },
            [&](const Failed &failed) { return failedActions(failed, offer); }},
        state);
    return allowed(std::move(actions), offer);
}

QString nameOf(ModelAction action)
{
    switch (action) {
    case ModelAction::Use:
        return ModelTexts::tr("Use this model");
    case ModelAction::Download:
        return ModelTexts::tr("Download");
    case ModelAction::Resume:
        return ModelTexts::tr("Resume");
    case ModelAction::Pause:
        return ModelTexts::tr("Pause");
    case ModelAction::Cancel:
        return ModelTexts::tr("Cancel");
    case ModelAction::Verify:
        return ModelTexts::tr("Verify");
    case ModelAction::ChooseFile:
        return ModelTexts::tr("Choose a file…");
    case ModelAction::Remove:
        return ModelTexts::tr("Remove");
    }
    return {};
}

} // namespace ui
