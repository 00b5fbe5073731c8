#include "core/inference/cached_segmenter.h"

#include "core/files/hash.h"
#include "tests/support/fake_network.h"

#include <opencv2/core.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <semaphore>

namespace fs = std::filesystem;
using core::Detail;
using core::Error;

namespace {

/// Each mask is another one; what was planned is what is made, unless told otherwise.
class CountingSegmenter final : public core::Segmenter
{
public:
    core::Result<core::Saliency> segment(
        const core::SegmentRequest &request, const core::Progress &) override
    {
        ++calls;
        if (error)
            return tl::unexpected(*error);
        core::Saliency mask;
        mask.map = cv::Mat(8, 8, CV_32FC1, cv::Scalar(1.0 / (1 + calls)));
        mask.rawMaximum = 1;
        mask.detail = request.detail;
        mask.record = planned;
        mask.record.steps.insert(mask.record.steps.end(), ownSteps.begin(), ownSteps.end());
        return mask;
    }

    core::MaskRecord plan(Detail) const override { return planned; }

    core::MaskRecord planned {
        .model = "counting", .device = "CPU", .precision = "float32", .networkSize = {8, 8}};
    std::vector<std::string> ownSteps; ///< of each mask, beyond the plan's
    std::optional<Error> error;
    int calls = 0;
};

core::SegmentRequest requestOf(const std::string &source)
{
    return {.image = {cv::Mat(16, 16, CV_8UC3, cv::Scalar(1, 2, 3))},
        .source = [source] { return source; }};
}

} // namespace

class tst_CachedSegmenter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_inner = std::make_shared<CountingSegmenter>();
    }

    void theSecondTimeIsNotTheNetworks()
    {
        auto cached = segmenter("identity");
        const auto made = cached.segment(requestOf("rex"));
        const auto found = cached.segment(requestOf("rex"));
        QCOMPARE(m_inner->calls, 1);
        QVERIFY(!made->record.isFromCache && found->record.isFromCache);
        QCOMPARE(cv::norm(made->map, found->map, cv::NORM_INF), 0.0);
        QVERIFY(segmenter("identity").segment(requestOf("rex"))->record.isFromCache);
    }

    void pixelsOfUnknownSourceAreNotKept()
    {
        auto cached = segmenter("identity");
        for (int i = 0; i < 2; ++i) {
            QVERIFY(cached.segment(requestOf("")));
            QVERIFY(cached.segment({.image = requestOf("").image}));
        }
        QCOMPARE(m_inner->calls, 4);
    }

    void whateverChangesAMaskChangesItsKey_data()
    {
        using Change = std::function<void(core::SegmentRequest &, CountingSegmenter &)>;
        QTest::addColumn<Change>("change");
        QTest::newRow("photo") << Change([](core::SegmentRequest &request, CountingSegmenter &) {
            request.source = [] { return "bella"; };
        });
        QTest::newRow("detail") << Change([](core::SegmentRequest &request, CountingSegmenter &) {
            request.detail = Detail::Preview;
        });
        QTest::newRow("size") << Change([](core::SegmentRequest &request, CountingSegmenter &) {
            request.image.pixels = cv::Mat(16, 17, CV_8UC3);
        });
        QTest::newRow("device") << Change([](core::SegmentRequest &, CountingSegmenter &inner) {
            inner.planned.device = "CUDA 0";
        });
        QTest::newRow("precision") << Change([](core::SegmentRequest &, CountingSegmenter &inner) {
            inner.planned.precision = "bfloat16";
        });
        QTest::newRow("network size")
            << Change([](core::SegmentRequest &, CountingSegmenter &inner) {
                   inner.planned.networkSize = {16, 16};
               });
        QTest::newRow("a step that the network took when it was loaded")
            << Change([](core::SegmentRequest &, CountingSegmenter &inner) {
                   inner.planned.steps = {"float32 instead of bfloat16"};
               });
    }
    void whateverChangesAMaskChangesItsKey()
    {
        using Change = std::function<void(core::SegmentRequest &, CountingSegmenter &)>;
        QFETCH(const Change, change);
        auto cached = segmenter("identity");
        QVERIFY(cached.segment(requestOf("rex")));
        core::SegmentRequest other = requestOf("rex");
        change(other, *m_inner);
        QVERIFY(!cached.segment(other)->record.isFromCache);
        QVERIFY(cached.segment(other)->record.isFromCache);
        QCOMPARE(m_inner->calls, 2);
    }

    void modelsOfOneNameNeverMix()
    {
        QVERIFY(segmenter("one").segment(requestOf("rex")));
        QVERIFY(!segmenter("two").segment(requestOf("rex"))->record.isFromCache);
    }

    void masksMadeOtherwiseThanPlannedAreNotKept()
    {
        auto cached = segmenter("identity");
        m_inner->ownSteps = {"input of 512 x 512 px instead of 1024 x 1024 px"};
        QVERIFY(cached.segment(requestOf("rex")));
        m_inner->ownSteps = {};
        QVERIFY(cached.segment(requestOf("rex"))->record.steps.empty());
        QCOMPARE(m_inner->calls, 2);
    }

    void errorsAreNotKept()
    {
        auto cached = segmenter("identity");
        m_inner->error = Error {Error::Code::OutOfMemory, ""};
        QCOMPARE(cached.segment(requestOf("rex")).error().code, Error::Code::OutOfMemory);
        m_inner->error = {};
        QVERIFY(cached.segment(requestOf("rex")));
    }

    void aDamagedMaskIsMadeAnewAndThatIsSaid_data()
    {
        QTest::addColumn<bool>("isLookedForBefore");
        QTest::newRow("at once") << false;
        QTest::newRow("after a look while the network loads") << true;
    }
    void aDamagedMaskIsMadeAnewAndThatIsSaid()
    {
        QFETCH(const bool, isLookedForBefore);
        auto cached = segmenter("identity");
        QVERIFY(cached.segment(requestOf("rex")));
        std::ofstream(fs::directory_iterator(folder())->path(), std::ios::app) << "x";
        if (isLookedForBefore)
            QVERIFY(!cached.kept({{16, 16}, Detail::Full, requestOf("rex").source}));
        const auto again = cached.segment(requestOf("rex"));
        QVERIFY(!again->record.isFromCache);
        QVERIFY2(again->record.cacheNote.find("damaged") != std::string::npos,
            again->record.cacheNote.c_str());
        const auto found = cached.segment(requestOf("rex"));
        QVERIFY(found->record.isFromCache);
        QCOMPARE(found->record.cacheNote, std::string()); // of that time alone
    }

    void aFolderThatCannotBeWrittenStopsNothing()
    {
        std::ofstream(folder()) << "a file is in the way";
        const auto made = segmenter("identity").segment(requestOf("rex"));
        QVERIFY(made);
        QVERIFY(!made->record.cacheNote.empty());
    }

    void withoutAnIdentityNothingIsKeptAndThatIsSaid()
    {
        core::CachedSegmenter cached(m_inner, {folder()}, [] {
            return core::Result<std::string>(core::fail(Error::Code::FileChanged, "model.pth"));
        });
        const auto made = cached.segment(requestOf("rex"));
        QVERIFY2(made->record.cacheNote.find("model.pth") != std::string::npos,
            made->record.cacheNote.c_str());
        QCOMPARE(core::keptMasks(folder()).count, 0);
    }

    void whoStopsGetsNothing()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto stopped =
            segmenter("identity").segment(requestOf("rex"), core::Progress(stop.get_token(), {}));
        QCOMPARE(stopped.error().code, Error::Code::Cancelled);
    }

    void aKeptMaskDoesNotWaitForTheNetwork()
    {
        const auto cachedOver = [this](FakeNetwork &fake, core::Precision precision) {
            return core::CachedSegmenter(
                std::make_shared<core::LocalSegmenter>(core::Model {.name = "fake"},
                    fake.source(), core::LocalSegmenterOptions {.precision = precision}),
                {folder()}, [] { return core::Result<std::string>("identity"); });
        };
        for (const auto precision : {core::Precision::Float32, core::Precision::BFloat16}) {
            FakeNetwork quick;
            QVERIFY(cachedOver(quick, precision).segment(requestOf("rex")));
            FakeNetwork slow;
            std::binary_semaphore loaded {0};
            slow.refuseToLoad = [&loaded](const core::NetworkOptions &) {
                loaded.acquire();
                return std::optional<Error>();
            };
            auto cached = cachedOver(slow, precision);
            const auto found = cached.segment(requestOf("rex")); // else for ever
            loaded.release(2); // each precision is loaded
            QVERIFY(found && found->record.isFromCache);
        }
    }

    void whatIsKeptIsFoundWithoutPixels()
    {
        auto cached = segmenter("identity");
        const core::MaskSubject rex {{16, 16}, Detail::Full, requestOf("rex").source};
        QVERIFY(!cached.kept(rex));
        const auto made = cached.segment(requestOf("rex"));
        const auto found = cached.kept(rex);
        QVERIFY(found && found->record.isFromCache);
        QCOMPARE(cv::norm(made->map, found->map, cv::NORM_INF), 0.0);
        QVERIFY(!cached.kept({{16, 17}, Detail::Full, rex.source}));
        QVERIFY(!cached.kept({{16, 16}, Detail::Preview, rex.source}));
        QVERIFY(!cached.kept({{16, 16}, Detail::Full, requestOf("").source}));
        QVERIFY(!segmenter("another").kept(rex));
        QCOMPARE(m_inner->calls, 1);
    }

    void whatTurnsOutOtherwiseWhenLoadedIsFoundAgainToo()
    {
        FakeNetwork fake;
        fake.bend = [](core::Precision precision, core::Size, float value) {
            return precision == core::Precision::Float32 ? value : 1 - value;
        };
        for (const bool isKept : {false, true}) {
            core::CachedSegmenter cached(
                std::make_shared<core::LocalSegmenter>(core::Model {.name = "fake"},
                    fake.source(),
                    core::LocalSegmenterOptions {
                        .loading = core::LocalSegmenterOptions::Loading::WhenNeeded,
                        .precision = core::Precision::BFloat16}),
                {folder()}, [] { return core::Result<std::string>("identity"); });
            const auto mask = cached.segment(requestOf("rex"));
            QCOMPARE(mask->record.precision, std::string("float32"));
            QCOMPARE(mask->record.isFromCache, isKept);
        }
    }

    void aChecksumThatIsLearnedIsTold()
    {
        const core::Model &lite = core::knownModels().front();
        const fs::path models(m_folder->path().toStdString());
        std::ofstream(models / lite.fileName) << "weights";
        std::vector<std::string> told;
        const auto learned = [&told](const core::FileStamp &stamp, const std::string &sha256) {
            told.push_back(std::to_string(stamp.bytes) + ' ' + sha256);
        };
        const std::string known = core::sha256Of(models / lite.fileName).value();
        QVERIFY(core::maskIdentity(lite, models, {}, known, learned)());
        QVERIFY(told.empty());
        QVERIFY(core::maskIdentity(lite, models, {}, {}, learned)());
        QCOMPARE(told, std::vector {"7 " + known});
    }

    void identityFollowsTheModelsFileAndItsOptions()
    {
        const core::Model &lite = core::knownModels().front();
        const fs::path models(m_folder->path().toStdString());
        std::ofstream(models / lite.fileName) << "weights";
        const auto identity = core::maskIdentity(lite, models, {});
        const std::string first = identity().value();
        QCOMPARE(core::maskIdentity(lite, models, {})().value(), first);
        const std::string known = core::sha256Of(models / lite.fileName).value();
        QCOMPARE(core::maskIdentity(lite, models, {}, known)().value(), first);
        QVERIFY(core::maskIdentity(lite, models, {}, std::string(64, '0'))().value() != first);

        core::LocalSegmenterOptions options;
        options.fineStages = core::FineStages::NearEdges;
        QVERIFY(core::maskIdentity(lite, models, options)().value() != first);
        options = {.passes = {.resize = core::ResizeRule::Dynamic}};
        QVERIFY(core::maskIdentity(lite, models, options)().value() != first);
        options = {.passes = {.blending = core::Blending::Exact}};
        const auto exact = core::maskIdentity(lite, models, options)().value();
        QVERIFY(exact != first);
        options = {.passes = {.blending = core::Blending::ShiftCorrected}};
        QVERIFY(core::maskIdentity(lite, models, options)().value() != exact);
        core::Model smaller = lite;
        smaller.fullSize = 256;
        QVERIFY(core::maskIdentity(smaller, models, {})().value() != first);

        std::ofstream(models / lite.fileName) << "other weights";
        QVERIFY(core::maskIdentity(lite, models, {})().value() != first);
        QCOMPARE(identity().error().code, Error::Code::FileChanged); // the old ones are loaded
        fs::remove(models / lite.fileName);
        QCOMPARE(core::maskIdentity(lite, models, {})().error().code, Error::Code::FileMissing);
    }

private:
    fs::path folder() const { return fs::path(m_folder->path().toStdString()) / "masks"; }
    core::CachedSegmenter segmenter(const std::string &identity) const
    {
        return {m_inner, {folder()}, [identity] { return core::Result<std::string>(identity); }};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<CountingSegmenter> m_inner;
};

QTEST_GUILESS_MAIN(tst_CachedSegmenter)
#include "tst_cached_segmenter.moc"
