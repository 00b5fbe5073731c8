#include "core/files/photo.h"
#include "tests/photo_files.h"
#include "tests/support/photo_folder.h"

#include <opencv2/core.hpp>

#include <QtTest/QtTest>

/// What PNG's text chunks say of a photo.
class tst_PngText : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void isReadFromEveryChunk_data();
    void isReadFromEveryChunk();
    void turnsThePhoto();
    void countsAfterWhatStandsWhereItShould();
    void isPassedOverWhereItIsBroken_data();
    void isPassedOverWhereItIsBroken();

private:
    core::Photo read(const std::vector<std::pair<const char *, QByteArray>> &chunks) const
    {
        auto png = files::png(files::quarters(64, 48));
        for (auto chunk = chunks.rbegin(); chunk != chunks.rend(); ++chunk)
            png = files::withChunk(png, chunk->first, {chunk->second.begin(), chunk->second.end()});
        return core::readPhoto(written("a.png", png)).value();
    }
};

namespace {

QByteArray zero()
{
    return QByteArray(1, '\0');
}

QByteArray asText(const files::Bytes &bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size())};
}

QByteArray packed(const QByteArray &text)
{
    return qCompress(text).mid(4); // Qt's own count of bytes stands before the stream
}

/// As ImageMagick writes it: 36 bytes in a line.
QByteArray rawProfile(const char *name, const QByteArray &bytes)
{
    QByteArray text = '\n' + QByteArray(name) + '\n' + QByteArray::number(bytes.size()).rightJustified(8);
    for (int i = 0; i < bytes.size(); i += 36)
        text += '\n' + bytes.mid(i, 36).toHex();
    return text + '\n';
}

QByteArray exif()
{
    const auto block = core::exifBlockOf(
        {.artist = "Ada", .copyright = "(c) Ada"}, {64, 48}, core::KeepLocation::No)
                           .value();
    return QByteArray("Exif\0\0", 6) + asText(block);
}

QByteArray xmp()
{
    return R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c) Ada</rdf:li></rdf:Alt></dc:rights>
</rdf:Description></rdf:RDF></x:xmpmeta>)";
}

/// By-line and copyright notice. Source: IIM 4.2.
QByteArray iptc()
{
    return QByteArray("\x1C\2\x50\0\3" "Ada" "\x1C\2\x74\0\7" "(c) Ada", 20);
}

QByteArray photoshop()
{
    return QByteArray("8BIM\4\4\0\0\0\0\0\x14", 12) + iptc();
}

} // namespace

void tst_PngText::isReadFromEveryChunk_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("content");
    const auto row = [](const char *name, const char *kind, const QByteArray &content) {
        QTest::newRow(name) << QString::fromLatin1(kind) << content;
    };
    const QByteArray profile = "Raw profile type ";
    row("Exif", "tEXt", profile + "exif" + zero() + rawProfile("exif", exif()));
    row("Exif, packed", "zTXt", profile + "exif" + zero() + zero() + packed(rawProfile("exif", exif())));
    row("Exif, capital digits", "tEXt",
        profile + "APP1" + zero() + rawProfile("APP1", exif()).toUpper());
    const QByteArray xmpFront("http://ns.adobe.com/xap/1.0/\0", 29);
    row("XMP as APP1", "zTXt",
        profile + "APP1" + zero() + zero() + packed(rawProfile("generic profile", xmpFront + xmp())));
    row("XMP in digits", "tEXt", profile + "xmp" + zero() + rawProfile("xmp", xmp()));
    row("XMP, packed", "iTXt",
        "XML:com.adobe.xmp" + zero() + QByteArray("\1\0\0\0", 4) + packed(xmp()));
    row("XMP, in a language", "iTXt",
        "XML:com.adobe.xmp" + zero() + zero() + zero() + "en" + zero() + "Adobe's" + zero() + xmp());
    row("IPTC", "tEXt", profile + "iptc" + zero() + rawProfile("iptc", iptc()));
    row("IPTC in Photoshop's", "tEXt", profile + "8bim" + zero() + rawProfile("8bim", photoshop()));
}

void tst_PngText::isReadFromEveryChunk()
{
    QFETCH(QString, kind);
    QFETCH(QByteArray, content);
    const auto photo = read({{kind.toLatin1().constData(), content}});
    QCOMPARE(photo.metadata.artist, std::string("Ada"));
    QCOMPARE(photo.metadata.copyright, std::string("(c) Ada"));
    QVERIFY(photo.notes.empty());
}

void tst_PngText::turnsThePhoto()
{
    const auto block = files::exifBlock(6, "Maker", "Model");
    const auto photo = read({{"tEXt",
        "Raw profile type exif" + zero() + rawProfile("exif", asText(block))}});
    QCOMPARE(photo.image.size(), (core::Size {48, 64}));
    QCOMPARE(photo.header.camera, std::string("Maker Model"));
}

void tst_PngText::countsAfterWhatStandsWhereItShould()
{
    const QByteArray author = "Author" + zero() + "J\xFCrgen";
    const QByteArray copyright = "Copyright" + zero() + "(c) J\xC3\xBCrgen"; // UTF-8, as many write
    const auto alone = read({{"tEXt", author}, {"tEXt", copyright}});
    QCOMPARE(alone.metadata.artist, std::string("J\xC3\xBCrgen"));
    QCOMPARE(alone.metadata.copyright, std::string("(c) J\xC3\xBCrgen"));
    const QByteArray raw = "Raw profile type exif" + zero() + rawProfile("exif", exif());
    QCOMPARE(read({{"tEXt", author}, {"tEXt", raw}}).metadata.artist, std::string("Ada"));
    const auto block = files::exifBlock(1, "Maker", "Model");
    const auto both = read({{"tEXt", raw}, {"eXIf", asText(block)}});
    QCOMPARE(both.metadata.artist, std::string());
    QCOMPARE(both.header.camera, std::string("Maker Model"));
}

void tst_PngText::isPassedOverWhereItIsBroken_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("content");
    const auto row = [](const char *name, const char *kind, const QByteArray &content) {
        QTest::newRow(name) << QString::fromLatin1(kind) << content;
    };
    row("nothing", "tEXt", {});
    row("no zero", "tEXt", "Author");
    row("no method", "zTXt", "Author" + zero());
    row("no flags", "iTXt", "Author" + zero());
    row("no end of the language", "iTXt", "Author" + zero() + zero() + zero() + "en");
    row("not packed at all", "zTXt", "Author" + zero() + zero() + "not deflated");
    row("a profile of nothing", "tEXt", "Raw profile type exif" + zero());
    row("a profile without digits", "tEXt", "Raw profile type exif" + zero() + "\nexif\n 8");
    row("a profile of half a byte", "tEXt", "Raw profile type exif" + zero() + "\nexif\n 1\n4");
    row("an unknown profile", "tEXt", "Raw profile type icm" + zero() + rawProfile("icm", "abc"));
    row("another text", "tEXt", "Title" + zero() + "Rex");
}

void tst_PngText::isPassedOverWhereItIsBroken()
{
    QFETCH(QString, kind);
    QFETCH(QByteArray, content);
    const auto photo = read({{kind.toLatin1().constData(), content}});
    QVERIFY(photo.metadata == core::Metadata {});
    QVERIFY(photo.notes.empty());
}

QTEST_GUILESS_MAIN(tst_PngText)
#include "tst_png_text.moc"
