#include "ui/latest_worker.h"

#include <QTest>

#include <atomic>
#include <future>

using namespace ui;

class tst_LatestWorker : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyTheLatestOfThoseThatWaitRuns();
    void asksTheRunningTaskToStop();
    void closingStopsWhatRuns();
    void aTaskWithoutMemoryIsDropped();
};

void tst_LatestWorker::onlyTheLatestOfThoseThatWaitRuns()
{
    std::promise<void> started, go, done;
    std::atomic<int> ran = 0;
    LatestWorker worker;
    worker.run([&](std::stop_token) {
        started.set_value();
        go.get_future().wait();
    });
    started.get_future().wait();
    worker.run([&](std::stop_token) { ran += 1; });
    worker.run([&](std::stop_token) { ran += 10; });
    worker.run([&](std::stop_token) {
        ran += 100;
        done.set_value();
    });
    go.set_value();
    done.get_future().wait();
    QCOMPARE(ran.load(), 100);
}

void tst_LatestWorker::asksTheRunningTaskToStop()
{
    std::promise<void> started, stopped;
    LatestWorker worker;
    worker.run([&](std::stop_token stop) {
        started.set_value();
        while (!stop.stop_requested())
            std::this_thread::yield();
        stopped.set_value();
    });
    started.get_future().wait();
    worker.run([](std::stop_token) {}, LatestWorker::WhileBusy::Stop);
    QCOMPARE(stopped.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

void tst_LatestWorker::closingStopsWhatRuns()
{
    std::promise<void> started;
    std::atomic<bool> isStopped = false;
    {
        LatestWorker worker;
        worker.run([&](std::stop_token stop) {
            started.set_value();
            while (!stop.stop_requested())
                std::this_thread::yield();
            isStopped = true;
        });
        started.get_future().wait();
    }
    QVERIFY(isStopped);
}

void tst_LatestWorker::aTaskWithoutMemoryIsDropped()
{
    std::promise<void> done;
    LatestWorker worker;
    std::promise<void> started;
    worker.run([&](std::stop_token) {
        started.set_value();
        throw std::bad_alloc();
    });
    started.get_future().wait();
    worker.run([&](std::stop_token) { done.set_value(); });
    QCOMPARE(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

QTEST_APPLESS_MAIN(tst_LatestWorker)
#include "tst_latest_worker.moc"
