#include "core/metrics/memory.h"

#include <QtTest>

#include <vector>

class tst_Memory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePeakRemembersWhatWasGivenBack()
    {
        core::forgetPeakMemory();
        const double before = core::peakMegabytes();
        {
            const std::vector<char> block(200'000'000, 1);
            QVERIFY(core::residentMegabytes() > before + 150 + block.front() - 1);
        }
        QVERIFY(core::peakMegabytes() > before + 150);
    }

    void forgettingBringsThePeakBackToWhatIsThere()
    {
        {
            const std::vector<char> block(200'000'000, 1);
            QVERIFY(block.back() == 1);
        }
        core::forgetPeakMemory();
        QVERIFY(core::peakMegabytes() < core::residentMegabytes() + 50);
    }
};

QTEST_GUILESS_MAIN(tst_Memory)
#include "tst_memory.moc"
