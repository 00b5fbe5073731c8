#pragma once

#include "ui/model_state.h"
#include "ui/wording.h"

/// The sentences of the Models page.
namespace ui {

/// "368 MB", "1.2 GB"; decimal, as disks are sold.
QString bytesText(std::int64_t bytes);
QString speedText(double bytesPerSecond); ///< "4.2 MB/s"

/// Whether a model is the one that makes the masks.
enum class Use { Current, Other };

/// Everything a card says of a state.
struct ModelWords
{
    Mood mood = Mood::Neutral;
    QString headline; ///< "Downloading"
    QString sentences; ///< what it means and what to do; "" where the headline says all
    QString amount; ///< "123 of 368 MB"
    QString speed; ///< "" unless bytes come
    QString left; ///< "about 58 s left"
    double fraction = 0; ///< of the bar, 0..1
};
ModelWords wordsOf(const ModelState &state, const ModelOffer &offer, Use use);

/// Why a file was not taken in as a model.
QString refusalText(const core::Error &error);
QString licenceText(const ModelOffer &offer); ///< "Licence: MIT"

/// What can be done with a model.
enum class ModelAction { Use, Download, Resume, Pause, Cancel, Verify, ChooseFile, Remove };
/// In the order of their buttons.
std::vector<ModelAction> actionsFor(const ModelState &state, const ModelOffer &offer, Use use);
QString nameOf(ModelAction action);

} // namespace ui
