#include "ui/model_loader.h"

#include <QSignalSpy>
#include <QtTest>

using State = core::LocalSegmenter::State;

/// Workers give way to everything else on the machine.
constexpr int patienceMs = 60000;

class tst_ModelLoader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstModelTakesRequestsBeforeItIsReady();
    void anotherModelTakesItsPlaceOnceItIsReady();
    void whatIsComingIsSaidBeforeItIsReady();
    void theLastOfSeveralCounts();
    void aModelThatCannotBeMadeLeavesTheOneThatWorks();
    void aFileThatCannotBeLoadedLeavesTheOneThatWorks();
    void withoutAnyModelItSaysSo();

private:
    static ui::ModelLoader::Make lite(const std::string &folder = PAWTRAIT_MODELS);
    static ui::ModelLoader::Make missing();
    static State stateOf(const QSignalSpy &statuses);
};

ui::ModelLoader::Make tst_ModelLoader::lite(const std::string &folder)
{
    return [folder]() -> core::Result<ui::ModelLoader::Segmenter> {
        return std::make_shared<core::LocalSegmenter>(core::knownModels().front(), folder);
    };
}

ui::ModelLoader::Make tst_ModelLoader::missing()
{
    return []() -> core::Result<ui::ModelLoader::Segmenter> {
        return core::fail(core::Error::Code::ModelMissing, "for the test");
    };
}

State tst_ModelLoader::stateOf(const QSignalSpy &statuses)
{
    return statuses.isEmpty() ? State::Loading
                              : statuses.last().first().value<ui::ModelStatus>().state;
}

void tst_ModelLoader::theFirstModelTakesRequestsBeforeItIsReady()
{
    ui::ModelLoader loader("lite", lite());
    QSignalSpy made(&loader, &ui::ModelLoader::made);
    QSignalSpy statuses(&loader, &ui::ModelLoader::statusChanged);
    QTRY_COMPARE_WITH_TIMEOUT(made.count(), 1, patienceMs);
    QVERIFY(stateOf(statuses) == State::Loading);
    QCOMPARE(statuses.first().first().value<ui::ModelStatus>().plan.model, std::string("lite"));
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(statuses) == State::Ready, patienceMs);
    QCOMPARE(made.count(), 1);
}

void tst_ModelLoader::anotherModelTakesItsPlaceOnceItIsReady()
{
    ui::ModelLoader loader("lite", lite());
    QSignalSpy made(&loader, &ui::ModelLoader::made);
    QSignalSpy statuses(&loader, &ui::ModelLoader::statusChanged);
    QSignalSpy switching(&loader, &ui::ModelLoader::switching);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(statuses) == State::Ready, patienceMs);
    loader.load("lite", lite());
    QCOMPARE(switching.count(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(statuses) == State::Loading, patienceMs);
    QCOMPARE(made.count(), 1); // the first goes on meanwhile
    QTRY_COMPARE_WITH_TIMEOUT(made.count(), 2, patienceMs);
    const auto first = made.at(0).first().value<std::shared_ptr<core::Segmenter>>();
    const auto second = made.at(1).first().value<std::shared_ptr<core::Segmenter>>();
    QVERIFY(first != second);
    QVERIFY(stateOf(statuses) == State::Ready);
}

void tst_ModelLoader::whatIsComingIsSaidBeforeItIsReady()
{
    ui::ModelLoader loader("lite", lite());
    QSignalSpy made(&loader, &ui::ModelLoader::made);
    QSignalSpy coming(&loader, &ui::ModelLoader::coming);
    QSignalSpy statuses(&loader, &ui::ModelLoader::statusChanged);
    QTRY_COMPARE_WITH_TIMEOUT(coming.count(), 1, patienceMs);
    QVERIFY(stateOf(statuses) == State::Loading);
    QVERIFY(made.at(0).first() == coming.at(0).first());
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(statuses) == State::Ready, patienceMs);
    loader.load("lite", lite());
    QTRY_COMPARE_WITH_TIMEOUT(coming.count(), 2, patienceMs);
    QCOMPARE(made.count(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(made.count(), 2, patienceMs);
    QVERIFY(made.at(1).first() == coming.at(1).first());
}

void tst_ModelLoader::theLastOfSeveralCounts()
{
    ui::ModelLoader loader("lite", lite());
    QSignalSpy failed(&loader, &ui::ModelLoader::failed);
    QSignalSpy statuses(&loader, &ui::ModelLoader::statusChanged);
    loader.load("base", missing());
    loader.load("lite", lite());
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(statuses) == State::Ready, patienceMs);
    QCOMPARE(failed.count(), 0);
}

void tst_ModelLoader::aModelThatCannotBeMadeLeavesTheOneThatWorks()
{
    ui::ModelLoader loader("lite", lite());
    QSignalSpy made(&loader, &ui::ModelLoader::made);
    QSignalSpy kept(&loader, &ui::ModelLoader::kept);
    QSignalSpy failed(&loader, &ui::ModelLoader::failed);
    QSignalSpy statuses(&loader, &ui::ModelLoader::statusChanged);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(statuses) == State::Ready, patienceMs);
    loader.load("base", missing());
    QTRY_COMPARE_WITH_TIMEOUT(kept.count(), 1, patienceMs);
    QCOMPARE(kept.first().first().value<std::string>(), std::string("base"));
    QCOMPARE(made.count(), 2); // photos that were held go on with the first
    QVERIFY(made.at(0).first() == made.at(1).first());
    QVERIFY(stateOf(statuses) == State::Ready);
    QCOMPARE(failed.count(), 0);
}

void tst_ModelLoader::aFileThatCannotBeLoadedLeavesTheOneThatWorks()
{
    ui::ModelLoader loader("lite", lite());
    QSignalSpy kept(&loader, &ui::ModelLoader::kept);
    QSignalSpy statuses(&loader, &ui::ModelLoader::statusChanged);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(statuses) == State::Ready, patienceMs);
    loader.load("base", lite("/no/such/folder"));
    QTRY_COMPARE_WITH_TIMEOUT(kept.count(), 1, patienceMs);
    QVERIFY(kept.first().at(1).value<core::Error>().code == core::Error::Code::ModelMissing);
    QVERIFY(stateOf(statuses) == State::Ready);
}

void tst_ModelLoader::withoutAnyModelItSaysSo()
{
    ui::ModelLoader loader("base", missing());
    QSignalSpy failed(&loader, &ui::ModelLoader::failed);
    QSignalSpy made(&loader, &ui::ModelLoader::made);
    QSignalSpy statuses(&loader, &ui::ModelLoader::statusChanged);
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patienceMs);
    QTRY_VERIFY(stateOf(statuses) == State::Failed);
    loader.load("lite", lite()); // another one is chosen
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(statuses) == State::Ready, patienceMs);
    QCOMPARE(made.count(), 1);
}

QTEST_MAIN(tst_ModelLoader)
#include "tst_model_loader.moc"
