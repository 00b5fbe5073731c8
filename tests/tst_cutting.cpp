#include "ui/cutting.h"
#include "tests/support/fake_segmenter.h"

#include <QPainter>
#include <QTemporaryDir>
#include <QtTest>

namespace fs = std::filesystem;
using core::Detail;
using ui::PhotoActivity;
using ui::PhotoId;
using ui::PhotoState;

/// Workers give way to everything else on the machine.
constexpr int patienceMs = 60000;

class tst_Cutting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_segmenter = std::make_shared<FakeSegmenter>();
        m_shelf = std::make_unique<ui::PhotoShelf>(core::MegapixelLimits {});
        m_cutting = std::make_unique<ui::Cutting>(*m_shelf, m_readers);
        connect(m_cutting.get(), &ui::Cutting::freed, this, [this] { m_cutting->advance(0); });
    }
    void cleanup() { m_cutting.reset(); }

    void asManyAtOnceAsTheSegmenterTakes_data()
    {
        QTest::addColumn<int>("atOnce");
        QTest::newRow("a processor") << 1;
        QTest::newRow("a card") << 3;
    }
    void asManyAtOnceAsTheSegmenterTakes()
    {
        QFETCH(const int, atOnce);
        m_segmenter->takeAtOnce(atOnce);
        m_segmenter->close(Detail::Full);
        const std::vector<PhotoId> photos = waiting({{160, 120}, {160, 120}, {160, 120},
            {160, 120}, {160, 120}});
        m_cutting->use(std::shared_ptr<core::Segmenter>(m_segmenter));
        QTRY_COMPARE_WITH_TIMEOUT(m_segmenter->asked(Detail::Full), atOnce, patienceMs);
        QCOMPARE(int(m_cutting->running().size()), atOnce);
        QCOMPARE(m_cutting->running().front(), photos.front());
        m_segmenter->open(Detail::Full);
        for (const PhotoId id : photos)
            QTRY_COMPARE_WITH_TIMEOUT(m_shelf->entry(id)->state, PhotoState::Cut, patienceMs);
        QCOMPARE(m_segmenter->mostFullAtOnce(), atOnce);
    }

    void photosTogetherHaveRoomOrWait()
    {
        m_segmenter->takeAtOnce(4);
        m_segmenter->close(Detail::Full);
        const std::vector<PhotoId> photos = waiting({{8000, 5000}, {8000, 5000}, {8000, 5000}});
        m_cutting->use(std::shared_ptr<core::Segmenter>(m_segmenter));
        QTRY_COMPARE_WITH_TIMEOUT(m_segmenter->asked(Detail::Full), 2, patienceMs);
        m_segmenter->open(Detail::Full);
        for (const PhotoId id : photos)
            QTRY_COMPARE_WITH_TIMEOUT(m_shelf->entry(id)->state, PhotoState::Cut, patienceMs);
        QCOMPARE(m_segmenter->mostFullAtOnce(), 2);
    }

    void oneOfSeveralIsCancelledAlone()
    {
        m_segmenter->takeAtOnce(2);
        m_segmenter->close(Detail::Full);
        const std::vector<PhotoId> photos = waiting({{160, 120}, {160, 120}});
        m_cutting->use(std::shared_ptr<core::Segmenter>(m_segmenter));
        QTRY_COMPARE_WITH_TIMEOUT(m_segmenter->asked(Detail::Full), 2, patienceMs);
        m_cutting->cancel(photos[0]);
        QCOMPARE(m_cutting->running(), std::vector {photos[1]});
        QCOMPARE(m_shelf->entry(photos[0])->activity, PhotoActivity::Cancelled);
        m_segmenter->open(Detail::Full);
        QTRY_COMPARE_WITH_TIMEOUT(m_shelf->entry(photos[1])->state, PhotoState::Cut, patienceMs);
        QCOMPARE(m_shelf->entry(photos[0])->state, PhotoState::Checked);
    }

private:
    /// Small photos that say of themselves to have those sizes.
    std::vector<PhotoId> waiting(const std::vector<core::Size> &sizes)
    {
        std::vector<PhotoId> ids;
        for (const core::Size &size : sizes) {
            const fs::path file = photo(ids.size());
            const auto checked = ui::checkedPhoto(m_readers, file, m_shelf->limits(), {});
            ids.push_back(m_shelf->add(file));
            m_shelf->change(ids.back(), [&](ui::PhotoEntry &entry) {
                entry.header = checked->header;
                entry.header->size = size;
                entry.state = PhotoState::Checked;
                entry.activity = PhotoActivity::Waiting;
            });
        }
        return ids;
    }

    fs::path photo(std::size_t number) const
    {
        QImage image(160, 120, QImage::Format_RGB888);
        image.fill(QColor(40, 90, 40));
        QPainter(&image).fillRect(QRect(40, 30, 80, 60), QColor(220, 180, 140));
        const QString file = m_folder.filePath(QStringLiteral("%1.png").arg(number));
        image.save(file);
        return fs::canonical(file.toStdString());
    }

    QTemporaryDir m_folder;
    core::PhotoReaders m_readers {{PAWTRAIT_READER}};
    std::shared_ptr<FakeSegmenter> m_segmenter;
    std::unique_ptr<ui::PhotoShelf> m_shelf;
    std::unique_ptr<ui::Cutting> m_cutting;
};

QTEST_MAIN(tst_Cutting)
#include "tst_cutting.moc"
