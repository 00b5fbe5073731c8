#pragma once

#include "core/checks/megapixel_policy.h"
#include "core/checks/print_check.h"
#include "core/inference/saliency.h"
#include "core/result.h"
#include "ui/photo_entry.h"
#include "ui/picture.h"

#include <QString>

/// Every sentence of the window, in words that a print shop would use. Translatable.
namespace ui {

/// What happened, what it means, what to do. No blame, no jargon.
struct Message
{
    QString happened;
    QString meaning;
    QString remedy;
};
Message wordingFor(const core::Error &error);
/// All that a message says, in one paragraph.
QString sentencesOf(const Message &message);

/// What a sentence is about: its sign and colour follow from it.
enum class Mood { Neutral, Busy, Good, Attention, Bad };

/// "✓", "▲", "✕" or nothing: the sign that stands beside a mood's colour and word.
QString signOf(Mood mood);
/// Name of the drawing (icons.h) of the same sign; "" where there is none.
QString iconOf(Mood mood);

/// One line for the film strip: sign and words ("Cut", "Preview · full mask 62 %").
struct StateWords
{
    Mood mood = Mood::Neutral;
    QString words;
};
StateWords stateWords(const PhotoEntry &entry);

/// A verdict in full: a headline, then the sentences of a Message.
struct VerdictWords
{
    Mood mood = Mood::Neutral;
    QString headline;
    Message message;
    QString button; ///< of the one thing to do; "" where there is none
};
/// `importSize`: an accepted suggestion.
VerdictWords wordingFor(
    const core::SizeVerdict &verdict, const std::optional<core::Size> &importSize = {});
/// Provisional: the mask is not there yet, so that more or less may be printed in the end.
enum class Basis { Provisional, Final };
VerdictWords wordingFor(const core::PrintVerdict &verdict, const core::PrintSize &ordered,
    const core::PrintNeed &need, Basis basis);
/// A print at the photo's own pixels: how large it becomes.
VerdictWords ownSizeWords(core::Size pixels, double dotsPerInch);
/// How far the cut-out is.
VerdictWords maskWords(const PhotoEntry &entry);
/// Why it cannot be exported now; "" where it can.
QString exportObstacle(const PhotoEntry &entry);

QString nameOf(CanvasMode mode); ///< "Checker"
QString descriptionOf(CanvasMode mode); ///< for tool tips
QString effectName(const std::string &id); ///< "Pop art"; an unknown id comes readable too
QString modelName(const std::string &name); ///< "Lite"

QString sizeText(core::Size size); ///< "4284 × 5712 · 24.5 MP"
QString pixelText(core::Size size); ///< "4284 × 5712"
QString megapixelText(double megapixels); ///< "24.5 MP"
QString printSizeText(const core::PrintSize &size); ///< "30 × 40 cm", "21 × 29.7 cm"
QString secondsText(double seconds); ///< "0.41 s"
/// How a photo was read, where that is worth a word, a line each: "▲ Broken profile: taken as sRGB".
QString notesText(const core::PhotoNotes &notes);
QString fileText(const core::Header &header); ///< "HEIC · Display P3 · 10 bit"
/// "Lite · CPU · float32 · 0.41 s"; "kept earlier" in place of the time where it comes from the cache
QString recordText(const core::MaskRecord &record);
/// "▲ Smaller input 768: not enough memory", a line a step; "" where all went as asked for and
/// nothing is wrong with the cache.
QString stepsText(const core::MaskRecord &record);

/// For the corner of the canvas: which mask of the photo is shown, and what becomes of it.
struct CaptionWords
{
    QString bold;
    QString rest;
};
CaptionWords captionWords(MaskStage stage, const PhotoEntry &entry);

} // namespace ui
