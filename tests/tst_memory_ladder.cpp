#include "core/inference/memory_ladder.h"

#include <QtTest>

using core::Device;
using core::LadderAnswer;
using core::LadderQuestion;
using core::PassPlan;
using core::Size;

namespace {

constexpr Device processor {};
constexpr Device card {.kind = Device::Kind::Cuda, .index = 0};
constexpr std::int64_t GB = 1'000'000'000;

/// 0.4 GB of weights, and 1 GB for each 1000 x 1000 px.
core::MemoryDemand demand(const PassPlan &plan)
{
    return {.weights = 4 * GB / 10, .activations = plan.batch * areaOf(plan.size) * 1000};
}

LadderQuestion wish(PassPlan plan, std::optional<std::int64_t> usable)
{
    LadderQuestion question {.wanted = plan, .least = {384, 384}, .places = {}};
    question.places.push_back({.device = plan.device, .usable = usable, .holdsWeights = true});
    return question;
}

bool hasStep(const LadderAnswer &answer, const char *text)
{
    return std::ranges::any_of(
        answer.steps, [text](const std::string &step) { return step.find(text) != step.npos; });
}

} // namespace

class tst_MemoryLadder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatFitsRunsAsWishedAndSaysNothing_data()
    {
        QTest::addColumn<std::optional<std::int64_t>>("usable");
        QTest::newRow("plenty") << std::optional<std::int64_t>(50 * GB);
        QTest::newRow("exactly enough") << std::optional<std::int64_t>(4 * 1024 * 1024 * 1000LL);
        QTest::newRow("nobody can say") << std::optional<std::int64_t>();
    }
    void whatFitsRunsAsWishedAndSaysNothing()
    {
        QFETCH(const std::optional<std::int64_t>, usable);
        const PassPlan wanted {processor, 4, {1024, 1024}};
        const auto answer = fittingPlan(wish(wanted, usable), demand);
        QVERIFY(answer);
        QCOMPARE(answer->plan, wanted);
        QVERIFY(answer->steps.empty());
    }

    /// On a card strips take half.
    static core::MemoryDemand demandByParts(const PassPlan &plan)
    {
        core::MemoryDemand whole = demand(plan);
        if (plan.device == card && plan.parts == core::MapParts::Strips)
            whole.activations /= 2;
        return whole;
    }

    void stripsThenBatchThenInputThenTheProcessor_data()
    {
        QTest::addColumn<std::int64_t>("free");
        QTest::addColumn<PassPlan>("plan");
        QTest::addColumn<std::vector<std::string>>("steps");
        using core::MapParts;
        using Steps = std::vector<std::string>;
        const auto row = [](const char *name, std::int64_t free, const PassPlan &plan,
                             const Steps &steps) { QTest::newRow(name) << free << plan << steps; };
        const std::string strips = "in strips: 4.0 GB would not fit into ";
        const std::string batch = " instead of 4: 2.0 GB would not fit into ";
        row("as wished", 4 * GB, {card, 4, {1000, 1000}}, {});
        row("strips", 2 * GB, {card, 4, {1000, 1000}, MapParts::Strips}, {strips + "2.0 GB free"});
        row("smaller batch", GB, {card, 2, {1000, 1000}, MapParts::Strips},
            {strips + "1.0 GB free", "batch of 2" + batch + "1.0 GB free"});
        row("smaller input", GB / 10, {card, 1, {416, 416}, MapParts::Strips},
            {strips + "0.1 GB free", "batch of 1" + batch + "0.1 GB free",
                "input of 416 x 416 px instead of 1000 x 1000 px: 0.5 GB would not fit into 0.1 GB "
                "free"});
        row("processor", GB / 100, {processor, 4, {1000, 1000}},
            {"on the CPU instead: CUDA 0: even 384 x 384 px alone: 0.1 GB would not fit into 0.0 GB "
             "free"});
    }
    void stripsThenBatchThenInputThenTheProcessor()
    {
        QFETCH(const std::int64_t, free);
        LadderQuestion question = wish({card, 4, {1000, 1000}}, free);
        question.places.push_back({.device = processor, .usable = 100 * GB});
        const auto answer = fittingPlan(question, demandByParts);
        QTEST(answer->plan, "plan");
        QTEST(answer->steps, "steps");
    }

    void theBatchShrinksBeforeTheInput()
    {
        const auto answer = fittingPlan(wish({processor, 4, {1000, 1000}}, 25 * GB / 10), demand);
        QCOMPARE(answer->plan, (PassPlan {processor, 2, {1000, 1000}}));
        QCOMPARE(answer->steps,
            (std::vector<std::string> {
                "batch of 2 instead of 4: 4.0 GB would not fit into 2.5 GB free"}));
    }

    void thenTheInputShrinksToTheLargestThatFits()
    {
        const auto answer = fittingPlan(wish({processor, 2, {1024, 1024}}, GB / 2), demand);
        QCOMPARE(answer->plan, (PassPlan {processor, 1, {704, 704}})); // 736: 0.54 GB
        QCOMPARE(answer->steps.size(), std::size_t(2));
        QVERIFY(hasStep(*answer, "batch of 1 instead of 2"));
        QVERIFY(hasStep(*answer,
            "input of 704 x 704 px instead of 1024 x 1024 px: 1.0 GB would not fit into 0.5 GB free"));
    }

    void aLongInputKeepsItsAspect()
    {
        const auto answer = fittingPlan(wish({processor, 1, {8000, 992}}, 2 * GB), demand);
        QVERIFY(areaOf(answer->plan.size) * 1000 <= 2 * GB);
        const double aspect = double(answer->plan.size.width) / answer->plan.size.height;
        QVERIFY2(std::abs(aspect - 8000.0 / 992) < 0.5, std::to_string(aspect).c_str());
    }

    void noNetworkTakesSidesOver16384()
    {
        const auto answer = fittingPlan(wish({processor, 1, {20000, 480}}, 500 * GB), demand);
        QVERIFY(answer->plan.size.width <= 16384 && answer->plan.size.width > 16000);
        QVERIFY(hasStep(*answer, "the network takes no longer side"));
    }

    void thenTheProcessorTakesOverFromTheTop()
    {
        LadderQuestion question = wish({card, 4, {1024, 1024}}, GB / 10);
        question.places.push_back({.device = processor, .usable = 100 * GB});
        const auto answer = fittingPlan(question, demand);
        QCOMPARE(answer->plan, (PassPlan {processor, 4, {1024, 1024}}));
        QVERIFY(hasStep(*answer, "on the CPU instead: CUDA 0"));
        QVERIFY(hasStep(*answer, "even 384 x 384 px alone: 0.1 GB would not fit into 0.1 GB free"));
    }

    void weightsCountWhereTheyAreNotYet()
    {
        LadderQuestion question = wish({card, 1, {384, 384}}, 0);
        question.places.push_back({.device = processor, .usable = GB / 2}); // 0.15 + 0.4 GB
        QVERIFY(!fittingPlan(question, demand));
        question.places.back().holdsWeights = true;
        QVERIFY(fittingPlan(question, demand));
    }

    void whereNothingFitsTheNumbersAreSaid()
    {
        const auto answer = fittingPlan(wish({processor, 2, {1024, 1024}}, GB / 10), demand);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, core::Error::Code::OutOfMemory);
        QCOMPARE(answer.error().detail,
            std::string("CPU: even 384 x 384 px alone: 0.1 GB would not fit into 0.1 GB free"));
    }

    void anInputBelowThePreviewIsNotShrunk()
    {
        QVERIFY(!fittingPlan(wish({processor, 1, {320, 320}}, GB / 20), demand));
        QVERIFY(fittingPlan(wish({processor, 1, {320, 320}}, 2 * GB / 10), demand));
    }

    void aLargePassIsSaidButDone()
    {
        LadderQuestion question = wish({processor, 1, {5000, 5000}}, {});
        const auto answer = fittingPlan(question, demand);
        QCOMPARE(answer->plan, question.wanted);
        QCOMPARE(answer->steps,
            (std::vector<std::string> {
                "takes 25.4 GB of memory, more than the 20.0 GB of the alert"}));
        question.alertBytes = 30 * GB;
        QVERIFY(fittingPlan(question, demand)->steps.empty());
    }

    void runningOutLeadsToTheNextRungUntilNothingIsLeft()
    {
        LadderQuestion question = wish({processor, 4, {1024, 1024}}, 100 * GB);
        std::int64_t last = std::numeric_limits<std::int64_t>::max();
        int rungs = 0;
        auto answer = fittingPlan(question, demand);
        for (; answer && rungs < 50; ++rungs) {
            QVERIFY(answer->demand < last);
            last = answer->demand;
            question = afterRunningOut(question, *answer, demand);
            answer = fittingPlan(question, demand);
            if (answer)
                QVERIFY(hasStep(*answer, "memory ran out (4.2 GB predicted)"));
        }
        QVERIFY(!answer);
        QVERIFY2(rungs > 3 && rungs < 15, std::to_string(rungs).c_str());
    }

    void theSmallestPassIsTriedHoweverLittleLessItTakes()
    {
        const auto flat = [](const PassPlan &plan) {
            return core::MemoryDemand {.activations = GB + plan.batch * areaOf(plan.size)};
        };
        LadderQuestion question = wish({processor, 2, {480, 480}}, {});
        question = afterRunningOut(question, *fittingPlan(question, flat), flat);
        const auto smallest = fittingPlan(question, flat);
        QVERIFY(smallest);
        QCOMPARE(smallest->plan, (PassPlan {processor, 1, {384, 384}}));
        question = afterRunningOut(question, *smallest, flat);
        QVERIFY(!fittingPlan(question, flat));
    }

    void runningOutOnACardLeavesTheProcessorAsItIs()
    {
        LadderQuestion question = wish({card, 1, {384, 384}}, {});
        question.places.push_back({.device = processor, .usable = {}});
        const auto failed = fittingPlan(question, demand);
        QCOMPARE(failed->plan.device, card);
        const auto next = fittingPlan(afterRunningOut(question, *failed, demand), demand);
        QCOMPARE(next->plan, (PassPlan {processor, 1, {384, 384}}));
    }
};

QTEST_GUILESS_MAIN(tst_MemoryLadder)
#include "tst_memory_ladder.moc"
