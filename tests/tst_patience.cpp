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
    void doesNotCountWhileNobodyLooks();

private:
    const Patience::Time m_start {5h};
};

void tst_Patience::endsForWorkThatSaysNothing()
{
    Patience patience(100ms, m_start);
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

/// A stopped program: seen first by a look, or by what the work said meanwhile.
void tst_Patience::doesNotCountWhileNobodyLooks()
{
    Patience patience(5s, m_start);
    QVERIFY(!patience.isOver(m_start + 900ms));
    QVERIFY(!patience.isOver(m_start + 1h));
    const auto back = m_start + 1h;
    QVERIFY(!patience.isOver(back + 900ms));
    QVERIFY(!patience.isOver(back + 1800ms));
    QVERIFY(!patience.isOver(back + 2700ms));
    QVERIFY(!patience.isOver(back + 3s)); // .9 s and a longestLook counted before
    QVERIFY(patience.isOver(back + 3100ms));
    QCOMPARE(patience.most(), 5s);

    Patience heard(5s, m_start);
    QVERIFY(heard.hear(0.5, m_start + 1h));
    QVERIFY(!heard.isOver(back + 1s));
    QVERIFY(!heard.isOver(back + 2s));
    QVERIFY(!heard.isOver(back + 3s));
    QVERIFY(!heard.isOver(back + 4s));
    QVERIFY(heard.isOver(back + 5s));
    QCOMPARE(heard.most(), 6s);
}

QTEST_GUILESS_MAIN(tst_Patience)
#include "tst_patience.moc"
