#pragma once

#include "ui/settings.h"

#include <QApplication>
#include <QColor>
#include <QPalette>
#include <QString>

/// Colours, palette, style sheet and font of the window. Surroundings are neutral grey, so that the
/// eye judges the pet's colours; the only saturated things are the photo, one accent and verdicts.
namespace ui {

/// The colours of one scheme.
struct Theme
{
    QColor window, panel, card; ///< from behind to before
    QColor line;
    QColor text, secondary, faint; ///< faint: for what need not be read (key caps, hints)
    QColor accent, accentInk; ///< the one saturated colour, and what is written on it
    QColor good, attention, bad; ///< verdicts, always beside a sign and a word
    QColor canvas, checkerEven, checkerOdd;
};

const Theme &darkTheme();
const Theme &lightTheme();

/// The theme that a widget is dressed in, told by its palette: widgets that paint themselves ask
/// this in paintEvent() and changeEvent(PaletteChange), and so follow a change at run time.
const Theme &themeOf(const QPalette &palette);

/// Dark or Light: `wanted`, or what the system says where that is System. PAWTRAIT_SCHEME=dark or
/// light in the environment overrules both.
ColourScheme resolvedScheme(ColourScheme wanted, ColourScheme system);

/// Dresses the whole program; may be called again at any time. `scheme`: Dark or Light.
void applyTheme(QApplication &application, ColourScheme scheme);

/// Fusion's small style sheet made of the tokens.
QString styleSheetFor(const Theme &theme);

/// WCAG contrast of two opaque colours, 1..21.
double contrast(const QColor &one, const QColor &other);

} // namespace ui
