#include "core/inference/mask_passes.h"
#include "tests/support/fake_network.h"
#include "tests/support/scene.h"

#include <QtTest>

using core::Detail;
using core::Error;
using core::MaskPasses;
using core::PassMember;
using core::Precision;
using core::Saliency;
using Pass = FakeNetwork::Pass;

namespace {

constexpr core::Device card {.kind = core::Device::Kind::Cuda, .index = 0};

core::Model model()
{
    return {.name = "fake", .fileName = "", .network = {}, .previewSize = 64, .fullSize = 128};
}

PassMember member(const core::Image &image, Detail detail = Detail::Full)
{
    const int side = detail == Detail::Full ? 128 : 64;
    return {.image = image, .detail = detail, .size = {side, side}, .input = {}};
}

MaskPasses passesOf(
    FakeNetwork &fake, core::NetworkOptions options = {}, core::PassOptions how = {})
{
    how.memoryReserve = 0;
    return {model(), how, core::LoadedNetworks::load(options, 64, fake.source(), {}).value(),
        fake.source().freeMemory};
}

std::vector<core::Result<Saliency>> runAll(
    MaskPasses &passes, const std::vector<PassMember> &members)
{
    std::vector<const PassMember *> pointers;
    for (const PassMember &one : members)
        pointers.push_back(&one);
    return passes.run(pointers, {});
}

std::int64_t activations(int batch, int side)
{
    return core::memoryDemand({}, side, side, batch).activations;
}

bool hasStep(const Saliency &mask, const char *text)
{
    return std::ranges::any_of(mask.record.steps,
        [text](const std::string &step) { return step.find(text) != step.npos; });
}

/// One photo all red, one with no red at all.
const core::Image red {cv::Mat(90, 120, CV_8UC3, cv::Scalar(255, 0, 0))};
const core::Image blue {cv::Mat(90, 120, CV_8UC3, cv::Scalar(0, 0, 255))};

} // namespace

class tst_MaskPasses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asManyFullMasksShareAPassAsThereIsMemoryFor()
    {
        FakeNetwork fake;
        std::optional<std::int64_t> free = activations(3, 128);
        fake.freeMemory = [&free](const core::Device &) { return free; };
        const MaskPasses passes = passesOf(fake);
        QCOMPARE(passes.largestBatch(4), 3);
        QCOMPARE(passes.largestBatch(2), 2);
        free = activations(1, 128) / 2; // that would be a smaller input
        QCOMPARE(passes.largestBatch(4), 1);
        free = std::nullopt;
        QCOMPARE(passes.largestBatch(4), 4);
        QCOMPARE(passesOf(fake, {}, {.blending = core::Blending::Exact}).largestBatch(4), 1);
    }

    void whatACardHasNoMemoryForIsNoBatch()
    {
        FakeNetwork fake;
        const auto onCard = core::NetworkOptions {.device = card};
        std::int64_t free = 1'000'000'000'000;
        fake.freeMemory = [&free](const core::Device &device) {
            return std::optional(device == card ? free : 1'000'000'000'000);
        };
        const MaskPasses passes = passesOf(fake, onCard);
        QCOMPARE(passes.largestBatch(4), 4);
        free = 0; // the processor takes them
        QCOMPARE(passes.largestBatch(4), 1);
    }

    void aBatchIsOnePassAndEachGetsItsOwnMask()
    {
        FakeNetwork fake;
        MaskPasses passes = passesOf(fake);
        const auto masks = runAll(passes, {member(red), member(blue)});
        QCOMPARE(fake.passes, (std::vector {Pass {{}, Precision::Float32, 2, {128, 128}}}));
        QCOMPARE(masks[0]->map.at<float>(60, 60), 1.0F);
        QCOMPARE(masks[1]->map.at<float>(60, 60), 0.0F);
        QCOMPARE(masks[0]->record.networkSize, (core::Size {128, 128}));
        QVERIFY(masks[0]->record.steps.empty());
    }

    void littleMemoryMeansSmallerBatches()
    {
        FakeNetwork fake;
        fake.freeMemory = [](const core::Device &) { return activations(2, 128); };
        MaskPasses passes = passesOf(fake);
        const auto masks = runAll(passes, {member(red), member(blue), member(red)});
        QCOMPARE(fake.passes,
            (std::vector {Pass {{}, Precision::Float32, 2, {128, 128}},
                Pass {{}, Precision::Float32, 1, {128, 128}}}));
        QCOMPARE(masks[2]->map.at<float>(60, 60), 1.0F);
        for (const auto &mask : masks)
            QVERIFY(hasStep(*mask, "batch of 2 instead of 3"));
    }

    void lessMemoryMeansSmallerInputs()
    {
        FakeNetwork fake;
        fake.freeMemory = [](const core::Device &) { return activations(1, 96); };
        MaskPasses passes = passesOf(fake);
        const auto masks = runAll(passes, {member(red)});
        QCOMPARE(masks[0]->record.networkSize, (core::Size {96, 96}));
        QCOMPARE(masks[0]->map.size(), cv::Size(96, 96));
        QVERIFY(hasStep(*masks[0], "input of 96 x 96 px instead of 128 x 128 px"));
    }

    void noMemoryIsAnErrorWithNumbers()
    {
        FakeNetwork fake;
        fake.freeMemory = [](const core::Device &) { return activations(1, 32); };
        MaskPasses passes = passesOf(fake);
        const auto masks = runAll(passes, {member(red)});
        QCOMPARE(masks[0].error().code, Error::Code::OutOfMemory);
        QVERIFY(masks[0].error().detail.find("GB free") != std::string::npos);
        QVERIFY(fake.passes.empty());
    }

    void whatAPassTookBeforeIsThereAgain()
    {
        FakeNetwork fake;
        std::int64_t free = activations(2, 128);
        fake.freeMemory = [&free](const core::Device &) { return free; };
        MaskPasses passes = passesOf(fake);
        QVERIFY(runAll(passes, {member(red), member(blue)})[0]->record.steps.empty());
        free = 0; // LibTorch holds it now
        QVERIFY(runAll(passes, {member(red), member(blue)})[0]->record.steps.empty());
    }

    void runningOutInTheMiddleGoesOnSmaller()
    {
        FakeNetwork fake;
        fake.refuse = [](const Pass &pass) -> std::optional<Error> {
            if (pass.batch == 1 && pass.size.width < 128)
                return std::nullopt;
            return Error {Error::Code::OutOfMemory, "DefaultCPUAllocator: not enough memory"};
        };
        MaskPasses passes = passesOf(fake);
        const auto masks = runAll(passes, {member(red), member(blue)});
        QVERIFY(masks[0] && masks[1]);
        QVERIFY(masks[0]->record.networkSize.width < 128);
        QVERIFY(hasStep(*masks[0], "batch of 1 instead of 2: memory ran out"));
        QVERIFY(hasStep(*masks[0], "instead of 128 x 128 px: memory ran out"));
    }

    void runningOutForGoodIsTheError()
    {
        FakeNetwork fake;
        fake.refuse = [](const Pass &) { return Error {Error::Code::OutOfMemory, ""}; };
        MaskPasses passes = passesOf(fake);
        const auto masks = runAll(passes, {member(red)});
        QCOMPARE(masks[0].error().code, Error::Code::OutOfMemory);
        QVERIFY(masks[0].error().detail.find("memory ran out") != std::string::npos);
        QVERIFY(fake.passes.size() < 10);
    }

    void aFullCardHandsOverToTheProcessor()
    {
        FakeNetwork fake;
        MaskPasses passes = passesOf(fake, {.device = card, .precision = Precision::Float16});
        fake.refuse = [](const Pass &pass) -> std::optional<Error> {
            if (pass.device == core::Device {})
                return std::nullopt;
            return Error {Error::Code::OutOfMemory, "CUDA out of memory"};
        };
        const auto masks = runAll(passes, {member(red)});
        QVERIFY(masks[0]);
        QCOMPARE(masks[0]->record.device, std::string("CPU"));
        QCOMPARE(masks[0]->record.precision, std::string("float32"));
        QCOMPARE(masks[0]->record.networkSize, (core::Size {128, 128}));
        QVERIFY(hasStep(*masks[0], "on the CPU instead: CUDA 0"));
    }

    void aCardsMemoryIsLeftRungByRung()
    {
        FakeNetwork fake;
        std::int64_t free = std::numeric_limits<std::int64_t>::max();
        fake.freeMemory = [&free](const core::Device &device) {
            return device == card ? free : std::numeric_limits<std::int64_t>::max();
        };
        const core::NetworkOptions onCard {.device = card};
        const auto demand = [&](int batch, int side, core::MapParts parts) {
            return core::memoryDemand(onCard, side, side, batch, parts).activations;
        };
        PassMember large[] {member(red), member(blue)};
        for (PassMember &one : large)
            one.size = {1024, 1024};
        const auto ranWith = [&](std::int64_t bytes) {
            MaskPasses passes = passesOf(fake, onCard); // a new one remembers no pass
            free = bytes;
            fake.passes.clear();
            const auto mask = runAll(passes, {large[0], large[1]})[0];
            return mask ? mask->record.steps : std::vector<std::string> {mask.error().detail};
        };
        using core::MapParts;
        QVERIFY(ranWith(demand(2, 1024, MapParts::Whole)).empty());
        QCOMPARE(ranWith(demand(2, 1024, MapParts::Strips)).size(), std::size_t(1)); // in strips
        QCOMPARE(fake.passes.front().parts, MapParts::Strips);
        QCOMPARE(fake.passes.front().batch, 2);
        QCOMPARE(ranWith(demand(1, 1024, MapParts::Strips)).size(), std::size_t(2)); // and by ones
        QCOMPARE(fake.passes.size(), std::size_t(2));
        QCOMPARE(ranWith(demand(1, 992, MapParts::Strips)).size(), std::size_t(3)); // and smaller
        QCOMPARE(fake.passes.front(), (Pass {card, Precision::Float32, 1, {992, 992}, MapParts::Strips}));
        const auto steps = ranWith(0);
        QCOMPARE(steps.size(), std::size_t(1));
        QVERIFY2(steps[0].starts_with("on the CPU instead: CUDA 0: even 64 x 64 px"), steps[0].c_str());
        QCOMPARE(fake.passes.front(), (Pass {{}, Precision::Float32, 2, {1024, 1024}}));
    }

    void otherErrorsAreEveryMembers()
    {
        FakeNetwork fake;
        fake.refuse = [](const Pass &) { return Error {Error::Code::Unexpected, "broken"}; };
        MaskPasses passes = passesOf(fake);
        const auto masks = runAll(passes, {member(red), member(blue)});
        QCOMPARE(masks.size(), std::size_t(2));
        QCOMPARE(masks[1].error().detail, std::string("broken"));
        QCOMPARE(fake.passes.size(), std::size_t(1));
    }

    void largePassesAreSaid()
    {
        FakeNetwork fake;
        MaskPasses passes = passesOf(fake, {}, {.memoryAlert = 1'000'000});
        QVERIFY(hasStep(*runAll(passes, {member(red)})[0], "more than the 0.0 GB of the alert"));
    }

    void stepsOfLoadingAreInEveryRecord()
    {
        FakeNetwork fake;
        fake.bend = [](Precision precision, core::Size, float value) {
            return precision == Precision::Float32 ? value : 1 - value;
        };
        MaskPasses passes = passesOf(fake, {.precision = Precision::BFloat16});
        const auto mask = runAll(passes, {member(red)})[0];
        QVERIFY(hasStep(*mask, "float32 instead of bfloat16"));
        QCOMPARE(mask->record.precision, std::string("float32"));
        QCOMPARE(passes.plan(Detail::Full).precision, std::string("float32"));
    }

    void int8PreviewsAreMadeInFloat32()
    {
        FakeNetwork fake;
        MaskPasses passes = passesOf(fake, {.precision = Precision::Int8});
        fake.passes.clear();
        const auto preview = runAll(passes, {member(red, Detail::Preview)})[0];
        QCOMPARE(fake.passes, (std::vector {Pass {{}, Precision::Float32, 1, {64, 64}}}));
        QCOMPARE(preview->record.precision, std::string("float32"));
    }

    void int8MasksThatAgreeWithTheirPreviewStay()
    {
        FakeNetwork fake;
        MaskPasses passes = passesOf(fake, {.precision = Precision::Int8});
        fake.passes.clear();
        const auto mask = runAll(passes, {member(scene::discPhoto({200, 200}))})[0];
        QCOMPARE(fake.passes,
            (std::vector {Pass {{}, Precision::Int8, 1, {128, 128}},
                Pass {{}, Precision::Float32, 1, {64, 64}}}));
        QCOMPARE(mask->record.precision, std::string("int8"));
        QVERIFY(mask->record.steps.empty());
    }

    void int8MasksThatDisagreeAreMadeAgainAlone()
    {
        FakeNetwork fake;
        fake.bend = [](Precision precision, core::Size size, float value) {
            const bool isWrong = precision == Precision::Int8 && size.width == 128 && value > 0.9F;
            return isWrong ? 0 : value; // full masks lose the red photo
        };
        MaskPasses passes = passesOf(fake, {.precision = Precision::Int8});
        const auto masks = runAll(passes, {member(blue), member(red)});
        QCOMPARE(masks[0]->record.precision, std::string("int8"));
        QCOMPARE(masks[1]->record.precision, std::string("float32"));
        QCOMPARE(masks[1]->map.at<float>(60, 60), 1.0F);
        QVERIFY(hasStep(*masks[1],
            "made again in float32: int8 mask and float32 preview differ by 1.000 on average"));
        QCOMPARE(fake.passes.back(), (Pass {{}, Precision::Float32, 1, {128, 128}}));
    }

    void warmingUpSurvivesALackOfMemory()
    {
        FakeNetwork fake;
        fake.freeMemory = [](const core::Device &) { return 0; };
        MaskPasses passes = passesOf(fake);
        QVERIFY(passes.warmUp({}));
        QVERIFY(fake.passes.empty());
    }

    void aLargePhotoIsBlendedWhereThatIsWished_data()
    {
        QTest::addColumn<int>("baseSize");
        QTest::addColumn<core::Size>("photo");
        QTest::addColumn<core::Size>("expected"); // of the network's input
        QTest::addColumn<bool>("isBlended");
        QTest::newRow("large enough") << 384 << core::Size {900, 700} << core::Size {896, 704} << true;
        QTest::newRow("a side of 512: one pass")
            << 384 << core::Size {900, 512} << core::Size {128, 128} << false;
        QTest::newRow("a network for large pictures: one pass")
            << 1024 << core::Size {900, 700} << core::Size {128, 128} << false;
    }
    void aLargePhotoIsBlendedWhereThatIsWished()
    {
        QFETCH(const int, baseSize);
        QFETCH(const core::Size, photo);
        QFETCH(const core::Size, expected);
        QFETCH(const bool, isBlended);
        core::Model small = model();
        small.network.baseSize = baseSize;
        const core::PassOptions how {
            .blending = core::Blending::ShiftCorrected, .memoryReserve = 0};
        QCOMPARE(core::inputSize(small, how, photo, Detail::Full).value(), expected);
        QCOMPARE(core::inputSize(small, {}, photo, Detail::Full).value(), (core::Size {128, 128}));
        QCOMPARE(
            core::inputSize(small, how, photo, Detail::Preview).value(), (core::Size {64, 64}));

        FakeNetwork fake;
        MaskPasses passes(small, how,
            core::LoadedNetworks::load({}, 64, fake.source(), {}).value(),
            fake.source().freeMemory);
        const core::Image image {
            cv::Mat(photo.height, photo.width, CV_8UC3, cv::Scalar(255, 0, 0))};
        const auto masks =
            runAll(passes, {PassMember {.image = image, .size = expected, .input = {}}});
        QVERIFY(masks[0]);
        QCOMPARE(masks[0]->record.networkSize, expected);
        QCOMPARE(masks[0]->record.blending, std::string(isBlended ? "corrected" : ""));
        QCOMPARE(fake.passes.back().blending.has_value(), isBlended);
        if (isBlended)
            QCOMPARE(fake.lowSizes, (std::vector {core::Size {384, 384}}));
    }

    void blendingGetsASmallerInputWhereMemoryIsShort()
    {
        core::Model small = model();
        small.network.baseSize = 384;
        FakeNetwork fake;
        const auto needed = core::blendedDemand({}, 896, 704).activations;
        fake.freeMemory = [needed](const core::Device &) { return needed - 1; };
        MaskPasses passes(small,
            {.blending = core::Blending::Exact, .memoryReserve = 0},
            core::LoadedNetworks::load({}, 64, fake.source(), {}).value(),
            fake.source().freeMemory);
        const core::Image image {cv::Mat(700, 900, CV_8UC3, cv::Scalar(255, 0, 0))};
        const auto masks =
            runAll(passes, {PassMember {.image = image, .size = {896, 704}, .input = {}}});
        QVERIFY(masks[0]);
        QCOMPARE(masks[0]->record.networkSize.width, 864);
        QCOMPARE(masks[0]->record.blending, std::string("exact"));
        QVERIFY(hasStep(*masks[0], "instead of 896 x 704 px"));
    }
};

QTEST_GUILESS_MAIN(tst_MaskPasses)
#include "tst_mask_passes.moc"
