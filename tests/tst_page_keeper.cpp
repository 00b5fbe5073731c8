#include "core/network/page_keeper.h"

#include <QtTest>

#include <c10/core/CPUAllocator.h>
#include <sys/resource.h>

#include <algorithm>
#include <random>

using namespace core;

namespace {

constexpr std::size_t megabyte = 1'000'000;

c10::DataPtr filled(std::size_t bytes, unsigned char with)
{
    c10::DataPtr memory = c10::GetCPUAllocator()->allocate(bytes);
    std::fill_n(static_cast<unsigned char *>(memory.get()), bytes, with);
    return memory;
}

bool holdsOnly(const c10::DataPtr &memory, std::size_t bytes, unsigned char value)
{
    const auto *first = static_cast<const unsigned char *>(memory.get());
    return std::all_of(first, first + bytes, [value](unsigned char one) { return one == value; });
}

long pageFaults()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
}

} // namespace

class tst_PageKeeper : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { keepPages(); }
    void keepsWhatIsGivenBackForTheNext();
    void countsWhatIsHeldAtMost();
    void cutsOneFreedBlockIntoMany();
    void gathersPagesFromHolesThatAreTooSmall();
    void tensorsNeverShareBytes();
    void refusesWhatNoMachineHas();
};

void tst_PageKeeper::keepsWhatIsGivenBackForTheNext()
{
    releaseKeptPages();
    QCOMPARE(tensorBytes().kept, std::size_t(0));
    long faults = pageFaults();
    filled(60 * megabyte, 1).clear();
    QVERIFY(pageFaults() - faults > 10); // 30 even where pages are huge
    QVERIFY(tensorBytes().kept >= 60 * megabyte);
    faults = pageFaults();
    filled(60 * megabyte, 2).clear();
    QVERIFY(pageFaults() - faults <= 10);
    releaseKeptPages();
    QCOMPARE(tensorBytes().kept, std::size_t(0));
    faults = pageFaults();
    filled(60 * megabyte, 3).clear();
    QVERIFY(pageFaults() - faults > 10); // they were given to the system
}

void tst_PageKeeper::countsWhatIsHeldAtMost()
{
    const std::size_t before = tensorBytes().held;
    forgetMostTensorBytes();
    QCOMPARE(tensorBytes().mostHeld, before);
    {
        const c10::DataPtr one = filled(3 * megabyte, 1);
        filled(5 * megabyte, 1).clear();
        filled(4 * megabyte, 1).clear();
        QVERIFY(tensorBytes().held >= before + 3 * megabyte);
    }
    QCOMPARE(tensorBytes().held, before);
    QVERIFY(tensorBytes().mostHeld >= before + 8 * megabyte);
    QVERIFY(tensorBytes().mostHeld < before + 8 * megabyte + 1024);
}

void tst_PageKeeper::cutsOneFreedBlockIntoMany()
{
    releaseKeptPages();
    filled(64 * megabyte, 1).clear();
    const std::size_t kept = tensorBytes().kept;
    std::vector<c10::DataPtr> small;
    for (int i = 0; i < 60; ++i)
        small.push_back(filled(megabyte, 1));
    const std::size_t held = 60 * megabyte;
    QVERIFY(tensorBytes().kept <= kept - held); // nothing was mapped beside it
    small.clear();
    QCOMPARE(tensorBytes().kept, kept);
    filled(64 * megabyte, 2).clear(); // and they are one again
    QCOMPARE(tensorBytes().kept, kept);
}

void tst_PageKeeper::gathersPagesFromHolesThatAreTooSmall()
{
    releaseKeptPages();
    constexpr std::size_t small = 6 * megabyte;
    constexpr int pairs = 10;
    std::vector<c10::DataPtr> holes;
    std::vector<c10::DataPtr> held;
    for (int i = 0; i < pairs; ++i) {
        holes.push_back(filled(small, 1));
        held.push_back(filled(small, static_cast<unsigned char>(2 + i)));
    }
    holes.clear();
    for (int round = 0; round < 3; ++round) {
        const std::size_t kept = tensorBytes().kept;
        const long faults = pageFaults();
        const std::size_t large = (15 + std::size_t(round) * 5) * megabyte;
        const c10::DataPtr memory = filled(large, 99);
        QVERIFY(tensorBytes().kept <= kept - large + (2 << 20)); // nothing was mapped beside them
        QVERIFY(pageFaults() - faults < 100); // a huge page, or its 512 small ones
        QVERIFY(holdsOnly(memory, large, 99));
        for (int i = 0; i < pairs; ++i)
            QVERIFY(holdsOnly(held[std::size_t(i)], small, static_cast<unsigned char>(2 + i)));
    }
}

void tst_PageKeeper::tensorsNeverShareBytes()
{
    struct Held
    {
        c10::DataPtr memory;
        std::size_t bytes;
        unsigned char value;
    };
    std::vector<Held> all;
    std::mt19937 random(7);
    for (int i = 0; i < 3'000; ++i) {
        const std::size_t bytes = 1 + random() % (i % 7 == 0 ? 400'000 : 9'000);
        const auto value = static_cast<unsigned char>(random());
        all.push_back({filled(bytes, value), bytes, value});
        QCOMPARE(reinterpret_cast<std::uintptr_t>(all.back().memory.get()) % 64, std::uintptr_t(0));
        if (all.size() > 50) {
            std::swap(all[random() % all.size()], all.back());
            QVERIFY(holdsOnly(all.back().memory, all.back().bytes, all.back().value));
            all.pop_back();
        }
        if (i % 500 == 499)
            releaseKeptPages(); // takes nothing from who still holds it
    }
    for (const Held &one : all)
        QVERIFY(holdsOnly(one.memory, one.bytes, one.value));
}

void tst_PageKeeper::refusesWhatNoMachineHas()
{
    const std::size_t before = tensorBytes().held;
    QVERIFY_EXCEPTION_THROWN(c10::GetCPUAllocator()->allocate(std::size_t(1) << 50), std::bad_alloc);
    QVERIFY_EXCEPTION_THROWN(c10::GetCPUAllocator()->allocate(SIZE_MAX), std::bad_alloc);
    QCOMPARE(tensorBytes().held, before);
    QVERIFY(holdsOnly(filled(megabyte, 9), megabyte, 9));
}

QTEST_GUILESS_MAIN(tst_PageKeeper)
#include "tst_page_keeper.moc"
