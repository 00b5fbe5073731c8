#include "app/cli/cut_stages.h"
#include "tests/support/scene.h"

#include <QtTest>

#include <condition_variable>
#include <mutex>

namespace fs = std::filesystem;

namespace {

/// Answers nobody before as many ask as it takes at once.
class TogetherSegmenter final : public core::Segmenter
{
public:
    explicit TogetherSegmenter(int atOnce)
        : m_atOnce(atOnce)
    {
    }

    core::Result<core::Saliency> segment(
        const core::SegmentRequest &request, const core::Progress &progress) override
    {
        constexpr std::chrono::seconds patience(60);
        std::unique_lock lock(m_mutex);
        ++m_asked;
        most = std::max(most, ++m_inside);
        m_came.notify_all();
        const int wanted = (m_asked + m_atOnce - 1) / m_atOnce * m_atOnce; // up to that one
        const bool all = m_came.wait_for(lock, patience, [&] { return m_asked >= wanted; });
        --m_inside;
        return all ? m_disc.segment(request, progress)
                   : core::fail(core::Error::Code::Unexpected, "asked one after the other");
    }
    core::MaskRecord plan(core::Detail detail) const override { return m_disc.plan(detail); }
    int atOnce() const override { return m_atOnce; }

    int most = 0; ///< at the same time

private:
    const int m_atOnce;
    std::mutex m_mutex;
    std::condition_variable m_came;
    int m_asked = 0;
    int m_inside = 0;
    scene::DiscSegmenter m_disc;
};

} // namespace

class tst_CutStages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSegmenterIsAskedForAsManyAsItTakesAtOnce_data()
    {
        QTest::addColumn<int>("atOnce");
        QTest::newRow("a processor") << 1;
        QTest::newRow("a card") << 3;
    }
    void aSegmenterIsAskedForAsManyAsItTakesAtOnce()
    {
        QFETCH(const int, atOnce);
        const QTemporaryDir folder;
        std::vector<fs::path> photos;
        for (const char *name : {"a.png", "b.png", "c.png", "d.png", "e.png", "f.png"})
            photos.push_back(scene::writePng(folder, name, scene::discPhoto({90, 60})));
        cli::CutOptions options;
        options.out = fs::path(folder.path().toStdString()) / "prints";
        fs::create_directory(options.out);
        TogetherSegmenter segmenter(atOnce);
        const fs::path program = PAWTRAIT_READER; // the reader stands beside it
        cli::CutStages stages(
            {options, program, segmenter, core::MegapixelLimits {}, core::Recipe {}, {}, photos},
            {});
        for (const fs::path &photo : photos) {
            const auto outcome = stages.next();
            QVERIFY(outcome);
            QCOMPARE(outcome->file, photo);
            QVERIFY2(outcome->exported,
                outcome->exported ? "" : outcome->exported.error().detail.c_str());
        }
        QVERIFY(!stages.next());
        QCOMPARE(segmenter.most, atOnce);
    }
};

QTEST_GUILESS_MAIN(tst_CutStages)
#include "tst_cut_stages.moc"
