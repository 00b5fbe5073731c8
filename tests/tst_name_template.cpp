#include "core/print/name_template.h"

#include <QTest>

class tst_NameTemplate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tokensAreReplaced_data();
    void tokensAreReplaced();
    void namesFitEveryFileSystem_data();
    void namesFitEveryFileSystem();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void longNamesEndBetweenCharacters();
};

void tst_NameTemplate::tokensAreReplaced_data()
{
    QTest::addColumn<std::string>("nameTemplate");
    QTest::addColumn<std::string>("size");
    QTest::addColumn<std::string>("expected");
    const std::string usual = "{name}_{effect}{_size}";
    QTest::newRow("usual") << usual << std::string("30x40cm") << std::string("cat_pop-art_30x40cm");
    QTest::newRow("own size leaves no gap") << usual << std::string() << std::string("cat_pop-art");
    QTest::newRow("all") << std::string("{model}-{size}-{name}") << std::string("1x2cm")
                         << std::string("lite-1x2cm-cat");
    QTest::newRow("no tokens") << std::string("print") << std::string() << std::string("print");
    QTest::newRow("a closing brace alone")
        << std::string("a}b") << std::string() << std::string("a}b");
}

void tst_NameTemplate::tokensAreReplaced()
{
    QFETCH(std::string, nameTemplate);
    QFETCH(std::string, size);
    const auto name = core::expandedName(nameTemplate, {"cat", "pop-art", size, "lite"});
    QVERIFY(name);
    QTEST(*name, "expected");
}

void tst_NameTemplate::namesFitEveryFileSystem_data()
{
    QTest::addColumn<std::string>("photo");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("a path") << std::string("../../etc/cat") << std::string("_._.._etc_cat");
    QTest::newRow("Windows' signs")
        << std::string("a\\b:c*d?e\"f<g>h|i") << std::string("a_b_c_d_e_f_g_h_i");
    QTest::newRow("line break") << std::string("a\nb\tc\x7F") << std::string("a_b_c_");
    QTest::newRow("hidden") << std::string(".cat") << std::string("_cat");
    QTest::newRow("a token inside a photo's name stays")
        << std::string("{name}") << std::string("{name}");
    QTest::newRow("beyond ASCII") << std::string("K\u00E4tzchen") << std::string("K\u00E4tzchen");
}

void tst_NameTemplate::namesFitEveryFileSystem()
{
    QFETCH(std::string, photo);
    const auto name = core::expandedName("{name}", {photo, "", "", ""});
    QVERIFY(name);
    QTEST(*name, "expected");
}

void tst_NameTemplate::mistakesAreNamed_data()
{
    QTest::addColumn<std::string>("nameTemplate");
    QTest::addColumn<QString>("named");
    QTest::newRow("unknown") << std::string("{name}_{nmae}") << QStringLiteral("{nmae}");
    QTest::newRow("unclosed") << std::string("{name}_{eff") << QStringLiteral("{eff");
    QTest::newRow("empty token") << std::string("{}") << QStringLiteral("{}");
    QTest::newRow("empty template") << std::string() << QStringLiteral("empty");
    QTest::newRow("nothing left") << std::string("{size}") << QStringLiteral("empty");
}

void tst_NameTemplate::mistakesAreNamed()
{
    QFETCH(std::string, nameTemplate);
    QFETCH(QString, named);
    const auto name = core::expandedName(nameTemplate, {"cat", "original", "", "lite"});
    QVERIFY(!name);
    QCOMPARE(name.error().code, core::Error::Code::Unexpected);
    QVERIFY(QString::fromStdString(name.error().detail).contains(named));
}

void tst_NameTemplate::longNamesEndBetweenCharacters()
{
    std::string photo = "x";
    for (int i = 0; i < 150; ++i)
        photo += "\u00E4"; // two bytes each: the 200th byte is inside one
    const auto name = core::expandedName("{name}", {photo, "", "", ""});
    QVERIFY(name);
    QCOMPARE(*name, photo.substr(0, 199));
}

QTEST_GUILESS_MAIN(tst_NameTemplate)
#include "tst_name_template.moc"
