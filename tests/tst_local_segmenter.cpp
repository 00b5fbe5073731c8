#include "core/inference/local_segmenter.h"
#include "tests/support/scene.h"

#include <QtTest>

#include <mutex>
#include <thread>

namespace fs = std::filesystem;
using core::Detail;
using core::Error;
using core::LocalSegmenter;

namespace {

const core::Model &lite()
{
    return core::knownModels().front();
}

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
        // some tries.
        bool compared = false;
        for (int attempt = 0; attempt < 20 && !compared; ++attempt) {
            Events events;
            const auto run = [&](const std::string &name, int urgency) {
                return std::jthread([&events, name, urgency, this] {
                    (void)m_segmenter->segment(
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
