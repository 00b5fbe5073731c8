#include "ui/status_wording.h"

#include <QtTest>

using Kind = ui::WorkStatus::Kind;

class tst_StatusWording : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatRuns_data();
    void tellsWhatRuns();
    void roundsTheTimeLeft_data();
    void roundsTheTimeLeft();
    void namesModelDeviceAndPrecision();
    void saysWhatWasLeftOut_data();
    void saysWhatWasLeftOut();
    void everyLockHasASentence();
};

void tst_StatusWording::tellsWhatRuns_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("photos");
    QTest::addColumn<QString>("expected");
    QTest::addRow("empty") << int(Kind::Nothing) << 0 << QStringLiteral("No photos yet");
    QTest::addRow("one") << int(Kind::Nothing) << 1 << QStringLiteral("1 photo");
    QTest::addRow("nine") << int(Kind::Nothing) << 9 << QStringLiteral("9 photos");
    QTest::addRow("cutting") << int(Kind::Cutting) << 9 << QStringLiteral("Cutting 4 of 9");
    QTest::addRow("saving") << int(Kind::Exporting) << 9 << QStringLiteral("Saving 4 of 9");
}

void tst_StatusWording::tellsWhatRuns()
{
    QFETCH(const int, kind);
    QFETCH(const int, photos);
    QFETCH(const QString, expected);
    const ui::WorkStatus status {.kind = static_cast<Kind>(kind), .number = 4, .total = 9};
    QCOMPARE(ui::workText(status, photos), expected);
}

void tst_StatusWording::roundsTheTimeLeft_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("expected");
    QTest::addRow("nearly done") << 0.1 << QStringLiteral("about 1 s left");
    QTest::addRow("as drawn") << 12.4 << QStringLiteral("about 12 s left");
    QTest::addRow("in steps of five") << 43.0 << QStringLiteral("about 45 s left");
    QTest::addRow("minutes") << 600.0 << QStringLiteral("about 10 min left");
}

void tst_StatusWording::roundsTheTimeLeft()
{
    QFETCH(const double, seconds);
    QFETCH(const QString, expected);
    QCOMPARE(ui::timeLeftText(std::chrono::duration<double>(seconds)), expected);
}

void tst_StatusWording::namesModelDeviceAndPrecision()
{
    ui::ModelStatus status;
    QCOMPARE(ui::modelText(status), QString());
    status.plan.model = "lite";
    status.plan.device = "CPU";
    status.plan.precision = "float32";
    status.threads = 2;
    QCOMPARE(ui::modelText(status), QStringLiteral("Lite · CPU, 2 threads · float32"));
    status.plan.device = "CUDA 0 (NVIDIA L4)";
    QCOMPARE(ui::modelText(status), QStringLiteral("Lite · CUDA 0 (NVIDIA L4) · float32"));
}

void tst_StatusWording::saysWhatWasLeftOut_data()
{
    QTest::addColumn<ui::AddOutcome>("outcome");
    QTest::addColumn<QString>("expected");
    QTest::addRow("all came in") << ui::AddOutcome {} << QString();
    QTest::addRow("one twice") << ui::AddOutcome {.duplicates = 1}
                               << QStringLiteral("1 photo was here already and was left out.");
    QTest::addRow("both") << ui::AddOutcome {.duplicates = 3, .emptyFolders = 1}
                          << QStringLiteral("3 photos were here already and were left out. "
                                            "A folder holds no photos.");
    QTest::addRow("folders in a folder")
        << ui::AddOutcome {.foldersInside = 2}
        << QStringLiteral("2 folders inside were left out: add them on their own.");
}

void tst_StatusWording::saysWhatWasLeftOut()
{
    QFETCH(const ui::AddOutcome, outcome);
    QFETCH(const QString, expected);
    QCOMPARE(ui::addedText(outcome), expected);
}

void tst_StatusWording::everyLockHasASentence()
{
    using Lock = ui::ExportLock;
    for (const Lock lock : {Lock::NotCheckedYet, Lock::NeedsScaling, Lock::MaskIsMissing,
             Lock::CutCancelled, Lock::PhotoFailed, Lock::AlreadyExporting})
        QVERIFY(ui::lockText(lock).endsWith(QLatin1Char('.')));
}

QTEST_GUILESS_MAIN(tst_StatusWording)
#include "tst_status_wording.moc"
