#include "core/network/blending.h"
#include "core/network/image_pyramid.h"
#include "core/network/transition.h"
#include "golden.h"

#include <QtTest>

#include <cmath>

namespace fs = std::filesystem;
using namespace core;

namespace {

const fs::path dataFolder = fs::path(PAWTRAIT_TEST_DATA) / "network";

torch::Tensor uint8Array(const char *kind, int size)
{
    return tests::readTensor(dataFolder / (kind + std::to_string(size) + ".npy"));
}

/// Which way an animal's edge runs, animal below or to the right of it.
enum class Edge { Upright, Level };

constexpr int64_t photoHeight = 544;
constexpr int64_t photoWidth = 640;
constexpr double edgeAt = 331.3; // px of the photo, from the middle of its first pixel

/// Logits of a photo with one straight, soft edge as a network sees it at height x width.
torch::Tensor edgeMap(Edge edge, int64_t height, int64_t width)
{
    const bool isUpright = edge == Edge::Upright;
    const int64_t length = isUpright ? width : height;
    const double scale = double(isUpright ? photoWidth : photoHeight) / double(length);
    const torch::Tensor place = (torch::arange(length, torch::kFloat64) + 0.5) * scale - 0.5;
    const torch::Tensor profile = (6 * ((place - edgeAt) / 16).tanh()).to(torch::kFloat32);
    return profile.view({1, 1, isUpright ? 1 : length, isUpright ? length : 1})
        .expand({1, 1, height, width})
        .contiguous();
}

/// The next coarser level (inspyrenet/spec.md, 9): smoothed, even rows and columns.
torch::Tensor reduced(const torch::Tensor &map)
{
    const torch::Tensor index = torch::arange(-3, 4, torch::kFloat64);
    const torch::Tensor taps = (-0.5 * index * index).exp();
    const torch::Tensor weights = (taps / taps.sum()).to(torch::kFloat32);
    const torch::Tensor kernel = torch::outer(weights, weights).view({1, 1, 7, 7});
    return at::conv2d(at::reflection_pad2d(map, {3, 3, 3, 3}), kernel)
        .slice(2, 0, std::nullopt, 2)
        .slice(3, 0, std::nullopt, 2);
}

/// The pyramid of a pass that got everything right.
PyramidMaps pyramidOf(const torch::Tensor &map)
{
    PyramidMaps maps;
    maps.d0 = map;
    maps.d1 = reduced(maps.d0);
    maps.d2 = reduced(maps.d1);
    maps.d3 = reduced(maps.d2);
    maps.p2 = maps.d2 - expanded(maps.d3);
    maps.p1 = maps.d1 - expanded(maps.d2);
    maps.p0 = maps.d0 - expanded(maps.d1);
    return maps;
}

PyramidMaps withoutLaplacians(PyramidMaps maps)
{
    for (torch::Tensor *laplacian : {&maps.p2, &maps.p1, &maps.p0})
        *laplacian = torch::zeros_like(*laplacian);
    return maps;
}

/// How far the edge lies right of or below where the photo has it, px; in the middle of the map.
double shiftOf(Edge edge, const torch::Tensor &map)
{
    const torch::Tensor line = edge == Edge::Upright ? map[0][0].select(0, photoHeight / 2)
                                                     : map[0][0].select(1, photoWidth / 2);
    const torch::Tensor profile = line.contiguous();
    const float *values = profile.const_data_ptr<float>();
    int64_t before = 0;
    while (before + 2 < profile.numel() && values[before + 1] < 0)
        ++before;
    const double share = -values[before] / (values[before + 1] - values[before]);
    return double(before) + share - edgeAt;
}

void ignore(const char *, const torch::Tensor &)
{
}

} // namespace

class tst_Blending : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneBrightPixelBecomesTheDisc_data();
    void oneBrightPixelBecomesTheDisc();
    void transitionEqualsTheReference_data();
    void transitionEqualsTheReference();
    void onlyTheExactModeShiftsTheEdge_data();
    void onlyTheExactModeShiftsTheEdge();
    void laplaciansCountNearTheEdgeAlone();
};

void tst_Blending::oneBrightPixelBecomesTheDisc_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {5, 9, 17})
        QTest::addRow("%d px", size) << size;
}

void tst_Blending::oneBrightPixelBecomesTheDisc()
{
    QFETCH(const int, size);
    torch::Tensor map = torch::full({1, 1, size, size}, -20.0F);
    map[0][0][size / 2][size / 2] = 20;
    const torch::Tensor disc = transition(map, size)[0][0].to(torch::kUInt8);
    QVERIFY(torch::equal(disc, uint8Array("ellipse", size).ne(0).to(torch::kUInt8)));
}

void tst_Blending::transitionEqualsTheReference_data()
{
    oneBrightPixelBecomesTheDisc_data();
}

void tst_Blending::transitionEqualsTheReference()
{
    QFETCH(const int, size);
    const torch::Tensor map = tests::readTensor(dataFolder / "pyr_d.npy").view({1, 1, 13, 9});
    const torch::Tensor expected = uint8Array("transition", size).view({1, 1, 13, 9});
    QVERIFY(torch::equal(transition(map, size).to(torch::kUInt8), expected));
}

void tst_Blending::onlyTheExactModeShiftsTheEdge_data()
{
    QTest::addColumn<Edge>("edge");
    QTest::addColumn<bool>("hasLaplacians");
    QTest::addColumn<double>("shiftOfExact");
    QTest::newRow("upright edge, low resolution alone") << Edge::Upright << false << -3.5;
    QTest::newRow("level edge, low resolution alone") << Edge::Level << false << -3.5;
    QTest::newRow("upright edge, with Laplacians") << Edge::Upright << true << -3.3;
    QTest::newRow("level edge, with Laplacians") << Edge::Level << true << -3.3;
}

void tst_Blending::onlyTheExactModeShiftsTheEdge()
{
    QFETCH(const Edge, edge);
    QFETCH(const bool, hasLaplacians);
    QFETCH(const double, shiftOfExact);
    const PyramidMaps whole = pyramidOf(edgeMap(edge, photoHeight, photoWidth));
    const PyramidMaps fine = hasLaplacians ? whole : withoutLaplacians(whole);
    const torch::Tensor coarse = edgeMap(edge, 384, 384);
    const double exact = shiftOf(edge, blended(coarse, fine, Blending::Exact, ignore).d0);
    const double corrected =
        shiftOf(edge, blended(coarse, fine, Blending::ShiftCorrected, ignore).d0);
    qInfo("shift %+.2f px exact, %+.2f px corrected", exact, corrected);
    QVERIFY(std::abs(exact - shiftOfExact) < 0.1);
    QVERIFY(std::abs(corrected) < 0.02);
}

void tst_Blending::laplaciansCountNearTheEdgeAlone()
{
    const PyramidMaps fine = pyramidOf(torch::rand({1, 1, photoHeight, photoWidth}));
    const torch::Tensor coarse = edgeMap(Edge::Upright, 384, 384);
    for (const Blending blending : {Blending::Exact, Blending::ShiftCorrected}) {
        const PyramidMaps maps = blended(coarse, fine, blending, ignore);
        QCOMPARE(maps.d0.sizes(), fine.d0.sizes());
        QVERIFY(maps.p0.narrow(3, 0, 200).eq(0).all().item<bool>());
        QVERIFY(maps.p0.narrow(3, 440, 200).eq(0).all().item<bool>());
        const torch::Tensor middle = maps.p0.narrow(3, 326, 4) - fine.p0.narrow(3, 326, 4);
        QVERIFY(middle.eq(0).all().item<bool>());
    }
}

QTEST_GUILESS_MAIN(tst_Blending)
#include "tst_blending.moc"
