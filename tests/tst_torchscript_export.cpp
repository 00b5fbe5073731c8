#include "core/network/torchscript_export.h"
#include "npy.h"
#include "tests/support/tensor_comparison.h"

#include <QtTest>

#include <torch/script.h>

#include <filesystem>

namespace fs = std::filesystem;
using namespace core;

using tests::largestDifference;

namespace {

const fs::path bundledModel = fs::path(PAWTRAIT_MODELS) / "pawtrait-lite.pth";
const fs::path tinySwin = fs::path(PAWTRAIT_SHARED) / "inspyrenet" / "ckpt" / "tiny_swin.pth";

constexpr NetworkOptions tinySwinOptions {
    .architecture = Architecture::TinySwin, .baseSize = 128, .stretched = true};

/// A square of the cat's picture, 320 x 256, from that column and row on.
NetworkInput crop(int size, int left, int top)
{
    static const std::vector<char> cat = tests::bytesOf(
        fs::path(PAWTRAIT_TEST_DATA) / "network" / "lite_320x256" / "input.rgb");
    NetworkInput input {.width = size, .height = size, .rgb = {}};
    for (int y = top; y < top + size; ++y) {
        const char *row = cat.data() + 3 * (std::ptrdiff_t(y) * 320 + left);
        input.rgb.insert(input.rgb.end(), row, row + 3 * std::ptrdiff_t(size));
    }
    return input;
}

torch::Tensor pixelsOf(const std::vector<NetworkInput> &inputs)
{
    std::vector<torch::Tensor> pictures;
    for (const NetworkInput &input : inputs)
        pictures.push_back(
            torch::tensor(input.rgb, torch::kUInt8).view({input.height, input.width, 3}));
    return torch::stack(pictures);
}

/// What the native network gives, as the export should round it.
torch::Tensor nativeBytes(
    const fs::path &checkpoint, const NetworkOptions &options, const NetworkInput &input)
{
    auto network = Network::load(checkpoint, options);
    const auto map = network ? network->run(input) : tl::unexpected(network.error());
    if (!map)
        return {};
    return (torch::tensor(map->values).view({input.height, input.width}) * 255).round();
}

} // namespace

class tst_TorchscriptExport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void bytesInAndOutAreThoseOfTheNativeNetwork();
    void aBatchGivesWhatSinglePicturesGive();
    void floatsInAndOutAgree();
    void theStretchIsInsideAndByPicture();
    void theFileStandsAlone();
    void refusesSizesItCannotTake();
    void replacesAFileOnlyWhenTold();
    void leavesNothingBehindWhereItFails();

private:
    fs::path file(const char *name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    qsizetype filesInFolder() const
    {
        return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden).size();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_TorchscriptExport::bytesInAndOutAreThoseOfTheNativeNetwork()
{
    const auto exported =
        exportTorchScript(bundledModel, {}, {.size = 256, .u8 = true}, file("lite.pt"));
    QVERIFY2(exported, exported ? "" : exported.error().detail.c_str());
    QCOMPARE(exported->limit, 1.0);
    torch::jit::Module module = torch::jit::load(file("lite.pt").string());
    const torch::NoGradGuard noGradients;
    for (const int left : {0, 32, 64}) { // a module's second run is planned anew after its first
        const NetworkInput input = crop(256, left, 0);
        const torch::Tensor mask = module.forward({pixelsOf({input})}).toTensor();
        QCOMPARE(mask.scalar_type(), torch::kUInt8);
        QVERIFY(mask.sizes() == torch::IntArrayRef({1, 256, 256}));
        const torch::Tensor expected = nativeBytes(bundledModel, {}, input);
        QVERIFY(expected.defined());
        QVERIFY(expected.max().item<float>() - expected.min().item<float>() > 100); // no flat mask
        QVERIFY(largestDifference(mask[0], expected) <= 1);
    }
}

void tst_TorchscriptExport::aBatchGivesWhatSinglePicturesGive()
{
    const auto exported =
        exportTorchScript(bundledModel, {}, {.size = 64, .batch = 2, .u8 = true}, file("two.pt"));
    QVERIFY2(exported, exported ? "" : exported.error().detail.c_str());
    torch::jit::Module module = torch::jit::load(file("two.pt").string());
    const std::vector<NetworkInput> inputs {crop(64, 96, 64), crop(64, 160, 96)};
    const torch::Tensor masks = module.forward({pixelsOf(inputs)}).toTensor();
    QCOMPARE(masks.size(0), 2);
    for (std::size_t i = 0; i < inputs.size(); ++i)
        QVERIFY(
            largestDifference(masks[int64_t(i)], nativeBytes(bundledModel, {}, inputs[i])) <= 1);
}

void tst_TorchscriptExport::floatsInAndOutAgree()
{
    const auto exported = exportTorchScript(bundledModel, {}, {.size = 64}, file("float.pt"));
    QVERIFY2(exported, exported ? "" : exported.error().detail.c_str());
    QVERIFY(exported->largestDifference <= 1e-4);
    torch::jit::Module module = torch::jit::load(file("float.pt").string());
    const torch::Tensor map = module.forward({torch::randn({1, 3, 64, 64})}).toTensor();
    QCOMPARE(map.scalar_type(), torch::kFloat32);
    QVERIFY(map.sizes() == torch::IntArrayRef({1, 64, 64}));
    QVERIFY(map.min().item<float>() >= 0 && map.max().item<float>() <= 1);
}

void tst_TorchscriptExport::theStretchIsInsideAndByPicture()
{
    const bool hasSwin = fs::exists(tinySwin);
    if (!hasSwin)
        qInfo("tiny Swin is not there: only lite was stretched");
    const fs::path checkpoint = hasSwin ? tinySwin : bundledModel;
    const NetworkOptions options =
        hasSwin ? tinySwinOptions : NetworkOptions {.stretched = true};
    const auto exported = exportTorchScript(
        checkpoint, options, {.size = 128, .batch = 2, .u8 = true}, file("swin.pt"));
    QVERIFY2(exported, exported ? "" : exported.error().detail.c_str());
    torch::jit::Module module = torch::jit::load(file("swin.pt").string());
    const std::vector<NetworkInput> inputs {crop(128, 64, 32), crop(128, 128, 64)};
    const torch::Tensor masks = module.forward({pixelsOf(inputs)}).toTensor();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const torch::Tensor mask = masks[int64_t(i)];
        QCOMPARE(mask.min().item<int>(), 0);
        QCOMPARE(mask.max().item<int>(), 255);
        QVERIFY(largestDifference(mask, nativeBytes(checkpoint, options, inputs[i])) <= 1);
    }
}

void tst_TorchscriptExport::theFileStandsAlone()
{
    const auto exported =
        exportTorchScript(bundledModel, {}, {.size = 64, .u8 = true}, file("alone.pt"));
    QVERIFY2(exported, exported ? "" : exported.error().detail.c_str());
    const torch::jit::Module module = torch::jit::load(file("alone.pt").string());
    int64_t weights = 0;
    for (const torch::Tensor &parameter : module.parameters()) {
        QVERIFY(!parameter.requires_grad());
        weights += parameter.numel();
    }
    QVERIFY(weights > 3'000'000);
    const auto graph = module.get_method("forward").graph();
    for (const torch::jit::Node *node : graph->nodes()) {
        QVERIFY2(node->kind().is_aten() || node->kind().is_prim(), node->kind().toQualString());
        for (const torch::jit::Value *output : node->outputs())
            QVERIFY(output->type()->kind() != c10::TypeKind::DeviceObjType);
    }
}

void tst_TorchscriptExport::refusesSizesItCannotTake()
{
    for (const TorchScriptOptions &wanted :
        {TorchScriptOptions {.size = 100}, {.size = 0}, {.size = 64, .batch = 0}}) {
        const auto exported = exportTorchScript(bundledModel, {}, wanted, file("bad.pt"));
        QVERIFY(!exported);
        QCOMPARE(exported.error().code, Error::Code::Unexpected);
    }
    QCOMPARE(filesInFolder(), 0);
}

void tst_TorchscriptExport::replacesAFileOnlyWhenTold()
{
    QFile old(QString::fromStdString(file("old.pt").string()));
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write("precious") == 8);
    old.close();
    const auto refused = exportTorchScript(bundledModel, {}, {.size = 64}, file("old.pt"));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::TargetExists);
    QCOMPARE(old.size(), 8);
    QVERIFY(exportTorchScript(bundledModel, {}, {.size = 64, .replaces = true}, file("old.pt")));
    QVERIFY(old.size() > 8'000'000);
    QCOMPARE(filesInFolder(), 1);
}

void tst_TorchscriptExport::leavesNothingBehindWhereItFails()
{
    const auto missing =
        exportTorchScript(file("no-such.pth"), {}, {.size = 64}, file("missing.pt"));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, Error::Code::ModelMissing);
    QCOMPARE(filesInFolder(), 0);
    const auto nowhere =
        exportTorchScript(bundledModel, {}, {.size = 64}, file("no-such-folder") / "lite.pt");
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().code, Error::Code::TargetUnwritable);
}

QTEST_GUILESS_MAIN(tst_TorchscriptExport)
#include "tst_torchscript_export.moc"
