#include "core/network/free_memory.h"

#include <QtTest>

// CUDA's runtime as core looks it up by name: a machine with two cards, of which somebody uses the
// second.
namespace {
int currentCard = 1;
constexpr std::size_t freeOnFirst = 21'000'000'000;
} // namespace

extern "C" {
int cudaGetDevice(int *index)
{
    *index = currentCard;
    return 0;
}
int cudaSetDevice(int index)
{
    if (index < 0 || index > 1)
        return 101; // invalid device
    currentCard = index;
    return 0;
}
int cudaMemGetInfo(std::size_t *free, std::size_t *whole)
{
    *free = currentCard == 0 ? freeOnFirst : 5;
    *whole = 24'000'000'000;
    return 0;
}
}

using namespace core;

class tst_FreeMemory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void asksTheCardThatIsMeant();
    void knowsNothingOfACardThatIsNotThere();
    void knowsTheProcessorsMemory();
};

void tst_FreeMemory::asksTheCardThatIsMeant()
{
    QCOMPARE(freeMemory({Device::Kind::Cuda, 0}), std::optional(std::int64_t(freeOnFirst)));
    QCOMPARE(currentCard, 1); // whoever used the other one still does
    QCOMPARE(freeMemory({Device::Kind::Cuda, 1}), std::optional(std::int64_t(5)));
}

void tst_FreeMemory::knowsNothingOfACardThatIsNotThere()
{
    QVERIFY(!freeMemory({Device::Kind::Cuda, 2}));
    QCOMPARE(currentCard, 1);
}

void tst_FreeMemory::knowsTheProcessorsMemory()
{
    const auto free = freeMemory({});
    QVERIFY(free);
    QVERIFY(*free > 0);
    QVERIFY(*free < std::int64_t(1) << 50);
}

QTEST_GUILESS_MAIN(tst_FreeMemory)
#include "tst_free_memory.moc"
