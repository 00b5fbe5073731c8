#include "core/checks/megapixel_policy.h"

#include <QTest>

#include <map>

using core::Acceptance;
using core::Intake;
using core::MegapixelLimits;
using core::Size;
using core::SizeReason;
using Variables = std::map<std::string, std::string>;

class tst_MegapixelPolicy : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void judgesTheIntakeTable_data();
    void judgesTheIntakeTable();
    void suggestionsFitAndKeepTheAspect_data();
    void suggestionsFitAndKeepTheAspect();
    void tinyPhotosAreRejectedWithoutSuggestion_data();
    void tinyPhotosAreRejectedWithoutSuggestion();
    void factsNameTheLimitThatDecided();
    void aShopCanRollBackToSixteen();
    void aHardLimitBelowTheOthersBoundsTheSuggestion();
    void theEnvironmentWins_data();
    void theEnvironmentWins();
    void badValuesAreIgnoredAndNamed_data();
    void badValuesAreIgnoredAndNamed();
    void theProcessEnvironmentIsRead();
};

namespace {

core::Environment environmentOf(const Variables &variables)
{
    return [variables](const std::string &name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
}

} // namespace

void tst_MegapixelPolicy::judgesTheIntakeTable_data()
{
    QTest::addColumn<Size>("size");
    QTest::addColumn<Acceptance>("desktop");
    QTest::addColumn<SizeReason>("reason");
    QTest::addColumn<Acceptance>("mobile");
    const auto pass = Acceptance::Pass;
    const auto suggest = Acceptance::Suggest;
    const auto within = SizeReason::WithinLimit;
    const auto tolerated = SizeReason::WithinTolerance;
    const auto over = SizeReason::OverLimit;
    QTest::newRow("16MP_4096x4096") << Size {4096, 4096} << pass << within << pass;
    QTest::newRow("iPhone14_24.5MP") << Size {4284, 5712} << pass << tolerated << suggest;
    QTest::newRow("Samsung_S23_50MP") << Size {6000, 8000} << suggest << over << suggest;
    QTest::newRow("24MP_6000x4000") << Size {6000, 4000} << pass << within << suggest;
    QTest::newRow("24MP_5656x4242") << Size {5656, 4242} << pass << within << suggest;
    QTest::newRow("Panorama_30MP") << Size {10000, 3000} << suggest << over << suggest;
    QTest::newRow("Square_24MP") << Size {4899, 4899} << pass << tolerated << suggest;
    QTest::newRow("Just_Under_24MP") << Size {5600, 4200} << pass << within << suggest;
    QTest::newRow("Just_Over_24MP") << Size {5700, 4300} << suggest << over << suggest;
    QTest::newRow("200 MP phone") << Size {16320, 12240} << Acceptance::Reject
                                  << SizeReason::OverHardLimit << Acceptance::Reject;
    QTest::newRow("at the hard limit's tolerance")
        << Size {10200, 5000} << suggest << over << suggest;
    QTest::newRow("30000 x 30000 header") << Size {30000, 30000} << Acceptance::Reject
                                          << SizeReason::OverHardLimit << Acceptance::Reject;
    QTest::newRow("sides at the end of int") << Size {2147483647, 2147483647} << Acceptance::Reject
                                             << SizeReason::OverHardLimit << Acceptance::Reject;
}

void tst_MegapixelPolicy::judgesTheIntakeTable()
{
    QFETCH(Size, size);
    const auto desktop = core::judge(size, {});
    QTEST(desktop.acceptance, "desktop");
    QTEST(desktop.reason, "reason");
    QTEST(core::judge(size, {}, Intake::Mobile).acceptance, "mobile");
    QCOMPARE(desktop.suggested.has_value(), desktop.acceptance != Acceptance::Pass);
    QCOMPARE(desktop.size, size);
}

void tst_MegapixelPolicy::suggestionsFitAndKeepTheAspect_data()
{
    QTest::addColumn<Size>("size");
    QTest::addColumn<double>("limit");
    QTest::addColumn<Size>("expected");
    QTest::newRow("Samsung_S23_50MP") << Size {6000, 8000} << 24.0 << Size {4242, 5656};
    QTest::newRow("its mobile size") << Size {6000, 8000} << 20.0 << Size {3872, 5163};
    QTest::newRow("Panorama_30MP") << Size {10000, 3000} << 24.0 << Size {8944, 2683};
    QTest::newRow("Just_Over_24MP") << Size {5700, 4300} << 24.0 << Size {5640, 4255};
    QTest::newRow("200 MP phone") << Size {16320, 12240} << 24.0 << Size {5656, 4242};
    QTest::newRow("whole third") << Size {18000, 12000} << 24.0 << Size {6000, 4000};
    QTest::newRow("fits already") << Size {6000, 4000} << 24.0 << Size {6000, 4000};
    QTest::newRow("a line") << Size {1, 96'000'000} << 24.0 << Size {1, 24'000'000};
    QTest::newRow("a line lying") << Size {96'000'000, 1} << 24.0 << Size {24'000'000, 1};
}

void tst_MegapixelPolicy::suggestionsFitAndKeepTheAspect()
{
    QFETCH(Size, size);
    QFETCH(double, limit);
    const Size scaled = core::scaledToLimit(size, limit);
    QTEST(scaled, "expected");
    QVERIFY(core::megapixels(scaled) <= limit);
}

void tst_MegapixelPolicy::tinyPhotosAreRejectedWithoutSuggestion_data()
{
    QTest::addColumn<Size>("size");
    QTest::addColumn<bool>("isTiny");
    QTest::newRow("one pixel") << Size {1, 1} << true;
    QTest::newRow("a hair") << Size {1, 20000} << true;
    QTest::newRow("15 high") << Size {4000, 15} << true;
    QTest::newRow("16 by 16") << Size {16, 16} << false;
    QTest::newRow("nothing") << Size {0, 0} << true;
    QTest::newRow("a huge hair") << Size {2147483647, 1} << true;
}

void tst_MegapixelPolicy::tinyPhotosAreRejectedWithoutSuggestion()
{
    QFETCH(Size, size);
    QFETCH(bool, isTiny);
    const auto verdict = core::judge(size, {});
    QCOMPARE(verdict.acceptance, isTiny ? Acceptance::Reject : Acceptance::Pass);
    QCOMPARE(verdict.reason, isTiny ? SizeReason::TooSmall : SizeReason::WithinLimit);
    QVERIFY(!verdict.suggested);
}

void tst_MegapixelPolicy::factsNameTheLimitThatDecided()
{
    QCOMPARE(core::judge({6000, 8000}, {}).limitMegapixels, 24.0);
    QCOMPARE(core::judge({6000, 8000}, {}).megapixels, 48.0);
    QCOMPARE(core::judge({6000, 8000}, {}, Intake::Mobile).limitMegapixels, 20.0);
    QCOMPARE(core::judge({16320, 12240}, {}).limitMegapixels, 50.0);
    QCOMPARE(core::judge({16320, 12240}, {}).suggested, std::optional(Size {5656, 4242}));
}

void tst_MegapixelPolicy::aShopCanRollBackToSixteen()
{
    const MegapixelLimits sixteen {.desktop = 16};
    QCOMPARE(core::judge({6000, 4000}, sixteen).suggested, std::optional(Size {4898, 3265}));
    // 4096 x 4096 is 16.78: more than two percent over a decimal 16.
    QCOMPARE(core::judge({4096, 4096}, sixteen).acceptance, Acceptance::Suggest);
}

void tst_MegapixelPolicy::aHardLimitBelowTheOthersBoundsTheSuggestion()
{
    const auto verdict = core::judge({6000, 4000}, {.desktop = 24, .hard = 6});
    QCOMPARE(verdict.acceptance, Acceptance::Reject);
    QCOMPARE(verdict.suggested, std::optional(Size {3000, 2000}));
}

void tst_MegapixelPolicy::theEnvironmentWins_data()
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<MegapixelLimits>("expected");
    const MegapixelLimits settings {30, 10, 60, false};
    QTest::newRow("nothing set: the settings stay") << Variables() << settings;
    QTest::newRow("desktop") << Variables {{"MAX_MEGAPIXELS", "16"}}
                             << MegapixelLimits {16, 10, 60, false};
    QTest::newRow("all") << Variables {{"MAX_MEGAPIXELS", "24.5"}, {"MOBILE_MAX_MEGAPIXELS", "12"},
        {"HARD_LIMIT_MEGAPIXELS", "2e2"}, {"AUTO_DOWNSCALE_MOBILE", "TRUE"}}
                         << MegapixelLimits {24.5, 12, 200, true};
}

void tst_MegapixelPolicy::theEnvironmentWins()
{
    QFETCH(Variables, variables);
    const auto effective = core::effectiveLimits({30, 10, 60, false}, environmentOf(variables));
    QTEST(effective.limits, "expected");
    QVERIFY(effective.ignored.empty());
}

void tst_MegapixelPolicy::badValuesAreIgnoredAndNamed_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("value");
    for (const char *value : {"abc", "", "0", "-3", "24MP", " 24", "nan", "inf", "1e300", "24,5"})
        QTest::addRow("megapixels '%s'", value)
            << std::string("MAX_MEGAPIXELS") << std::string(value);
    for (const char *value : {"maybe", "", "truely", "yes"})
        QTest::addRow("switch '%s'", value)
            << std::string("AUTO_DOWNSCALE_MOBILE") << std::string(value);
}

void tst_MegapixelPolicy::badValuesAreIgnoredAndNamed()
{
    QFETCH(std::string, name);
    QFETCH(std::string, value);
    const auto effective = core::effectiveLimits({}, environmentOf({{name, value}}));
    QCOMPARE(effective.limits, MegapixelLimits());
    QCOMPARE(effective.ignored, std::vector<std::string> {name + "=" + value});
}

void tst_MegapixelPolicy::theProcessEnvironmentIsRead()
{
    qputenv("PAWTRAIT_TEST_VARIABLE", "16");
    QCOMPARE(core::processEnvironment("PAWTRAIT_TEST_VARIABLE"), std::optional<std::string>("16"));
    qunsetenv("PAWTRAIT_TEST_VARIABLE");
    QVERIFY(!core::processEnvironment("PAWTRAIT_TEST_VARIABLE"));
}

QTEST_GUILESS_MAIN(tst_MegapixelPolicy)
#include "tst_megapixel_policy.moc"
