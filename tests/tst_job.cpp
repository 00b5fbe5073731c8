#include "ui/job.h"

#include <QtTest>

#include <atomic>
#include <memory>
#include <stdexcept>

namespace {

struct NoDefault
{
    explicit NoDefault(int number)
        : value(number)
    {
    }
    int value;
};

core::Result<NoDefault> count(int steps, const core::Progress &progress)
{
    for (int i = 0; i < steps; ++i) {
        if (progress.stopped())
            return core::fail(core::Error::Code::Cancelled);
        progress.part(0.5, 1).report(double(i + 1) / steps);
    }
    return NoDefault {steps};
}

/// Works until somebody asks for the end.
core::Result<NoDefault> endless(const core::Progress &progress)
{
    while (!progress.stopped())
        std::this_thread::yield();
    return core::fail(core::Error::Code::Cancelled);
}

} // namespace

class tst_Job : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deliversTheValueAndTheProgress_data();
    void deliversTheValueAndTheProgress();
    void deliversValuesThatOnlyMove();
    void stopGivesCancelled();
    void exceptionsBecomeErrors_data();
    void exceptionsBecomeErrors();
    void aDyingJobStopsAndStaysSilent();
    void theOwnerMayDropTheJobWhenItEnds();
    void whatTheWorkHeldIsFreedBeforeTheEndIsHeard();
};

void tst_Job::deliversTheValueAndTheProgress_data()
{
    QTest::addColumn<int>("steps");
    QTest::addRow("none") << 0;
    QTest::addRow("ten") << 10;
}

void tst_Job::deliversTheValueAndTheProgress()
{
    QFETCH(const int, steps);
    ui::Job<NoDefault> job([steps](const core::Progress &p) { return count(steps, p); });
    QSignalSpy progressed(&job, &ui::JobBase::progressed);
    QSignalSpy finished(&job, &ui::JobBase::finished);
    QVERIFY(finished.wait());
    QCOMPARE(job.takeOutcome()->value, steps);
    QCOMPARE(progressed.count(), steps);
    if (steps > 0)
        QCOMPARE(progressed.last().at(0).toDouble(), 1.0);
}

void tst_Job::deliversValuesThatOnlyMove()
{
    using Number = std::unique_ptr<int>;
    std::atomic<bool> done = false;
    ui::Job<Number> job([&done](const core::Progress &) -> core::Result<Number> {
        auto number = std::make_unique<int>(3);
        done = true;
        return number;
    });
    while (!done) // ends before anyone listens: still delivered
        std::this_thread::yield();
    QSignalSpy finished(&job, &ui::JobBase::finished);
    QVERIFY(finished.wait());
    QCOMPARE(**job.takeOutcome(), 3);
}

void tst_Job::stopGivesCancelled()
{
    ui::Job<NoDefault> job(endless);
    QSignalSpy finished(&job, &ui::JobBase::finished);
    job.stop();
    QVERIFY(finished.wait());
    QCOMPARE(job.takeOutcome().error().code, core::Error::Code::Cancelled);
}

void tst_Job::exceptionsBecomeErrors_data()
{
    QTest::addColumn<bool>("outOfMemory");
    QTest::addColumn<core::Error::Code>("expected");
    QTest::addRow("a defect") << false << core::Error::Code::Unexpected;
    QTest::addRow("no memory") << true << core::Error::Code::OutOfMemory;
}

void tst_Job::exceptionsBecomeErrors()
{
    QFETCH(const bool, outOfMemory);
    QFETCH(const core::Error::Code, expected);
    ui::Job<void> job([outOfMemory](const core::Progress &) -> core::Result<> {
        if (outOfMemory)
            throw std::bad_alloc();
        throw std::runtime_error("boom");
    });
    QSignalSpy finished(&job, &ui::JobBase::finished);
    QVERIFY(finished.wait());
    const core::Error error = job.takeOutcome().error();
    QCOMPARE(error.code, expected);
    QCOMPARE(error.detail, std::string(outOfMemory ? "" : "boom"));
}

void tst_Job::aDyingJobStopsAndStaysSilent()
{
    bool called = false;
    {
        ui::Job<NoDefault> job(endless);
        connect(&job, &ui::JobBase::finished, this, [&called] { called = true; });
    } // would never come back if it did not stop
    QCoreApplication::sendPostedEvents();
    QVERIFY(!called);
}

void tst_Job::theOwnerMayDropTheJobWhenItEnds()
{
    auto job =
        std::make_unique<ui::Job<NoDefault>>([](const core::Progress &p) { return count(1, p); });
    connect(job.get(), &ui::JobBase::finished, this, [&job] { job.reset(); });
    QTRY_VERIFY(!job);
}

void tst_Job::whatTheWorkHeldIsFreedBeforeTheEndIsHeard()
{
    auto held = std::make_shared<int>(1);
    const std::weak_ptr<int> watched = held;
    ui::Job<int> job([held = std::move(held)](
                         const core::Progress &) -> core::Result<int> { return *held; });
    bool isFreed = false;
    connect(&job, &ui::JobBase::finished, this, [&] { isFreed = watched.expired(); });
    QSignalSpy finished(&job, &ui::JobBase::finished);
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(isFreed);
}

QTEST_GUILESS_MAIN(tst_Job)
#include "tst_job.moc"
