#include "core/files/hash.h"
#include "core/inference/cached_segmenter.h"
#include "support/fake_segmenter.h"
#include "tests/photo_files.h"
#include "ui/session.h"

#include <QImage>
#include <QImageWriter>
#include <QPainter>
#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <future>

namespace fs = std::filesystem;
using core::Detail;
using core::Error;
using ui::PhotoActivity;
using ui::PhotoId;
using ui::PhotoState;

/// Workers give way to everything else on the machine.
constexpr int patienceMs = 30000;

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

class tst_Session : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

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
    void exportIsLockedUntilTheFullMask();
    void exportWritesBesideThePhotoAndNeverOver();
    void aPhotosFileIsHashedOnce();
    void aDeepPhotoIsShownInEightBitsAndExportedInSixteen();
    void anExportThatFailsIsTheirPhotosErrorAndCanBeRetried();
    void aPhotoThatIsScaledMeanwhileIsNotExportedAsItWas();
    void anEffectThatIsChosenMeanwhileIsNotExportedYet();
    void exportsThatWaitAreWorkToo();
    void effectsCanBeUndone();
    void scalingIsUndoable();
    void photosOverTheHardLimitWaitForScalingOrSayWhyNot_data();
    void photosOverTheHardLimitWaitForScalingOrSayWhyNot();
    void aPhotoThatVanishesEndsInItsError();
    void removedPhotosAreForgotten();
    void manyCutPhotosAreShownAgainWithoutTheNetwork();
    void twoModelsInARowWhilePhotosWait();
    void theCacheNeverMixesModels();
    void keptMasksOfAModelThatLoadsAreThereAtOnce();
    void aModelThatLoadsAndIsNotWantedAnyMoreGivesNoMask();
    void whatIsCutIsShownAndExportedThoughTheModelFailsToLoad();
    void aModelIsFreedElsewhere_data();
    void aModelIsFreedElsewhere();

private:
    fs::path photo(const char *name, QSize size = {160, 120}, const char *format = "PNG");
    fs::path damaged(const char *name);
    PhotoId idOf(const fs::path &file) const;
    const ui::PhotoEntry &entry(const fs::path &file) const;
    bool isCut(const fs::path &file) const { return entry(file).state == PhotoState::Cut; }
    void addAndShow(const std::vector<fs::path> &files);
    std::shared_ptr<core::Segmenter> kept(
        const std::shared_ptr<FakeSegmenter> &inner, const char *identity) const;
    double markOf(const fs::path &file) const { return entry(file).mask->seconds; }
    bool isKept(const fs::path &file) const { return entry(file).mask->isFromCache; }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<FakeSegmenter> m_segmenter;
    core::PhotoReaders m_readers {{PAWTRAIT_READER}};
    std::unique_ptr<ui::Session> m_session;
};

void tst_Session::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_segmenter = std::make_shared<FakeSegmenter>();
    m_session = std::make_unique<ui::Session>(
        core::MegapixelLimits {.desktop = 0.5, .hard = 1}, m_readers);
    m_session->use(std::shared_ptr<core::Segmenter>(m_segmenter));
}

/// A segmenter that keeps what `inner` makes, for all of that identity.
std::shared_ptr<core::Segmenter> tst_Session::kept(
    const std::shared_ptr<FakeSegmenter> &inner, const char *identity) const
{
    const core::MaskCache cache {fs::path(m_folder->path().toStdString()) / "masks"};
    return std::make_shared<core::CachedSegmenter>(
        inner, cache, [identity] { return core::Result<std::string>(identity); });
}

void tst_Session::cleanup()
{
    m_session.reset();
}

fs::path tst_Session::photo(const char *name, QSize size, const char *format)
{
    QImage image(size, QImage::Format_RGB888);
    image.fill(QColor(40, 90, 40));
    QPainter painter(&image);
    painter.fillRect(
        QRect(size.width() / 4, size.height() / 4, size.width() / 2, size.height() / 2),
        QColor(220, 180, 140));
    painter.end();
    const QString file = m_folder->filePath(QString::fromLatin1(name));
    image.save(file, format);
    return fs::canonical(file.toStdString());
}

fs::path tst_Session::damaged(const char *name)
{
    const QString file = m_folder->filePath(QString::fromLatin1(name));
    std::ofstream(file.toStdString()) << "this is no photo";
    return fs::canonical(file.toStdString());
}

PhotoId tst_Session::idOf(const fs::path &file) const
{
    for (const auto &[id, kept] : m_session->shelf().photos())
        if (kept.entry.file == file)
            return id;
    return 0;
}

const ui::PhotoEntry &tst_Session::entry(const fs::path &file) const
{
    static const ui::PhotoEntry none;
    const ui::PhotoEntry *found = m_session->entry(idOf(file));
    return found ? *found : none;
}

void tst_Session::addAndShow(const std::vector<fs::path> &files)
{
    m_session->add(files);
    QTRY_VERIFY_WITH_TIMEOUT(idOf(files.back()) != 0, patienceMs);
    m_session->select(idOf(files.front()));
}

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

void tst_Session::exportIsLockedUntilTheFullMask()
{
    m_segmenter->close(Detail::Full);
    const fs::path file = photo("rex.png");
    addAndShow({file});
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).state, PhotoState::Preview, patienceMs);
    QCOMPARE(*m_session->exportPhoto(idOf(file), {"out", {}}), ui::ExportLock::MaskIsMissing);
    m_segmenter->open(Detail::Full);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QVERIFY(!m_session->exportLock(idOf(file)));
    QCOMPARE(*m_session->exportLock(12345), ui::ExportLock::NotCheckedYet);
}

void tst_Session::exportWritesBesideThePhotoAndNeverOver()
{
    const fs::path file = photo("rex.png");
    addAndShow({file});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    std::vector<fs::path> written;
    connect(m_session.get(), &ui::Session::exported, this,
        [&written](PhotoId, const fs::path &target) { written.push_back(target); });
    QCOMPARE(m_session->exportAll({"Pawtrait", {}}), 1);
    QTRY_COMPARE_WITH_TIMEOUT(written.size(), std::size_t(1), patienceMs);
    QCOMPARE(entry(file).state, PhotoState::Exported);
    QCOMPARE(written[0].parent_path(), file.parent_path() / "Pawtrait");
    QVERIFY(!m_session->exportPhoto(idOf(file), {"Pawtrait", {}}));
    QTRY_COMPARE_WITH_TIMEOUT(written.size(), std::size_t(2), patienceMs);
    QVERIFY(written[0] != written[1]);
    QCOMPARE(QImage(QString::fromStdString(written[1].string())).size(), QSize(160, 120));
}

void tst_Session::aPhotosFileIsHashedOnce()
{
    const core::MaskCache cache {fs::path(m_folder->path().toStdString()) / "masks"};
    m_session->use(std::make_shared<core::CachedSegmenter>(
        m_segmenter, cache, [] { return core::Result<std::string>("fake"); }));
    const fs::path file = photo("rex.png");
    const std::string hash = core::sha256Of(file).value();
    m_segmenter->close(Detail::Full); // it is cut once it is shown: its pixels stay for the export
    addAndShow({file});
    m_segmenter->open(Detail::Full);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);

    const auto time = fs::last_write_time(file);
    std::fstream(file, std::ios::binary | std::ios::in | std::ios::out).put('\0');
    fs::last_write_time(file, time); // only who reads the file again can tell
    QCOMPARE(m_session->exportAll({"Pawtrait", {}}), 1);
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).state, PhotoState::Exported, patienceMs);
    const QImage print(QString::fromStdString(entry(file).exported.string()));
    QCOMPARE(print.text(QStringLiteral("Source SHA-256")).toStdString(), hash);
}

void tst_Session::aDeepPhotoIsShownInEightBitsAndExportedInSixteen()
{
    const fs::path file = fs::canonical(m_folder->path().toStdString()) / "deep.png";
    files::write(file, files::png(files::as(files::quarters(160, 120), CV_16UC3)));
    QSignalSpy pictures(m_session.get(), &ui::Session::pictureReady);
    addAndShow({file});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QVERIFY(entry(file).notes.empty());
    std::vector<fs::path> written;
    connect(m_session.get(), &ui::Session::exported, this,
        [&written](PhotoId, const fs::path &target) { written.push_back(target); });
    m_session->exportAll({"Pawtrait", {}});
    QTRY_COMPARE_WITH_TIMEOUT(written.size(), std::size_t(1), patienceMs);
    QCOMPARE(core::probe(written[0])->bitsPerChannel, 16);

    const auto before = pictures.size();
    m_session->chooseEffect(idOf(file), "sketch");
    QTRY_VERIFY_WITH_TIMEOUT(pictures.size() > before, patienceMs);
    m_session->exportPhoto(idOf(file), {"Pawtrait", {}});
    QTRY_COMPARE_WITH_TIMEOUT(written.size(), std::size_t(2), patienceMs);
    QCOMPARE(core::probe(written[1])->bitsPerChannel, 8);
}

void tst_Session::anExportThatFailsIsTheirPhotosErrorAndCanBeRetried()
{
    const fs::path file = photo("rex.png");
    addAndShow({file});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    damaged("out"); // a file where the folder should be
    m_session->exportPhoto(idOf(file), {"out", {}});
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).state, PhotoState::Failed, patienceMs);
    QCOMPARE(entry(file).error->code, Error::Code::TargetUnwritable);
    fs::remove(file.parent_path() / "out");
    m_session->retry(idOf(file));
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).state, PhotoState::Exported, patienceMs);
    QVERIFY(!entry(file).error);
}

void tst_Session::aPhotoThatIsScaledMeanwhileIsNotExportedAsItWas()
{
    const fs::path file = photo("large.png", {1000, 800});
    addAndShow({file});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file) && !m_session->isWorking(), patienceMs);
    QSignalSpy exported(m_session.get(), &ui::Session::exported);
    const core::Size suggested = *entry(file).verdict->suggested;
    connect(&m_session->shelf(), &ui::PhotoShelf::progressed, this,
        [&] { m_session->acceptScale(idOf(file), suggested); });
    QVERIFY(!m_session->exportPhoto(idOf(file), {"out", {}}));
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).usedSize(), suggested, patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file) && !m_session->isWorking(), patienceMs);
    QCOMPARE(exported.count(), 0);
}

void tst_Session::anEffectThatIsChosenMeanwhileIsNotExportedYet()
{
    const fs::path file = photo("rex.png");
    addAndShow({file});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file) && !m_session->isWorking(), patienceMs);
    QSignalSpy exported(m_session.get(), &ui::Session::exported);
    connect(&m_session->shelf(), &ui::PhotoShelf::progressed, this,
        [&] { m_session->chooseEffect(idOf(file), "sketch"); });
    QVERIFY(!m_session->exportPhoto(idOf(file), {"out", {}}));
    QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, patienceMs);
    QCOMPARE(entry(file).exported.filename(), fs::path("rex_original.png"));
    QCOMPARE(entry(file).state, PhotoState::Cut);
}

void tst_Session::exportsThatWaitAreWorkToo()
{
    const std::vector<fs::path> files {photo("a.png"), photo("b.png"), photo("c.png")};
    addAndShow(files);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(files[2]) && !m_session->isWorking(), patienceMs);
    QCOMPARE(m_session->exportAll({"out", {}}), 3);
    QVERIFY(m_session->isWorking()); // before any has begun
    connect(&m_session->shelf(), &ui::PhotoShelf::progressed, this,
        [&](const ui::PhotoEntry &progressed) {
            if (progressed.file != files[0])
                return;
            m_session->cancel(progressed.id);
            QVERIFY(m_session->isWorking()); // though its stage has yet to end
        });
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->isWorking(), patienceMs);
    QCOMPARE(entry(files[0]).state, PhotoState::Cut);
    QCOMPARE(entry(files[1]).state, PhotoState::Exported);
    QCOMPARE(entry(files[2]).state, PhotoState::Exported);
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

void tst_Session::twoModelsInARowWhilePhotosWait()
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

void tst_Session::theCacheNeverMixesModels()
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

void tst_Session::keptMasksOfAModelThatLoadsAreThereAtOnce()
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

void tst_Session::aModelThatLoadsAndIsNotWantedAnyMoreGivesNoMask()
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

void tst_Session::whatIsCutIsShownAndExportedThoughTheModelFailsToLoad()
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

void tst_Session::aModelIsFreedElsewhere_data()
{
    QTest::addColumn<bool>("isWorking");
    QTest::newRow("nothing runs") << false;
    QTest::newRow("a photo runs") << true;
}

void tst_Session::aModelIsFreedElsewhere()
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

QTEST_MAIN(tst_Session)
#include "tst_session.moc"
