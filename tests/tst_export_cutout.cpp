#include "core/files/hash.h"
#include "core/pipeline/export_cutout.h"
#include "tests/support/scene.h"

#include <QtTest>

namespace fs = std::filesystem;
using core::Error;

namespace {

QByteArray bytesOf(const fs::path &file)
{
    std::ifstream input(file, std::ios::binary); // QFile takes no names that are not UTF-8
    const std::string bytes {std::istreambuf_iterator<char>(input), {}};
    return QByteArray::fromStdString(bytes);
}

} // namespace

class tst_ExportCutout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_photo = scene::writePng(*m_folder, "rex.png", scene::discPhoto({300, 200}));
        m_cut = cutPhoto(m_segmenter, {.file = m_photo}).value();
        m_request = {.photo = m_photo, .folder = m_photo.parent_path() / "out"};
    }

    void cleanup() { fs::remove_all(m_folder->path().toStdString()); }

    void writesThePhotosOwnSize()
    {
        const auto exported = exportCutout(m_cut, m_request);
        QVERIFY2(exported.has_value(), exported ? "" : exported.error().detail.c_str());
        QCOMPARE(exported->size, (core::Size {300, 200}));
        const auto header = core::probe(exported->file).value();
        QCOMPARE(header.size, (core::Size {300, 200}));
        QCOMPARE(header.channels, 4);
        QVERIFY(!header.profileName.empty());
    }

    void aProductSizeHasExactlyItsPixels()
    {
        m_request.recipe = {
            .size = core::PrintSize {50, 40}, .dotsPerInch = 254, .trim = core::Trim::Animal};
        const auto exported = exportCutout(m_cut, m_request);
        QCOMPARE(core::probe(exported->file)->size, (core::Size {500, 400}));
        QVERIFY(exported->scale > 1); // and says that the photo had fewer
    }

    void saysHowItWasMade()
    {
        const QByteArray png = bytesOf(exportCutout(m_cut, m_request)->file);
        for (const char *fact : {"rex.png", "disc", "float32", "CPU", "original", "128x128"})
            QVERIFY2(png.contains(fact), fact);
    }

    void keepsWhoMadeThePhotoAndWhen()
    {
        const core::Metadata metadata {.captureTime = "2024:06:01 12:34:56",
            .make = "Apple",
            .model = "iPhone 14",
            .artist = "Rex",
            .copyright = "(c) Rex",
            .location = core::Location {.latitude = 52.5, .longitude = 13.25}};
        const auto exif =
            core::exifBlockOf(metadata, {300, 200}, core::KeepLocation::Yes).value();
        scene::writeBytes(m_photo,
            core::encodedPng(scene::discPhoto({300, 200}).pixels, {.exif = exif}).value());
        const QByteArray before = bytesOf(m_photo);
        m_cut = cutPhoto(m_segmenter, {.file = m_photo}).value();
        QCOMPARE(m_cut.photo.metadata, metadata);

        core::Metadata kept = metadata;
        kept.location.reset();
        QCOMPARE(core::readPhoto(exportCutout(m_cut, m_request)->file)->metadata, kept);
        QCOMPARE(core::readPhoto(exportMask(m_cut, m_request)->file)->metadata, kept);
        m_request.keepLocation = core::KeepLocation::Yes;
        QCOMPARE(core::readPhoto(exportCutout(m_cut, m_request)->file)->metadata, metadata);
        QCOMPARE(bytesOf(m_photo), before);
    }

    void saysHowToReachTheOwner()
    {
        m_cut.photo.metadata.contact = "rex@example.org";
        QVERIFY(bytesOf(exportCutout(m_cut, m_request)->file)
                    .contains(QByteArray("tEXtContact\0rex@example.org", 27)));
    }

    void aTurnedPhotoIsUprightOnce()
    {
        core::Metadata metadata {.make = "Apple"};
        auto exif = core::exifBlockOf(metadata, {300, 200}, core::KeepLocation::No).value();
        const std::uint8_t orientation[] {0x01, 0x12, 0, 3, 0, 0, 0, 1, 0};
        const auto entry = std::ranges::search(exif, orientation);
        QVERIFY(!entry.empty());
        entry.begin()[9] = 6;
        scene::writeBytes(m_photo,
            core::encodedPng(scene::discPhoto({300, 200}).pixels, {.exif = exif}).value());
        m_cut = cutPhoto(m_segmenter, {.file = m_photo}).value();
        QCOMPARE(m_cut.photo.header.orientation, 6);
        const auto header = core::probe(exportCutout(m_cut, m_request)->file).value();
        QCOMPARE(header.size, (core::Size {200, 300}));
        QCOMPARE(header.orientation, 1);
    }

    void theSameInputsGiveTheSameBytes()
    {
        const fs::path first = exportCutout(m_cut, m_request)->file;
        const fs::path second = exportCutout(m_cut, m_request)->file;
        QVERIFY(first != second);
        QCOMPARE(bytesOf(first), bytesOf(second));
    }

    void whetherTheMaskWasKeptDoesNotChangeThePrint()
    {
        const fs::path made = exportCutout(m_cut, m_request)->file;
        m_cut.saliency.record.isFromCache = true;
        m_cut.saliency.record.cacheNote = "the disk is full";
        const fs::path found = exportCutout(m_cut, m_request)->file;
        QCOMPARE(bytesOf(made), bytesOf(found));
    }

    void stepsAwayFromTheWishStandInThePrint()
    {
        m_cut.saliency.record.steps = {"input of 512 x 512 px", "on the CPU instead"};
        const QByteArray png = bytesOf(exportCutout(m_cut, m_request)->file);
        QVERIFY(png.contains("input of 512 x 512 px; on the CPU instead"));
    }

    void neverReplacesThePhoto()
    {
        const QByteArray before = bytesOf(m_photo);
        m_request.folder = m_photo.parent_path();
        m_request.recipe.nameTemplate = "{name}";
        m_request.ifExists = core::IfExists::Replace;
        const auto exported = exportCutout(m_cut, m_request);
        QCOMPARE(bytesOf(m_photo), before);
        QVERIFY(!exported || exported->file != m_photo);
    }

    void aPreviewMaskIsNeverPrinted()
    {
        m_cut.saliency.detail = core::Detail::Preview;
        QVERIFY(!exportCutout(m_cut, m_request));
        QVERIFY(!fs::exists(m_request.folder));
    }

    void theMaskAloneIsGrey()
    {
        const auto exported = exportMask(m_cut, m_request);
        QCOMPARE(exported->file.filename(), fs::path("rex_original_mask.png"));
        QCOMPARE(core::probe(exported->file)->channels, 1);
    }

    void unusableRequestsLeaveNothingBehind_data()
    {
        QTest::addColumn<QString>("effect");
        QTest::addColumn<QString>("nameTemplate");
        QTest::addColumn<QString>("folder");
        QTest::newRow("unknown effect") << "no-such-effect"
                                        << "{name}"
                                        << "out";
        QTest::newRow("unknown token") << "original"
                                       << "{nonsense}"
                                       << "out";
        QTest::newRow("folder inside a missing one") << "original"
                                                     << "{name}"
                                                     << "missing/out";
        QTest::newRow("folder is a file") << "original"
                                          << "{name}"
                                          << "rex.png";
    }
    void unusableRequestsLeaveNothingBehind()
    {
        QFETCH(const QString, effect);
        QFETCH(const QString, nameTemplate);
        QFETCH(const QString, folder);
        m_request.effect = effect.toStdString();
        m_request.recipe.nameTemplate = nameTemplate.toStdString();
        m_request.folder = m_photo.parent_path() / folder.toStdString();
        QVERIFY(!exportCutout(m_cut, m_request));
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden),
            QStringList(QStringLiteral("rex.png")));
        QVERIFY(!fs::exists(m_photo.parent_path() / "out"));
    }

    void aFolderThatWasThereStays()
    {
        fs::create_directory(m_request.folder);
        m_request.effect = "no-such-effect";
        QVERIFY(!exportCutout(m_cut, m_request));
        QVERIFY(fs::is_directory(m_request.folder));
    }

    void theHashTakenForTheMaskServesAllPrints()
    {
        const std::string hash = core::sha256Of(m_photo).value();
        const auto time = fs::last_write_time(m_photo);
        std::fstream(m_photo, std::ios::binary | std::ios::in | std::ios::out).put('\0');
        fs::last_write_time(m_photo, time); // the stamp is the same: only who reads again can tell
        QVERIFY(core::sha256Of(m_photo).value() != hash);
        for (const auto &exported :
            {exportCutout(m_cut, m_request), exportMask(m_cut, m_request)})
            QVERIFY(bytesOf(exported->file).contains(QByteArray::fromStdString(hash)));
    }

    void aPhotoThatWasReplacedSinceIsNotVouchedFor()
    {
        scene::writePng(*m_folder, "rex.png", scene::discPhoto({310, 200}));
        const auto exported = exportCutout(m_cut, m_request);
        QVERIFY(!exported);
        QCOMPARE(exported.error().code, Error::Code::FileChanged);
        QVERIFY(!fs::exists(m_request.folder));
    }

    void aPhotoThatVanishedIsSaid()
    {
        fs::remove(m_photo);
        const auto exported = exportCutout(m_cut, m_request);
        QVERIFY(!exported);
        QCOMPARE(exported.error().code, Error::Code::FileMissing);
    }

    void namesMayHoldAnyBytes()
    {
        m_photo = scene::writePng(*m_folder, "M\xFCsli.png", scene::discPhoto({300, 200}));
        m_cut = cutPhoto(m_segmenter, {.file = m_photo}).value();
        m_request.photo = m_photo;
        const auto exported = exportCutout(m_cut, m_request);
        QVERIFY2(exported.has_value(), exported ? "" : exported.error().detail.c_str());
        QCOMPARE(exported->file.filename(), fs::path("M\xFCsli_original.png"));
        QVERIFY(bytesOf(exported->file).contains("M\xEF\xBF\xBDsli.png"));
    }

    void knowsItsOwnExports()
    {
        QVERIFY(core::isExport(exportCutout(m_cut, m_request)->file));
        QVERIFY(core::isExport(exportMask(m_cut, m_request)->file));
        QVERIFY(!core::isExport(m_photo));
        QVERIFY(!core::isExport(m_photo.parent_path()));
        QVERIFY(!core::isExport(m_photo.parent_path() / "missing.png"));
    }

    void theTargetIsKnownBeforehand()
    {
        const auto target = core::exportTarget(m_request, "disc");
        QCOMPARE(exportCutout(m_cut, m_request)->file, target.value());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    scene::DiscSegmenter m_segmenter;
    fs::path m_photo;
    core::CutPhoto m_cut;
    core::ExportRequest m_request;
};

QTEST_GUILESS_MAIN(tst_ExportCutout)
#include "tst_export_cutout.moc"
