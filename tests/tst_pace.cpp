#include "ui/pace.h"

#include <QtTest>

using namespace std::chrono_literals;

class tst_Pace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysNothingBeforeTheFirstPhotoIsDone();
    void takesTheRestAsLongAsTheLast();
    void followsWhenPhotosBecomeSlower();
    void largePhotosCostMore();
};

void tst_Pace::saysNothingBeforeTheFirstPhotoIsDone()
{
    QVERIFY(!ui::Pace().timeFor(10));
}

void tst_Pace::takesTheRestAsLongAsTheLast()
{
    ui::Pace pace;
    pace.took(20, 2s);
    QCOMPARE(pace.timeFor(50)->count(), 5.0);
}

void tst_Pace::followsWhenPhotosBecomeSlower()
{
    ui::Pace pace;
    pace.took(10, 1s);
    for (int i = 0; i < 10; ++i)
        pace.took(10, 2s);
    const double estimate = pace.timeFor(10)->count();
    QVERIFY(estimate > 1.9 && estimate < 2.0);
}

void tst_Pace::largePhotosCostMore()
{
    QVERIFY(ui::Pace::costOf(24) > 2 * ui::Pace::costOf(1));
    QVERIFY(ui::Pace::costOf(0.1) > 1); // a tiny one is not free
}

QTEST_GUILESS_MAIN(tst_Pace)
#include "tst_pace.moc"
