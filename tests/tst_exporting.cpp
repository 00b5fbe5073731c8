#include "ui/exporting.h"
#include "tests/support/fake_segmenter.h"

#include <QImage>
#include <QPainter>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

namespace fs = std::filesystem;
using core::Error;
using ui::PhotoActivity;
using ui::PhotoId;
using ui::PhotoState;

/// Workers give way to everything else on the machine.
constexpr int patienceMs = 60000;
constexpr double hardLimit = 50;

class tst_Exporting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_exporting.reset(); }

    void aPhotoIsCutOutWhileTheLastIsWritten();
    void photosTogetherHaveRoomOrWait_data();
    void photosTogetherHaveRoomOrWait();
    void whoCameFirstHasTheName();
    void oneThatFailsStopsNoOther_data();
    void oneThatFailsStopsNoOther();
    void oneIsCancelledAlone_data();
    void oneIsCancelledAlone();
    void aPhotoThatWaitsToBeWrittenCanBeCancelled();
    void cancellingAllInTheMiddleLeavesNothingHalfWritten();

private:
    enum class Stage { Waiting, CutOut, Written };
    PhotoId cut(const fs::path &file, core::Size claimed = {160, 120});
    std::vector<PhotoId> cut(int count, core::Size claimed = {160, 120});
    fs::path photo(const QString &name) const;
    fs::path out() const { return fs::path(m_folder->path().toStdString()) / "out"; }
    void exportAll(const std::vector<PhotoId> &photos);
    void goOnByItself();
    void awaitEnd();
    const ui::PhotoEntry &entry(PhotoId id) const { return *m_shelf->entry(id); }
    int wholePicturesIn(const fs::path &folder) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    core::PhotoReaders m_readers {{PAWTRAIT_READER}};
    std::shared_ptr<FakeSegmenter> m_segmenter;
    std::unique_ptr<ui::PhotoShelf> m_shelf;
    std::unique_ptr<ui::Exporting> m_exporting;
    std::vector<PhotoId> m_exported; ///< in the order of their ends
    std::size_t m_mostAtOnce = 0;
};

void tst_Exporting::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_segmenter = std::make_shared<FakeSegmenter>();
    m_shelf = std::make_unique<ui::PhotoShelf>(core::MegapixelLimits {.hard = hardLimit});
    m_exporting = std::make_unique<ui::Exporting>(*m_shelf, m_readers);
    m_exporting->use(m_segmenter);
    m_exported.clear();
    m_mostAtOnce = 0;
    connect(m_exporting.get(), &ui::Exporting::exported, this,
        [this](PhotoId id) { m_exported.push_back(id); });
}

fs::path tst_Exporting::photo(const QString &name) const
{
    QImage image(160, 120, QImage::Format_RGB888);
    image.fill(QColor(40, 90, 40));
    QPainter(&image).fillRect(QRect(40, 30, 80, 60), QColor(220, 180, 140));
    const QString file = m_folder->filePath(name);
    QDir().mkpath(QFileInfo(file).path());
    image.save(file);
    return fs::canonical(file.toStdString());
}

/// The id of a small photo that was cut, and says of itself to have that size.
PhotoId tst_Exporting::cut(const fs::path &file, core::Size claimed)
{
    const PhotoId id = m_shelf->add(file);
    const auto checked = ui::checkedPhoto(m_readers, file, m_shelf->limits(), {});
    m_shelf->change(id, [&](ui::PhotoEntry &entry) {
        entry.header = checked->header;
        entry.header->size = claimed;
        entry.verdict = checked->verdict;
        entry.state = PhotoState::Checked;
    });
    const auto full = ui::fullCut(*m_segmenter, m_readers, m_shelf->sourceOf(entry(id)), {}, {});
    m_shelf->keepFull(id, *full);
    return id;
}

std::vector<PhotoId> tst_Exporting::cut(int count, core::Size claimed)
{
    std::vector<PhotoId> ids;
    for (int i = 0; i < count; ++i)
        ids.push_back(cut(photo(QStringLiteral("%1.png").arg(i)), claimed));
    return ids;
}

void tst_Exporting::exportAll(const std::vector<PhotoId> &photos)
{
    for (const PhotoId id : photos)
        m_exporting->enqueue(id, {.folder = out(), .recipe = {}});
}

void tst_Exporting::goOnByItself()
{
    connect(m_exporting.get(), &ui::Exporting::freed, this, [this] {
        m_exporting->advance([](PhotoId) { return nullptr; });
        m_mostAtOnce = std::max(m_mostAtOnce, m_exporting->running().size());
    });
}

void tst_Exporting::awaitEnd()
{
    QTRY_VERIFY_WITH_TIMEOUT(!m_exporting->isWorking(), patienceMs);
    m_exporting.reset(); // what was cancelled ends here at the latest
}

/// -1: there is something else.
int tst_Exporting::wholePicturesIn(const fs::path &folder) const
{
    int count = 0;
    if (!fs::exists(folder))
        return count;
    for (const auto &file : fs::directory_iterator(folder)) {
        if (file.path().extension() != ".png"
            || QImage(QString::fromStdString(file.path().string())).isNull())
            return -1;
        ++count;
    }
    return count;
}

void tst_Exporting::aPhotoIsCutOutWhileTheLastIsWritten()
{
    std::map<PhotoId, double> last;
    connect(m_shelf.get(), &ui::PhotoShelf::progressed, this,
        [&last](const ui::PhotoEntry &entry) {
            QVERIFY(entry.fraction >= last[entry.id]);
            last[entry.id] = entry.fraction;
        });
    goOnByItself();
    const std::vector<PhotoId> photos = cut(5);
    exportAll(photos);
    QCOMPARE(m_exporting->running(), std::vector {photos[0]});
    QCOMPARE(m_exporting->waiting(), 4);
    awaitEnd();
    QCOMPARE(m_exported, photos);
    QCOMPARE(m_mostAtOnce, std::size_t(2));
    for (const PhotoId id : photos) {
        QCOMPARE(entry(id).state, PhotoState::Exported);
        QCOMPARE(entry(id).activity, PhotoActivity::Idle);
        QCOMPARE(last[id], 1.0);
    }
    QCOMPARE(wholePicturesIn(out()), 5);
}

void tst_Exporting::photosTogetherHaveRoomOrWait_data()
{
    QTest::addColumn<core::Size>("size");
    QTest::addColumn<int>("atOnce");
    QTest::newRow("two are as large as the largest") << core::Size {5000, 5000} << 2;
    QTest::newRow("two are larger than the largest") << core::Size {5000, 5001} << 1;
    QTest::newRow("each is larger than the largest") << core::Size {10000, 5100} << 1;
}

void tst_Exporting::photosTogetherHaveRoomOrWait()
{
    QFETCH(const core::Size, size);
    QFETCH(const int, atOnce);
    goOnByItself();
    const std::vector<PhotoId> photos = cut(3, size);
    exportAll(photos);
    awaitEnd();
    QCOMPARE(m_exported, photos);
    QCOMPARE(int(m_mostAtOnce), atOnce);
}

void tst_Exporting::whoCameFirstHasTheName()
{
    goOnByItself();
    std::vector<PhotoId> photos;
    for (int i = 0; i < 4; ++i)
        photos.push_back(cut(photo(QStringLiteral("%1/rex.png").arg(i))));
    exportAll(photos);
    awaitEnd();
    const fs::path first = out() / "rex_original.png";
    QCOMPARE(entry(photos[0]).exported, first);
    for (int i = 1; i < 4; ++i)
        QCOMPARE(entry(photos[std::size_t(i)]).exported,
            out() / ("rex_original-" + std::to_string(i + 1) + ".png"));
}

void tst_Exporting::oneThatFailsStopsNoOther_data()
{
    QTest::addColumn<Stage>("stage");
    QTest::addColumn<Error::Code>("code");
    QTest::newRow("it cannot be read") << Stage::CutOut << Error::Code::FileMissing;
    QTest::newRow("it cannot be written") << Stage::Written << Error::Code::TargetUnwritable;
}

void tst_Exporting::oneThatFailsStopsNoOther()
{
    QFETCH(const Stage, stage);
    QFETCH(const Error::Code, code);
    goOnByItself();
    const std::vector<PhotoId> photos = cut(4);
    const fs::path elsewhere = stage == Stage::Written ? out() / "no" / "parent" : out();
    if (stage == Stage::CutOut)
        fs::remove(entry(photos[1]).file);
    exportAll({photos[0]});
    m_exporting->enqueue(photos[1], {.folder = elsewhere, .recipe = {}});
    exportAll({photos[2], photos[3]});
    QTRY_VERIFY_WITH_TIMEOUT(!m_exporting->isWorking(), patienceMs);
    QCOMPARE(m_exported, (std::vector {photos[0], photos[2], photos[3]}));
    QCOMPARE(entry(photos[1]).state, PhotoState::Failed);
    QCOMPARE(entry(photos[1]).error->code, code);
    QCOMPARE(wholePicturesIn(out()), 3);
    QVERIFY(m_exporting->retry(photos[1]));
}

void tst_Exporting::oneIsCancelledAlone_data()
{
    QTest::addColumn<Stage>("stage");
    QTest::newRow("while it waits") << Stage::Waiting;
    QTest::newRow("while it is cut out") << Stage::CutOut;
    QTest::newRow("while it is written") << Stage::Written;
}

void tst_Exporting::oneIsCancelledAlone()
{
    QFETCH(const Stage, stage);
    goOnByItself();
    const std::vector<PhotoId> photos = cut(4);
    connect(m_shelf.get(), &ui::PhotoShelf::progressed, this, [&](const ui::PhotoEntry &entry) {
        const Stage now = entry.fraction > 0.5 ? Stage::Written : Stage::CutOut;
        if (entry.id == photos[1] && now == stage)
            m_exporting->cancel(photos[1]);
    });
    exportAll(photos);
    if (stage == Stage::Waiting)
        QVERIFY(m_exporting->cancel(photos[1]));
    QTRY_VERIFY_WITH_TIMEOUT(!m_exporting->isWorking(), patienceMs);
    QCOMPARE(m_exported, (std::vector {photos[0], photos[2], photos[3]}));
    QCOMPARE(entry(photos[1]).state, PhotoState::Cut);
    QCOMPARE(entry(photos[1]).activity, PhotoActivity::Idle);
    QVERIFY(!m_exporting->lockOf(photos[1]));
    QVERIFY(!m_exporting->cancel(photos[1]));
    m_exporting.reset();
    QVERIFY(wholePicturesIn(out()) >= 3); // it may have been there when that was heard
}

void tst_Exporting::aPhotoThatWaitsToBeWrittenCanBeCancelled()
{
    const std::vector<PhotoId> photos = cut(2);
    exportAll(photos);
    QSignalSpy freed(m_exporting.get(), &ui::Exporting::freed);
    m_exporting->advance([](PhotoId) { return nullptr; });
    QTRY_COMPARE_WITH_TIMEOUT(freed.count(), 1, patienceMs); // cut out, and nobody goes on
    QCOMPARE(m_exporting->running(), std::vector {photos[0]});
    QVERIFY(m_exporting->cancel(photos[0]));
    QVERIFY(m_exporting->running().empty());
    QCOMPARE(entry(photos[0]).activity, PhotoActivity::Idle);
    goOnByItself();
    m_exporting->advance([](PhotoId) { return nullptr; });
    awaitEnd();
    QCOMPARE(m_exported, std::vector {photos[1]});
    QCOMPARE(wholePicturesIn(out()), 1);
}

void tst_Exporting::cancellingAllInTheMiddleLeavesNothingHalfWritten()
{
    goOnByItself();
    const std::vector<PhotoId> photos = cut(6);
    connect(m_shelf.get(), &ui::PhotoShelf::progressed, this, [&](const ui::PhotoEntry &entry) {
        if (entry.id != photos[2] || entry.fraction <= 0.5)
            return;
        m_exporting->cancelWaiting();
        m_exporting->cancelRunning();
    });
    exportAll(photos);
    awaitEnd();
    QCOMPARE(m_exported, (std::vector {photos[0], photos[1]}));
    for (std::size_t i = 2; i < photos.size(); ++i) {
        QCOMPARE(entry(photos[i]).state, PhotoState::Cut);
        QCOMPARE(entry(photos[i]).activity, PhotoActivity::Idle);
    }
    QVERIFY(wholePicturesIn(out()) >= 2);
    QVERIFY(wholePicturesIn(out()) <= 3); // the third may have been there when that was heard
}

QTEST_MAIN(tst_Exporting)
#include "tst_exporting.moc"
