#include "core/files/patience.h"

#include <QtTest/QtTest>

#include <cmath>

using core::Patience;
using namespace std::chrono_literals;

class tst_Patience : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsForWorkThatSaysNothing();
    void growsWithWorkThatGetsOn();
    void doesNotGrowWithWorkThatRepeatsItself();
    void endsForWorkThatCreeps();
    void endsForWorkThatTakesTooLongAltogether();

private:
    const Patience::Time m_start {5h};
};

void tst_Patience::endsForWorkThatSaysNothing()
{
    const Patience patience(100ms, m_start);
    QVERIFY(!patience.isOver(m_start + 99ms));
    QVERIFY(patience.isOver(m_start + 100ms));
    QCOMPARE(patience.most(), 100ms);
}

void tst_Patience::growsWithWorkThatGetsOn()
{
    Patience patience(100ms, m_start);
    QVERIFY(patience.hear(0.4, m_start + 90ms));
    QVERIFY(!patience.isOver(m_start + 189ms));
    QVERIFY(patience.isOver(m_start + 190ms));
    QCOMPARE(patience.most(), 190ms);
    QCOMPARE(patience.furthest(), 0.4);
}

void tst_Patience::doesNotGrowWithWorkThatRepeatsItself()
{
    Patience patience(100ms, m_start);
    QVERIFY(patience.hear(0.4, m_start + 10ms));
    for (const double fraction : {0.4, 0.1, 0.0, -1.0, std::nan("")})
        QVERIFY(!patience.hear(fraction, m_start + 60ms));
    QVERIFY(patience.isOver(m_start + 110ms));
    QCOMPARE(patience.furthest(), 0.4);
}

/// Always further, but never there.
void tst_Patience::endsForWorkThatCreeps()
{
    Patience patience(100ms, m_start);
    double fraction = 0;
    for (int i = 1; i < 10; ++i)
        QVERIFY(patience.hear(fraction += 0.0005, m_start + 10ms * i)); // heard, but no step
    QVERIFY(patience.isOver(m_start + 100ms));
}

void tst_Patience::endsForWorkThatTakesTooLongAltogether()
{
    Patience patience(100ms, m_start);
    for (int i = 1; i <= 29; ++i)
        QVERIFY(patience.hear(0.02 * i, m_start + 10ms * i));
    QVERIFY(!patience.isOver(m_start + 299ms));
    QVERIFY(patience.isOver(m_start + 300ms));
    QCOMPARE(patience.most(), Patience::mostTimes * 100ms);
}

QTEST_GUILESS_MAIN(tst_Patience)
#include "tst_patience.moc"
