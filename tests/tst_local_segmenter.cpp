#include "core/inference/local_segmenter.h"
#include "core/inference/network_input.h"
#include "core/network/choices.h"
#include "tests/support/fake_network.h"
#include "tests/support/scene.h"

#include <QtTest>

#include <atomic>
#include <latch>
#include <mutex>
#include <semaphore>
#include <thread>

namespace fs = std::filesystem;
using core::Detail;
using core::Error;
using core::LocalSegmenter;
using Loading = core::LocalSegmenterOptions::Loading;

namespace {

const core::Model &lite()
{
    return core::knownModels().front();
}

/// A model for a FakeNetwork: full masks of 128 px, previews of 64.
core::Model fakeModel()
{
    return {.name = "fake", .fileName = "", .network = {}, .previewSize = 64, .fullSize = 128};
}

/// Holds the first full pass of a FakeNetwork until it is told to let go.
class Gate
{
public:
    explicit Gate(FakeNetwork &fake)
    {
        fake.refuse = [this](const FakeNetwork::Pass &pass) -> std::optional<Error> {
            if (m_isArmed && pass.size.width == 128 && !m_wasUsed.exchange(true)) {
                m_entered.release();
                m_leave.acquire();
            }
            return std::nullopt;
        };
    }
    void arm() { m_isArmed = true; } ///< after warming up
    void awaitEntry() { m_entered.acquire(); }
    void open() { m_leave.release(); }

private:
    std::atomic<bool> m_isArmed = false;
    std::atomic<bool> m_wasUsed = false;
    std::binary_semaphore m_entered {0};
    std::binary_semaphore m_leave {0};
};

/// What happened, in order, told from several threads.
class Events
{
public:
    void add(const std::string &event)
    {
        const std::lock_guard lock(m_mutex);
        m_events.push_back(event);
    }
    std::ptrdiff_t position(const std::string &event) const
    {
        return std::ranges::find(m_events, event) - m_events.begin();
    }

private:
    std::mutex m_mutex;
    std::vector<std::string> m_events;
};

} // namespace

class tst_LocalSegmenter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_segmenter = std::make_unique<LocalSegmenter>(lite(), PAWTRAIT_MODELS); }

    void loadsInTheBackgroundAndGetsReady()
    {
        QVERIFY(m_segmenter->waitUntilReady());
        QCOMPARE(m_segmenter->state(), LocalSegmenter::State::Ready);
    }

    void answersAtTheSizeOfTheRequest_data()
    {
        QTest::addColumn<Detail>("detail");
        QTest::addColumn<int>("side");
        QTest::newRow("preview") << Detail::Preview << lite().previewSize;
        QTest::newRow("full") << Detail::Full << lite().fullSize;
    }
    void answersAtTheSizeOfTheRequest()
    {
        QFETCH(const Detail, detail);
        QFETCH(const int, side);
        const auto saliency =
            m_segmenter->segment({.image = scene::discPhoto({300, 200}), .detail = detail});
        QVERIFY2(saliency.has_value(), saliency ? "" : saliency.error().detail.c_str());
        QCOMPARE(saliency->map.size(), cv::Size(side, side));
        QCOMPARE(saliency->detail, detail);
        QCOMPARE(saliency->record.model, std::string("lite"));
        QCOMPARE(saliency->record.device, std::string("CPU"));
        QCOMPARE(saliency->record.precision, std::string("float32"));
        QCOMPARE(saliency->record.networkSize, (core::Size {side, side}));
        QVERIFY(saliency->record.seconds > 0);
    }

    void findsNothingOnAnEmptyWall()
    {
        const core::Image wall {cv::Mat(200, 300, CV_8UC3, cv::Scalar(180, 180, 175))};
        const auto saliency = m_segmenter->segment({.image = wall});
        QVERIFY(saliency);
        QVERIFY2(!animalFound(*saliency), std::to_string(saliency->rawMaximum).c_str());
    }

    void theMoreUrgentGoesFirst()
    {
        // The two that wait must be compared in one choice; on a machine under load that may take
        // some tries. One at a time: they would share a pass.
        LocalSegmenter segmenter(lite(), PAWTRAIT_MODELS, {.batchLimit = 1});
        bool compared = false;
        for (int attempt = 0; attempt < 20 && !compared; ++attempt) {
            Events events;
            const auto run = [&](const std::string &name, int urgency) {
                return std::jthread([&events, &segmenter, name, urgency] {
                    (void)segmenter.segment(
                        {.image = scene::discPhoto({64, 64}), .urgency = [&events, name, urgency] {
                             events.add("asked " + name);
                             return urgency;
                         }});
                    events.add("done " + name);
                });
            };
            {
                const std::jthread busy = run("busy", 9);
                const std::jthread later = run("later", 1);
                const std::jthread urgent = run("urgent", 5);
            }
            const auto firstDone =
                std::min(events.position("done later"), events.position("done urgent"));
            compared = events.position("asked later") < firstDone
                && events.position("asked urgent") < firstDone;
            if (compared)
                QVERIFY(events.position("done urgent") < events.position("done later"));
        }
        QVERIFY(compared);
    }

    void aCancelledRequestEndsAtOnce()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto saliency = m_segmenter->segment(
            {.image = scene::discPhoto({64, 64})}, core::Progress(stop.get_token(), {}));
        QVERIFY(!saliency);
        QCOMPARE(saliency.error().code, Error::Code::Cancelled);
        QVERIFY(
            m_segmenter->segment({.image = scene::discPhoto({64, 64})})); // and harms nobody else
    }

    void aBatchGivesWhatSinglePassesGive()
    {
        const auto network =
            core::networksOf(fs::path(PAWTRAIT_MODELS) / lite().fileName).load(lite().network);
        QVERIFY(network);
        std::vector<core::NetworkInput> inputs;
        for (const core::Size size : {core::Size {300, 200}, {100, 260}, {64, 64}})
            inputs.push_back(core::networkInput(scene::discPhoto(size), {384, 384}).value());
        const auto together = network->run(inputs, core::MapParts::Whole, {});
        QCOMPARE(together->size(), inputs.size());
        double most = 0;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const auto alone = network->run({inputs[i]}, core::MapParts::Whole, {});
            most = std::max(most,
                cv::norm(core::matOf(alone->front()), core::matOf(together->at(i)), cv::NORM_INF));
        }
        qInfo("largest difference between a batch and single passes: %g", most);
        QVERIFY(most < 5e-6); // not 0: LibTorch's sums run in another order
    }

    void fullMasksThatWaitTogetherShareAPass()
    {
        // All three must have come before the gate opens; on a machine under load that may take
        // some tries.
        int largest = 0;
        for (int attempt = 0; attempt < 20 && largest < 3; ++attempt) {
            FakeNetwork fake;
            Gate gate(fake);
            LocalSegmenter segmenter(fakeModel(), fake.source());
            QVERIFY(segmenter.waitUntilReady());
            gate.arm();
            std::latch started(3);
            std::atomic<int> right = 0;
            {
                const std::jthread busy(
                    [&] { (void)segmenter.segment({.image = scene::discPhoto({90, 90})}); });
                gate.awaitEntry();
                std::vector<std::jthread> waiting;
                for (const int red : {0, 100, 200})
                    waiting.emplace_back([&, red] {
                        const core::Image photo {cv::Mat(40, 40, CV_8UC3, cv::Scalar(red, 9, 9))};
                        started.count_down();
                        const auto mask = segmenter.segment({.image = photo});
                        right += mask && mask->rawMaximum == float(red) / 255 ? 1 : 0;
                    });
                started.wait();
                gate.open();
            }
            QCOMPARE(right.load(), 3); // each got its own
            for (const FakeNetwork::Pass &pass : fake.passes)
                largest = std::max(largest, pass.batch);
        }
        QCOMPARE(largest, 3);
    }

    void itIsBestAskedForAsManyAsShareAPass()
    {
        FakeNetwork fake;
        LocalSegmenter three(
            fakeModel(), fake.source(), {.loading = Loading::WhenNeeded, .batchLimit = 3});
        QCOMPARE(three.atOnce(), 1); // not known yet
        QVERIFY(three.waitUntilReady());
        QCOMPARE(three.atOnce(), 3);
        LocalSegmenter single(fakeModel(), fake.source(), {.batchLimit = 1});
        QVERIFY(single.waitUntilReady());
        QCOMPARE(single.atOnce(), 1);
    }

    void aMemberThatGivesUpLeavesTheOthersOfItsBatch()
    {
        bool shared = false;
        for (int attempt = 0; attempt < 20 && !shared; ++attempt) {
            FakeNetwork fake;
            std::stop_source stop;
            Gate gate(fake);
            fake.refuse = [hold = fake.refuse, &shared, &stop](
                              const FakeNetwork::Pass &pass) -> std::optional<Error> {
                if (pass.batch == 2) { // in the middle of their pass
                    shared = true;
                    stop.request_stop();
                }
                return hold(pass);
            };
            LocalSegmenter segmenter(fakeModel(), fake.source());
            QVERIFY(segmenter.waitUntilReady());
            gate.arm();
            std::latch started(2);
            core::Result<core::Saliency> given;
            core::Result<core::Saliency> kept;
            const auto ask = [&](core::Result<core::Saliency> &outcome, std::stop_token token) {
                return std::jthread([&started, &segmenter, &outcome, token] {
                    started.count_down();
                    outcome = segmenter.segment(
                        {.image = scene::discPhoto({50, 50})}, core::Progress(token, {}));
                });
            };
            {
                const std::jthread busy(
                    [&] { (void)segmenter.segment({.image = scene::discPhoto({90, 90})}); });
                gate.awaitEntry();
                const std::jthread givesUp = ask(given, stop.get_token());
                const std::jthread stays = ask(kept, {});
                started.wait();
                gate.open();
            }
            QVERIFY(kept);
            if (shared && !given)
                QCOMPARE(given.error().code, Error::Code::Cancelled);
        }
        QVERIFY(shared);
    }

    void dynamicInputsHaveThePhotosAspectAndPreviewsDoNot()
    {
        FakeNetwork fake;
        LocalSegmenter segmenter(fakeModel(), fake.source(),
            {.passes = {.resize = core::ResizeRule::Dynamic}});
        const core::Image photo = scene::discPhoto({300, 200});
        QCOMPARE(segmenter.segment({.image = photo})->record.networkSize, (core::Size {288, 192}));
        QCOMPARE(
            segmenter.segment({.image = photo, .detail = Detail::Preview})->record.networkSize,
            (core::Size {64, 64}));
    }

    void aSpeckIsTooSmall()
    {
        FakeNetwork fake;
        LocalSegmenter segmenter(fakeModel(), fake.source());
        const auto mask = segmenter.segment({.image = {cv::Mat(15, 300, CV_8UC3)}});
        QVERIFY(!mask);
        QCOMPARE(mask.error().code, Error::Code::ImageTooSmall);
    }

    void thePlanSaysWhatCameOfTheWish()
    {
        FakeNetwork fake;
        fake.bend = [](core::Precision precision, core::Size, float value) {
            return precision == core::Precision::Float32 ? value : 1 - value;
        };
        LocalSegmenter segmenter(
            fakeModel(), fake.source(), {.precision = core::Precision::BFloat16});
        QVERIFY(segmenter.waitUntilReady());
        QCOMPARE(segmenter.plan(Detail::Full).precision, std::string("float32"));
        QCOMPARE(segmenter.plan(Detail::Full).steps.size(), std::size_t(1));
    }

    void thePlanBeforeLoadingIsTheOneAfterIt_data()
    {
        QTest::addColumn<core::Precision>("precision");
        for (const core::Precision precision : core::allPrecisions())
            QTest::newRow(core::nameOf(precision).c_str()) << precision;
    }
    void thePlanBeforeLoadingIsTheOneAfterIt()
    {
        QFETCH(const core::Precision, precision);
        FakeNetwork fake;
        LocalSegmenter segmenter(fakeModel(), fake.source(),
            {.loading = Loading::WhenNeeded, .precision = precision});
        const auto preview = segmenter.plan(Detail::Preview);
        const auto full = segmenter.plan(Detail::Full);
        QVERIFY(segmenter.waitUntilReady());
        QCOMPARE(segmenter.plan(Detail::Preview), preview);
        QCOMPARE(segmenter.plan(Detail::Full), full);
        QCOMPARE(segmenter.segment({.image = scene::discPhoto({90, 90})})->record.precision,
            full.precision);
    }

    void aNetworkThatNobodyNeedsIsNotLoaded()
    {
        FakeNetwork fake;
        {
            LocalSegmenter segmenter(
                fakeModel(), fake.source(), {.loading = Loading::WhenNeeded});
            QVERIFY(segmenter.settledPlan(Detail::Full)); // nothing can change it
        }
        QVERIFY(fake.loads.empty());
        LocalSegmenter segmenter(fakeModel(), fake.source(), {.loading = Loading::WhenNeeded});
        QVERIFY(segmenter.segment({.image = scene::discPhoto({90, 90})}));
        QCOMPARE(fake.loads.size(), std::size_t(1));
    }

    void whoWaitsForThePlanMayGiveUp()
    {
        std::binary_semaphore leave {0};
        FakeNetwork fake;
        fake.refuseToLoad = [&leave](const core::NetworkOptions &) -> std::optional<Error> {
            leave.acquire();
            leave.release();
            return std::nullopt;
        };
        LocalSegmenter segmenter(
            fakeModel(), fake.source(), {.precision = core::Precision::BFloat16});
        std::stop_source stop;
        stop.request_stop();
        const auto given = segmenter.settledPlan(Detail::Full, {stop.get_token(), {}});
        leave.release();
        QVERIFY(!given);
        QCOMPARE(given.error().code, Error::Code::Cancelled);
        QVERIFY(segmenter.settledPlan(Detail::Full));
    }

    void int8OnABlockFreeNetworkIsSaidOrDone()
    {
        LocalSegmenter segmenter(lite(), PAWTRAIT_MODELS, {.precision = core::Precision::Int8});
        QVERIFY(segmenter.waitUntilReady());
        const auto exact = m_segmenter->segment({.image = scene::discPhoto({300, 200})});
        const auto mask = segmenter.segment({.image = scene::discPhoto({300, 200})});
        QVERIFY(mask);
        QCOMPARE(cv::norm(exact->map, mask->map, cv::NORM_INF), 0.0);
        const bool isSaid = mask->record.precision == "float32" && mask->record.steps.size() == 1;
        QVERIFY(isSaid || mask->record.precision == "int8");
    }

    void badModelFilesAreSaid_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<Error::Code>("expected");
        QFile file(QStringLiteral(PAWTRAIT_MODELS "/pawtrait-lite.pth"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QTest::newRow("cut short") << file.read(100'000) << Error::Code::ModelMismatch;
        QTest::newRow("text") << QByteArray("no model at all") << Error::Code::ModelMismatch;
        QTest::newRow("missing") << QByteArray() << Error::Code::ModelMissing;
    }
    void badModelFilesAreSaid()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const Error::Code, expected);
        const QTemporaryDir folder;
        const fs::path models = folder.path().toStdString();
        if (!content.isEmpty())
            scene::writeBytes(models / lite().fileName, {content.begin(), content.end()});
        LocalSegmenter segmenter(lite(), models);
        const auto ready = segmenter.waitUntilReady();
        QVERIFY(!ready);
        QCOMPARE(ready.error().code, expected);
        const auto saliency = segmenter.segment({.image = scene::discPhoto({64, 64})});
        QVERIFY(!saliency);
        QCOMPARE(saliency.error().code, expected);
    }

private:
    std::unique_ptr<LocalSegmenter> m_segmenter;
};

QTEST_GUILESS_MAIN(tst_LocalSegmenter)
#include "tst_local_segmenter.moc"
