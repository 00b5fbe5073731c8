#include "core/network/half_range.h"
#include "core/network/inspyrenet_modules.h"
#include "core/network/module_from.h"
#include "core/network/swin_backbone_modules.h"
#include "core/network/transfer.h"
#include "golden.h"
#include "npy.h"

#include <QtTest>

namespace fs = std::filesystem;
using namespace core;

namespace {

const fs::path dataFolder = fs::path(PAWTRAIT_TEST_DATA) / "network";

Inspyrenet tinySwin()
{
    Inspyrenet network(InspyrenetOptions {.depth = 16, .baseHeight = 64, .baseWidth = 64},
        std::make_shared<SwinBackboneImpl>(
            SwinOptions {.embed = 16, .depths = {2, 2, 2, 2}, .heads = {1, 2, 4, 8}}));
    tests::fillWeights(*network);
    network->eval();
    return network;
}

/// All weights whose names end so, times `factor`.
void scale(Inspyrenet &network, const std::string &ending, double factor)
{
    const c10::InferenceMode inference;
    for (auto &parameter : network->named_parameters())
        if (parameter.key().ends_with(ending))
            parameter.value().set_data(parameter.value() * factor);
}

void prepareForHalf(Inspyrenet &network)
{
    const c10::InferenceMode inference;
    forgetMagnitudes();
    prepareAll(*network,
        {.precision = Precision::Float16, .execution = Execution::Plain, .emulatesHalf = true});
    endStage("weights");
}

torch::Tensor passed(Inspyrenet &network, const torch::Tensor &x)
{
    const c10::InferenceMode inference;
    return network->forward(x, [](const char *stage, const auto &) { endStage(stage); }).d0;
}

torch::Tensor passedInHalf(Inspyrenet &network, std::int64_t height = 96, std::int64_t width = 128)
{
    prepareForHalf(network);
    return passed(network, tests::formulaInput(height, width));
}

Inspyrenet bundledNetwork()
{
    Inspyrenet network = moduleFrom(fs::path(PAWTRAIT_MODELS) / "pawtrait-lite.pth", {}).value();
    prepareForHalf(network);
    return network;
}

/// The first ones by name; none where they are not here.
std::vector<fs::path> somePhotos(std::size_t count)
{
    const fs::path folder = fs::path(PAWTRAIT_SHARED) / "pets" / "images";
    std::vector<fs::path> photos;
    if (fs::exists(folder))
        for (const auto &entry : fs::directory_iterator(folder))
            photos.push_back(entry.path());
    std::ranges::sort(photos);
    photos.resize(std::min(photos.size(), count));
    return photos;
}

std::string byStage()
{
    std::string text;
    for (const StageMagnitude &one : largestMagnitudes())
        text += " " + one.stage + " " + QByteArray::number(one.largest, 'g', 3).toStdString();
    return text;
}

void checkThatAllFit()
{
    qInfo("largest magnitude %.0f:%s", largestMagnitude(), byStage().c_str());
    QVERIFY(largestMagnitude() > 1); // it looked
    QVERIFY(largestMagnitude() < largestHalf);
    QCOMPARE(largestMagnitudes().size(), std::size_t(19));
    for (const StageMagnitude &one : largestMagnitudes())
        QVERIFY2(one.largest < largestHalf, one.stage.c_str());
}

} // namespace

class tst_HalfRange : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void holdsAllLayersOfTheBundledNetwork();
    void holdsAllLayersOfTheBundledNetworkOnPhotos();
    void holdsAllLayersOnTheReferencesCases_data();
    void holdsAllLayersOnTheReferencesCases();
    void noticesALayerThatOverflows();
    void keepsTheAttentionsProductsInFloat32();
    void copiesNothingInAWayThatOnlyCardsHave();
};

void tst_HalfRange::holdsAllLayersOfTheBundledNetwork()
{
    Inspyrenet network = bundledNetwork();
    const std::vector<char> bytes = tests::bytesOf(dataFolder / "lite_320x256" / "input.rgb");
    const torch::Tensor map =
        passed(network, tests::networkInput({bytes.begin(), bytes.end()}, 256, 320));
    QVERIFY(map.isfinite().all().item<bool>());
    checkThatAllFit();
}

void tst_HalfRange::holdsAllLayersOfTheBundledNetworkOnPhotos()
{
    const auto photos = somePhotos(10);
    if (photos.empty())
        QSKIP("no photos are here");
    Inspyrenet network = bundledNetwork();
    for (const fs::path &photo : photos) {
        const torch::Tensor x = at::upsample_bilinear2d(
            tests::networkInputOf(photo), std::vector<std::int64_t> {384, 384}, false);
        QVERIFY(passed(network, x).isfinite().all().item<bool>());
    }
    checkThatAllFit();
}

void tst_HalfRange::holdsAllLayersOnTheReferencesCases_data()
{
    QTest::addColumn<fs::path>("folder");
    for (const fs::path &folder : tests::goldenFolders(dataFolder / "golden"))
        QTest::newRow(folder.filename().string().c_str()) << folder;
    const fs::path whole = fs::path(PAWTRAIT_SHARED) / "inspyrenet" / "golden";
    for (const char *name : {"swinb_384", "res2net50_384"})
        if (fs::exists(whole / name))
            QTest::newRow((std::string("all of ") + name).c_str()) << whole / name;
        else
            qInfo("skipped: %s is not here", name);
}

void tst_HalfRange::holdsAllLayersOnTheReferencesCases()
{
    QFETCH(const fs::path, folder);
    const tests::GoldenCase golden = tests::readGoldenCase(folder);
    Inspyrenet network = tests::networkOf(golden);
    QVERIFY(passedInHalf(network, golden.height, golden.width).isfinite().all().item<bool>());
    checkThatAllFit();
}

void tst_HalfRange::noticesALayerThatOverflows()
{
    Inspyrenet network = tinySwin();
    scale(network, "decoder.conv2.bn.weight", 3e4);
    passedInHalf(network);
    QVERIFY(!(largestMagnitude() <= largestHalf)); // infinite or no number
    const auto stages = largestMagnitudes();
    const auto over = std::ranges::find_if(
        stages, [](const StageMagnitude &one) { return !(one.largest <= largestHalf); });
    QCOMPARE(over->stage, std::string("f3")); // the decoder's
}

/// Queries and keys stay small numbers, their products over thousands of rows do not.
void tst_HalfRange::keepsTheAttentionsProductsInFloat32()
{
    Inspyrenet network = tinySwin();
    scale(network, "query_conv.bn.weight", 1000);
    scale(network, "key_conv.bn.weight", 1000);
    QVERIFY(passedInHalf(network).isfinite().all().item<bool>());
    qInfo("largest magnitude %.0f", largestMagnitude());
    QVERIFY(largestMagnitude() > 300); // of a query or key: a single product of two is over 65504
    QVERIFY(largestMagnitude() < largestHalf);
}

void tst_HalfRange::copiesNothingInAWayThatOnlyCardsHave()
{
    const TransferPlan here = transferPlan(torch::kCPU);
    QVERIFY(!here.isPinned && !here.isOverlapped);
    const TransferPlan card = transferPlan(torch::Device(torch::kCUDA, 0));
    QVERIFY(card.isPinned && card.isOverlapped);
    const torch::Tensor x = torch::rand({2, 3, 4, 4});
    QVERIFY(sent(x, torch::kCPU, torch::kFloat32).is_same(x));
    QCOMPARE(sent(x, torch::kCPU, torch::kBFloat16).scalar_type(), torch::kBFloat16);
    QVERIFY(fetched(x.to(torch::kFloat64)).equal(x));
}

QTEST_GUILESS_MAIN(tst_HalfRange)
#include "tst_half_range.moc"
