#include "core/network/share_out.h"

#include <QDeadlineTimer>
#include <QtTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace core;

class TestShareOut : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void doesEachPieceOnce_data()
    {
        QTest::addColumn<int>("count");
        QTest::newRow("none") << 0;
        QTest::newRow("one") << 1;
        QTest::newRow("fewer than threads may be") << 3;
        QTest::newRow("many") << 1000;
    }

    void doesEachPieceOnce()
    {
        QFETCH(int, count);
        std::vector<std::atomic<int>> done(std::size_t(count) + 1);
        shareOut(count, [&](std::int64_t i) { ++done[std::size_t(i)]; });
        for (int i = 0; i < count; ++i)
            QCOMPARE(done[std::size_t(i)].load(), 1);
        QCOMPARE(done.back().load(), 0);
    }

    /// The first piece lasts until all others are done: whoever has it cannot do the rest of his
    /// share.
    void othersTakeOverFromWhoIsHeldUp()
    {
        if (at::get_num_threads() < 2)
            QSKIP("LibTorch has one thread here");
        constexpr int count = 100;
        std::atomic<int> left = count - 1;
        std::atomic<int> leftAtTheEnd = count;
        const QDeadlineTimer patience(30'000);
        shareOut(count, [&](std::int64_t i) {
            if (i > 0) {
                --left;
                return;
            }
            while (left > 0 && !patience.hasExpired())
                std::this_thread::yield();
            leftAtTheEnd = left.load();
        });
        QCOMPARE(leftAtTheEnd.load(), 0);
    }
};

QTEST_APPLESS_MAIN(TestShareOut)

#include "tst_share_out.moc"
