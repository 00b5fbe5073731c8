#include "support/fake_segmenter.h"
#include "support/reader_trap.h"
#include "ui/session.h"

#include <QImage>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/wait.h>

namespace fs = std::filesystem;
using core::Error;
using ui::PhotoId;
using ui::PhotoState;

/// Workers give way to everything else on the machine.
constexpr int patienceMs = 30000;

/// What a session makes of photos that break whoever reads them: each costs itself alone.
class tst_SessionReading : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aKilledReaderCostsOnePhoto_data();
    void aKilledReaderCostsOnePhoto();
    void aKillDuringAnExportCostsThatExport();
    void aKillOfAnIdleReaderCostsNothing();
    void aCrashCostsOnePhoto();
    void aReaderThatHangsIsEnded_data();
    void aReaderThatHangsIsEnded();
    void aMemoryBombCostsOnePhoto();
    void withoutAReaderEachPhotoSaysSo();
    void removingAPhotoEndsItsReading_data();
    void removingAPhotoEndsItsReading();
    void closingEndsAllReading();
    void aHugePhotoIsReadOnce();

private:
    void start(const core::ReaderCommand &reader, const core::DecodeTime &time = {},
        const core::MegapixelLimits &limits = {});
    void useSegmenter();
    fs::path photo(const char *name, QSize size = {160, 120});
    PhotoId idOf(const fs::path &file) const;
    const ui::PhotoEntry &entry(const fs::path &file) const;
    bool isCut(const fs::path &file) const { return entry(file).state == PhotoState::Cut; }
    bool hasThumbnail(const fs::path &file) const { return !entry(file).thumbnail.isNull(); }
    bool hasFailed(const fs::path &file, Error::Code code) const
    {
        return entry(file).state == PhotoState::Failed && entry(file).error->code == code;
    }
    void retryAndCut(const fs::path &file);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<core::PhotoReaders> m_readers;
    std::unique_ptr<ui::Session> m_session;
};

void tst_SessionReading::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    start({PAWTRAIT_TRAPPED_READER});
}

void tst_SessionReading::cleanup()
{
    m_session.reset();
    m_readers.reset();
}

void tst_SessionReading::start(const core::ReaderCommand &reader, const core::DecodeTime &time,
    const core::MegapixelLimits &limits)
{
    m_session.reset();
    m_readers = std::make_unique<core::PhotoReaders>(reader, time);
    m_session = std::make_unique<ui::Session>(limits, *m_readers);
}

void tst_SessionReading::useSegmenter()
{
    m_session->use(std::shared_ptr<core::Segmenter>(std::make_shared<FakeSegmenter>()));
}

fs::path tst_SessionReading::photo(const char *name, QSize size)
{
    QImage image(size, QImage::Format_RGB888);
    image.fill(QColor(40, 90, 40));
    const QString file = m_folder->filePath(QString::fromLatin1(name));
    image.save(file, "PNG");
    return fs::canonical(file.toStdString());
}

PhotoId tst_SessionReading::idOf(const fs::path &file) const
{
    for (const auto &[id, kept] : m_session->shelf().photos())
        if (kept.entry.file == file)
            return id;
    return 0;
}

const ui::PhotoEntry &tst_SessionReading::entry(const fs::path &file) const
{
    static const ui::PhotoEntry none;
    const ui::PhotoEntry *found = m_session->entry(idOf(file));
    return found ? *found : none;
}

void tst_SessionReading::retryAndCut(const fs::path &file)
{
    trap::remove(file);
    m_session->retry(idOf(file));
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QVERIFY(!entry(file).error);
}

void tst_SessionReading::aKilledReaderCostsOnePhoto_data()
{
    QTest::addColumn<QByteArray>("trap");
    QTest::addColumn<bool>("isShown");
    QTest::addColumn<bool>("waitsForModel");
    QTest::newRow("while its header is read") << QByteArray("hang on its header") << true << false;
    QTest::newRow("while its thumbnail is made") << QByteArray("hang") << false << true;
    QTest::newRow("while it is shown") << QByteArray("hang") << true << true;
    QTest::newRow("while it is cut") << QByteArray("hang") << false << false;
}

void tst_SessionReading::aKilledReaderCostsOnePhoto()
{
    QFETCH(QByteArray, trap);
    QFETCH(bool, isShown);
    QFETCH(bool, waitsForModel);
    const fs::path file = photo("rex.png");
    const fs::path next = photo("tom.png");
    const bool isSprungLater = !isShown && !waitsForModel; // the cut is what reads it second
    if (!isSprungLater)
        trap::set(file, trap.toStdString());
    m_session->add({file, next});
    QTRY_VERIFY_WITH_TIMEOUT(idOf(next) != 0, patienceMs);
    if (isShown)
        m_session->select(idOf(file));
    if (isSprungLater) {
        QTRY_VERIFY_WITH_TIMEOUT(hasThumbnail(file) && hasThumbnail(next), patienceMs);
        trap::set(file, trap.toStdString());
    }
    if (!waitsForModel)
        useSegmenter();
    QTRY_VERIFY_WITH_TIMEOUT(trap::caught(file) > 0, patienceMs);
    kill(trap::caught(file), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(hasFailed(file, Error::Code::ReaderFailed), patienceMs);
    if (waitsForModel)
        useSegmenter();
    QTRY_VERIFY_WITH_TIMEOUT(isCut(next), patienceMs);
    QCOMPARE(*m_session->exportLock(idOf(file)), ui::ExportLock::PhotoFailed);
    retryAndCut(file);
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->isWorking(), patienceMs);
}

void tst_SessionReading::aKillDuringAnExportCostsThatExport()
{
    const fs::path file = photo("rex.png");
    m_session->add({file});
    QTRY_VERIFY_WITH_TIMEOUT(hasThumbnail(file), patienceMs); // so that the export alone reads it
    useSegmenter();
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->isWorking(), patienceMs);
    trap::set(file, "hang"); // nobody looks at the photo: it is read again
    const ui::ExportOrder order {.folder = "out", .recipe = {}};
    QVERIFY(!m_session->exportPhoto(idOf(file), order));
    QTRY_VERIFY_WITH_TIMEOUT(trap::caught(file) > 0, patienceMs);
    kill(trap::caught(file), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(hasFailed(file, Error::Code::ReaderFailed), patienceMs);
    trap::remove(file);
    m_session->retry(idOf(file));
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).state, PhotoState::Exported, patienceMs);
}

void tst_SessionReading::aKillOfAnIdleReaderCostsNothing()
{
    const fs::path file = photo("rex.png");
    const fs::path next = photo("tom.png");
    trap::set(file, "tell");
    trap::set(next, "tell");
    m_session->add({file});
    QTRY_VERIFY_WITH_TIMEOUT(hasThumbnail(file), patienceMs); // one process alone was needed
    const int idle = trap::caught(file);
    kill(idle, SIGKILL);
    siginfo_t ended {};
    QCOMPARE(waitid(P_PID, id_t(idle), &ended, WEXITED | WNOWAIT), 0);
    useSegmenter();
    m_session->add({next});
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file) && isCut(next), patienceMs);
    QVERIFY(trap::caught(next) != idle);
}

void tst_SessionReading::aCrashCostsOnePhoto()
{
    const fs::path file = photo("rex.png");
    const fs::path next = photo("tom.png");
    trap::set(file, "crash");
    useSegmenter();
    m_session->add({file, next});
    QTRY_VERIFY_WITH_TIMEOUT(hasFailed(file, Error::Code::ReaderFailed), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(next), patienceMs);
    retryAndCut(file);
}

void tst_SessionReading::aReaderThatHangsIsEnded_data()
{
    QTest::addColumn<QByteArray>("trap");
    QTest::newRow("in the picture") << QByteArray("hang");
    QTest::newRow("in the header") << QByteArray("hang on its header");
}

void tst_SessionReading::aReaderThatHangsIsEnded()
{
    QFETCH(QByteArray, trap);
    start({PAWTRAIT_TRAPPED_READER}, {.most = std::chrono::seconds(2)});
    const fs::path file = photo("rex.png");
    const fs::path next = photo("tom.png");
    trap::set(file, trap.toStdString());
    useSegmenter();
    m_session->add({file, next});
    QTRY_VERIFY_WITH_TIMEOUT(hasFailed(file, Error::Code::ReaderFailed), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(next), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->isWorking(), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!trap::isAlive(trap::caught(file)), patienceMs);
    retryAndCut(file);
}

void tst_SessionReading::aMemoryBombCostsOnePhoto()
{
#if defined(__SANITIZE_ADDRESS__)
    QSKIP("address space has no bound under the address sanitizer");
#endif
    start({PAWTRAIT_READER});
    qputenv(core::readLimitsVariable.data(), "memory=40M");
    const fs::path bomb = photo("bomb.png", {4000, 4000});
    const fs::path next = photo("tom.png");
    useSegmenter();
    m_session->add({bomb, next});
    QTRY_COMPARE_WITH_TIMEOUT(entry(bomb).state, PhotoState::Failed, patienceMs);
    QCOMPARE(entry(bomb).error->code, Error::Code::OutOfMemory);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(next), patienceMs);
    qunsetenv(core::readLimitsVariable.data());
    start({PAWTRAIT_READER}); // the bound is one of a process's life
    m_session->add({bomb});
    QTRY_VERIFY_WITH_TIMEOUT(hasThumbnail(bomb), patienceMs); // under the usual bound it is none
}

void tst_SessionReading::withoutAReaderEachPhotoSaysSo()
{
    const fs::path reader = m_folder->filePath(QStringLiteral("pawtrait-reader")).toStdString();
    start({reader.string()});
    const fs::path file = photo("rex.png");
    const fs::path next = photo("tom.png");
    useSegmenter();
    m_session->add({file, next});
    QTRY_VERIFY_WITH_TIMEOUT(hasFailed(file, Error::Code::ReaderMissing), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(hasFailed(next, Error::Code::ReaderMissing), patienceMs);
    QVERIFY(entry(file).error->detail.find(reader.string()) == 0);
    fs::create_symlink(PAWTRAIT_READER, reader); // installed again
    retryAndCut(file);
}

void tst_SessionReading::removingAPhotoEndsItsReading_data()
{
    aKilledReaderCostsOnePhoto_data();
}

void tst_SessionReading::removingAPhotoEndsItsReading()
{
    QFETCH(QByteArray, trap);
    QFETCH(bool, isShown);
    QFETCH(bool, waitsForModel);
    const fs::path file = photo("rex.png");
    const fs::path next = photo("tom.png");
    trap::set(file, trap.toStdString());
    if (!waitsForModel)
        useSegmenter();
    m_session->add({file, next});
    QTRY_VERIFY_WITH_TIMEOUT(idOf(next) != 0, patienceMs);
    if (isShown)
        m_session->select(idOf(file));
    QTRY_VERIFY_WITH_TIMEOUT(trap::caught(file) > 0, patienceMs);
    m_session->remove(idOf(file));
    // Much sooner than the 20 s after which it would count as hung.
    QTRY_VERIFY_WITH_TIMEOUT(!trap::isAlive(trap::caught(file)), 10'000);
    useSegmenter();
    QTRY_VERIFY_WITH_TIMEOUT(isCut(next), patienceMs);
}

void tst_SessionReading::closingEndsAllReading()
{
    const fs::path file = photo("rex.png");
    trap::set(file, "hang");
    useSegmenter();
    m_session->add({file});
    QTRY_VERIFY_WITH_TIMEOUT(trap::caught(file) > 0, patienceMs);
    m_session.reset();
    QVERIFY(!trap::isAlive(trap::caught(file)));
}

/// For its thumbnail, the look at it, its first mask and its cut-out.
void tst_SessionReading::aHugePhotoIsReadOnce()
{
    start({PAWTRAIT_TRAPPED_READER}, {}, {.desktop = 0.02, .hard = 0.1});
    const fs::path file = photo("huge.png", {400, 300});
    trap::set(file, "tell");
    m_session->add({file});
    QTRY_VERIFY_WITH_TIMEOUT(hasThumbnail(file), patienceMs);
    QVERIFY(trap::caught(file) != 0);
    trap::remove(file);
    trap::set(file, "tell");
    m_session->select(idOf(file));
    useSegmenter();
    QTRY_COMPARE_WITH_TIMEOUT(entry(file).state, PhotoState::Preview, patienceMs);
    m_session->acceptScale(idOf(file), *entry(file).verdict->suggested);
    QTRY_VERIFY_WITH_TIMEOUT(isCut(file), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->isWorking(), patienceMs);
    QCOMPARE(trap::caught(file), 0);
}

QTEST_MAIN(tst_SessionReading)

#include "tst_session_reading.moc"
