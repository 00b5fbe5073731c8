#include "core/network/free_ranges.h"

#include <QtTest>

#include <map>
#include <random>

using core::FreeRanges;

class tst_FreeRanges : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void takesTheSmallestRangeThatHoldsIt();
    void hasNothingForWhatIsTooLarge();
    void neighboursGrowTogether();
    void givesTheRangeBeforeAnEnd();
    void knowsTheLargest();
    void cutsAPartOut();
    void neverHandsOutTheSameBytesTwice();
};

void tst_FreeRanges::takesTheSmallestRangeThatHoldsIt()
{
    FreeRanges ranges;
    ranges.giveBack(0, 100);
    ranges.giveBack(200, 30);
    ranges.giveBack(300, 30);
    QCOMPARE(ranges.take(25), std::optional<std::size_t>(200)); // the lower of two equal ones
    QCOMPARE(ranges.take(30), std::optional<std::size_t>(300));
    QCOMPARE(ranges.take(31), std::optional<std::size_t>(0));
    const std::map<std::size_t, std::size_t> rest {{31, 69}, {225, 5}};
    QCOMPARE(ranges.all(), rest);
}

void tst_FreeRanges::hasNothingForWhatIsTooLarge()
{
    FreeRanges ranges;
    QVERIFY(!ranges.take(1));
    ranges.giveBack(0, 10);
    QVERIFY(!ranges.take(11));
    QCOMPARE(ranges.all().size(), std::size_t(1));
}

void tst_FreeRanges::neighboursGrowTogether()
{
    FreeRanges ranges;
    ranges.giveBack(20, 10);
    ranges.giveBack(0, 10);
    QCOMPARE(ranges.all().size(), std::size_t(2));
    ranges.giveBack(10, 10); // between both
    const std::map<std::size_t, std::size_t> whole {{0, 30}};
    QCOMPARE(ranges.all(), whole);
    QCOMPARE(ranges.take(30), std::optional<std::size_t>(0));
}

void tst_FreeRanges::givesTheRangeBeforeAnEnd()
{
    FreeRanges ranges;
    QCOMPARE(ranges.takeBefore(100), std::size_t(0));
    ranges.giveBack(0, 10);
    ranges.giveBack(50, 50);
    QCOMPARE(ranges.takeBefore(99), std::size_t(0));
    QCOMPARE(ranges.takeBefore(100), std::size_t(50));
    QCOMPARE(ranges.takeBefore(100), std::size_t(0));
    QCOMPARE(ranges.takeBefore(10), std::size_t(10));
    QVERIFY(ranges.all().empty());
}

void tst_FreeRanges::knowsTheLargest()
{
    using Range = std::pair<std::size_t, std::size_t>;
    FreeRanges ranges;
    QCOMPARE(ranges.largest(), Range(0, 0));
    ranges.giveBack(0, 30);
    ranges.giveBack(50, 40);
    ranges.giveBack(100, 10);
    QCOMPARE(ranges.largest(), Range(50, 40));
}

void tst_FreeRanges::cutsAPartOut()
{
    FreeRanges ranges;
    ranges.giveBack(0, 10);
    ranges.giveBack(20, 30);
    ranges.cut(30, 5);
    const std::map<std::size_t, std::size_t> inside {{0, 10}, {20, 10}, {35, 15}};
    QCOMPARE(ranges.all(), inside);
    ranges.cut(20, 10);
    ranges.cut(45, 5);
    const std::map<std::size_t, std::size_t> atTheEnds {{0, 10}, {35, 10}};
    QCOMPARE(ranges.all(), atTheEnds);
    QVERIFY(!ranges.take(11)); // nothing is left by size either
}

void tst_FreeRanges::neverHandsOutTheSameBytesTwice()
{
    constexpr std::size_t whole = 10'000;
    FreeRanges ranges;
    ranges.giveBack(0, whole);
    std::vector<bool> used(whole);
    std::vector<std::pair<std::size_t, std::size_t>> taken;
    std::mt19937 random(1);
    for (int i = 0; i < 5'000; ++i) {
        const std::size_t size = 1 + random() % 400;
        if (const auto first = ranges.take(size)) {
            for (std::size_t at = *first; at < *first + size; ++at) {
                QVERIFY(!used.at(at));
                used[at] = true;
            }
            taken.emplace_back(*first, size);
        }
        if (taken.size() > 20) {
            std::swap(taken[random() % taken.size()], taken.back());
            const auto [first, bytes] = taken.back();
            taken.pop_back();
            std::fill_n(used.begin() + std::ptrdiff_t(first), bytes, false);
            ranges.giveBack(first, bytes);
        }
    }
    for (const auto &[first, bytes] : taken)
        ranges.giveBack(first, bytes);
    const std::map<std::size_t, std::size_t> again {{0, whole}};
    QCOMPARE(ranges.all(), again);
}

QTEST_GUILESS_MAIN(tst_FreeRanges)
#include "tst_free_ranges.moc"
