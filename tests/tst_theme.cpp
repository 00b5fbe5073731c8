#include "ui/icons.h"
#include "ui/ink_label.h"
#include "ui/theme.h"

#include <QTest>

using namespace ui;

class tst_Theme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textCanBeRead_data();
    void textCanBeRead();
    void switchesAtRunTime();
    void aChangedInkSurvivesTheSwitch();
    void theEnvironmentOverrules_data();
    void theEnvironmentOverrules();
    void noTokenIsLeftInTheStyleSheet();
    void iconsTakeTheirColour();
};

void tst_Theme::textCanBeRead_data()
{
    QTest::addColumn<QColor>("ink");
    QTest::addColumn<QColor>("ground");
    for (const auto &[name, theme] :
        {std::pair("dark", darkTheme()), std::pair("light", lightTheme())}) {
        const std::pair<const char *, QColor> grounds[] = {
            {"window", theme.window}, {"panel", theme.panel}, {"card", theme.card}};
        const std::pair<const char *, QColor> inks[] = {{"text", theme.text},
            {"secondary", theme.secondary}, {"good", theme.good}, {"attention", theme.attention},
            {"bad", theme.bad}, {"accent", theme.accent}};
        for (const auto &[groundName, ground] : grounds)
            for (const auto &[inkName, ink] : inks)
                QTest::addRow("%s: %s on %s", name, inkName, groundName) << ink << ground;
        QTest::addRow("%s: ink on accent", name) << theme.accentInk << theme.accent;
        QTest::addRow("%s: text on canvas", name) << theme.text << theme.canvas;
    }
}

void tst_Theme::textCanBeRead()
{
    QFETCH(QColor, ink);
    QFETCH(QColor, ground);
    QVERIFY2(contrast(ink, ground) >= 4.5, qPrintable(QString::number(contrast(ink, ground))));
}

void tst_Theme::switchesAtRunTime()
{
    InkLabel label(QStringLiteral("Cut"), Ink::Good);
    label.show();
    for (const ColourScheme scheme :
        {ColourScheme::Dark, ColourScheme::Light, ColourScheme::Dark}) {
        applyTheme(*qApp, scheme);
        const Theme &theme = scheme == ColourScheme::Dark ? darkTheme() : lightTheme();
        QCOMPARE(themeOf(label.palette()).window, theme.window);
        QCOMPARE(label.palette().color(QPalette::WindowText), theme.good);
    }
}

void tst_Theme::aChangedInkSurvivesTheSwitch()
{
    applyTheme(*qApp, ColourScheme::Light);
    QWidget window;
    auto *label = new InkLabel(QStringLiteral("loading"), Ink::Attention, InkLabel::Size::Normal,
        InkLabel::Lines::One, &window);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    label->setInk(Ink::Good);
    for (const ColourScheme scheme : {ColourScheme::Dark, ColourScheme::Light}) {
        applyTheme(*qApp, scheme);
        QCoreApplication::processEvents();
        const Theme &theme = scheme == ColourScheme::Dark ? darkTheme() : lightTheme();
        QCOMPARE(label->palette().color(QPalette::WindowText), theme.good);
    }
}

void tst_Theme::theEnvironmentOverrules_data()
{
    QTest::addColumn<QByteArray>("environment");
    QTest::addColumn<ColourScheme>("wanted");
    QTest::addColumn<ColourScheme>("expected");
    QTest::newRow("system") << QByteArray() << ColourScheme::System << ColourScheme::Light;
    QTest::newRow("forced by the user") << QByteArray() << ColourScheme::Dark << ColourScheme::Dark;
    QTest::newRow("by the environment")
        << QByteArray("dark") << ColourScheme::Light << ColourScheme::Dark;
    QTest::newRow("nonsense is ignored")
        << QByteArray("pink") << ColourScheme::System << ColourScheme::Light;
}

void tst_Theme::theEnvironmentOverrules()
{
    QFETCH(QByteArray, environment);
    QFETCH(ColourScheme, wanted);
    QFETCH(ColourScheme, expected);
    qputenv("PAWTRAIT_SCHEME", environment);
    QCOMPARE(resolvedScheme(wanted, ColourScheme::Light), expected);
    qunsetenv("PAWTRAIT_SCHEME");
}

void tst_Theme::noTokenIsLeftInTheStyleSheet()
{
    for (const Theme &theme : {darkTheme(), lightTheme()}) {
        const QString sheet = styleSheetFor(theme);
        QVERIFY(sheet.contains(theme.accent.name()));
        QVERIFY(!sheet.contains(QLatin1Char('@')));
    }
}

void tst_Theme::iconsTakeTheirColour()
{
    const QImage sign =
        tintedPixmap(QStringLiteral("attention"), QColor(10, 200, 30), 16, 2).toImage();
    QCOMPARE(sign.size(), QSize(32, 32));
    QCOMPARE(sign.pixelColor(16, 20).rgb(), qRgb(10, 200, 30));
    QCOMPARE(sign.pixelColor(0, 0).alpha(), 0);
    QVERIFY(tintedIcon(QStringLiteral("no such icon"), Qt::red).isNull());
    QVERIFY(!applicationIcon().pixmap(64).isNull());
}

QTEST_MAIN(tst_Theme)
#include "tst_theme.moc"
