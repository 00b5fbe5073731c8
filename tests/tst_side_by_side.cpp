#include "app/cli/side_by_side.h"

#include <QtTest>

#include <atomic>
#include <latch>
#include <memory>
#include <set>
#include <thread>
#include <vector>

using Thing = std::unique_ptr<int>;

class tst_SideBySide : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOrderStaysWhoeverIsDoneFirst()
    {
        constexpr int atOnce = 4;
        std::latch all(atOnce); // every fourth waits for the three behind it
        const auto outcome = served(8, atOnce, [&all](const Thing &thing) {
            if (*thing < atOnce)
                all.arrive_and_wait();
        });
        QCOMPARE(outcome, (std::vector {0, 1, 2, 3, 4, 5, 6, 7}));
    }

    void neverMoreThanMayBe()
    {
        for (const int atOnce : {1, 3}) {
            std::atomic<int> inside = 0;
            std::atomic<int> most = 0;
            const auto outcome = served(100, atOnce, [&](const Thing &) {
                const int now = ++inside;
                for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) { }
                std::this_thread::yield();
                --inside;
            });
            QCOMPARE(outcome.size(), std::size_t(100));
            QVERIFY2(most >= 1 && most <= atOnce, std::to_string(most).c_str());
        }
    }

    void oneAtATimeIsOneThreadForAll()
    {
        std::set<std::thread::id> threads;
        served(20, 1, [&threads](const Thing &) { threads.insert(std::this_thread::get_id()); });
        QCOMPARE(threads.size(), std::size_t(1));
    }

    /// Else who makes room by that, and who waits for room, would wait for each other.
    void whatIsDoneIsHandedOnBeforeTheNextComes()
    {
        cli::Handover<Thing> in;
        cli::Handover<Thing> out;
        cli::SideBySide<Thing> work([] { return 3; }, [](Thing &thing) { ++*thing; });
        const std::jthread server([&] { work.serve(in, out); });
        for (int i = 0; i < 5; ++i) {
            in.put(std::make_unique<int>(i));
            QCOMPARE(**out.take(), i + 1);
        }
        in.close();
        QVERIFY(!out.take());
    }

private:
    static std::vector<int> served(
        int count, int atOnce, const std::function<void(const Thing &)> &work)
    {
        cli::Handover<Thing> in;
        cli::Handover<Thing> out;
        cli::SideBySide<Thing> sideBySide(
            [atOnce] { return atOnce; }, [&work](Thing &thing) { work(thing); });
        const std::jthread giver([&in, count] {
            for (int i = 0; i < count; ++i)
                in.put(std::make_unique<int>(i));
            in.close();
        });
        const std::jthread server([&] { sideBySide.serve(in, out); });
        std::vector<int> outcome;
        while (const auto thing = out.take())
            outcome.push_back(**thing);
        return outcome;
    }
};

QTEST_GUILESS_MAIN(tst_SideBySide)
#include "tst_side_by_side.moc"
