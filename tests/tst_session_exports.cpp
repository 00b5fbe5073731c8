#include "core/files/hash.h"
#include "tests/photo_files.h"
#include "tests/support/session_scene.h"

using core::Detail;
using core::Error;
using ui::PhotoId;
using ui::PhotoState;

/// What a session writes, and when it does not.
class tst_SessionExports : public QObject, protected SessionScene
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void exportIsLockedUntilTheFullMask();
    void exportWritesBesideThePhotoAndNeverOver();
    void aPhotosFileIsHashedOnce();
    void aDeepPhotoIsShownInEightBitsAndExportedInSixteen();
    void anExportThatFailsIsTheirPhotosErrorAndCanBeRetried();
    void aPhotoThatIsScaledMeanwhileIsNotExportedAsItWas();
    void anEffectThatIsChosenMeanwhileIsNotExportedYet();
    void exportsThatWaitAreWorkToo();
};

void tst_SessionExports::exportIsLockedUntilTheFullMask()
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

void tst_SessionExports::exportWritesBesideThePhotoAndNeverOver()
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

void tst_SessionExports::aPhotosFileIsHashedOnce()
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

void tst_SessionExports::aDeepPhotoIsShownInEightBitsAndExportedInSixteen()
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

void tst_SessionExports::anExportThatFailsIsTheirPhotosErrorAndCanBeRetried()
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

void tst_SessionExports::aPhotoThatIsScaledMeanwhileIsNotExportedAsItWas()
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

void tst_SessionExports::anEffectThatIsChosenMeanwhileIsNotExportedYet()
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

void tst_SessionExports::exportsThatWaitAreWorkToo()
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

QTEST_MAIN(tst_SessionExports)
#include "tst_session_exports.moc"
