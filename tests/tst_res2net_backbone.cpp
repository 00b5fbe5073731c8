#include "core/network/res2net_backbone_modules.h"
#include "golden.h"

#include <QtTest>

namespace fs = std::filesystem;
using namespace core;

namespace {

const fs::path caseFolder =
    fs::path(PAWTRAIT_TEST_DATA) / "network" / "golden" / "tiny_res2net_200x152";

constexpr Res2NetOptions tinyOptions {.blocks = {1, 1, 1, 3}, .baseWidth = 4};

/// A block of the tiny network, and whose result it gets.
struct BlockCase
{
    const char *name;
    const char *input;
    Res2NetBlockOptions options;
};

using enum Res2NetPlace;
constexpr std::array<BlockCase, 6> blocks {{
    {"layer1.0", "x1", {.in = 64, .planes = 64, .width = 4, .place = First}},
    {"layer2.0", "x2", {.in = 256, .planes = 128, .width = 8, .stride = 2, .place = First}},
    {"layer3.0", "x3",
        {.in = 512, .planes = 256, .width = 16, .stride = 2, .dilation = 2, .place = First}},
    {"layer4.0", "x4",
        {.in = 1024, .planes = 512, .width = 32, .stride = 2, .dilation = 4, .place = First}},
    {"layer4.1", "layer4.0", {.in = 2048, .planes = 512, .width = 32, .dilation = 8}},
    {"layer4.2", "layer4.1", {.in = 2048, .planes = 512, .width = 32, .dilation = 16}},
}};

} // namespace

class tst_Res2NetBackbone : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void blocksEqualTheReference_data();
    void blocksEqualTheReference();
};

void tst_Res2NetBackbone::blocksEqualTheReference_data()
{
    QTest::addColumn<Execution>("execution");
    QTest::newRow("planned") << Execution::Planned;
    QTest::newRow("plain") << Execution::Plain;
}

void tst_Res2NetBackbone::blocksEqualTheReference()
{
    QFETCH(const Execution, execution);
    const auto golden = tests::readGoldenCase(caseFolder);
    const Preparation how {.execution = execution};
    const c10::InferenceMode inference;
    tests::GoldenWatch watch(golden);

    std::map<std::string, torch::Tensor> results;
    tests::readyPart(std::make_shared<Res2NetBackboneImpl>(tinyOptions), "backbone", how)
        ->forward(tests::formulaInput(golden.height, golden.width),
            [&results](const char *stage, const torch::Tensor &result) {
                results[stage] = result.clone();
            });
    for (const BlockCase &block : blocks) {
        const std::string name = std::string("backbone.") + block.name;
        const auto part = tests::readyPart(Res2NetBlock(block.options), name, how);
        const torch::Tensor result = part->forward(results.at(block.input).clone());
        watch.see(name, result);
        results[block.name] = result;
    }
    qInfo("%s", watch.summary().c_str());
    QCOMPARE(watch.comparisons().size(), blocks.size());
    QVERIFY2(watch.failures().empty(), watch.failures().c_str());
}

QTEST_GUILESS_MAIN(tst_Res2NetBackbone)
#include "tst_res2net_backbone.moc"
