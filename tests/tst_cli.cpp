// Reads better here without QStringLiteral around every word; nothing of this is shown to anyone.
#undef QT_NO_CAST_FROM_ASCII
#include "core/files/photo.h"
#include "tests/support/scene.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>

#include <csignal>

namespace fs = std::filesystem;

namespace {

/// What one run of the program left behind.
struct Run
{
    int status = -1;
    QByteArray out;
    QByteArray err;

    QJsonArray json() const { return QJsonDocument::fromJson(out).array(); }
};

Run run(const QStringList &arguments,
    const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment(),
    const QString &program = QStringLiteral(PAWTRAIT_CLI))
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    const bool ended = process.waitForFinished(90'000);
    return {ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
        process.readAllStandardOutput(), process.readAllStandardError()};
}

QString text(const fs::path &path)
{
    return QString::fromStdString(path.string());
}

const QString sample = QStringLiteral(PAWTRAIT_MODELS "/../resources/sample/chelsea.png");

} // namespace

class tst_Cli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_text = m_folder->filePath(QStringLiteral("letter.jpg"));
        scene::writeBytes(m_text.toStdString(), {'h', 'e', 'l', 'l', 'o'});
        m_out = m_folder->filePath(QStringLiteral("out"));
        qputenv("XDG_CACHE_HOME", m_folder->filePath("caches").toUtf8()); // nobody's own
        qputenv("XDG_DATA_HOME", m_folder->filePath("data").toUtf8());
    }

    /// QTemporaryDir leaves files whose names are not UTF-8.
    void cleanup() { fs::remove_all(m_folder->path().toStdString()); }

    void checkReportsEachFileAndGoesOn()
    {
        const QString disc =
            text(scene::writePng(*m_folder, "disc.png", scene::discPhoto({600, 400})));
        const Run report =
            run({"check", disc, m_text, "/no/such/file.jpg", "--size", "30x20cm", "--json"});
        QCOMPARE(report.status, 1);
        const QJsonArray rows = report.json();
        QCOMPARE(rows.size(), 3);
        const QJsonObject good = rows[0].toObject();
        QCOMPARE(good["format"].toString(), "PNG");
        QCOMPARE(good["width"].toInt(), 600);
        QCOMPARE(good["height"].toInt(), 400);
        QCOMPARE(good["megapixels"].toDouble(), 0.24);
        QCOMPARE(good["verdict"].toString(), "pass");
        QVERIFY(good["suggested"].isNull());
        QCOMPARE(good["dpi"].toDouble(), 50.8);
        QCOMPARE(rows[1].toObject()["verdict"].toString(), "unreadable");
        QCOMPARE(rows[2].toObject()["verdict"].toString(), "unreadable");
    }

    void cutHearsTheReadLimits()
    {
        const QString disc =
            text(scene::writePng(*m_folder, "disc.png", scene::discPhoto({600, 400})));
        const Run refused = run({"cut", disc, "--out", m_out, "--read-limits", "side=599"});
        QCOMPARE(refused.status, 1);
        QVERIFY2(refused.out.contains("599") || refused.err.contains("599"), refused.out);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PAWTRAIT_READ_LIMITS", "side=599");
        QCOMPARE(run({"cut", disc, "--out", m_out}, environment).status, 1);
        const Run odd = run({"check", disc, "--read-limits", "size=599"});
        QCOMPARE(odd.status, 2);
        QVERIFY2(odd.err.contains("size=599"), odd.err);
    }

    void aMissingReaderIsNamed()
    {
        const fs::path alone = fs::path(m_folder->path().toStdString()) / "pawtrait-cli";
        fs::copy_file(PAWTRAIT_CLI, alone);
        const Run report = run(
            {"check", sample, "--json"}, QProcessEnvironment::systemEnvironment(), text(alone));
        QCOMPARE(report.status, 1);
        const QJsonObject row = report.json()[0].toObject();
        QCOMPARE(row["error"].toString(), "reader-missing");
        QVERIFY(row["reason"].toString().contains("pawtrait-reader"));
    }

    void checkSuggestsASizeByTheEnvironmentsLimit()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("MAX_MEGAPIXELS", "0.06");
        const QString disc =
            text(scene::writePng(*m_folder, "disc.png", scene::discPhoto({600, 400})));
        const QJsonObject row = run({"check", disc, "--json"}, environment).json()[0].toObject();
        QCOMPARE(row["verdict"].toString(), "suggest");
        QCOMPARE(row["suggested"].toObject()["width"].toInt(), 300);
        QCOMPARE(row["suggested"].toObject()["height"].toInt(), 200);
    }

    void cutBlendsLargePhotosAndSaysSo()
    {
        const QString disc =
            text(scene::writePng(*m_folder, "disc.png", scene::discPhoto({700, 600})));
        const auto rowOf = [&](const QString &blend) {
            const Run report = run({"cut", disc, "--out", m_out, "--json", "--blend", blend});
            return report.json()[0].toObject();
        };
        const QJsonObject corrected = rowOf("corrected");
        QCOMPARE(corrected["blending"].toString(), "corrected");
        QCOMPARE(corrected["network_width"].toInt(), 704);
        QCOMPARE(corrected["network_height"].toInt(), 608);
        QFile print(corrected["output"].toString());
        QVERIFY(print.open(QIODevice::ReadOnly));
        QVERIFY(print.readAll().contains(QByteArray("Mask blending\0corrected", 23)));
        QVERIFY(rowOf("corrected")["from_cache"].toBool());
        QVERIFY(!rowOf("exact")["from_cache"].toBool()); // another mask
        const QJsonObject off = rowOf("off");
        QVERIFY(!off["from_cache"].toBool());
        QCOMPARE(off["blending"].toString(), "");
        QCOMPARE(off["network_width"].toInt(), 384);
    }

    void blendingIsRefusedForANetworkOfLargePictures()
    {
        const Run refused =
            run({"cut", sample, "--out", m_out, "--model", "base", "--blend", "exact"});
        QCOMPARE(refused.status, 2);
        QVERIFY2(refused.err.contains("base was made for 1024 px"), refused.err.constData());
    }

    void cutWritesAPngAndSaysWhoMadeTheMask()
    {
        const Run report = run({"cut", sample, "--out", m_out, "--json"});
        QVERIFY2(report.status == 0, report.err.constData());
        const QJsonObject row = report.json()[0].toObject();
        QCOMPARE(row["model"].toString(), "lite");
        QCOMPARE(row["device"].toString(), "CPU");
        QCOMPARE(row["precision"].toString(), "float32");
        QVERIFY(row["error"].isNull());
        QVERIFY(row["peak_mb"].toDouble() > 0);
        for (const char *stage : {"decode", "network", "matte", "foreground", "write", "total"})
            QVERIFY2(row["seconds"].toObject()[QLatin1String(stage)].toDouble() > 0, stage);
        const auto header = core::probe(row["output"].toString().toStdString());
        QCOMPARE(header->size, (core::Size {451, 300}));
        QCOMPARE(header->channels, 4);
    }

    void deepPhotosBecomeDeepPngsUnlessAsked()
    {
        const auto chelsea = core::readPhoto(sample.toStdString());
        QVERIFY(chelsea);
        cv::Mat deep;
        chelsea->image.pixels.convertTo(deep, CV_16U, 256, 99);
        const QString photo = text(scene::writePng(*m_folder, "deep.png", {deep}));
        const auto row = [&](const QStringList &options) {
            return run(QStringList {"cut", photo, "--out", m_out, "--json"} + options)
                .json()[0]
                .toObject();
        };
        const QJsonObject kept = row({});
        QCOMPARE(kept["bits"].toInt(), 16);
        QVERIFY(kept["notes"].toArray().isEmpty());
        const QJsonObject reduced = row({"--depth", "8"});
        QCOMPARE(reduced["bits"].toInt(), 8);
        QVERIFY(reduced["notes"].toArray()[0].toString().contains("the print has 8"));
        QCOMPARE(row({"--effect", "sketch"})["bits"].toInt(), 8);
        QCOMPARE(run({"cut", photo, "--out", m_out, "--depth", "12"}).status, 2);
    }

    void aBadFileDoesNotStopTheOthers()
    {
        const Run report = run({"cut", m_text, sample, "--out", m_out, "--json"});
        QCOMPARE(report.status, 1);
        QVERIFY(!report.json()[0].toObject()["error"].toString().isEmpty());
        QVERIFY(report.json()[0].toObject()["output"].isNull());
        QVERIFY(report.json()[1].toObject()["error"].isNull());
    }

    void theSamePhotoTwiceGivesTwoFiles()
    {
        QCOMPARE(run({"cut", sample, sample, "--out", m_out}).status, 0);
        QCOMPARE(QDir(m_out).entryList(QDir::Files).size(), 2);
    }

    void maskWritesTheAlphaAlone()
    {
        const Run report = run({"cut", sample, "--out", m_out, "--mask", "--json"});
        const auto header =
            core::probe(report.json()[0].toObject()["output"].toString().toStdString());
        QCOMPARE(header->channels, 1);
        QCOMPARE(header->size, (core::Size {451, 300}));
    }

    void aFolderWithoutPhotosIsSaid_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("check") << QStringList {"check"};
        QTest::newRow("check as JSON") << QStringList {"check", "--json"};
        QTest::newRow("cut") << QStringList {"cut", "--out", "OUT"};
    }
    void aFolderWithoutPhotosIsSaid()
    {
        QFETCH(QStringList, command);
        command.replaceInStrings("OUT", m_out);
        QDir(m_folder->path()).mkdir("empty");
        const Run report = run(command << m_folder->filePath("empty"));
        QCOMPARE(report.status, 1);
        QVERIFY(report.err.contains("No photos"));
        QVERIFY(!QDir(m_out).exists());
    }

    void namesMayHoldAnyBytes()
    {
        scene::writePng(*m_folder, "M\xFCsli\x1B[2J.png", scene::discPhoto({600, 400}));
        QFile::remove(m_text);
        const Run table = run({"check", m_folder->path()});
        QCOMPARE(table.status, 0);
        QVERIFY(!table.out.contains('\x1B'));
        QVERIFY(table.out.contains("M\xEF\xBF\xBDsli"));
        QCOMPARE(run({"check", m_folder->path(), "--json"}).json().size(), 1);
    }

    void theTableSaysWhatMattersAndCounts()
    {
        const QString disc =
            text(scene::writePng(*m_folder, "disc.png", scene::discPhoto({600, 400})));
        const Run table = run({"check", disc, m_text});
        QVERIFY(table.out.contains("600 x 400"));
        QVERIFY(table.out.contains("unreadable  letter.jpg"));
        QVERIFY(table.out.endsWith("2 photos: 1 pass, 1 unreadable\n"));
    }

    void aSecondRunLeavesOutWhatTheFirstOneMade()
    {
        const QString folder = m_folder->path();
        QFile::remove(m_text);
        QVERIFY(QFile::copy(sample, m_folder->filePath("chelsea.png")));
        QCOMPARE(run({"cut", folder, "--out", folder}).status, 0);
        const Run second = run({"cut", folder, "--out", folder, "--replace"});
        QCOMPARE(second.status, 0);
        QVERIFY(second.err.contains("Left out 1 of Pawtrait's own prints"));
        QCOMPARE(QDir(folder).entryList(QDir::Files),
            (QStringList {"chelsea.png", "chelsea_original.png"}));
    }

    void aKeptMaskIsTakenAndThePrintIsTheSame()
    {
        QByteArray first;
        const std::array wishes {QStringList {}, QStringList {}, QStringList {"--no-cache"}};
        for (std::size_t i = 0; i < wishes.size(); ++i) {
            const Run report =
                run(QStringList {"cut", sample, "--out", m_out, "--json"} + wishes.at(i));
            QVERIFY2(report.status == 0, report.err.constData());
            const QJsonObject row = report.json()[0].toObject();
            QCOMPARE(row["from_cache"].toBool(), i == 1);
            QFile print(row["output"].toString());
            QVERIFY(print.open(QIODevice::ReadOnly));
            const QByteArray bytes = print.readAll();
            QVERIFY(first.isEmpty() || bytes == first);
            first = bytes;
        }
        const Run kept = run({"cache", "--json"});
        QCOMPARE(QJsonDocument::fromJson(kept.out)["masks"].toInt(), 1);
        QVERIFY(run({"cache", "--clear"}).out.startsWith("0 masks, 0.0 MB"));
        QVERIFY(!run({"cut", sample, "--out", m_out, "--json"})
                     .json()[0]
                     .toObject()["from_cache"]
                     .toBool(true));
    }

    void aNetworkThatCannotBeLoadedIsSaidOnceAndEndsTheRun()
    {
        QFile model(QStringLiteral(PAWTRAIT_MODELS "/pawtrait-lite.pth"));
        QVERIFY(model.open(QIODevice::ReadOnly));
        QByteArray bytes = model.readAll();
        bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 1);
        scene::writeBytes(m_folder->filePath("pawtrait-lite.pth").toStdString(),
            {bytes.begin(), bytes.end()});
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PAWTRAIT_MODELS", m_folder->path());
        const Run failed = run({"cut", sample, sample, "--out", m_out}, environment);
        QCOMPARE(failed.status, 1);
        QCOMPARE(failed.out, QByteArray());
        QVERIFY2(failed.err.count("checksum") == 1, failed.err.constData());
    }

    void troubleWithTheCacheIsSaidAndStopsNothing()
    {
        qputenv("XDG_CACHE_HOME", "/dev/null");
        const Run report = run({"cut", sample, "--out", m_out});
        QCOMPARE(report.status, 0);
        QVERIFY2(report.out.contains("note: the mask is not kept"), report.out.constData());
    }

    void typesArePicturesOfThePhotosOwnSize_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("channels");
        QTest::newRow("rgba") << "rgba"
                              << "chelsea_rgba.png" << 4;
        QTest::newRow("green") << "green"
                               << "chelsea_green.png" << 3;
        QTest::newRow("colour") << "[10, 200, 30]"
                                << "chelsea_colour.png" << 3;
        QTest::newRow("picture") << sample << "chelsea_background.png" << 3;
    }
    void typesArePicturesOfThePhotosOwnSize()
    {
        QFETCH(const QString, type);
        QFETCH(const QString, name);
        QFETCH(const int, channels);
        const Run report = run({"cut", sample, "--out", m_out, "--type", type});
        QVERIFY2(report.status == 0, report.err.constData());
        const auto header = core::probe(QDir(m_out).filePath(name).toStdString());
        QVERIFY2(header.has_value(), report.out.constData());
        QCOMPARE(header->size, (core::Size {451, 300}));
        QCOMPARE(header->channels, channels);
    }

    void theDynamicRuleKeepsThePhotosAspect()
    {
        const Run report =
            run({"cut", sample, "--out", m_out, "--resize", "dynamic", "--json"});
        QVERIFY2(report.status == 0, report.err.constData());
        const QJsonObject row = report.json()[0].toObject();
        QCOMPARE(row["network_width"].toInt(), 448);
        QCOMPARE(row["network_height"].toInt(), 288);
        QVERIFY(row["steps"].isArray());
        QFile print(row["output"].toString());
        QVERIFY(print.open(QIODevice::ReadOnly));
        QVERIFY(print.readAll().contains("448x288"));
    }

    void manyPhotosAreReportedInTheirOrder()
    {
        QStringList files;
        for (int i = 0; i < 5; ++i)
            files << text(scene::writePng(*m_folder, std::to_string(i).append(".png").c_str(),
                scene::discPhoto({200 + i, 160})));
        files.insert(2, m_text);
        files.insert(4, "/no/such/photo.jpg");
        const Run report = run(QStringList {"cut", "--out", m_out, "--json"} + files);
        const QJsonArray rows = report.json();
        QCOMPARE(rows.size(), files.size());
        for (qsizetype i = 0; i < files.size(); ++i)
            QCOMPARE(rows[i].toObject()["file"].toString(), files[i]);
        QCOMPARE(rows[2].toObject()["error_code"].toString(), "format-unsupported");
        QCOMPARE(rows[4].toObject()["error_code"].toString(), "file-missing");
    }

    void replacingNeverTouchesThisRunsPhotosAndPrints()
    {
        QDir(m_folder->path()).mkdir("other");
        const QString first = m_folder->filePath("chelsea.png");
        const QString second = m_folder->filePath("other/chelsea.png");
        QVERIFY(QFile::copy(sample, first) && QFile::copy(sample, second));
        const Run report = run({"cut", first, second, "--out", m_folder->path(), "--name", "{name}",
            "--replace", "--json"});
        QCOMPARE(report.status, 0);
        QFile photo(first);
        QFile original(sample);
        QVERIFY(photo.open(QIODevice::ReadOnly) && original.open(QIODevice::ReadOnly));
        QVERIFY(photo.readAll() == original.readAll());
        QVERIFY(report.json()[0].toObject()["output"] != report.json()[1].toObject()["output"]);
    }

    void scaleGivesExactlyTheSuggestedSize()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("MAX_MEGAPIXELS", "0.05");
        const QJsonObject suggested = run({"check", sample, "--json"}, environment)
                                          .json()[0]
                                          .toObject()["suggested"]
                                          .toObject();
        const Run report = run({"cut", sample, "--out", m_out, "--scale", "--json"}, environment);
        QCOMPARE(report.status, 0);
        QCOMPARE(report.json()[0].toObject()["width"], suggested["width"]);
        QCOMPARE(report.json()[0].toObject()["height"], suggested["height"]);
    }

    void photosOverTheHardLimitAreScaledRowByRow()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("HARD_LIMIT_MEGAPIXELS", "0.1");
        const QString disc =
            text(scene::writePng(*m_folder, "large.png", scene::discPhoto({400, 400})));
        const Run report = run({"cut", disc, "--out", m_out, "--scale", "--json"}, environment);
        QCOMPARE(report.status, 0);
        QCOMPARE(report.json()[0].toObject()["width"].toInt(), 316); // of 0.1 MP
        QCOMPARE(report.json()[0].toObject()["height"].toInt(), 316);
    }

    void photosOfUnusableSizeAreRefused_data()
    {
        QTest::addColumn<int>("side");
        QTest::addColumn<QString>("code");
        QTest::newRow("too small") << 8 << "image-too-small";
        QTest::newRow("over the hard limit") << 400 << "image-too-large";
    }
    void photosOfUnusableSizeAreRefused()
    {
        QFETCH(const int, side);
        QFETCH(const QString, code);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("HARD_LIMIT_MEGAPIXELS", "0.1");
        const QString disc =
            text(scene::writePng(*m_folder, "disc.png", scene::discPhoto({side, side})));
        const Run report = run({"cut", disc, "--out", m_out, "--json"}, environment);
        QCOMPARE(report.status, 1);
        QCOMPARE(report.json()[0].toObject()["error_code"].toString(), code);
        QVERIFY(!QDir(m_out).exists()); // made for nothing, taken back
    }

    void usageMistakesEndInTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no command") << QStringList {};
        QTest::newRow("unknown command") << QStringList {"frobnicate"};
        QTest::newRow("cut without --out") << QStringList {"cut", sample};
        QTest::newRow("size that is none") << QStringList {"check", sample, "--size", "large"};
        QTest::newRow("unknown effect")
            << QStringList {"cut", sample, "--out", "/tmp", "--effect", "magic"};
        QTest::newRow("unknown model")
            << QStringList {"cut", sample, "--out", "/tmp", "--model", "magic"};
        QTest::newRow("device without its number")
            << QStringList {"cut", sample, "--out", "/tmp", "--device", "cuda:"};
        QTest::newRow("type that is none")
            << QStringList {"cut", sample, "--out", "/tmp", "--type", "nonsense"};
        QTest::newRow("type of a size")
            << QStringList {"cut", sample, "--out", "/tmp", "--type", "map", "--size", "30x40cm"};
        QTest::newRow("threshold of a print")
            << QStringList {"cut", sample, "--out", "/tmp", "--threshold", "0.5"};
        QTest::newRow("unknown resize rule")
            << QStringList {"cut", sample, "--out", "/tmp", "--resize", "diagonal"};
        QTest::newRow("cache of a size and none")
            << QStringList {"cut", sample, "--out", "/tmp", "--no-cache", "--cache-gigabytes", "1"};
        QTest::newRow("unknown device")
            << QStringList {"cut", sample, "--out", "/tmp", "--device", "toaster"};
        QTest::newRow("network of unknown model")
            << QStringList {"bench", "network", "--model", "magic"};
        QTest::newRow("network in unknown precision")
            << QStringList {"bench", "network", "--precision", "float7"};
        QTest::newRow("network at no multiple of 32")
            << QStringList {"bench", "network", "--size", "100"};
        QTest::newRow("base size of no checkpoint")
            << QStringList {"bench", "network", "--base-size", "384"};
        QTest::newRow("export without a file") << QStringList {"model", "export"};
        QTest::newRow("export of a size that no network takes")
            << QStringList {"model", "export", "--torchscript", "/tmp/x.pt", "--size", "100"};
        QTest::newRow("DPI of zero") << QStringList {"cut", sample, "--out", "/tmp", "--dpi", "0"};
    }
    void usageMistakesEndInTwo()
    {
        QFETCH(const QStringList, arguments);
        const Run mistake = run(arguments);
        QCOMPARE(mistake.status, 2);
        QVERIFY(!mistake.err.isEmpty());
    }

    void aMissingModelIsSaid()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PAWTRAIT_MODELS", m_folder->path());
        const Run failed = run({"cut", sample, "--out", m_out}, environment);
        QCOMPARE(failed.status, 1);
        QVERIFY(failed.err.contains("model"));
    }

    void benchNetworkMeasuresEachSize()
    {
        const Run report = run({"bench", "network", "--size", "64,96", "--runs", "1",
            "--threads", "1", "--json"});
        QVERIFY2(report.status == 0, report.err.constData());
        QCOMPARE(report.json().size(), 2);
        for (const QJsonValue &value : report.json()) {
            const QJsonObject row = value.toObject();
            QCOMPARE(row["model"].toString(), "lite");
            QCOMPARE(row["precision"].toString(), "float32");
            QCOMPARE(row["threads"].toInt(), 1);
            for (const char *figure : {"seconds", "gflops", "peak_mb", "predicted_mb",
                     "held_mb", "predicted_held_mb"})
                QVERIFY2(row[QLatin1String(figure)].toDouble() > 0, figure);
            QVERIFY(row["minor_faults"].toInt(-1) >= 0);
            QCOMPARE(row["stages"].toArray().last().toObject()["stage"].toString(), "d0");
        }
        QCOMPARE(report.json()[0].toObject()["size"].toInt(), 64);
        QCOMPARE(report.json()[1].toObject()["size"].toInt(), 96);
    }

    void benchNetworkComparesMasksPhotoByPhoto()
    {
        const Run report = run({"bench", "network", "--compare", "near-edges", "--size", "96",
            sample, sample});
        QVERIFY2(report.status == 0, report.err.constData());
        QCOMPARE(report.out.count(QFileInfo(sample).fileName().toUtf8()), 2);
        QVERIFY(report.out.contains("largest at edges"));
        QVERIFY(report.out.contains("of 2 differ by more"));
    }

    void aPrecisionThatAModelHasNotIsRefusedBeforeAnyWork_data()
    {
        QTest::addColumn<QStringList>("command");
        const QString out = m_folder->filePath("never");
        QTest::newRow("cut") << QStringList {"cut", sample, "--out", out, "--precision", "int8"};
        QTest::newRow("bench") << QStringList {"bench", "--precision", "int8"};
        QTest::newRow("bench path") << QStringList {"bench", "--precision", "int8", "path", sample};
        QTest::newRow("bench network") << QStringList {"bench", "network", "--precision", "int8"};
        QTest::newRow("comparison")
            << QStringList {"bench", "network", "--compare", "int8", sample};
    }
    void aPrecisionThatAModelHasNotIsRefusedBeforeAnyWork()
    {
        QFETCH(const QStringList, command);
        const Run refused = run(command);
        QCOMPARE(refused.status, 2);
        QVERIFY(refused.out.isEmpty());
        QVERIFY2(refused.err.contains("lite has none; possible are float32"),
            refused.err.constData());
        QVERIFY2(!refused.err.contains("went wrong"), refused.err.constData());
        QVERIFY(!QFileInfo::exists(m_folder->filePath("never")));
    }

    void benchNetworkSaysThatTheFileIsMissing()
    {
        const Run failed = run({"bench", "network", "--checkpoint", "/no/such/file.pth",
            "--architecture", "swin-b", "--base-size", "384"});
        QCOMPARE(failed.status, 1);
        QVERIFY(failed.err.contains("/no/such/file.pth"));
    }

    void modelExportWritesAFileOnceAndSaysHowFarItDiffers()
    {
        const QString file = m_folder->filePath("lite.pt");
        const QStringList command {
            "model", "export", "--torchscript", file, "--size", "64", "--u8"};
        const Run first = run(command);
        QVERIFY2(first.status == 0, first.err.constData());
        QVERIFY(first.out.contains("of 255"));
        QVERIFY(QFileInfo(file).size() > 8'000'000);
        const Run second = run(command);
        QCOMPARE(second.status, 1);
        QVERIFY(second.err.contains("already there"));
        QCOMPARE(run(command + QStringList {"--replace"}).status, 0);
    }

    void interruptingLeavesNoHalfWrittenFile()
    {
        QStringList arguments = {"cut", "--out", m_out};
        for (int i = 0; i < 200; ++i)
            arguments << sample;
        QProcess process;
        process.start(QStringLiteral(PAWTRAIT_CLI), arguments);
        QVERIFY(
            process.waitForReadyRead(60'000)); // the first photo is done, the second is under way
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitCode(), 130);
        const QDir out(m_out);
        QVERIFY(out.entryList(QDir::Files).size() < 200);
        for (const QFileInfo &file : out.entryInfoList(QDir::Files | QDir::Hidden)) {
            QVERIFY2(file.suffix() == "png" && !file.fileName().startsWith('.'),
                qPrintable(file.fileName()));
            QVERIFY(core::readPhoto(file.filePath().toStdString()));
        }
    }

    void versionNamesTheLibrariesAndTheDevice()
    {
        const Run version = run({"--version"});
        QCOMPARE(version.status, 0);
        for (const char *word : {"Pawtrait", "LibTorch 2.", "Qt 6.", "CPU"})
            QVERIFY2(version.out.contains(word), word);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_text;
    QString m_out;
};

QTEST_GUILESS_MAIN(tst_Cli)
#include "tst_cli.moc"
