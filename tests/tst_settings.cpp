#include "ui/settings.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

class tst_Settings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void anEmptyFileGivesTheDefaults();
    void everythingIsRemembered();
    void unusableValuesTakeTheirDefaults_data();
    void unusableValuesTakeTheirDefaults();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_Settings::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder->path());
    QCoreApplication::setOrganizationName(m_folder->path().section(QLatin1Char('/'), -1));
    QCoreApplication::setApplicationName(QStringLiteral("tst_settings"));
}

void tst_Settings::anEmptyFileGivesTheDefaults()
{
    const ui::Settings settings = ui::readSettings();
    QCOMPARE(settings.mode, ui::CanvasMode::Checker);
    QCOMPARE(settings.limits, core::MegapixelLimits {});
    QCOMPARE(settings.model, QStringLiteral("lite"));
    QCOMPARE(settings.precision, QStringLiteral("auto"));
    QCOMPARE(settings.fineStages, core::FineStages::Everywhere);
    QVERIFY(!settings.blending);
    QCOMPARE(settings.memoryAlertGigabytes, 20.0);
    QCOMPARE(settings.cacheGigabytes, 2.0);
    QVERIFY(settings.proxy.isEmpty());
}

void tst_Settings::everythingIsRemembered()
{
    ui::Settings written;
    written.windowGeometry = QByteArray("\0\1geometry", 10);
    written.photosFolder = QStringLiteral("/photos/ä");
    written.exportFolder = QStringLiteral("/prints");
    written.mode = ui::CanvasMode::Wipe;
    written.garment = QColor(1, 2, 3);
    written.scheme = ui::ColourScheme::Dark;
    written.printSize = QStringLiteral("30x40cm");
    written.dotsPerInch = 240;
    written.trim = core::Trim::Frame;
    written.keepLocation = core::KeepLocation::Yes;
    written.nameTemplate = QStringLiteral("{name}");
    written.model = QStringLiteral("base");
    written.device = QStringLiteral("cpu");
    written.precision = QStringLiteral("bfloat16");
    written.fineStages = core::FineStages::NearEdges;
    written.blending = core::Blending::ShiftCorrected;
    written.threads = 3;
    written.memoryAlertGigabytes = 12.5;
    written.cacheGigabytes = 0;
    written.proxy = QStringLiteral("http://proxy.shop:3128");
    written.limits.desktop = 16;
    ui::writeSettings(written);

    const ui::Settings read = ui::readSettings();
    QCOMPARE(read.windowGeometry, written.windowGeometry);
    QCOMPARE(read.photosFolder, written.photosFolder);
    QCOMPARE(read.exportFolder, written.exportFolder);
    QCOMPARE(read.mode, written.mode);
    QCOMPARE(read.garment, written.garment);
    QCOMPARE(read.scheme, written.scheme);
    QCOMPARE(read.printSize, written.printSize);
    QCOMPARE(read.dotsPerInch, written.dotsPerInch);
    QCOMPARE(read.trim, written.trim);
    QCOMPARE(read.keepLocation, written.keepLocation);
    QCOMPARE(read.nameTemplate, written.nameTemplate);
    QCOMPARE(read.model, written.model);
    QCOMPARE(read.device, written.device);
    QCOMPARE(read.precision, written.precision);
    QCOMPARE(read.fineStages, written.fineStages);
    QCOMPARE(read.blending, written.blending);
    QCOMPARE(read.threads, written.threads);
    QCOMPARE(read.memoryAlertGigabytes, written.memoryAlertGigabytes);
    QCOMPARE(read.cacheGigabytes, written.cacheGigabytes);
    QCOMPARE(read.proxy, written.proxy);
    QCOMPARE(read.limits, written.limits);
}

void tst_Settings::unusableValuesTakeTheirDefaults_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QVariant>("value");
    QTest::addRow("a view that does not exist") << QStringLiteral("view/mode") << QVariant(99);
    QTest::addRow("a view that is no number")
        << QStringLiteral("view/mode") << QVariant(QStringLiteral("nice"));
    QTest::addRow("no colour") << QStringLiteral("view/garment") << QVariant(QStringLiteral("dog"));
    QTest::addRow("no resolution") << QStringLiteral("print/dotsPerInch") << QVariant(-1);
    QTest::addRow("not finite") << QStringLiteral("limits/hard") << QVariant(QStringLiteral("nan"));
    QTest::addRow("a precision that does not exist")
        << QStringLiteral("network/precision") << QVariant(QStringLiteral("float7"));
    QTest::addRow("stages that do not exist")
        << QStringLiteral("network/fineStages") << QVariant(7);
    QTest::addRow("a blending that does not exist")
        << QStringLiteral("network/blending") << QVariant(QStringLiteral("nicely"));
    QTest::addRow("an alert at nothing")
        << QStringLiteral("network/memoryAlertGigabytes") << QVariant(0);
    QTest::addRow("a cache below nothing") << QStringLiteral("cache/gigabytes") << QVariant(-2);
    QTest::addRow("too many threads") << QStringLiteral("network/threads") << QVariant(1000000);
}

void tst_Settings::unusableValuesTakeTheirDefaults()
{
    QFETCH(const QString, key);
    QFETCH(const QVariant, value);
    {
        QSettings file;
        file.setValue(key, value);
    }
    const ui::Settings read = ui::readSettings();
    const ui::Settings defaults;
    QCOMPARE(read.mode, defaults.mode);
    QCOMPARE(read.garment, defaults.garment);
    QCOMPARE(read.dotsPerInch, defaults.dotsPerInch);
    QCOMPARE(read.limits, defaults.limits);
    QCOMPARE(read.precision, defaults.precision);
    QCOMPARE(read.fineStages, defaults.fineStages);
    QCOMPARE(read.blending, defaults.blending);
    QCOMPARE(read.memoryAlertGigabytes, defaults.memoryAlertGigabytes);
    QCOMPARE(read.cacheGigabytes, defaults.cacheGigabytes);
    QCOMPARE(read.threads, defaults.threads);
}

QTEST_MAIN(tst_Settings)
#include "tst_settings.moc"
