#include "core/inference/loaded_networks.h"
#include "tests/support/fake_network.h"

#include <QtTest>

using core::Error;
using core::LoadedNetworks;
using core::NetworkOptions;
using core::Precision;
using Use = core::LoadedNetworks::Use;

namespace {

constexpr core::Device card {.kind = core::Device::Kind::Cuda, .index = 0};

core::Result<LoadedNetworks> loaded(FakeNetwork &fake, const NetworkOptions &options)
{
    return LoadedNetworks::load(options, 64, fake.source(), {});
}

} // namespace

class tst_LoadedNetworks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void float32IsLoadedOnceAndNotCompared()
    {
        FakeNetwork fake;
        const auto networks = loaded(fake, {});
        QVERIFY(networks);
        QCOMPARE(fake.loads.size(), std::size_t(1));
        QVERIFY(fake.passes.empty());
        QVERIFY(networks->steps().empty());
    }

    void aPrecisionThatAgreesIsUsed_data()
    {
        QTest::addColumn<Precision>("precision");
        QTest::newRow("bfloat16") << Precision::BFloat16;
        QTest::newRow("float16") << Precision::Float16;
        QTest::newRow("int8") << Precision::Int8;
    }
    void aPrecisionThatAgreesIsUsed()
    {
        QFETCH(const Precision, precision);
        FakeNetwork fake;
        fake.bend = [](Precision bent, core::Size, float value) {
            return bent == Precision::Float32 ? value : value + 0.004F;
        };
        const auto networks = loaded(fake, {.precision = precision});
        QCOMPARE(networks->options().precision, precision);
        QVERIFY(networks->steps().empty());
        QCOMPARE(fake.passes.size(), std::size_t(2)); // one picture, both ways
        QCOMPARE(fake.passes[0].size, (core::Size {64, 64}));
    }

    void onlyInt8KeepsFloat32Beside()
    {
        FakeNetwork fake;
        auto int8 = loaded(fake, {.precision = Precision::Int8}).value();
        QCOMPARE(int8.at({}, Use::Exact)->options.precision, Precision::Float32);
        QCOMPARE(int8.at({}, Use::Wished)->options.precision, Precision::Int8);
        auto half = loaded(fake, {.precision = Precision::BFloat16}).value();
        QCOMPARE(half.at({}, Use::Exact)->options.precision, Precision::BFloat16);
    }

    void aPrecisionThatDisagreesGivesWayToFloat32_data()
    {
        QTest::addColumn<float>("added");
        QTest::newRow("another map") << 0.3F;
        QTest::newRow("no numbers") << std::numeric_limits<float>::quiet_NaN();
    }
    void aPrecisionThatDisagreesGivesWayToFloat32()
    {
        QFETCH(const float, added);
        FakeNetwork fake;
        fake.bend = [added](Precision precision, core::Size, float value) {
            return precision == Precision::Float32 ? value : value + added;
        };
        const auto networks = loaded(fake, {.precision = Precision::Float16});
        QCOMPARE(networks->options().precision, Precision::Float32);
        QCOMPARE(networks->steps().size(), std::size_t(1));
        QVERIFY(networks->steps()[0].starts_with(
            "float32 instead of float16: its mask of the test picture differs by"));
    }

    void aPrecisionThatCannotBeHadGivesWayToFloat32()
    {
        FakeNetwork fake;
        fake.refuseToLoad = [](const NetworkOptions &options) -> std::optional<Error> {
            if (options.precision == Precision::Float32)
                return std::nullopt;
            return Error {Error::Code::Unexpected, "this processor has none"};
        };
        const auto networks = loaded(fake, {.precision = Precision::BFloat16});
        QCOMPARE(networks->options().precision, Precision::Float32);
        QCOMPARE(networks->steps()[0],
            std::string("float32 instead of bfloat16: this processor has none"));
    }

    void aCardTooSmallForTheWeightsGivesWayToTheProcessor()
    {
        FakeNetwork fake;
        fake.refuseToLoad = [](const NetworkOptions &options) -> std::optional<Error> {
            if (options.device == core::Device {})
                return std::nullopt;
            return Error {Error::Code::OutOfMemory, "CUDA out of memory"};
        };
        const auto networks = loaded(fake, {.device = card, .precision = Precision::Float16});
        QCOMPARE(networks->options().device, core::Device {});
        QCOMPARE(networks->options().precision, Precision::Float32);
        QVERIFY(networks->steps()[0].starts_with("on the CPU in float32 instead of CUDA 0"));
    }

    void theProcessorBesideACardIsLoadedWhenItIsNeeded()
    {
        FakeNetwork fake;
        auto networks = loaded(fake, {.device = card, .precision = Precision::Float16}).value();
        QVERIFY(!networks.holds({}));
        const std::size_t loads = fake.loads.size();
        QCOMPARE(networks.at({}, Use::Wished)->options.precision, Precision::Float32);
        QVERIFY(networks.holds({}));
        QVERIFY(networks.at({}, Use::Wished));
        QCOMPARE(fake.loads.size(), loads + 1);
        QCOMPARE(networks.at(card, Use::Wished)->options.precision, Precision::Float16);
    }

    void whatIsWrongWithTheFileIsTheError()
    {
        FakeNetwork fake;
        fake.refuseToLoad = [](const NetworkOptions &) {
            return Error {Error::Code::ModelMismatch, "3 missing"};
        };
        const auto networks = loaded(fake, {.precision = Precision::BFloat16});
        QVERIFY(!networks);
        QCOMPARE(networks.error().code, Error::Code::ModelMismatch);
    }

    void stoppingTheComparisonEndsLoading()
    {
        FakeNetwork fake;
        std::stop_source stop;
        stop.request_stop();
        const auto networks = LoadedNetworks::load(
            {.precision = Precision::BFloat16}, 64, fake.source(), stop.get_token());
        QVERIFY(!networks);
        QCOMPARE(networks.error().code, Error::Code::Cancelled);
    }
};

QTEST_GUILESS_MAIN(tst_LoadedNetworks)
#include "tst_loaded_networks.moc"
