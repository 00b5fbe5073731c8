#include "core/network/blending.h"
#include "core/network/edge_tiles.h"
#include "core/network/inspyrenet_modules.h"
#include "golden.h"

#include <QtTest>

namespace fs = std::filesystem;
using namespace core;

namespace {

const fs::path dataFolder = fs::path(PAWTRAIT_TEST_DATA) / "network" / "golden";
const fs::path sharedFolder = fs::path(PAWTRAIT_SHARED) / "inspyrenet" / "golden";

void ignore(const char *, const torch::Tensor &)
{
}

/// Certain background but for a row and a column of tiles of 32 px, whose middles are uncertain.
torch::Tensor mapWithEdges(int64_t height, int64_t width)
{
    torch::Tensor map = torch::full({1, 1, height, width}, -6.0F);
    map.select(2, 48).fill_(0.5F);
    map.select(3, 80).fill_(0.5F);
    return map;
}

int64_t areaOf(const std::vector<Region> &regions)
{
    int64_t area = 0;
    for (const Region &region : regions)
        area += region.height() * region.width();
    return area;
}

/// 1 in the regions, 0 elsewhere. [1, 1, height, width]
torch::Tensor covered(const std::vector<Region> &regions, int64_t height, int64_t width)
{
    torch::Tensor count = torch::zeros({1, 1, height, width});
    for (const Region &region : regions)
        count.slice(2, region.top, region.bottom).slice(3, region.left, region.right) += 1;
    return count;
}

double largestProbabilityDifference(
    const torch::Tensor &a, const torch::Tensor &b, const torch::Tensor &where)
{
    return ((a.sigmoid() - b.sigmoid()).abs() * where).max().item<double>();
}

/// Both maps of a golden case; blended where the case is.
struct BothWays
{
    torch::Tensor whole;
    torch::Tensor nearEdges;
    torch::Tensor isComputed; // near edges; 1 or 0
};

BothWays singlePass(InspyrenetImpl &network, const torch::Tensor &x)
{
    const PyramidMaps whole = network.forward(x, ignore);
    const PyramidMaps nearEdges =
        network.forward(x, ignore, {.where = FineStages::NearEdges, .counts = {}});
    const torch::Tensor isComputed = nearEdges.p0.ne(0).to(torch::kFloat32);
    return {whole.d0, nearEdges.d0,
        at::upsample_nearest2d(isComputed, {whole.d0.size(2), whole.d0.size(3)})};
}

BothWays blendedPasses(InspyrenetImpl &network, const torch::Tensor &x, const torch::Tensor &coarse)
{
    BegunBlending begun;
    const auto counts = [&](const PyramidMaps &fine) {
        begun = begunBlending(coarse, fine, Blending::Exact, ignore);
        return begun.counts;
    };
    const PyramidMaps fine =
        network.forward(x, ignore, {.where = FineStages::NearEdges, .counts = counts});
    return {blended(coarse, network.forward(x, ignore), Blending::Exact, ignore).d0,
        finished(begun, fine.p0, ignore).d0, fine.p0.ne(0).to(torch::kFloat32)};
}

} // namespace

class tst_NearEdges : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void joinsTilesThatCountIntoLowRegions();
    void choosesTilesThatMayHoldAnEdge();
    void aStepBetweenCertainPixelsIsAnEdge();
    void choosesWhatTheLaplacianReaches();
    void masksDifferByLessThanTheBound();
    void givesTheMaskOfTheWholePass_data();
    void givesTheMaskOfTheWholePass();
};

void tst_NearEdges::joinsTilesThatCountIntoLowRegions()
{
    torch::Tensor counts = torch::zeros({1, 1, 100, 160});
    counts[0][0][99][5] = 0.001F;
    counts.slice(2, 0, 96).slice(3, 64, 128).fill_(1);
    const std::vector<Region> regions = tilesThatCount(counts);
    const std::vector<Region> expected {{.top = 0, .bottom = 64, .left = 64, .right = 128},
        {.top = 64, .bottom = 96, .left = 64, .right = 128},
        {.top = 96, .bottom = 100, .left = 0, .right = 32}};
    QVERIFY(regions == expected);
    QVERIFY(tilesThatCount(torch::zeros({1, 1, 64, 64})).empty());
}

void tst_NearEdges::choosesTilesThatMayHoldAnEdge()
{
    EdgeTiles tiles(mapWithEdges(160, 200));
    const torch::Tensor none = torch::zeros({1, 1, 160, 200});
    const std::vector<Region> chosen = tiles.next(none);
    QCOMPARE(areaOf(chosen), int64_t(32 * 200 + 4 * 32 * 32));
    QVERIFY(covered(chosen, 160, 200).le(1).all().item<bool>()); // each once
    QVERIFY(tiles.next(none).empty());
}

void tst_NearEdges::aStepBetweenCertainPixelsIsAnEdge()
{
    torch::Tensor map = torch::full({1, 1, 64, 64}, -9.0F);
    map.slice(3, 40).fill_(9);
    EdgeTiles tiles(map);
    const std::vector<Region> expected {{.top = 0, .bottom = 64, .left = 32, .right = 64}};
    QVERIFY(tiles.next(torch::zeros_like(map)) == expected);
}

void tst_NearEdges::choosesWhatTheLaplacianReaches()
{
    const torch::Tensor map = mapWithEdges(160, 200);
    EdgeTiles tiles(map);
    torch::Tensor laplacian = torch::zeros_like(map);
    const torch::Tensor first = covered(tiles.next(laplacian), 160, 200);
    laplacian[0][0][40][3] = -7; // with the map: changes nothing
    laplacian[0][0][41][3] = 2; // against it: no certain pixel is within that
    QVERIFY(tiles.next(laplacian).empty());
    laplacian[0][0][42][3] = 3; // -6 + 3 is uncertain
    const torch::Tensor second = covered(tiles.next(laplacian), 160, 200);
    QVERIFY((first + second).eq(1).all().item<bool>()); // the rest, and nothing twice
    QVERIFY(tiles.next(laplacian).empty());
}

/// Whatever the map and the Laplacian, as long as that reaches furthest where it is computed.
void tst_NearEdges::masksDifferByLessThanTheBound()
{
    torch::manual_seed(5);
    int64_t skipped = 0;
    for (int i = 0; i < 20; ++i) {
        const torch::Tensor map =
            at::upsample_bilinear2d(8 * torch::randn({1, 1, 4, 5}), {256, 320}, false);
        const torch::Tensor whole = 3 * torch::rand({1, 1, 256, 320}) - 1.5F;
        EdgeTiles tiles(map);
        torch::Tensor known = torch::zeros_like(map);
        torch::Tensor isKnown = torch::zeros_like(map);
        for (auto next = tiles.next(known); !next.empty(); next = tiles.next(known)) {
            isKnown += covered(next, 256, 320);
            known = whole * isKnown;
        }
        const torch::Tensor elsewhere = 1 - isKnown;
        const torch::Tensor against = -map.sign() * whole;
        const torch::Tensor isWithin = against.le((against * isKnown).max()).to(torch::kFloat32);
        QVERIFY(largestProbabilityDifference(map + whole, map, elsewhere * isWithin) < 0.02);
        skipped += elsewhere.sum().item<int64_t>();
    }
    QVERIFY(skipped > 20 * 256 * 320 / 10);
}

void tst_NearEdges::givesTheMaskOfTheWholePass_data()
{
    QTest::addColumn<fs::path>("folder");
    for (const auto &[title, folder] : tests::goldenRows(dataFolder, sharedFolder))
        QTest::newRow(title.c_str()) << folder;
}

/// The weights are a formula's: Laplacians are as large far from edges as at them.
void tst_NearEdges::givesTheMaskOfTheWholePass()
{
    QFETCH(const fs::path, folder);
    const tests::GoldenCase golden = tests::readGoldenCase(folder);
    Inspyrenet network = tests::networkOf(golden);
    const c10::InferenceMode inference;
    prepareAll(*network, {});
    const torch::Tensor x = tests::formulaInput(golden.height, golden.width);
    const auto coarse = [&] {
        return network->forward(tests::networkInputOf(folder / "input_lr.png"), ignore).d0;
    };
    const BothWays maps =
        golden.isBlended ? blendedPasses(*network, x, coarse()) : singlePass(*network, x);
    const double there =
        largestProbabilityDifference(maps.whole, maps.nearEdges, maps.isComputed);
    const double elsewhere =
        largestProbabilityDifference(maps.whole, maps.nearEdges, 1 - maps.isComputed);
    qInfo("%.0f %% of the finest stage computed; differences %.1e there, %.1e elsewhere",
        100 * maps.isComputed.mean().item<double>(), there, elsewhere);
    // A Laplacian of odd size is stretched: at a tile's border it mixes with what lies beside it.
    const bool isStretched = golden.height % 8 != 0 || golden.width % 8 != 0;
    QVERIFY(there < (isStretched ? 1e-4 : 1e-5));
    QVERIFY(elsewhere < (golden.isBlended ? 1e-5 : 0.02));
}

QTEST_GUILESS_MAIN(tst_NearEdges)
#include "tst_near_edges.moc"
