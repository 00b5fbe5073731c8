#include "core/image/in_parts.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

using core::inParts;
using core::Progress;

class tst_InParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void coversEverythingOnce_data();
    void coversEverythingOnce();
    void reportsUpToOneFromTheCallersThread();
    void stopsBetweenParts();
};

void tst_InParts::coversEverythingOnce_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("perPart");
    QTest::newRow("nothing") << 0 << 8;
    QTest::newRow("less than a part") << 3 << 8;
    QTest::newRow("whole parts") << 64 << 8;
    QTest::newRow("a shorter last part") << 65 << 8;
    QTest::newRow("many parts") << 10'001 << 1;
}

void tst_InParts::coversEverythingOnce()
{
    QFETCH(const int, count);
    QFETCH(const int, perPart);
    std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
    std::atomic<bool> partsFit = true;
    const auto visit = [&](int from, int to) {
        if (from % perPart != 0 || to - from > perPart || to <= from)
            partsFit = false;
        for (int i = from; i < to; ++i)
            ++visits[static_cast<std::size_t>(i)];
    };
    QVERIFY(inParts(count, perPart, {}, visit));
    QVERIFY(partsFit);
    for (const auto &times : visits)
        QCOMPARE(times.load(), 1);
}

void tst_InParts::reportsUpToOneFromTheCallersThread()
{
    const auto caller = std::this_thread::get_id();
    std::vector<double> fractions;
    bool isOurThread = true;
    const Progress progress({}, [&](double fraction) {
        fractions.push_back(fraction);
        isOurThread = isOurThread && std::this_thread::get_id() == caller;
    });
    inParts(1000, 1, progress, [](int, int) {});
    QVERIFY(isOurThread);
    QVERIFY(fractions.size() > 1);
    QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
    QCOMPARE(fractions.back(), 1.0);
}

void tst_InParts::stopsBetweenParts()
{
    std::stop_source source;
    std::atomic<int> parts = 0;
    const bool isWhole = inParts(100'000, 1, {source.get_token(), {}}, [&](int, int) {
        if (++parts == 10)
            source.request_stop();
    });
    QVERIFY(!isWhole);
    QVERIFY(parts < 1000);
}

QTEST_GUILESS_MAIN(tst_InParts)
#include "tst_in_parts.moc"
