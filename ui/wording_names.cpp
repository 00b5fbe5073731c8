#include "ui/wording.h"
#include "ui/words.h"

#include <QLocale>
#include <QStringList>

#include <array>
#include <cmath>

namespace ui {
namespace {

/// "some-new-look" as "Some new look".
QString readable(const std::string &id)
{
    QString words = QString::fromStdString(id).replace(QLatin1Char('-'), QLatin1Char(' '));
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return words;
}

QString decimal(double value, int places)
{
    return QLocale().toString(value, 'f', places);
}

/// What can change a print has a sign.
QString lineOf(core::PhotoNote note)
{
    switch (note) {
    case core::PhotoNote::ProfileIgnored:
        return Words::tr("▲ Broken profile: colours taken as sRGB");
    case core::PhotoNote::MetadataBroken:
        return Words::tr("▲ Broken photo information: not all of it goes into the print");
    case core::PhotoNote::FirstOfAnimation:
        return Words::tr("▲ Moves: the first picture is used");
    case core::PhotoNote::FirstOfPages:
        return Words::tr("▲ Several pages: the first is used");
    case core::PhotoNote::PrimaryOfSeveral:
        return Words::tr("▲ Several pictures: the main one is used");
    case core::PhotoNote::DepthIgnored:
        return Words::tr("Its depth map is not used");
    case core::PhotoNote::GainMapIgnored:
        return Words::tr("Its extra brightness for HDR screens is not used");
    case core::PhotoNote::HighlightsCompressed:
        return Words::tr("▲ Made for HDR screens: highlights brought down to paper white");
    case core::PhotoNote::ReducedToEightBits:
        return Words::tr("More than 8 bits a channel: the print has 8");
    }
    return {};
}

} // namespace

QString nameOf(CanvasMode mode)
{
    switch (mode) {
    case CanvasMode::Original:
        return Words::tr("Original");
    case CanvasMode::Checker:
        return Words::tr("Checker");
    case CanvasMode::Black:
        return Words::tr("Black");
    case CanvasMode::White:
        return Words::tr("White");
    case CanvasMode::Garment:
        return Words::tr("Shirt");
    case CanvasMode::Alpha:
        return Words::tr("Alpha");
    case CanvasMode::Overlay:
        return Words::tr("Overlay");
    case CanvasMode::Wipe:
        return Words::tr("Wipe");
    }
    return {};
}

QString descriptionOf(CanvasMode mode)
{
    switch (mode) {
    case CanvasMode::Original:
        return Words::tr("The photo as it came");
    case CanvasMode::Checker:
        return Words::tr("The animal alone; squares show through");
    case CanvasMode::Black:
        return Words::tr("On black: light fringes show");
    case CanvasMode::White:
        return Words::tr("On white: dark fringes show");
    case CanvasMode::Garment:
        return Words::tr("On the colour of the shirt it is printed on");
    case CanvasMode::Alpha:
        return Words::tr("The mask alone: white is kept, black goes");
    case CanvasMode::Overlay:
        return Words::tr("The photo, with what goes away in red");
    case CanvasMode::Wipe:
        return Words::tr("Before and after, with a line to drag");
    }
    return {};
}

QString effectName(const std::string &id)
{
    const std::array<std::pair<const char *, QString>, 8> names {{
        {"original", Words::tr("Original")},
        {"black-and-white", Words::tr("Black & white")},
        {"black-white", Words::tr("Black & white")},
        {"pop-art", Words::tr("Pop art")},
        {"outline-sticker", Words::tr("Sticker")},
        {"sticker", Words::tr("Sticker")},
        {"halftone", Words::tr("Halftone")},
        {"sketch", Words::tr("Sketch")},
    }};
    for (const auto &[known, name] : names)
        if (id == known)
            return name;
    return readable(id);
}

QString modelName(const std::string &name)
{
    return readable(name);
}

QString pixelText(core::Size size)
{
    return Words::tr("%1 × %2").arg(size.width).arg(size.height);
}

QString megapixelText(double megapixels)
{
    const bool isWhole = std::abs(megapixels - std::round(megapixels)) < 0.05 && megapixels >= 1;
    return Words::tr("%1 MP").arg(decimal(megapixels, isWhole ? 0 : megapixels < 0.1 ? 2 : 1));
}

QString sizeText(core::Size size)
{
    return Words::tr("%1 · %2").arg(pixelText(size), megapixelText(core::megapixels(size)));
}

QString printSizeText(const core::PrintSize &size)
{
    // Rounded down: nobody should be promised a tenth too much.
    const auto cm = [](double mm) {
        const double floored = std::floor(mm + 1e-6) / 10;
        return decimal(floored, floored == std::floor(floored) ? 0 : 1);
    };
    return Words::tr("%1 × %2 cm").arg(cm(size.widthMm), cm(size.heightMm));
}

QString secondsText(double seconds)
{
    return Words::tr("%1 s").arg(decimal(seconds, seconds < 1 ? 2 : 1));
}

QString fileText(const core::Header &header)
{
    QString text = QString::fromStdString(core::nameOf(header.format));
    const auto add = [&text](const QString &part) { text += QStringLiteral(" · ") + part; };
    if (!header.profileName.empty())
        add(QString::fromStdString(header.profileName));
    if (header.isCmyk)
        add(Words::tr("CMYK"));
    if (header.bitsPerChannel != 8)
        add(Words::tr("%1 bit").arg(header.bitsPerChannel));
    if (header.isAnimated)
        add(Words::tr("animated, first picture"));
    return text;
}

QString recordText(const core::MaskRecord &record)
{
    const QString precision = QString::fromStdString(record.precision);
    return Words::tr("%1 · %2 · %3 · %4")
        .arg(modelName(record.model), QString::fromStdString(record.device),
            record.blending.empty() ? precision : Words::tr("%1, blended").arg(precision),
            record.isFromCache ? Words::tr("kept earlier") : secondsText(record.seconds));
}

QString notesText(const core::PhotoNotes &notes)
{
    QStringList lines;
    for (const core::PhotoNote note : notes)
        lines.append(lineOf(note));
    return lines.join(QLatin1Char('\n'));
}

QString stepsText(const core::MaskRecord &record)
{
    QStringList lines;
    std::vector<std::string> all = record.steps;
    if (!record.cacheNote.empty())
        all.push_back(record.cacheNote);
    for (const std::string &step : all) {
        QString words = QString::fromStdString(step);
        if (!words.isEmpty())
            words[0] = words[0].toUpper();
        lines.append(signOf(Mood::Attention) % QLatin1Char(' ') % words);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace ui
