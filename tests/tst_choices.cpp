#include "core/network/choices.h"

#include <QtTest>

using namespace core;

class tst_Choices : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyNameMeansItself();
    void findsTheDeviceOfAName_data();
    void findsTheDeviceOfAName();
    void withoutACardTheProcessorIsUsed();
};

void tst_Choices::everyNameMeansItself()
{
    for (const Architecture architecture : allArchitectures())
        QCOMPARE(architectureNamed(nameOf(architecture)), std::optional(architecture));
    for (const Precision precision : allPrecisions())
        QCOMPARE(precisionNamed(nameOf(precision)), std::optional(precision));
    QVERIFY(!architectureNamed("swin"));
    QVERIFY(!precisionNamed("float7"));
}

void tst_Choices::findsTheDeviceOfAName_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::optional<Device>>("device");
    const auto card = [](int index) {
        return std::optional(Device {.kind = Device::Kind::Cuda, .index = index});
    };
    const std::optional<Device> none;
    const auto row = [](const char *name, const std::optional<Device> &device) {
        QTest::newRow(name) << std::string(name) << device;
    };
    row("auto", card(1));
    row("cpu", std::optional(Device {}));
    row("cuda", card(0));
    row("cuda:0", card(0));
    row("cuda:1", card(1));
    row("cuda:2", none); // is not there
    row("cuda:", none);
    row("cuda:x", none);
    row("cuda:1x", none);
    row("cuda:-1", none);
    row("cuda1", none);
    row("CPU", none);
    row("", none);
}

void tst_Choices::findsTheDeviceOfAName()
{
    QFETCH(const std::string, name);
    const std::vector<Device> available {{}, {.kind = Device::Kind::Cuda, .index = 0},
        {.kind = Device::Kind::Cuda, .index = 1}};
    QTEST(deviceNamed(name, available), "device");
}

void tst_Choices::withoutACardTheProcessorIsUsed()
{
    const std::vector<Device> processor {Device {}};
    QCOMPARE(deviceNamed("auto", processor), std::optional(Device {}));
    QVERIFY(!deviceNamed("cuda", processor));
    QVERIFY(!deviceNamed("cuda:0", processor));
    const auto refused = checkOptions({.device = {.kind = Device::Kind::Cuda, .index = 99}});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::ChoiceImpossible);
    QVERIFY2(refused.error().detail.starts_with("there is no device CUDA 99"),
        refused.error().detail.c_str());
}

QTEST_GUILESS_MAIN(tst_Choices)
#include "tst_choices.moc"
