#include "core/files/metadata.h"
#include "core/files/metadata_reader.h"
#include "core/files/photo.h"
#include "tests/photo_files.h"
#include "tests/support/photo_folder.h"

#include <exiv2/exiv2.hpp>
#include <opencv2/core.hpp>

#include <QtTest/QtTest>

#include <cmath>

namespace fs = std::filesystem;
using core::KeepLocation;
using core::Metadata;
using core::PhotoNote;

namespace {

/// What a customer's camera writes, and more than a print may keep.
const Metadata full {.captureTime = "2024:06:01 12:34:56",
    .captureFraction = "25",
    .captureOffset = "+02:00",
    .make = "Apple",
    .model = "iPhone 14",
    .artist = "J\xC3\xBCrgen Rex",
    .copyright = "(c) 2024 J\xC3\xBCrgen Rex",
    .location = core::Location {.latitude = -33.856784, .longitude = 151.215297, .altitude = -4}};

const std::string packet = R"(<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmp:CreateDate="2023-05-04T03:02:01+01:00">
<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li><rdf:li>Bo</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">Ada's</rdf:li></rdf:Alt></dc:rights>
<Iptc4xmpCore:CreatorContactInfo rdf:parseType="Resource">
<Iptc4xmpCore:CiEmailWork>ada@example.org</Iptc4xmpCore:CiEmailWork>
<Iptc4xmpCore:CiTelWork>+49 30 123</Iptc4xmpCore:CiTelWork>
</Iptc4xmpCore:CreatorContactInfo></rdf:Description></rdf:RDF></x:xmpmeta>)";

/// One data set of IPTC inside Photoshop's resources, behind their name. Source: IIM 4.2.
files::Bytes iptcSegment(std::uint8_t number, const std::string &text)
{
    files::Bytes record {0x1C, 2, number, 0, static_cast<std::uint8_t>(text.size())};
    record.insert(record.end(), text.begin(), text.end());
    const std::string front("Photoshop 3.0\0" "8BIM\4\4\0\0\0\0\0", 25);
    files::Bytes segment(front.begin(), front.end());
    segment.push_back(static_cast<std::uint8_t>(record.size()));
    segment.insert(segment.end(), record.begin(), record.end());
    if (record.size() % 2 == 1)
        segment.push_back(0);
    return segment;
}

/// A JPEG with one segment more, behind its start.
files::Bytes withSegment(
    const files::Bytes &jpeg, std::uint8_t marker, const files::Bytes &content)
{
    const auto length = content.size() + 2;
    files::Bytes segment {0xFF, marker, static_cast<std::uint8_t>(length >> 8),
        static_cast<std::uint8_t>(length & 255)};
    segment.insert(segment.end(), content.begin(), content.end());
    auto bytes = jpeg;
    bytes.insert(bytes.begin() + 2, segment.begin(), segment.end());
    return bytes;
}

files::Bytes xmpSegment()
{
    const std::string name("http://ns.adobe.com/xap/1.0/\0", 29);
    const std::string text = name + packet;
    return {text.begin(), text.end()};
}

files::Bytes blockOf(const Metadata &metadata)
{
    return core::exifBlockOf(metadata, {64, 48}, KeepLocation::Yes).value();
}

/// A TIFF is an Exif block as a whole: the fields stand beside those of its pixels.
void addFields(const fs::path &tiff, const files::Bytes &exif)
{
    Exiv2::ExifData fields;
    Exiv2::ExifParser::decode(fields, exif.data(), static_cast<std::uint32_t>(exif.size()));
    const auto opened = Exiv2::ImageFactory::open(tiff.string());
    opened->readMetadata();
    for (const auto &field : fields)
        opened->exifData()[field.key()] = field.value();
    opened->writeMetadata();
}

QString shown(const Metadata &of)
{
    QString text;
    for (const auto &part : {of.captureTime, of.captureFraction, of.captureOffset, of.make,
             of.model, of.artist, of.copyright, of.contact})
        text += QString::fromStdString(part) + QLatin1Char('|');
    return text;
}

} // namespace

class tst_Metadata : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void isReadFromEveryFormat_data()
    {
        QTest::addColumn<fs::path>("path");
        const auto exif = blockOf(full);
        QTest::newRow("JPEG") << written("a.jpg", files::jpeg(m_pixels, {.exif = exif}));
        QTest::newRow("PNG") << written("a.png", files::png(m_pixels, {.exif = exif}));
        QTest::newRow("WebP") << written("a.webp", files::webpWith(m_pixels, "EXIF", exif));
        files::Bytes named {'E', 'x', 'i', 'f', 0, 0};
        named.insert(named.end(), exif.begin(), exif.end());
        QTest::newRow("WebP, with Exif's name before it")
            << written("b.webp", files::webpWith(m_pixels, "EXIF", named));
        files::writeTiff(file("fields.tif"), m_pixels);
        addFields(file("fields.tif"), exif);
        QTest::newRow("TIFF") << file("fields.tif");
        for (const auto kind : {files::HeifKind::Heic, files::HeifKind::Avif}) {
            const bool isAvif = kind == files::HeifKind::Avif;
            const auto path = file(isAvif ? "a.avif" : "a.heic");
            if (!files::canWriteHeif(kind))
                continue;
            files::writeHeif(path, m_pixels, kind, {.exif = exif});
            QTest::newRow(isAvif ? "AVIF" : "HEIC") << path;
        }
    }
    void isReadFromEveryFormat()
    {
        QFETCH(fs::path, path);
        const auto photo = core::readPhoto(path);
        QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
        QCOMPARE(shown(photo->metadata), shown(full));
        QVERIFY(photo->metadata.location);
        QVERIFY(std::abs(photo->metadata.location->latitude + 33.856784) < 1e-7);
        QVERIFY(std::abs(photo->metadata.location->longitude - 151.215297) < 1e-7);
        QCOMPARE(photo->metadata.location->altitude, std::optional<double>(-4));
        QVERIFY(photo->notes.empty());
    }

    void tiffIsItsOwnBlock()
    {
        files::writeTiff(file("a.tif"), m_pixels, {.model = "X100"});
        const auto photo = core::readPhoto(file("a.tif"));
        QVERIFY(photo);
        QCOMPARE(photo->metadata.model, std::string("X100"));
        QVERIFY(photo->notes.empty());
    }

    void aTiffOfManyPixelsSaysTheSame()
    {
        files::writeTiff(file("b.tif"), files::quarters(800, 600),
            {.coding = files::TiffOptions::Coding::None, .model = "X100"});
        const auto photo = core::readPhoto(file("b.tif"));
        QVERIFY(photo);
        QCOMPARE(photo->metadata.model, std::string("X100"));
        QVERIFY(photo->notes.empty());
    }

    /// Of an Exif block with two megabytes of nothing behind it.
    core::ReadMetadata readFromLong(files::Bytes block)
    {
        block.resize(block.size() + (2 << 20));
        const auto opened = core::ByteFile::open(written("long.tif", block));
        return core::metadataAt(*opened, {.exif = {{.from = 0, .bytes = opened->size()}}});
    }

    void longBlocksAreReadByTheirDirectories()
    {
        const auto read = readFromLong(blockOf(full));
        QCOMPARE(shown(read.metadata), shown(full));
        QVERIFY(read.metadata.location);
        QVERIFY(std::abs(read.metadata.location->latitude + 33.856784) < 1e-7);
        QVERIFY(!read.isBroken);
    }

    void longBlocksThatLieLoseOnlyWhatTheyLieAbout()
    {
        auto block = blockOf(full);
        const auto entryOf = [&block](std::uint8_t high, std::uint8_t low) {
            const bool isBig = block[0] == 'M';
            const files::Bytes tag {isBig ? high : low, isBig ? low : high};
            return std::search(block.begin() + 10, block.end(), tag.begin(), tag.end());
        };
        const auto place = entryOf(0x88, 0x25); // leads back to where it stands
        QVERIFY(place != block.end());
        std::copy(block.begin() + 4, block.begin() + 8, place + 8);
        const auto looped = readFromLong(block);
        QCOMPARE(looped.metadata.copyright, full.copyright);
        QVERIFY(!looped.metadata.location);
        const auto artist = entryOf(0x01, 0x3B);
        QVERIFY(artist != block.end());
        std::fill(artist + 8, artist + 12, std::uint8_t {0x7F});
        const auto lost = readFromLong(block);
        QCOMPARE(lost.metadata.artist, std::string());
        QCOMPARE(lost.metadata.copyright, full.copyright);
        QVERIFY(lost.isBroken);
    }

    void xmpFillsInWhatExifDoesNotSay()
    {
        const auto photo = core::readPhoto(
            written("xmp.jpg", withSegment(files::jpeg(m_pixels), 0xE1, xmpSegment())));
        QVERIFY(photo);
        QCOMPARE(shown(photo->metadata),
            QStringLiteral("2023:05:04 03:02:01||+01:00|||Ada|Ada's|ada@example.org, +49 30 123|"));
        auto both = files::jpeg(m_pixels, {.exif = blockOf(full)});
        both = withSegment(both, 0xE1, xmpSegment());
        const auto second = core::readPhoto(written("both.jpg", both));
        QVERIFY(second);
        QCOMPARE(second->metadata.artist, full.artist);
        QCOMPARE(second->metadata.contact, std::string("ada@example.org, +49 30 123"));
        QVERIFY(second->notes.empty());
    }

    void xmpIsReadFromPngAndWebp()
    {
        const std::string front("XML:com.adobe.xmp\0\0\0\0\0", 22);
        const auto text = front + packet;
        const auto png =
            files::withChunk(files::png(m_pixels), "iTXt", {text.begin(), text.end()});
        QCOMPARE(core::readPhoto(written("x.png", png))->metadata.copyright, std::string("Ada's"));
        const auto webp =
            files::webpWith(m_pixels, "XMP ", files::Bytes(packet.begin(), packet.end()));
        QCOMPARE(core::readPhoto(written("x.webp", webp))->metadata.artist, std::string("Ada"));
    }

    void iptcIsTheLastToBeAsked()
    {
        const auto photo = core::readPhoto(written(
            "iptc.jpg", withSegment(files::jpeg(m_pixels), 0xED, iptcSegment(118, "Tel. 5"))));
        QVERIFY(photo);
        QCOMPARE(photo->metadata.contact, std::string("Tel. 5"));
        QVERIFY(photo->notes.empty());
    }

    void brokenBlocksCostThemselvesAlone_data()
    {
        QTest::addColumn<files::Bytes>("bytes");
        const auto row = [&](const char *name, const files::Bytes &exif) {
            QTest::newRow(name) << files::jpeg(m_pixels, {.exif = exif});
        };
        const auto whole = blockOf(full);
        row("noise", files::Bytes(300, 0xA5));
        row("nothing behind the name", files::Bytes(1, 0));
        row("a header alone", {'M', 'M', 0, 42, 0, 0, 0, 8});
        row("cut short",
            files::Bytes(
                whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2)));
        auto far = whole;
        std::fill_n(far.begin() + 4, 4, 0xFF);
        row("its directory beyond the end", far);
        row("a directory that follows itself",
            {'M', 'M', 0, 42, 0, 0, 0, 8, 0xFF, 0xFF, 0, 0, 0, 0, 0, 8});
        QTest::newRow("XMP that is none") << withSegment(files::jpeg(m_pixels), 0xE1, [] {
            auto segment = xmpSegment();
            segment.resize(segment.size() / 2);
            return segment;
        }());
    }
    void brokenBlocksCostThemselvesAlone()
    {
        QFETCH(files::Bytes, bytes);
        const auto photo = core::readPhoto(written("broken.jpg", bytes));
        QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
        QCOMPARE(photo->image.size(), (core::Size {64, 48}));
        QVERIFY(contains(photo->notes, PhotoNote::MetadataBroken));
    }

    void aBlockSaysNothingMoreThanItKeeps()
    {
        QVERIFY(core::exifBlockOf({}, {64, 48}, KeepLocation::Yes)->empty());
        Metadata placeOnly {.location = full.location};
        QVERIFY(core::exifBlockOf(placeOnly, {64, 48}, KeepLocation::No)->empty());
        const auto block = core::exifBlockOf(full, {64, 48}, KeepLocation::No).value();
        const auto photo =
            core::readPhoto(written("no-place.jpg", files::jpeg(m_pixels, {.exif = block})));
        QVERIFY(photo);
        QVERIFY(!photo->metadata.location);
        QCOMPARE(shown(photo->metadata), shown(full));
        QCOMPARE(photo->header.orientation, 1);
    }

    void theSameMetadataGivesTheSameBytes()
    {
        QVERIFY(blockOf(full) == blockOf(full));
    }

    void oddTextsAreTidied()
    {
        const Metadata odd {.make = "  Ma\nker ", .artist = "M\xFCsli"};
        const auto photo =
            core::readPhoto(written("odd.jpg", files::jpeg(m_pixels, {.exif = blockOf(odd)})));
        QVERIFY(photo);
        QCOMPARE(photo->metadata.make, std::string("Maker"));
        QCOMPARE(photo->metadata.artist, std::string("M\xEF\xBF\xBDsli"));
    }

private:
    cv::Mat m_pixels = files::quarters(64, 48);
};

QTEST_GUILESS_MAIN(tst_Metadata)
#include "tst_metadata.moc"
