#include "app/cli/handover.h"

#include <QtTest>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

class tst_Handover : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allThingsArriveInTheirOrder()
    {
        cli::Handover<std::unique_ptr<int>> handover;
        const std::jthread giver([&handover] {
            for (int i = 0; i < 1000; ++i)
                handover.put(std::make_unique<int>(i));
            handover.close();
        });
        std::vector<int> taken;
        while (const auto thing = handover.take())
            taken.push_back(**thing);
        QCOMPARE(taken.size(), std::size_t(1000));
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(taken[i], i);
    }

    void aQuickGiverWaitsForASlowTaker()
    {
        cli::Handover<int> handover;
        std::atomic<int> given = 0;
        const std::jthread giver([&] {
            for (int i = 0; i < 100; ++i) {
                handover.put(i);
                ++given;
            }
            handover.close();
        });
        int taken = 0;
        while (handover.take()) {
            ++taken;
            QVERIFY(given <= taken + 1); // one lies there at most
        }
        QCOMPARE(taken, 100);
    }

    void whatLiesThereIsTakenThoughNothingMoreComes()
    {
        cli::Handover<int> handover;
        handover.put(7);
        handover.close();
        QCOMPARE(handover.take(), std::optional<int>(7));
        QCOMPARE(handover.take(), std::optional<int>());
    }

    void whoeverWaitsIsCalledMeanwhile()
    {
        cli::Handover<int> handover;
        std::atomic<int> calls = 0;
        const std::jthread giver([&] {
            calls.wait(0);
            handover.put(1);
        });
        QCOMPARE(handover.take([&] {
            ++calls;
            calls.notify_all();
        }),
            std::optional<int>(1));
    }

    void roomIsNeverTakenTwice()
    {
        cli::Room room(100);
        std::atomic<int> inside = 0;
        std::atomic<int> most = 0;
        const auto visit = [&] {
            for (int i = 0; i < 200; ++i) {
                room.enter(30);
                const int now = inside += 30;
                for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) { }
                inside -= 30;
                room.leave(30);
            }
        };
        {
            std::vector<std::jthread> visitors;
            for (int i = 0; i < 6; ++i)
                visitors.emplace_back(visit);
        }
        QVERIFY2(most > 0 && most <= 90, std::to_string(most).c_str());
    }

    void whatIsLargerThanTheRoomGoesInAlone()
    {
        cli::Room room(100);
        room.enter(250);
        std::atomic<bool> isIn = false;
        std::jthread second([&] {
            room.enter(10);
            isIn = true;
        });
        QVERIFY(!isIn);
        room.leave(250);
        second.join();
        QVERIFY(isIn);
    }
};

QTEST_GUILESS_MAIN(tst_Handover)
#include "tst_handover.moc"
