#include "ui/wording.h"
#include "ui/words.h"

#include <cmath>

namespace ui {
namespace {

VerdictWords passWords(const core::SizeVerdict &verdict)
{
    // The size itself stands below, among the facts.
    const bool isTolerated = verdict.reason == core::SizeReason::WithinTolerance;
    const QString meaning = isTolerated
        ? Words::tr("A hair over %1, which is fine.").arg(megapixelText(verdict.limitMegapixels))
        : QString();
    return {Mood::Good, Words::tr("Good to cut"), {{}, meaning, {}}, {}};
}

VerdictWords largeWords(const core::SizeVerdict &verdict, core::Size suggested)
{
    const bool isRejected = verdict.acceptance == core::Acceptance::Reject;
    VerdictWords words;
    words.mood = isRejected ? Mood::Bad : Mood::Attention;
    words.headline = isRejected ? Words::tr("Too large to open at full size")
                                : Words::tr("Larger than it needs to be");
    words.message.happened =
        Words::tr("This photo has %1; the limit is %2.")
            .arg(megapixelText(verdict.megapixels), megapixelText(verdict.limitMegapixels));
    words.message.meaning = isRejected
        ? Words::tr("It would fill the computer's memory.")
        : Words::tr("It works, but takes longer, and the print will not look better.");
    words.message.remedy = Words::tr("Scale it to %1: your file stays as it is.")
                               .arg(megapixelText(core::megapixels(suggested)));
    words.button = Words::tr("Scale to %1").arg(pixelText(suggested));
    return words;
}

VerdictWords smallWords(const core::SizeVerdict &verdict)
{
    return {Mood::Bad, Words::tr("Too small to print"),
        {Words::tr("This photo is only %1 × %2 pixels.")
                .arg(verdict.size.width)
                .arg(verdict.size.height),
            Words::tr("No print would look good."),
            Words::tr("Ask the customer for the original photo.")},
        {}};
}

VerdictWords scaledWords(const core::SizeVerdict &verdict, core::Size used)
{
    return {Mood::Good, Words::tr("Scaled to %1").arg(megapixelText(core::megapixels(used))),
        {Words::tr("Used at %1 × %2 pixels.").arg(used.width).arg(used.height),
            Words::tr("The file itself keeps its %1.").arg(megapixelText(verdict.megapixels)), {}},
        verdict.acceptance == core::Acceptance::Reject ? QString() : Words::tr("Undo")};
}

/// What was measured, in the words of the sentence.
QString subjectWords(core::PrintSubject subject)
{
    return subject == core::PrintSubject::Animal ? Words::tr("The animal alone")
                                                 : Words::tr("The whole photo");
}

QString remedyWords(const core::PrintVerdict &verdict)
{
    if (verdict.largestGood.widthMm < 5 || verdict.largestGood.heightMm < 5)
        return Words::tr("Ask the customer for a larger photo.");
    return Words::tr("Print it at most %1 large, or ask for a larger photo.")
        .arg(printSizeText(verdict.largestGood));
}

} // namespace

VerdictWords wordingFor(
    const core::SizeVerdict &verdict, const std::optional<core::Size> &importSize)
{
    if (importSize)
        return scaledWords(verdict, *importSize);
    if (verdict.reason == core::SizeReason::TooSmall)
        return smallWords(verdict);
    if (verdict.acceptance == core::Acceptance::Pass || !verdict.suggested)
        return passWords(verdict);
    return largeWords(verdict, *verdict.suggested);
}

VerdictWords wordingFor(const core::PrintVerdict &verdict, const core::PrintSize &ordered,
    const core::PrintNeed &need, Basis basis)
{
    const QString size = printSizeText(ordered);
    VerdictWords words;
    // Rounded towards the worse: 199.6 must not read as the 200 that is needed.
    words.message.happened = Words::tr("%1 prints at %2 DPI; this product needs %3.")
                                 .arg(subjectWords(verdict.subject))
                                 .arg(std::floor(verdict.dpi))
                                 .arg(std::ceil(need.goodDpi));
    if (basis == Basis::Provisional)
        words.message.meaning = Words::tr("A first guess, until the full mask is there.");
    switch (verdict.quality) {
    case core::PrintQuality::Good:
        words.mood = Mood::Good;
        words.headline = Words::tr("Good for %1").arg(size);
        return words;
    case core::PrintQuality::Soft:
        words.mood = Mood::Attention;
        words.headline = Words::tr("Soft at %1").arg(size);
        words.message.meaning = Words::tr("It will look a little blurred from close by.");
        break;
    case core::PrintQuality::TooSmall:
        words.mood = Mood::Bad;
        words.headline = Words::tr("Too small for %1").arg(size);
        words.message.meaning = Words::tr("It will look blurred, even from a step away.");
        break;
    }
    words.message.remedy = remedyWords(verdict);
    return words;
}

VerdictWords ownSizeWords(core::Size pixels, double dotsPerInch)
{
    const auto lengthMm = [dotsPerInch](int px) {
        return std::floor(px / dotsPerInch * core::millimetresPerInch / 10 + 1e-9) * 10;
    };
    VerdictWords words;
    words.headline = Words::tr("Every pixel as it is");
    const core::PrintSize print {lengthMm(pixels.width), lengthMm(pixels.height)};
    if (print.widthMm > 0 && print.heightMm > 0)
        words.message.happened =
            Words::tr("About %1 at %2 DPI.").arg(printSizeText(print)).arg(qRound(dotsPerInch));
    return words;
}

} // namespace ui
