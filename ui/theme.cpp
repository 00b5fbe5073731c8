#include "ui/theme.h"

#include <QFontDatabase>
#include <QStyleFactory>

#include <cmath>

namespace ui {
namespace {

QColor rgb(QRgb value)
{
    return QColor::fromRgb(value);
}

QPalette paletteFor(const Theme &theme)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor &colour) {
        palette.setColor(role, colour);
    };
    set(QPalette::Window, theme.window);
    set(QPalette::WindowText, theme.text);
    set(QPalette::Base, theme.card);
    set(QPalette::AlternateBase, theme.panel);
    set(QPalette::Text, theme.text);
    set(QPalette::PlaceholderText, theme.secondary);
    set(QPalette::Button, theme.card);
    set(QPalette::ButtonText, theme.text);
    set(QPalette::BrightText, theme.bad);
    set(QPalette::ToolTipBase, theme.card);
    set(QPalette::ToolTipText, theme.text);
    set(QPalette::Highlight, theme.accent);
    set(QPalette::HighlightedText, theme.accentInk);
    set(QPalette::Link, theme.accent);
    set(QPalette::LinkVisited, theme.accent);
    set(QPalette::Light, theme.card.lighter(120));
    set(QPalette::Midlight, theme.line);
    set(QPalette::Mid, theme.line);
    set(QPalette::Dark, theme.line.darker(130));
    set(QPalette::Shadow, theme.window.darker(160));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, theme.faint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.line);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, theme.secondary);
    return palette;
}

/// Inter where it is installed, for its tabular figures and even texture; else the system's font.
QFont fontFor(const QFont &system)
{
    QFont font = system;
    if (QFontDatabase::families().contains(QStringLiteral("Inter")))
        font.setFamily(QStringLiteral("Inter"));
    if (font.pointSizeF() < 9.5)
        font.setPointSizeF(
            9.75); // 13 px at 96 DPI: Qt's own default is too small to work with all day
    return font;
}

double luminance(const QColor &colour)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF());
}

} // namespace

const Theme &darkTheme()
{
    static const Theme theme {.window = rgb(0x1f2023),
        .panel = rgb(0x27282c),
        .card = rgb(0x2f3136),
        .line = rgb(0x3a3c42),
        .text = rgb(0xe6e7ea),
        .secondary = rgb(0xa2a5ad),
        .faint = rgb(0x7b7f88),
        .accent = rgb(0x4d9fec),
        .accentInk = rgb(0x071625),
        .good = rgb(0x4cc38a),
        .attention = rgb(0xf0b03f),
        .bad = rgb(0xf0716a),
        .canvas = rgb(0x36383d),
        .checkerEven = rgb(0x5b5d63),
        .checkerOdd = rgb(0x6a6c72)};
    return theme;
}

const Theme &lightTheme()
{
    static const Theme theme {.window = rgb(0xf3f3f4),
        .panel = rgb(0xfbfbfc),
        .card = rgb(0xffffff),
        .line = rgb(0xdcdde1),
        .text = rgb(0x1d1e21),
        .secondary = rgb(0x5c6068),
        .faint = rgb(0x868a93),
        .accent = rgb(0x1769c4),
        .accentInk = rgb(0xffffff),
        .good = rgb(0x137c48),
        .attention = rgb(0x9a6100),
        .bad = rgb(0xc23b34),
        .canvas = rgb(0xd4d5d9),
        .checkerEven = rgb(0xc4c5c9),
        .checkerOdd = rgb(0xdfe0e3)};
    return theme;
}

const Theme &themeOf(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? darkTheme() : lightTheme();
}

ColourScheme resolvedScheme(ColourScheme wanted, ColourScheme system)
{
    const QByteArray forced = qgetenv("PAWTRAIT_SCHEME");
    if (forced == "dark")
        return ColourScheme::Dark;
    if (forced == "light")
        return ColourScheme::Light;
    return wanted == ColourScheme::System ? system : wanted;
}

void applyTheme(QApplication &application, ColourScheme scheme)
{
    const Theme &theme = scheme == ColourScheme::Dark ? darkTheme() : lightTheme();
    // A style sheet wraps the style: it is set once, then only the sheet changes.
    if (application.styleSheet().isEmpty()) {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        QApplication::setFont(fontFor(QApplication::font()));
    }
    QApplication::setPalette(paletteFor(theme));
    application.setStyleSheet(styleSheetFor(theme));
}

QString styleSheetFor(const Theme &theme)
{
    QString sheet = QStringLiteral(R"(
QToolTip { background: @card; color: @text; border: 1px solid @line; padding: 4px 6px; }
QComboBox, QLineEdit, QAbstractSpinBox { background: @card; color: @text; border: 1px solid @line; border-radius: 6px;
    padding: 4px 8px; min-height: 1.4em; selection-background-color: @accent; selection-color: @accentInk; }
QComboBox:hover, QLineEdit:hover, QAbstractSpinBox:hover { border-color: @faint; }
QComboBox:focus, QLineEdit:focus, QAbstractSpinBox:focus { border: 2px solid @accent; padding: 3px 7px; }
QComboBox[wrong="true"], QLineEdit[wrong="true"] { border-color: @bad; }
QComboBox:disabled, QLineEdit:disabled, QAbstractSpinBox:disabled { color: @faint; }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit { border: none; padding: 0; background: transparent; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(:/icons/@arrow.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: @card; border: 1px solid @line; outline: none; padding: 4px; }
QMenu { background: @card; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @accent; color: @accentInk; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QToolButton::menu-indicator { image: url(:/icons/@arrow.svg); width: 10px; height: 10px;
    subcontrol-origin: padding; subcontrol-position: right center; right: 2px; }
QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 4px; margin: 1px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; width: 0; height: 0; }
)");
    const bool isDark = theme.text.lightness() > 128;
    const std::pair<QLatin1String, QString> tokens[] = {
        // longest names first: @accentInk before @accent
        {QLatin1String("@accentInk"), theme.accentInk.name()},
        {QLatin1String("@accent"), theme.accent.name()},
        {QLatin1String("@arrow"),
            isDark ? QStringLiteral("arrow-dark") : QStringLiteral("arrow-light")},
        {QLatin1String("@card"), theme.card.name()},
        {QLatin1String("@line"), theme.line.name()},
        {QLatin1String("@text"), theme.text.name()},
        {QLatin1String("@faint"), theme.faint.name()},
        {QLatin1String("@bad"), theme.bad.name()},
    };
    for (const auto &[token, value] : tokens)
        sheet.replace(token, value);
    return sheet;
}

double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one) + 0.05;
    const double b = luminance(other) + 0.05;
    return std::max(a, b) / std::min(a, b);
}

} // namespace ui
