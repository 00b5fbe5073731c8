#include "core/network/bilinear.h"
#include "core/network/inspyrenet_modules.h"
#include "core/network/swin_backbone_modules.h"
#include "golden.h"

#include <QtTest>

namespace fs = std::filesystem;
using namespace core;

// The blocks between backbone and map, each by itself, at odd and unequal sizes. What they get is
// what the tiny network makes of the formula picture; tst_goldens compares that.

namespace {

const fs::path caseFolder =
    fs::path(PAWTRAIT_TEST_DATA) / "network" / "golden" / "tiny_swin_odd_100x140";

using Stages = std::map<std::string, torch::Tensor>;

Stages stagesOf(const tests::GoldenCase &golden)
{
    Inspyrenet network(InspyrenetOptions {.depth = golden.depth,
                           .baseHeight = golden.baseHeight,
                           .baseWidth = golden.baseWidth},
        std::make_shared<SwinBackboneImpl>(
            SwinOptions {.embed = 16, .depths = {2, 2, 2, 2}, .heads = {1, 2, 4, 8}}));
    tests::fillWeights(*network);
    network->eval();
    prepareAll(*network, {.execution = Execution::Plain});
    Stages stages;
    network->forward(tests::formulaInput(golden.height, golden.width),
        [&stages](const char *stage, const torch::Tensor &result) {
            stages[stage] = result.clone();
        });
    return stages;
}

/// Two goldens of one shape, added.
tests::GoldenTensor sumOf(const tests::GoldenTensor &a, const tests::GoldenTensor &b)
{
    return {.name = a.name + " + " + b.name,
        .values = a.values + b.values,
        .shape = a.shape,
        .step = a.step,
        .limit = a.limit + b.limit};
}

} // namespace

class tst_Heads : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void contextsEqualTheReference_data();
    void contextsEqualTheReference();
    void decoderEqualsTheReference_data();
    void decoderEqualsTheReference();
    void attentionStagesEqualTheReference_data();
    void attentionStagesEqualTheReference();

private:
    void compareAxes(const std::string &name, const torch::Tensor &x, tests::GoldenWatch &watch);
    void verify(const tests::GoldenWatch &watch, std::size_t count);

    tests::GoldenCase m_golden;
    Stages m_stages; // of the whole network, by name
    Preparation m_how;
};

void tst_Heads::initTestCase()
{
    const c10::InferenceMode inference;
    m_golden = tests::readGoldenCase(caseFolder);
    m_stages = stagesOf(m_golden);
}

/// Both axial attentions called `name`.Hattn and `name`.Wattn, and their sum.
void tst_Heads::compareAxes(
    const std::string &name, const torch::Tensor &x, tests::GoldenWatch &watch)
{
    const std::string heightName = name + ".Hattn";
    const std::string widthName = name + ".Wattn";
    const auto height =
        tests::readyPart(AxialAttention(m_golden.depth, Axis::Height), heightName, m_how);
    const auto width =
        tests::readyPart(AxialAttention(m_golden.depth, Axis::Width), widthName, m_how);
    watch.see(heightName, height->forward(x));
    watch.see(widthName, width->forward(x));
    const auto both = tests::compared(
        sumOf(m_golden.tensors.at(heightName), m_golden.tensors.at(widthName)),
        AxialPair(height, width, m_how)(x));
    QVERIFY2(both.isNear(), both.name.c_str());
}

void tst_Heads::verify(const tests::GoldenWatch &watch, std::size_t count)
{
    qInfo("%s", watch.summary().c_str());
    QCOMPARE(watch.comparisons().size(), count);
    QVERIFY2(watch.failures().empty(), watch.failures().c_str());
}

void tst_Heads::contextsEqualTheReference_data()
{
    QTest::addColumn<int>("level");
    QTest::addColumn<Execution>("execution");
    for (const int level : {2, 5}) {
        QTest::addRow("context%d, planned", level) << level << Execution::Planned;
        QTest::addRow("context%d, plain", level) << level << Execution::Plain;
    }
}

void tst_Heads::contextsEqualTheReference()
{
    QFETCH(const int, level);
    QFETCH(const Execution, execution);
    m_how = {.execution = execution};
    const std::string name = "context" + std::to_string(level);
    const int64_t depth = m_golden.depth;
    const torch::Tensor x = m_stages.at("x" + std::to_string(level));
    const c10::InferenceMode inference;
    tests::GoldenWatch watch(m_golden);

    torch::Tensor cross = x;
    for (const int step : {0, 1, 2}) {
        const ConvBlockOptions options {.in = cross.size(1),
            .out = depth,
            .kernelHeight = step == 2 ? 3 : 1,
            .kernelWidth = step == 1 ? 3 : 1};
        const std::string part = name + ".branch1.conv" + std::to_string(step);
        cross = tests::readyPart(ConvBlock(options), part, m_how)->forward(cross);
        watch.see(part, cross);
    }
    compareAxes(name + ".branch1", cross, watch);
    for (const int branch : {1, 2, 3}) {
        const std::string part = name + ".branch" + std::to_string(branch);
        const PaaKernel kernel(x.size(1), depth, 1 + 2 * branch);
        watch.see(part, tests::readyPart(kernel, part, m_how)->forward(x));
    }
    watch.see(name, tests::readyPart(Context(x.size(1), depth), name, m_how)->forward(x));
    verify(watch, 7); // conv2, two axes, three branches, the whole
}

void tst_Heads::decoderEqualsTheReference_data()
{
    QTest::addColumn<Execution>("execution");
    QTest::newRow("planned") << Execution::Planned;
    QTest::newRow("plain") << Execution::Plain;
}

void tst_Heads::decoderEqualsTheReference()
{
    QFETCH(const Execution, execution);
    m_how = {.execution = execution};
    const int64_t depth = m_golden.depth;
    const torch::Tensor c3 = m_stages.at("context3");
    const torch::Tensor c4 = m_stages.at("context4");
    const torch::Tensor c5 = m_stages.at("context5");
    const c10::InferenceMode inference;
    tests::GoldenWatch watch(m_golden);

    const auto larger = [&c3](const torch::Tensor &map) {
        return resizedToCorners(map, c3.size(2), c3.size(3));
    };
    const ConvBlockOptions join {
        .in = 3 * depth, .out = depth, .kernelHeight = 3, .kernelWidth = 3};
    const torch::Tensor joined = tests::readyPart(ConvBlock(join), "decoder.conv1", m_how)
                                     ->forward(at::cat({larger(c5), larger(c4), c3}, 1));
    watch.see("decoder.conv1", joined);
    compareAxes("decoder", joined, watch);
    const DecoderOutput output =
        tests::readyPart(Decoder(depth), "decoder", m_how)->forward(c3, c4, c5);
    watch.see("decoder.conv4", output.feature);
    watch.see("decoder.conv5", output.map);
    watch.see("d3", output.map);
    verify(watch, 6);
}

void tst_Heads::attentionStagesEqualTheReference_data()
{
    decoderEqualsTheReference_data();
}

void tst_Heads::attentionStagesEqualTheReference()
{
    QFETCH(const Execution, execution);
    m_how = {.execution = execution};
    const int64_t depth = m_golden.depth;
    const c10::InferenceMode inference;
    tests::GoldenWatch watch(m_golden);

    std::vector<torch::Tensor> seen {m_stages.at("context2"), m_stages.at("f3")};
    for (const int stage : {2, 1, 0}) {
        const std::string name = "attention" + std::to_string(stage);
        const std::string coarser = std::to_string(stage + 1);
        const int64_t in = stage == 0 ? depth : 2 * depth;
        const int64_t height = m_golden.height >> stage;
        const int64_t width = m_golden.width >> stage;
        const auto sica = tests::readyPart(Sica(SicaOptions {.in = in,
                                               .depth = depth,
                                               .contextHeight = m_golden.baseHeight >> stage,
                                               .contextWidth = m_golden.baseWidth >> stage,
                                               .laplacian = stage == 2 ? UsesLaplacian::No
                                                                       : UsesLaplacian::Yes}),
            name, m_how);
        const auto query = tests::readyPart(ReluPair(in, depth, 3), name + ".conv_query", m_how);
        watch.see(name + ".conv_query",
            query->forward(FeatureSource(seen, height, width)
                               .part({.bottom = height, .right = width})));
        const torch::Tensor laplacian = stage == 2 ? torch::Tensor() : m_stages.at("p" + coarser);
        const SicaOutput output = sica->forward(
            seen, height, width, m_stages.at("d" + coarser), laplacian, SicaWants::Both);
        watch.see(name + ".conv_out3", output.feature);
        watch.see(name + ".conv_out4", output.laplacian);
        seen = stage == 2 ? std::vector {m_stages.at("context1"), output.feature}
                          : std::vector {output.feature};
    }
    verify(watch, 9);
}

QTEST_GUILESS_MAIN(tst_Heads)
#include "tst_heads.moc"
