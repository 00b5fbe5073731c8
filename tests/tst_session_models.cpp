#include "tests/support/session_scene.h"

#include <future>

using core::Detail;
using core::Error;
using ui::PhotoActivity;
using ui::PhotoState;

/// A segmenter that says where it was freed.
class WatchedSegmenter final : public core::Segmenter
{
public:
    explicit WatchedSegmenter(std::shared_ptr<core::Segmenter> inner, std::promise<QThread *> freed)
        : m_inner(std::move(inner))
        , m_freed(std::move(freed))
    {
    }
    ~WatchedSegmenter() override { m_freed.set_value(QThread::currentThread()); }

    core::Result<core::Saliency> segment(
        const core::SegmentRequest &request, const core::Progress &progress) override
    {
        return m_inner->segment(request, progress);
    }
    core::MaskRecord plan(Detail detail) const override { return m_inner->plan(detail); }

private:
    std::shared_ptr<core::Segmenter> m_inner;
    std::promise<QThread *> m_freed;
};

/// What a session does while its model is another, loads or fails.
class tst_SessionModels : public QObject, protected SessionScene
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void twoModelsInARowWhilePhotosWait();
    void theCacheNeverMixesModels();
    void keptMasksOfAModelThatLoadsAreThereAtOnce();
    void aModelThatLoadsAndIsNotWantedAnyMoreGivesNoMask();
    void whatIsCutIsShownAndExportedThoughTheModelFailsToLoad();
    void aModelIsFreedElsewhere_data();
    void aModelIsFreedElsewhere();
};

void tst_SessionModels::twoModelsInARowWhilePhotosWait()
{
    const auto second = std::make_shared<FakeSegmenter>(2);
    const auto third = std::make_shared<FakeSegmenter>(3);
    const std::vector<fs::path> files {photo("a.png"), photo("b.png"), photo("c.png")};
    m_segmenter->close(Detail::Full);
    addAndShow(files);
    QTRY_COMPARE_WITH_TIMEOUT(m_segmenter->asked(Detail::Full), 1, patienceMs);
    m_session->hold();
    m_session->use(std::shared_ptr<core::Segmenter>(second));
    m_session->hold();
    m_session->use(std::shared_ptr<core::Segmenter>(third));
    m_segmenter->open(Detail::Full);
    for (const fs::path &file : files)
        QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QCOMPARE(markOf(files[0]), 0.0); // what ran ended with the first
    QCOMPARE(markOf(files[1]), 3.0);
    QCOMPARE(markOf(files[2]), 3.0);
    QCOMPARE(second->asked(Detail::Full), 0);
}

void tst_SessionModels::theCacheNeverMixesModels()
{
    const auto one = std::make_shared<FakeSegmenter>(1); // both say that they are "fake"
    const auto two = std::make_shared<FakeSegmenter>(2);
    const std::vector<fs::path> files {
        photo("a.png"), photo("b.png", {164, 120}), photo("c.png", {168, 120})};
    const auto cutWith = [&](const std::shared_ptr<core::Segmenter> &segmenter) {
        m_session = std::make_unique<ui::Session>(core::MegapixelLimits {}, m_readers);
        m_session->use(segmenter);
        addAndShow(files);
    };
    const auto waitForAll = [&] {
        for (const fs::path &file : files)
            QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    };

    one->close(Detail::Full);
    cutWith(kept(one, "one"));
    QTRY_COMPARE_WITH_TIMEOUT(one->asked(Detail::Full), 1, patienceMs);
    m_session->use(std::shared_ptr<core::Segmenter>(kept(two, "two"))); // two photos wait
    one->open(Detail::Full);
    waitForAll();
    QCOMPARE(markOf(files[0]), 1.0);
    QCOMPARE(markOf(files[1]), 2.0);
    QCOMPARE(markOf(files[2]), 2.0);

    cutWith(kept(one, "one"));
    waitForAll();
    for (const fs::path &file : files) {
        QCOMPARE(markOf(file), 1.0);
        QCOMPARE(isKept(file), file == files[0]);
    }
    cutWith(kept(two, "two"));
    waitForAll();
    for (const fs::path &file : files) {
        QCOMPARE(markOf(file), 2.0);
        QCOMPARE(isKept(file), file != files[0]);
    }
}

void tst_SessionModels::keptMasksOfAModelThatLoadsAreThereAtOnce()
{
    const auto loading = std::make_shared<FakeSegmenter>(2);
    const std::vector<fs::path> files {
        photo("a.png"), photo("b.png", {164, 120}), photo("c.png", {168, 120})};
    m_session = std::make_unique<ui::Session>(core::MegapixelLimits {}, m_readers);
    m_session->use(std::shared_ptr<core::Segmenter>(kept(loading, "two")));
    addAndShow({files[2]});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(files[2]), patienceMs);

    m_session = std::make_unique<ui::Session>(core::MegapixelLimits {}, m_readers);
    m_session->use(std::shared_ptr<core::Segmenter>(m_segmenter));
    m_segmenter->close(Detail::Full);
    addAndShow(files);
    QTRY_COMPARE_WITH_TIMEOUT(m_segmenter->asked(Detail::Full), 1, patienceMs);
    m_session->hold();
    m_session->expect(kept(loading, "two"));
    m_segmenter->open(Detail::Full);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(files[0]) && isCut(files[2]), patienceMs);
    QCOMPARE(markOf(files[0]), 0.0); // what ran ended with the one that works
    QCOMPARE(markOf(files[2]), 2.0);
    QVERIFY(isKept(files[2]));
    QCOMPARE(entry(files[1]).activity, PhotoActivity::Waiting);
    QCOMPARE(loading->asked(Detail::Full), 1); // before the switch

    m_session->use(std::shared_ptr<core::Segmenter>(kept(loading, "two")));
    QTRY_VERIFY_WITH_TIMEOUT(isCut(files[1]), patienceMs);
    QCOMPARE(markOf(files[1]), 2.0);
    QCOMPARE(m_segmenter->asked(Detail::Full), 1);
}

void tst_SessionModels::aModelThatLoadsAndIsNotWantedAnyMoreGivesNoMask()
{
    const auto other = std::make_shared<FakeSegmenter>(2);
    const fs::path file = photo("rex.png");
    m_session = std::make_unique<ui::Session>(core::MegapixelLimits {}, m_readers);
    m_session->use(std::shared_ptr<core::Segmenter>(kept(other, "two")));
    addAndShow({file});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);

    m_session = std::make_unique<ui::Session>(core::MegapixelLimits {}, m_readers);
    m_session->expect(kept(other, "two"));
    m_session->hold(); // for a third
    addAndShow({file});
    QTRY_VERIFY_WITH_TIMEOUT(!entry(file).thumbnail.isNull(), patienceMs);
    QCOMPARE(entry(file).activity, PhotoActivity::Waiting);
    m_session->use(std::shared_ptr<core::Segmenter>(m_segmenter)); // and that one stays
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QCOMPARE(markOf(file), 0.0);
}

void tst_SessionModels::whatIsCutIsShownAndExportedThoughTheModelFailsToLoad()
{
    const fs::path file = photo("rex.png");
    m_session->add({file});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QSignalSpy pictures(m_session.get(), &ui::Session::pictureReady);
    m_session->use(core::fail(Error::Code::ModelMissing));
    m_session->select(idOf(file));
    QTRY_COMPARE_WITH_TIMEOUT(
        pictures.empty() ? ui::MaskStage::None
                         : pictures.back().at(1).value<ui::Picture>().stage,
        ui::MaskStage::Full, patienceMs);
    QVERIFY(!m_session->exportPhoto(idOf(file), {"out", {}}));
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).state, PhotoState::Exported, patienceMs);
}

void tst_SessionModels::aModelIsFreedElsewhere_data()
{
    QTest::addColumn<bool>("isWorking");
    QTest::newRow("nothing runs") << false;
    QTest::newRow("a photo runs") << true;
}

void tst_SessionModels::aModelIsFreedElsewhere()
{
    QFETCH(const bool, isWorking);
    std::promise<QThread *> promise;
    std::future<QThread *> freed = promise.get_future();
    m_session->use(std::shared_ptr<core::Segmenter>(
        std::make_shared<WatchedSegmenter>(m_segmenter, std::move(promise))));
    const fs::path file = photo("rex.png");
    if (isWorking) {
        m_segmenter->close(Detail::Full);
        addAndShow({file});
        QTRY_COMPARE_WITH_TIMEOUT(m_segmenter->asked(Detail::Full), 1, patienceMs);
    }
    m_session->use(std::shared_ptr<core::Segmenter>(m_segmenter));
    m_segmenter->open(Detail::Full);
    QTRY_VERIFY_WITH_TIMEOUT(
        freed.wait_for(std::chrono::seconds(0)) == std::future_status::ready, patienceMs);
    QVERIFY(freed.get() != QThread::currentThread());
}

QTEST_MAIN(tst_SessionModels)
#include "tst_session_models.moc"
