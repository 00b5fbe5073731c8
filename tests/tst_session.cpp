#include "tests/photo_files.h"
#include "tests/support/session_scene.h"

#include <QImageWriter>

using core::Detail;
using core::Error;
using ui::PhotoActivity;
using ui::PhotoId;
using ui::PhotoState;

class tst_Session : public QObject, protected SessionScene
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void aPhotoGoesThroughItsStatesInOrder();
    void photosWaitForTheModelWithVerdictAndThumbnail();
    void aMissingModelIsEveryPhotosError();
    void oneBadPhotoStopsNoOther();
    void foldersAreOpenedAndDuplicatesLeftOut();
    void foldersInAFolderAreSaidUnlessTheyHoldPrintsAlone();
    void cancellingIsEffectiveAtOnce();
    void cancellingWhatWaitsLeavesWhatRuns();
    void retryGoesOnAfterCancelling();
    void retryWorksOnceTheFileIsMended();
    void theShownPhotoGoesFirst();
    void effectsCanBeUndone();
    void scalingIsUndoable();
    void photosOverTheHardLimitWaitForScalingOrSayWhyNot_data();
    void photosOverTheHardLimitWaitForScalingOrSayWhyNot();
    void aPhotoThatVanishesEndsInItsError();
    void removedPhotosAreForgotten();
    void manyCutPhotosAreShownAgainWithoutTheNetwork();
};

void tst_Session::aPhotoGoesThroughItsStatesInOrder()
{
    std::vector<PhotoState> states;
    std::vector<ui::MaskStage> stages;
    connect(&m_session->shelf(), &ui::PhotoShelf::changed, this,
        [&states](const ui::PhotoEntry &changed) {
            if (states.empty() || states.back() != changed.state)
                states.push_back(changed.state);
        });
    connect(m_session.get(), &ui::Session::pictureReady, this,
        [&stages](PhotoId, const ui::Picture &picture) { stages.push_back(picture.stage); });
    m_segmenter->close(Detail::Full);
    const fs::path file = photo("rex.png");
    addAndShow({file});
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).activity, PhotoActivity::Working, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(stages.size(), std::size_t(2), patienceMs);
    m_segmenter->open(Detail::Full);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(stages.back(), ui::MaskStage::Full, patienceMs);

    QCOMPARE(states, (std::vector {PhotoState::Checked, PhotoState::Preview, PhotoState::Cut}));
    QCOMPARE(stages[0], ui::MaskStage::None);
    QCOMPARE(stages[1], ui::MaskStage::Preview);
    QCOMPARE(entry(file).mask->model, std::string("fake"));
    QVERIFY(entry(file).animal->size.width >= 70 && entry(file).animal->size.width <= 100);
    QVERIFY(!entry(file).thumbnail.isNull());
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->isWorking(), patienceMs);
}

void tst_Session::photosWaitForTheModelWithVerdictAndThumbnail()
{
    m_session = std::make_unique<ui::Session>(core::MegapixelLimits {}, m_readers);
    const fs::path file = photo("rex.png");
    m_session->add({file});
    QTRY_VERIFY_WITH_TIMEOUT(entry(file).verdict && !entry(file).thumbnail.isNull(), patienceMs);
    QCOMPARE(entry(file).activity, PhotoActivity::Waiting);
    QTRY_COMPARE_WITH_TIMEOUT(
        m_session->status().kind, ui::WorkStatus::Kind::WaitingForModel, patienceMs);
    m_session->use(std::shared_ptr<core::Segmenter>(m_segmenter));
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
}

void tst_Session::aMissingModelIsEveryPhotosError()
{
    m_session = std::make_unique<ui::Session>(core::MegapixelLimits {}, m_readers);
    m_session->use(core::fail(Error::Code::ModelMissing));
    const fs::path one = photo("one.png");
    const fs::path two = photo("two.png");
    addAndShow({one, two});
    QTRY_COMPARE_WITH_TIMEOUT(entry(two).state, PhotoState::Failed, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(entry(one).state, PhotoState::Failed, patienceMs);
    QCOMPARE(entry(one).error->code, Error::Code::ModelMissing);
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->isWorking(), patienceMs);
}

void tst_Session::oneBadPhotoStopsNoOther()
{
    const fs::path first = photo("first.png");
    const fs::path bad = damaged("bad.png");
    const fs::path last = photo("last.png");
    addAndShow({first, bad, last});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(first) && isCut(last), patienceMs);
    QCOMPARE(entry(bad).state, PhotoState::Failed);
    QCOMPARE(entry(bad).error->code, Error::Code::FormatUnsupported);
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->isWorking(), patienceMs);
}

void tst_Session::foldersAreOpenedAndDuplicatesLeftOut()
{
    const fs::path file = photo("rex.png");
    photo("tom.png");
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("empty")));
    std::vector<ui::AddOutcome> outcomes;
    connect(m_session.get(), &ui::Session::added, this,
        [&outcomes](const ui::AddOutcome &outcome) { outcomes.push_back(outcome); });
    m_session->add({file, file.parent_path(), file.parent_path() / "empty"});
    QTRY_COMPARE_WITH_TIMEOUT(outcomes.size(), std::size_t(1), patienceMs);
    QCOMPARE(outcomes[0].added, 2);
    QCOMPARE(outcomes[0].duplicates, 1);
    QCOMPARE(outcomes[0].emptyFolders, 1);
    m_session->add({file.parent_path() / "." / "rex.png"}); // the same by another name
    QTRY_COMPARE_WITH_TIMEOUT(outcomes.size(), std::size_t(2), patienceMs);
    QCOMPARE(outcomes[1].added, 0);
    QCOMPARE(outcomes[1].duplicates, 1);
}

void tst_Session::foldersInAFolderAreSaidUnlessTheyHoldPrintsAlone()
{
    const fs::path file = photo("rex.png");
    const fs::path folder = file.parent_path();
    addAndShow({file});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QVERIFY(!m_session->exportPhoto(idOf(file), {"prints", {}}));
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).state, PhotoState::Exported, patienceMs);
    fs::create_directory(folder / "empty");
    std::vector<ui::AddOutcome> outcomes;
    connect(m_session.get(), &ui::Session::added, this,
        [&outcomes](const ui::AddOutcome &outcome) { outcomes.push_back(outcome); });
    m_session->add({folder});
    QTRY_COMPARE_WITH_TIMEOUT(outcomes.size(), std::size_t(1), patienceMs);
    QCOMPARE(outcomes[0].foldersInside, 0);
    fs::copy(file, folder / "prints");
    m_session->add({folder});
    QTRY_COMPARE_WITH_TIMEOUT(outcomes.size(), std::size_t(2), patienceMs);
    QCOMPARE(outcomes[1].foldersInside, 1);
}

void tst_Session::cancellingIsEffectiveAtOnce()
{
    m_segmenter->close(Detail::Full);
    const fs::path file = photo("rex.png");
    const fs::path next = photo("tom.png");
    addAndShow({file, next});
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).activity, PhotoActivity::Working, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(m_segmenter->asked(Detail::Full), 1, patienceMs);
    m_session->cancelAll();
    QCOMPARE(entry(file).activity, PhotoActivity::Cancelled); // without any event between
    QCOMPARE(entry(next).activity, PhotoActivity::Cancelled);
    QVERIFY(!m_session->isWorking());
    m_segmenter->open(Detail::Full);
    QTRY_VERIFY_WITH_TIMEOUT(m_segmenter->asked(Detail::Full) == 1, patienceMs);
    QCOMPARE(entry(file).activity, PhotoActivity::Cancelled); // the result was dropped
    QVERIFY(!isCut(file));
    QCOMPARE(*m_session->exportLock(idOf(file)), ui::ExportLock::CutCancelled);
}

void tst_Session::cancellingWhatWaitsLeavesWhatRuns()
{
    m_segmenter->close(Detail::Full);
    const fs::path file = photo("rex.png");
    const fs::path next = photo("tom.png");
    addAndShow({file, next});
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).activity, PhotoActivity::Working, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(entry(next).state, PhotoState::Checked, patienceMs);
    m_session->cancelWaiting();
    QCOMPARE(entry(file).activity, PhotoActivity::Working);
    QCOMPARE(entry(next).activity, PhotoActivity::Cancelled);
    m_segmenter->open(Detail::Full);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QCOMPARE(entry(next).activity, PhotoActivity::Cancelled);
}

void tst_Session::retryGoesOnAfterCancelling()
{
    m_segmenter->close(Detail::Full);
    const fs::path file = photo("rex.png");
    addAndShow({file});
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).activity, PhotoActivity::Working, patienceMs);
    m_session->cancelThis();
    m_segmenter->open(Detail::Full);
    m_session->retry(idOf(file));
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
}

void tst_Session::retryWorksOnceTheFileIsMended()
{
    const fs::path file = damaged("rex.png");
    addAndShow({file});
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).state, PhotoState::Failed, patienceMs);
    QCOMPARE(*m_session->exportLock(idOf(file)), ui::ExportLock::PhotoFailed);
    photo("rex.png");
    m_session->retry(idOf(file));
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QVERIFY(!entry(file).error);
}

void tst_Session::theShownPhotoGoesFirst()
{
    m_segmenter->close(Detail::Full);
    const std::vector<fs::path> files {photo("a.png", {100, 100}), photo("b.png", {110, 100}),
        photo("c.png", {120, 100}), photo("d.png", {130, 100})};
    addAndShow(files);
    QTRY_COMPARE_WITH_TIMEOUT(entry(files[0]).activity, PhotoActivity::Working, patienceMs);
    m_session->select(idOf(files[3]));
    QTRY_COMPARE_WITH_TIMEOUT(
        entry(files[3]).state, PhotoState::Preview, patienceMs); // while the first still runs
    QCOMPARE(entry(files[0]).activity, PhotoActivity::Working);
    m_segmenter->open(Detail::Full);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(files[1]) && isCut(files[2]), patienceMs);
    std::vector<int> order;
    for (const FakeSegmenter::Asked &asked : m_segmenter->asked())
        if (asked.detail == Detail::Full)
            order.push_back(asked.size.width);
    QCOMPARE(order, (std::vector {100, 130, 110, 120}));
}

void tst_Session::effectsCanBeUndone()
{
    const fs::path file = photo("rex.png");
    addAndShow({file});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    m_session->chooseEffect(idOf(file), "black-and-white");
    QCOMPARE(entry(file).effect, std::string("black-and-white"));
    m_session->undoStack().undo();
    QCOMPARE(entry(file).effect, std::string("original"));
    m_session->undoStack().redo();
    QCOMPARE(entry(file).effect, std::string("black-and-white"));
    m_session->chooseEffect(idOf(file), "black-and-white"); // nothing new
    QCOMPARE(m_session->undoStack().count(), 1);
}

void tst_Session::scalingIsUndoable()
{
    const fs::path file = photo("large.png", {1000, 800}); // over 0.5 MP: a scale is suggested
    addAndShow({file});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QCOMPARE(entry(file).verdict->acceptance, core::Acceptance::Suggest);
    const core::Size suggested = *entry(file).verdict->suggested;
    m_session->acceptScale(idOf(file), suggested);
    QTRY_VERIFY_WITH_TIMEOUT(
        isCut(file) && entry(file).activity == PhotoActivity::Idle, patienceMs);
    QCOMPARE(entry(file).usedSize(), suggested);
    QVERIFY(entry(file).animal->size.width < 800);
    m_session->undoStack().undo();
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QCOMPARE(entry(file).usedSize(), (core::Size {1000, 800}));
}

void tst_Session::photosOverTheHardLimitWaitForScalingOrSayWhyNot_data()
{
    QTest::addColumn<QByteArray>("format");
    for (const char *format : {"JPEG", "PNG", "TIFF", "WebP"})
        if (QImageWriter::supportedImageFormats().contains(QByteArray(format).toLower()))
            QTest::newRow(format) << QByteArray(format);
}

void tst_Session::photosOverTheHardLimitWaitForScalingOrSayWhyNot()
{
    QFETCH(QByteArray, format);
    const fs::path huge = photo("huge", {1400, 1000}, format.constData());
    const fs::path interlaced = m_folder->filePath(QStringLiteral("whole.png")).toStdString();
    files::write(interlaced,
        files::png(files::quarters(1400, 1000), {.rows = files::PngOptions::Rows::Interlaced}));
    addAndShow({huge, interlaced});
    QTRY_COMPARE_WITH_TIMEOUT(entry(interlaced).state, PhotoState::Failed, patienceMs);
    QCOMPARE(entry(interlaced).error->code, Error::Code::ImageWholeOnly);
    QTRY_COMPARE_WITH_TIMEOUT(
        entry(huge).state, PhotoState::Preview, patienceMs); // a look at it is possible
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->isWorking(), patienceMs);
    QCOMPARE(m_segmenter->asked(Detail::Full), 0);
    QCOMPARE(*m_session->exportLock(idOf(huge)), ui::ExportLock::NeedsScaling);
    m_session->acceptScale(idOf(huge), *entry(huge).verdict->suggested);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(huge), patienceMs);
    QCOMPARE(entry(huge).usedSize(), *entry(huge).verdict->suggested);
}

void tst_Session::aPhotoThatVanishesEndsInItsError()
{
    m_session = std::make_unique<ui::Session>(core::MegapixelLimits {}, m_readers);
    const fs::path file = photo("rex.png");
    m_session->add({file});
    QTRY_VERIFY_WITH_TIMEOUT(!entry(file).thumbnail.isNull(), patienceMs);
    fs::remove(file);
    m_session->use(std::shared_ptr<core::Segmenter>(m_segmenter));
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).state, PhotoState::Failed, patienceMs);
    QCOMPARE(entry(file).error->code, Error::Code::FileMissing);
}

void tst_Session::removedPhotosAreForgotten()
{
    m_segmenter->close(Detail::Full);
    const fs::path file = photo("rex.png");
    addAndShow({file});
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).activity, PhotoActivity::Working, patienceMs);
    m_session->remove(idOf(file));
    QCOMPARE(idOf(file), 0);
    QVERIFY(!m_session->isWorking());
    m_session->add({file}); // it is no duplicate any more
    QTRY_VERIFY_WITH_TIMEOUT(idOf(file) != 0, patienceMs);
}

void tst_Session::manyCutPhotosAreShownAgainWithoutTheNetwork()
{
    std::vector<fs::path> files;
    for (char name = 'a'; name < 'a' + 15; ++name)
        files.push_back(photo(std::string({name, '.', 'p', 'n', 'g'}).c_str()));
    addAndShow(files);
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->isWorking(), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(files.back()), patienceMs);
    const int asked = m_segmenter->asked(Detail::Preview);
    std::vector<ui::MaskStage> stages;
    connect(m_session.get(), &ui::Session::pictureReady, this,
        [&stages](PhotoId, const ui::Picture &picture) { stages.push_back(picture.stage); });
    m_session->select(idOf(files[1])); // too long ago to be kept
    QTRY_VERIFY_WITH_TIMEOUT(!stages.empty() && stages.back() == ui::MaskStage::Full, patienceMs);
    QCOMPARE(m_segmenter->asked(Detail::Preview), asked);
    QCOMPARE(m_segmenter->asked(Detail::Full), int(files.size()));
}

QTEST_MAIN(tst_Session)
#include "tst_session.moc"
