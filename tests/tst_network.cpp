#include "core/network/network.h"
#include "npy.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace fs = std::filesystem;
using namespace core;

namespace {

const fs::path bundledModel = fs::path(PAWTRAIT_MODELS) / "pawtrait-lite.pth";
const fs::path catFolder = fs::path(PAWTRAIT_TEST_DATA) / "network" / "lite_320x256";

NetworkInput catInput()
{
    const std::vector<char> bytes = tests::bytesOf(catFolder / "input.rgb");
    return {.width = 320, .height = 256, .rgb = {bytes.begin(), bytes.end()}};
}

NetworkInput greyInput(int width, int height)
{
    return {.width = width,
        .height = height,
        .rgb = std::vector<std::uint8_t>(3 * std::size_t(width) * std::size_t(height), 128)};
}

/// Half as wide and high, by averages of 2 x 2 pixels.
NetworkInput halved(const NetworkInput &input)
{
    NetworkInput half = greyInput(input.width / 2, input.height / 2);
    for (int y = 0; y < half.height; ++y)
        for (int i = 0; i < 3 * half.width; ++i) {
            const int x = i / 3 * 6 + i % 3;
            const auto *above = &input.rgb.at(std::size_t(2 * y * 3 * input.width + x));
            const auto *below = above + 3 * input.width;
            half.rgb.at(std::size_t(y * 3 * half.width + i)) =
                std::uint8_t((above[0] + above[3] + below[0] + below[3] + 2) / 4);
        }
    return half;
}

double meanDifference(const std::vector<float> &a, const std::vector<float> &b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += std::abs(double(a[i]) - b.at(i));
    return sum / double(a.size());
}

double largestDifference(const std::vector<float> &a, const std::vector<float> &b)
{
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, double(std::abs(a[i] - b.at(i))));
    return largest;
}

} // namespace

class tst_Network : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void equalsTheReferenceOnACat();
    void givesTheSameMapEveryTime();
    void stretchesTheMapOnlyWhenAsked();
    void refusesSizesItCannotTake_data();
    void refusesSizesItCannotTake();
    void endsWhenAskedToStop();
    void blendsAHighResolutionEdgeIntoALowResolutionMap_data();
    void blendsAHighResolutionEdgeIntoALowResolutionMap();
    void blendsNearEdgesToTheSameMap();
    void blendsOnlySizesItCanTake();
    void saysThatTheModelIsMissing();
    void saysThatTheDeviceIsMissing();
    void staysCloseToFloat32InOtherPrecisions_data();
    void staysCloseToFloat32InOtherPrecisions();
    void refusesInt8WhereThereAreNoSwinBlocks();
    void isExactNearEdgesAndCloseElsewhere();
    void alwaysOffersTheCpuFirst();
};

void tst_Network::equalsTheReferenceOnACat()
{
    auto network = Network::load(bundledModel, {});
    QVERIFY2(network, network ? "" : network.error().detail.c_str());
    const auto map = network->run(catInput());
    QVERIFY2(map, map ? "" : map.error().detail.c_str());
    const tests::FloatArray expected = tests::readNpy(catFolder / "alpha.npy");
    QCOMPARE(map->width, 320);
    QCOMPARE(map->height, 256);
    QCOMPARE(map->values.size(), expected.values.size());
    const double difference = largestDifference(map->values, expected.values);
    qInfo("largest difference %.2g", difference);
    QVERIFY(difference <= 1e-4);
    QCOMPARE(map->rawMaximum, *std::max_element(map->values.begin(), map->values.end()));
}

void tst_Network::givesTheSameMapEveryTime()
{
    auto network = Network::load(bundledModel, {});
    QVERIFY(network);
    const auto first = network->run(catInput());
    QVERIFY(network->run(greyInput(64, 96))); // another size between must leave nothing behind
    const auto second = network->run(catInput());
    QVERIFY(first && second);
    QVERIFY(first->values == second->values);
}

void tst_Network::stretchesTheMapOnlyWhenAsked()
{
    NetworkOptions options;
    options.stretched = true;
    auto stretched = Network::load(bundledModel, options);
    auto plain = Network::load(bundledModel, {});
    QVERIFY(stretched && plain);
    const auto wide = stretched->run(greyInput(96, 64));
    const auto narrow = plain->run(greyInput(96, 64));
    QVERIFY(wide && narrow);
    const auto [least, most] = std::minmax_element(wide->values.begin(), wide->values.end());
    QCOMPARE(*least, 0.0F);
    QVERIFY(std::abs(*most - 1.0F) < 1e-5F);
    QCOMPARE(wide->rawMaximum, narrow->rawMaximum);
    QVERIFY(narrow->rawMaximum < 1.0F);
}

void tst_Network::refusesSizesItCannotTake_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("bytes");
    QTest::newRow("not a multiple of 32") << 100 << 64 << 19200;
    QTest::newRow("nothing") << 0 << 0 << 0;
    QTest::newRow("negative") << -32 << -32 << 3072;
    QTest::newRow("fewer pixels than promised") << 64 << 64 << 12287;
    QTest::newRow("more pixels than promised") << 64 << 64 << 12289;
}

void tst_Network::refusesSizesItCannotTake()
{
    QFETCH(const int, width);
    QFETCH(const int, height);
    QFETCH(const int, bytes);
    auto network = Network::load(bundledModel, {});
    QVERIFY(network);
    const auto map = network->run(
        {.width = width, .height = height, .rgb = std::vector<std::uint8_t>(std::size_t(bytes))});
    QVERIFY(!map);
    QCOMPARE(map.error().code, Error::Code::Unexpected);
}

void tst_Network::endsWhenAskedToStop()
{
    auto network = Network::load(bundledModel, {});
    QVERIFY(network);
    std::stop_source source;
    source.request_stop();
    const auto map = network->run(catInput(), source.get_token());
    QVERIFY(!map);
    QCOMPARE(map.error().code, Error::Code::Cancelled);
    QVERIFY(network->run(greyInput(32, 32)));
}

void tst_Network::blendsAHighResolutionEdgeIntoALowResolutionMap_data()
{
    QTest::addColumn<Blending>("blending");
    QTest::newRow("exact") << Blending::Exact;
    QTest::newRow("shift corrected") << Blending::ShiftCorrected;
}

void tst_Network::blendsAHighResolutionEdgeIntoALowResolutionMap()
{
    QFETCH(const Blending, blending);
    auto network = Network::load(bundledModel, {});
    QVERIFY(network);
    const auto map = network->runBlended(halved(catInput()), catInput(), blending);
    const auto high = network->run(catInput());
    QVERIFY(map && high);
    QCOMPARE(map->width, 320);
    QCOMPARE(map->height, 256);
    const double mean = meanDifference(map->values, high->values);
    qInfo("mean difference to the high-resolution pass %.2g", mean);
    QVERIFY(mean > 0);
    QVERIFY(mean < 0.1);
    QCOMPARE(map->rawMaximum, *std::max_element(map->values.begin(), map->values.end()));
}

void tst_Network::blendsNearEdgesToTheSameMap()
{
    auto whole = Network::load(bundledModel, {});
    auto tiles = Network::load(bundledModel, {.fineStages = FineStages::NearEdges});
    QVERIFY(whole && tiles);
    for (const Blending blending : {Blending::Exact, Blending::ShiftCorrected}) {
        const auto expected = whole->runBlended(halved(catInput()), catInput(), blending);
        const auto map = tiles->runBlended(halved(catInput()), catInput(), blending);
        QVERIFY(expected && map);
        QVERIFY(largestDifference(map->values, expected->values) < 1e-5);
    }
}

void tst_Network::blendsOnlySizesItCanTake()
{
    auto network = Network::load(bundledModel, {});
    QVERIFY(network);
    const NetworkInput legal = greyInput(32, 32);
    for (const auto &map : {network->runBlended(legal, greyInput(100, 64), Blending::Exact),
             network->runBlended(greyInput(0, 0), legal, Blending::Exact)}) {
        QVERIFY(!map);
        QCOMPARE(map.error().code, Error::Code::Unexpected);
    }
    std::stop_source source;
    source.request_stop();
    const auto stopped = network->runBlended(legal, legal, Blending::Exact, source.get_token());
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, Error::Code::Cancelled);
}

void tst_Network::saysThatTheModelIsMissing()
{
    const auto network = Network::load(fs::path(PAWTRAIT_MODELS) / "no-such-model.pth", {});
    QVERIFY(!network);
    QCOMPARE(network.error().code, Error::Code::ModelMissing);
}

void tst_Network::saysThatTheDeviceIsMissing()
{
    NetworkOptions options;
    options.device = {.kind = Device::Kind::Cuda, .index = 99};
    const auto network = Network::load(bundledModel, options);
    QVERIFY(!network);
    QCOMPARE(network.error().code, Error::Code::ChoiceImpossible);
    QVERIFY(network.error().detail.find("CUDA 99") != std::string::npos);
}

void tst_Network::staysCloseToFloat32InOtherPrecisions_data()
{
    QTest::addColumn<Precision>("precision");
    QTest::newRow("bfloat16") << Precision::BFloat16;
    QTest::newRow("float16, emulated: nothing over 65504") << Precision::Float16;
}

void tst_Network::staysCloseToFloat32InOtherPrecisions()
{
    QFETCH(const Precision, precision);
    auto other = Network::load(bundledModel, {.precision = precision});
    if (!other) { // said, never another precision instead
        QCOMPARE(other.error().code, Error::Code::ChoiceImpossible);
        QVERIFY(other.error().detail.find(nameOf(precision)) != std::string::npos);
        QSKIP(other.error().detail.c_str());
    }
    auto network = Network::load(bundledModel, {});
    QVERIFY(network);
    const auto expected = network->run(catInput());
    const auto map = other->run(catInput());
    QVERIFY(expected && map);
    const double mean = meanDifference(map->values, expected->values);
    qInfo("mean difference %.2g, largest %.2g", mean,
        largestDifference(map->values, expected->values));
    QVERIFY(mean < 0.005); // NaN fails too
}

void tst_Network::refusesInt8WhereThereAreNoSwinBlocks()
{
    const auto network = Network::load(bundledModel, {.precision = Precision::Int8});
    QVERIFY(!network);
    QCOMPARE(network.error().code, Error::Code::ChoiceImpossible);
    QVERIFY2(network.error().detail.starts_with("int8 is for the linear layers of Swin networks, and "
                                                "lite has none; possible are float32"),
        network.error().detail.c_str());
}

void tst_Network::isExactNearEdgesAndCloseElsewhere()
{
    auto whole = Network::load(bundledModel, {});
    auto tiles = Network::load(bundledModel, {.fineStages = FineStages::NearEdges});
    QVERIFY(whole && tiles);
    const auto expected = whole->run(catInput());
    const auto map = tiles->run(catInput());
    QVERIFY(expected && map);
    double nearEdges = 0;
    double elsewhere = 0;
    for (std::size_t i = 0; i < map->values.size(); ++i) {
        const float share = expected->values.at(i);
        double &largest = share > 0.1F && share < 0.9F ? nearEdges : elsewhere;
        largest = std::max(largest, std::abs(double(map->values[i]) - share));
    }
    qInfo("largest difference near edges %.2g, elsewhere %.2g", nearEdges, elsewhere);
    QVERIFY(nearEdges < 1e-5);
    QVERIFY(elsewhere < 0.02);
    QVERIFY(elsewhere > 1e-5); // something was left out
}

void tst_Network::alwaysOffersTheCpuFirst()
{
    const std::vector<Device> devices = availableDevices();
    QVERIFY(!devices.empty());
    QCOMPARE(devices.front(), Device {});
    QCOMPARE(nameOf(devices.front()), std::string("CPU"));
    QVERIFY(!libTorchVersion().empty());
}

QTEST_GUILESS_MAIN(tst_Network)
#include "tst_network.moc"
