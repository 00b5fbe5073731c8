#include "core/network/swin_backbone_modules.h"
#include "golden.h"

#include <QtTest>

namespace fs = std::filesystem;
using namespace core;

namespace {

const fs::path dataFolder = fs::path(PAWTRAIT_TEST_DATA) / "network";

SwinOptions optionsOf(const std::string &model)
{
    if (model == "swinb")
        return {};
    return {.embed = 16, .depths = {2, 2, 2, 2}, .heads = {1, 2, 4, 8}};
}

std::string nameOfStage(std::size_t stage)
{
    return "backbone.layers." + std::to_string(stage);
}

/// [1, H, W, C] -> [1, H*W, C], as the reference keeps tokens.
torch::Tensor tokensOf(const torch::Tensor &map)
{
    return map.flatten(1, 2);
}

} // namespace

class tst_SwinBackbone : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void blocksEqualTheReference_data();
    void blocksEqualTheReference();
};

void tst_SwinBackbone::blocksEqualTheReference_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<int>("stages"); // whose goldens are there
    QTest::addColumn<Execution>("execution");
    const auto addRows = [](const char *title, const char *folder, int stages) {
        QTest::addRow("%s, planned", title)
            << QString::fromLatin1(folder) << stages << Execution::Planned;
        QTest::addRow("%s, plain", title)
            << QString::fromLatin1(folder) << stages << Execution::Plain;
    };
    addRows("padded windows, down to less than one", "golden/tiny_swin_200x152", 4);
    addRows("odd sizes", "golden/tiny_swin_odd_100x140", 4);
    addRows("first stage of Swin-B", "golden_blocks/swinb_512x384", 1);
}

void tst_SwinBackbone::blocksEqualTheReference()
{
    QFETCH(const QString, folder);
    QFETCH(const int, stages);
    QFETCH(const Execution, execution);
    const auto golden = tests::readGoldenCase(dataFolder / folder.toStdString());
    const SwinOptions options = optionsOf(golden.model);
    SwinOptions oneBlock = options;
    oneBlock.depths = {1, 1, 1, 1};
    const Preparation how {.execution = execution};
    const c10::InferenceMode inference;
    tests::GoldenWatch watch(golden);

    const auto embed =
        tests::readyPart(PatchEmbed(options.embed), "backbone.patch_embed", how);
    torch::Tensor x = embed->forward(tests::formulaInput(golden.height, golden.width));
    watch.see("backbone.patch_embed", x.permute({0, 3, 1, 2}));
    for (std::size_t stage = 0; stage < std::size_t(stages); ++stage) {
        const std::string name = nameOfStage(stage);
        torch::Tensor first = x.clone();
        tests::readyPart(SwinStage(oneBlock, stage), name, how)->apply(first);
        watch.see(name + ".blocks.0", tokensOf(first));
        const auto whole = tests::readyPart(SwinStage(options, stage), name, how);
        whole->apply(x);
        watch.see(name + ".blocks.1", tokensOf(x));
        if (stage == 3)
            break;
        x = whole->merged(x);
        watch.see(name + ".downsample", tokensOf(x));
    }
    qInfo("%s", watch.summary().c_str());
    QCOMPARE(watch.comparisons().size(), std::size_t(stages == 4 ? 12 : 4));
    QVERIFY2(watch.failures().empty(), watch.failures().c_str());
}

QTEST_GUILESS_MAIN(tst_SwinBackbone)
#include "tst_swin_backbone.moc"
