#include "core/network/half_range.h"
#include "core/network/inspyrenet_modules.h"
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

torch::Tensor passedInHalf(Inspyrenet &network)
{
    const c10::InferenceMode inference;
    prepareAll(*network,
        {.precision = Precision::Float16, .execution = Execution::Plain, .emulatesHalf = true});
    forgetLargestMagnitude();
    return network->forward(tests::formulaInput(96, 128), [](const char *, const auto &) {}).d0;
}

} // namespace

class tst_HalfRange : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void holdsAllLayersOfTheBundledNetwork();
    void holdsAllLayersOfSwin();
    void noticesALayerThatOverflows();
    void keepsTheAttentionsProductsInFloat32();
    void copiesNothingInAWayThatOnlyCardsHave();
};

void tst_HalfRange::holdsAllLayersOfTheBundledNetwork()
{
    auto network = Network::load(
        fs::path(PAWTRAIT_MODELS) / "pawtrait-lite.pth", {.precision = Precision::Float16});
    QVERIFY(network);
    const std::vector<char> bytes = tests::bytesOf(dataFolder / "lite_320x256" / "input.rgb");
    forgetLargestMagnitude();
    QVERIFY(network->run({.width = 320, .height = 256, .rgb = {bytes.begin(), bytes.end()}}));
    qInfo("largest magnitude %.0f", largestMagnitude());
    QVERIFY(largestMagnitude() > 1); // it looked
    QVERIFY(largestMagnitude() < largestHalf);
}

void tst_HalfRange::holdsAllLayersOfSwin()
{
    Inspyrenet network = tinySwin();
    QVERIFY(passedInHalf(network).isfinite().all().item<bool>());
    qInfo("largest magnitude %.0f", largestMagnitude());
    QVERIFY(largestMagnitude() > 1);
    QVERIFY(largestMagnitude() < largestHalf);
}

void tst_HalfRange::noticesALayerThatOverflows()
{
    Inspyrenet network = tinySwin();
    scale(network, "decoder.conv2.bn.weight", 1e6);
    passedInHalf(network);
    QVERIFY(!(largestMagnitude() <= largestHalf)); // infinite or no number
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
