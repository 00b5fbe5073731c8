#include "core/network/blending.h"
#include "core/network/inspyrenet_modules.h"
#include "formula.h"
#include "golden.h"

#include <QCryptographicHash>
#include <QtTest>

#include <bit>

namespace fs = std::filesystem;
using namespace core;

namespace {

const fs::path dataFolder = fs::path(PAWTRAIT_TEST_DATA) / "network" / "golden";
const fs::path sharedFolder = fs::path(PAWTRAIT_SHARED) / "inspyrenet" / "golden";

/// One pass; every stage is compared under `prefix` + its name.
PyramidMaps passed(InspyrenetImpl &network, const torch::Tensor &x, const std::string &prefix,
    tests::GoldenWatch &watch)
{
    return network.forward(x, [&](const char *stage, const torch::Tensor &result) {
        const std::string name = stage;
        watch.see(prefix + (name == "f3" ? "decoder.conv4" : name), result);
    });
}

/// The reference stretches over everything it is given; one picture here.
torch::Tensor stretched(const torch::Tensor &logits)
{
    const torch::Tensor alpha = logits.sigmoid();
    return (alpha - alpha.min()) / (alpha.max() - alpha.min() + 1e-8);
}

} // namespace

class tst_Goldens : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void weightsAreThoseOfTheFormula_data();
    void weightsAreThoseOfTheFormula();
    void pictureIsThatOfTheFormula_data();
    void pictureIsThatOfTheFormula();
    void equalsTheReference_data();
    void equalsTheReference();
};

void tst_Goldens::weightsAreThoseOfTheFormula_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<std::vector<std::int64_t>>("shape");
    QTest::addColumn<std::size_t>("index");
    QTest::addColumn<std::uint32_t>("bits");
    using Shape = std::vector<std::int64_t>;
    const auto row = [](const char *title, const char *name, const Shape &shape, std::size_t index,
                         std::uint32_t bits) {
        QTest::newRow(title) << QString::fromLatin1(name) << shape << index << bits;
    };
    row("convolution, first", "backbone.patch_embed.proj.weight", {128, 3, 4, 4}, 0, 0x3d70f490);
    row("convolution, last", "backbone.patch_embed.proj.weight", {128, 3, 4, 4}, 6143, 0x3ddebd4c);
    row("table", "backbone.layers.2.blocks.17.attn.relative_position_bias_table", {529, 16}, 63,
        0x3d8c8a56);
    row("variance", "context3.branch2.conv1.bn.running_var", {64}, 1, 0x3f8b751e);
    row("SICA's key", "attention0.conv_key.0.conv.weight", {64, 64, 1, 1}, 4095, 0x370b1af3);
    row("gamma", "decoder.Hattn.gamma", {1}, 0, 0x3ecf1e92);
}

void tst_Goldens::weightsAreThoseOfTheFormula()
{
    QFETCH(const QString, name);
    QFETCH(const std::vector<std::int64_t>, shape);
    QFETCH(const std::size_t, index);
    QFETCH(const std::uint32_t, bits);
    std::vector<float> weights(index + 1);
    const std::string key = name.toStdString();
    tests::fill(weights.data(), weights.size(), key, tests::fillRuleOf(key, shape));
    QCOMPARE(std::bit_cast<std::uint32_t>(weights.back()), bits);
}

void tst_Goldens::pictureIsThatOfTheFormula_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<QByteArray>("sha256");
    QTest::newRow("wide") << 1500 << 1000
                          << QByteArray("1b4605a5793ea70ce489ce322667f1f9"
                                        "98c7e4790fd2ed22ff79b0a3414aa150");
    QTest::newRow("tall") << 152 << 200
                          << QByteArray("ceca4e439d2936d6b4d62438a3705bd4"
                                        "bcb4de9b5ab323bbdf657cb89f22aeb1");
}

void tst_Goldens::pictureIsThatOfTheFormula()
{
    QFETCH(const int, width);
    QFETCH(const int, height);
    QFETCH(const QByteArray, sha256);
    const std::vector<std::uint8_t> rgb = tests::formulaPicture(width, height);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArrayView(rgb.data(), qsizetype(rgb.size())));
    QCOMPARE(hash.result().toHex(), sha256);
}

void tst_Goldens::equalsTheReference_data()
{
    QTest::addColumn<fs::path>("folder");
    for (const auto &[title, folder] : tests::goldenRows(dataFolder, sharedFolder))
        QTest::newRow(title.c_str()) << folder;
}

void tst_Goldens::equalsTheReference()
{
    QFETCH(const fs::path, folder);
    const tests::GoldenCase golden = tests::readGoldenCase(folder);
    Inspyrenet network = tests::networkOf(golden);
    const c10::InferenceMode inference;
    prepareAll(*network, {});

    tests::GoldenWatch watch(golden);
    const torch::Tensor x = tests::formulaInput(golden.height, golden.width);
    if (golden.isBlended) {
        const torch::Tensor low = tests::networkInputOf(folder / "input_lr.png");
        watch.see("lr.input", low);
        watch.see("hr.input", x);
        const torch::Tensor coarse = passed(*network, low, "lr.", watch).d0;
        const PyramidMaps fine = passed(*network, x, "hr.", watch);
        const auto see = [&watch](const char *stage, const torch::Tensor &result) {
            watch.see(std::string("blend.") + stage, result);
        };
        watch.see("blend.pred", stretched(blended(coarse, fine, Blending::Exact, see).d0));
    } else {
        watch.see("input", x);
        watch.see("pred", stretched(passed(*network, x, "", watch).d0));
    }
    qInfo("%s", watch.summary().c_str());
    QVERIFY(watch.comparisons().size() > 10);
    QVERIFY2(watch.failures().empty(), watch.failures().c_str());
}

QTEST_GUILESS_MAIN(tst_Goldens)
#include "tst_goldens.moc"
