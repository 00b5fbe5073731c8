#include "core/files/photo.h"
#include "core/image/colour.h"
#include "tests/photo_files.h"
#include "tests/support/made_profiles.h"
#include "tests/support/photo_folder.h"

#include <lcms2.h>
#include <opencv2/core.hpp>

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <cmath>

namespace fs = std::filesystem;
using core::PhotoNote;
using files::Bytes;
using files::HeifKind;
using files::JpegOptions;
using files::TiffOptions;

namespace {

/// 4096 colours: 16 levels of each channel.
cv::Mat chart()
{
    cv::Mat pixels(64, 64, CV_8UC3);
    for (int i = 0; i < 4096; ++i)
        pixels.at<cv::Vec3b>(i / 64, i % 64) = {static_cast<std::uint8_t>(i / 256 * 17),
            static_cast<std::uint8_t>(i / 16 % 16 * 17), static_cast<std::uint8_t>(i % 16 * 17)};
    return pixels;
}

/// Its red, green, blue as cyan, magenta, yellow, and some black.
cv::Mat inkChart()
{
    const cv::Mat colours = chart();
    cv::Mat inks(colours.size(), CV_8UC4);
    for (int i = 0; i < 4096; ++i) {
        const auto ink = colours.at<cv::Vec3b>(i / 64, i % 64);
        inks.at<cv::Vec4b>(i / 64, i % 64) = {
            ink[0], ink[1], ink[2], static_cast<std::uint8_t>(i % 5 * 50)};
    }
    return inks;
}

/// The chart as L*a*b* of TIFF's own kind or ICC's, in 8 or 16 bits, and what these numbers mean.
struct LabChart
{
    cv::Mat stored;
    cv::Mat meant = cv::Mat(64, 64, CV_8UC3); // not braces: they would make a list
};

/// Rounds `value` to what can be stored; returns the number for the file.
int rounded(double &value, bool isLightness, bool isIcc, bool isDeep)
{
    const double unit = isLightness ? (isDeep ? (isIcc ? 0xFF00 : 0xFFFF) : 255) / 100.0
        : isDeep                    ? 256
                                    : 1;
    const auto number = static_cast<int>(std::lround(value * unit));
    value = number / unit;
    if (isLightness)
        return number;
    return isIcc ? number + (isDeep ? 0x8000 : 0x80) : number & 0xFFFF;
}

LabChart labChart(TiffOptions::Kind kind, int depth)
{
    cv::Mat values(64, 64, CV_64FC3);
    LabChart lab {.stored = cv::Mat(64, 64, CV_MAKETYPE(depth, 3))};
    const auto srgb = cmsCreate_sRGBProfile();
    const auto space = cmsCreateLab4Profile(nullptr);
    const auto toLab = cmsCreateTransform(
        srgb, TYPE_RGB_8, space, TYPE_Lab_DBL, INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE);
    const auto toRgb = cmsCreateTransform(
        space, TYPE_Lab_DBL, srgb, TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE);
    cmsDoTransform(toLab, chart().data, values.data, 4096);
    for (int i = 0; i < 4096 * 3; ++i) {
        const int number = rounded(values.ptr<double>()[i], i % 3 == 0,
            kind == TiffOptions::Kind::IccLab, depth == CV_16U);
        if (depth == CV_16U)
            lab.stored.ptr<std::uint16_t>()[i] = static_cast<std::uint16_t>(number);
        else
            lab.stored.ptr()[i] = static_cast<std::uint8_t>(number);
    }
    cmsDoTransform(toRgb, values.data, lab.meant.data, 4096);
    for (const auto transform : {toLab, toRgb})
        cmsDeleteTransform(transform);
    for (const auto profile : {space, srgb})
        cmsCloseProfile(profile);
    return lab;
}

Bytes numbers(std::initializer_list<std::uint32_t> values)
{
    Bytes bytes;
    for (const auto value : values)
        for (const int shift : {24, 16, 8, 0})
            bytes.push_back(static_cast<std::uint8_t>(value >> shift));
    return bytes;
}

/// Exif whose interoperability index says Adobe RGB.
const Bytes adobeExif {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26,
    0, 0, 0, 0, 0, 1, 0xA0, 5, 0, 4, 0, 0, 0, 1, 0, 0, 0, 44, 0, 0, 0, 0, 0, 1, 0, 1, 0, 2, 0, 0,
    0, 4, 'R', '0', '3', 0, 0, 0, 0, 0};

double srgbValue(double linear)
{
    linear = std::clamp(linear, 0.0, 1.0);
    return 255
        * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055);
}

Bytes replaced(Bytes bytes, std::string_view from, std::string to)
{
    to.resize(from.size(), '\0');
    const auto place = std::ranges::search(bytes, from);
    if (!place.empty())
        std::ranges::copy(to, place.begin());
    return bytes;
}

} // namespace

class tst_PhotoFeatures : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithImageMagick_data();
    void agreesWithImageMagick();
    void pngColoursFollowTheirOrder_data();
    void pngColoursFollowTheirOrder();
    void gammaAndPrimariesFollowTheFormula();
    void deepGreyIsComputedDeep();
    void exifAloneMaySayAdobeRgb();
    void readsInksOfEveryKind_data();
    void readsInksOfEveryKind();
    void readsRareJpegs_data();
    void readsRareJpegs();
    void readsWhiteIsZeroTiffs_data();
    void readsWhiteIsZeroTiffs();
    void refusesRareTiffs_data();
    void refusesRareTiffs();
    void readsLabTiffs_data();
    void readsLabTiffs();
    void brightPhotosComeDownToPaper_data();
    void brightPhotosComeDownToPaper();
    void saysWhatWasLeftOut_data();
    void saysWhatWasLeftOut();
    void heicIsTurnedOnceAlsoBesideExif();

private:
    QString readable(const fs::path &path) const;
    cv::Mat m_photo = files::quarters(64, 48);
};

void tst_PhotoFeatures::agreesWithImageMagick_data()
{
    QTest::addColumn<fs::path>("path");
    const auto row = [](const char *name, const fs::path &path) { QTest::newRow(name) << path; };
    const auto p3 = files::displayP3();
    const auto &adobe = core::adobeRgbProfile();
    const auto inks = profiles::ofTables(cmsSigCmykData, 2.1);
    const auto colours = profiles::ofTables(cmsSigRgbData, 2.1);
    const auto later = profiles::ofTables(cmsSigRgbData, 4.2);
    const cv::Mat deep = files::as(chart(), CV_16UC3);
    const cv::Mat paper = 255 - inkChart();
    row("PNG, P3", written("a.png", files::png(chart(), {.icc = p3})));
    row("PNG, P3, 16 bit", written("b.png", files::png(deep, {.icc = p3})));
    row("PNG, Adobe RGB", written("c.png", files::png(chart(), {.icc = adobe})));
    row("PNG, tables, version 2", written("d.png", files::png(chart(), {.icc = colours})));
    row("PNG, tables, version 4", written("e.png", files::png(chart(), {.icc = later})));
    row("JPEG, P3", written("a.jpg", files::jpeg(chart(), {.icc = p3})));
    row("JPEG, Adobe RGB", written("b.jpg", files::jpeg(chart(), {.icc = adobe})));
    row("JPEG, CMYK", written("c.jpg", files::jpeg(paper, {.icc = inks})));
    row("JPEG, YCCK",
        written("d.jpg",
            files::jpeg(paper, {.inks = JpegOptions::Inks::AdobeYcck, .icc = inks})));
    row("WebP, P3", written("a.webp", files::webpWith(chart(), "ICCP", p3)));
    files::writeTiff(file("a.tif"), chart(), {.icc = p3});
    row("TIFF, P3", file("a.tif"));
    files::writeTiff(file("b.tif"), deep, {.blocks = TiffOptions::Blocks::Tiles, .icc = adobe});
    row("TIFF, Adobe RGB, 16 bit, tiles", file("b.tif"));
    files::writeTiff(file("c.tif"), inkChart(), {.kind = TiffOptions::Kind::Inks, .icc = inks});
    row("TIFF, CMYK", file("c.tif"));
    row("JPEG, CMYK, Adobe's mark lost",
        written("e.jpg", files::jpeg(paper, {.inks = JpegOptions::Inks::Unmarked, .icc = inks})));
    if (files::canWriteHeif(HeifKind::Heic)) {
        files::writeHeif(file("a.heic"), chart(), HeifKind::Heic, {.icc = p3});
        row("HEIC, P3", file("a.heic"));
    }
}

void tst_PhotoFeatures::agreesWithImageMagick()
{
    QFETCH(fs::path, path);
    const auto program = QStandardPaths::findExecutable(QStringLiteral("convert"));
    if (program.isEmpty())
        QSKIP("ImageMagick is not installed");
    written("srgb.icc", core::srgbProfile());
    const auto name = [this](const char *of) { return QString::fromStdString(file(of).string()); };
    QFile::remove(name("theirs.rgb"));
    QProcess convert;
    convert.start(program,
        {readable(path), QStringLiteral("-intent"),
            QStringLiteral("Relative"), QStringLiteral("-black-point-compensation"),
            QStringLiteral("-profile"), name("srgb.icc"), QStringLiteral("-depth"),
            QStringLiteral("8"), QStringLiteral("rgb:") + name("theirs.rgb")});
    QVERIFY(convert.waitForFinished(100000));
    auto theirs = files::read(file("theirs.rgb"));
    if (theirs.empty())
        QSKIP("the other programs here cannot read the format");
    const auto photo = core::readPhoto(path);
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    const cv::Mat &ours = photo->image.pixels;
    QCOMPARE(theirs.size(), ours.total() * 3);
    QVERIFY(!contains(photo->notes, PhotoNote::ProfileIgnored));
    const cv::Mat expected(ours.size(), CV_8UC3, theirs.data());
    const double most = cv::norm(ours, expected, cv::NORM_INF);
    qInfo() << "largest difference" << most;
    QVERIFY2(most <= 1, std::to_string(most).c_str());
    QVERIFY(cv::norm(ours, chart(), cv::NORM_INF) > 8); // something was converted
}

/// ImageMagick takes HEIC's YCbCr apart in its own way, so libheif's program does that before.
QString tst_PhotoFeatures::readable(const fs::path &path) const
{
    const auto name = QString::fromStdString(path.string());
    if (path.extension() != ".heic")
        return name;
    QProcess::execute(QStringLiteral("heif-convert"), {name, name + QStringLiteral(".png")});
    return name + QStringLiteral(".png");
}

void tst_PhotoFeatures::pngColoursFollowTheirOrder_data()
{
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<int>("green"); // of (234, 51, 35): P3's numbers for sRGB's red
    const cv::Mat red(48, 64, CV_8UC3, cv::Scalar(234, 51, 35));
    const auto plain = files::png(red);
    const auto with = [](const Bytes &png, const char *name, const Bytes &content) {
        return files::withChunk(png, name, content);
    };
    const auto gamma = [](std::uint32_t value) { return numbers({value}); };
    const auto p3 = numbers({31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000});
    const auto profiled = files::png(red, {.icc = files::displayP3()});
    QTest::newRow("nothing") << plain << 51;
    QTest::newRow("cICP before sRGB")
        << with(with(plain, "sRGB", {0}), "cICP", {12, 13, 0, 1}) << 0;
    QTest::newRow("cICP before iCCP") << with(profiled, "cICP", {1, 13, 0, 1}) << 51;
    QTest::newRow("iCCP before sRGB and gAMA")
        << with(with(profiled, "sRGB", {0}), "gAMA", gamma(100000)) << 0;
    QTest::newRow("sRGB before gAMA and cHRM")
        << with(with(with(plain, "sRGB", {0}), "gAMA", gamma(100000)), "cHRM", p3) << 51;
    QTest::newRow("gAMA as sRGB has it") << with(plain, "gAMA", gamma(45455)) << 51;
    QTest::newRow("gAMA 1") << with(plain, "gAMA", gamma(100000)) << 124;
    QTest::newRow("gAMA and cHRM") << with(with(plain, "gAMA", gamma(45455)), "cHRM", p3) << 0;
    QTest::newRow("cHRM alone") << with(plain, "cHRM", p3) << 0;
    QTest::newRow("gAMA 0 says nothing") << with(plain, "gAMA", gamma(0)) << 51;
    QTest::newRow("cHRM that is none") << with(plain, "cHRM", Bytes(32, 0)) << 51;
    QTest::newRow("Exif's Adobe RGB last")
        << with(with(plain, "eXIf", adobeExif), "sRGB", {0}) << 51;
}

void tst_PhotoFeatures::pngColoursFollowTheirOrder()
{
    QFETCH(Bytes, bytes);
    QFETCH(int, green);
    const auto photo = core::readPhoto(written("order.png", bytes));
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    const auto middle = photo->image.pixels.at<cv::Vec3b>(24, 32);
    QVERIFY2(std::abs(middle[1] - green) <= (green == 0 ? 10 : 1),
        std::to_string(middle[1]).c_str());
    QVERIFY(photo->notes.empty());
}

void tst_PhotoFeatures::gammaAndPrimariesFollowTheFormula()
{
    auto png = files::png(chart());
    png = files::withChunk(png, "gAMA", numbers({45470}));
    png = files::withChunk(
        png, "cHRM", numbers({31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000}));
    const auto photo = core::readPhoto(written("formula.png", png));
    QVERIFY(photo);
    const cv::Mat colours = chart();
    for (int i = 0; i < 4096; ++i) {
        const auto in = colours.at<cv::Vec3b>(i / 64, i % 64);
        const auto linear = [&](int c) { return std::pow(in[c] / 255.0, 1 / 0.45470); };
        // Adobe RGB's lights in sRGB's: both have the same red and blue of BT.709 and the same white.
        const double expected[] {srgbValue(1.39836 * linear(0) - 0.39836 * linear(1)),
            srgbValue(linear(1)), srgbValue(1.04293 * linear(2) - 0.04293 * linear(1))};
        const auto out = photo->image.pixels.at<cv::Vec3b>(i / 64, i % 64);
        for (int c = 0; c < 3; ++c)
            QVERIFY2(std::abs(out[c] - expected[c]) <= 1.5,
                qPrintable(QStringLiteral("colour %1, channel %2: %3 for %4")
                               .arg(i).arg(c).arg(out[c]).arg(expected[c])));
    }
}

void tst_PhotoFeatures::deepGreyIsComputedDeep()
{
    cv::Mat ramp(16, 256, CV_16UC1);
    for (int x = 0; x < ramp.cols; ++x)
        ramp.col(x).setTo(x * 4); // the darkest 64th of all levels
    const auto png = files::withChunk(files::png(ramp), "gAMA", numbers({100000}));
    const auto photo = core::readPhoto(written("deep.png", png));
    QVERIFY(photo);
    QCOMPARE(photo->notes, core::PhotoNotes {PhotoNote::ReducedToEightBits});
    for (int x = 0; x < ramp.cols; ++x) {
        const int out = photo->image.pixels.at<cv::Vec3b>(8, x)[0];
        QVERIFY2(std::abs(out - srgbValue(x * 4 / 65535.0)) <= 1.01,
            qPrintable(QStringLiteral("%1: %2").arg(x).arg(out)));
    }
}

void tst_PhotoFeatures::exifAloneMaySayAdobeRgb()
{
    const auto told = core::readPhoto(written("r03.jpg", files::jpeg(chart(), {.exif = adobeExif})));
    const auto tagged = core::readPhoto(
        written("tagged.jpg", files::jpeg(chart(), {.icc = core::adobeRgbProfile()})));
    const auto both = core::readPhoto(written(
        "both.jpg", files::jpeg(chart(), {.exif = adobeExif, .icc = core::srgbProfile()})));
    const auto plain = core::readPhoto(written("plain.jpg", files::jpeg(chart())));
    QVERIFY(told && tagged && both && plain);
    QCOMPARE(cv::norm(told->image.pixels, tagged->image.pixels, cv::NORM_INF), 0.0);
    QCOMPARE(cv::norm(both->image.pixels, plain->image.pixels, cv::NORM_INF), 0.0);
    QVERIFY(cv::norm(told->image.pixels, plain->image.pixels, cv::NORM_INF) > 8);
    QVERIFY(QString::fromStdString(told->header.profileName).startsWith(QLatin1String("Adobe RGB")));
}

void tst_PhotoFeatures::readsInksOfEveryKind_data()
{
    QTest::addColumn<JpegOptions::Inks>("inks");
    QTest::newRow("Adobe") << JpegOptions::Inks::Adobe;
    QTest::newRow("Adobe, YCCK") << JpegOptions::Inks::AdobeYcck;
    QTest::newRow("Adobe, its mark lost") << JpegOptions::Inks::Unmarked;
}

void tst_PhotoFeatures::readsInksOfEveryKind()
{
    QFETCH(JpegOptions::Inks, inks);
    const cv::Mat ink(48, 64, CV_8UC4, cv::Scalar(255, 0, 0, 255)); // red
    const auto photo = core::readPhoto(written("ink.jpg", files::jpeg(ink, {.inks = inks})));
    QVERIFY(photo);
    QVERIFY(photo->header.isCmyk);
    const auto middle = photo->image.pixels.at<cv::Vec3b>(24, 32);
    QVERIFY(middle[0] > 250 && middle[1] < 5 && middle[2] < 5);
}

void tst_PhotoFeatures::readsRareJpegs_data()
{
    QTest::addColumn<JpegOptions>("options");
    QTest::newRow("arithmetic") << JpegOptions {.coding = JpegOptions::Coding::Arithmetic};
    QTest::newRow("arithmetic, progressive") << JpegOptions {
        .order = JpegOptions::Order::Progressive, .coding = JpegOptions::Coding::Arithmetic};
    QTest::newRow("restart markers") << JpegOptions {.restartRows = 1};
}

void tst_PhotoFeatures::readsRareJpegs()
{
    QFETCH(JpegOptions, options);
    const auto rare = core::readPhoto(written("rare.jpg", files::jpeg(m_photo, options)));
    const auto usual = core::readPhoto(written("usual.jpg", files::jpeg(m_photo)));
    QVERIFY2(rare, rare ? "" : rare.error().detail.c_str());
    QCOMPARE(cv::norm(rare->image.pixels, usual->image.pixels, cv::NORM_INF), 0.0);
}

void tst_PhotoFeatures::readsWhiteIsZeroTiffs_data()
{
    QTest::addColumn<int>("type");
    QTest::newRow("8 bit") << CV_8UC1;
    QTest::newRow("16 bit") << CV_16UC1;
    QTest::newRow("alpha") << CV_8UC2;
    QTest::newRow("alpha, 16 bit") << CV_16UC2;
}

void tst_PhotoFeatures::readsWhiteIsZeroTiffs()
{
    QFETCH(int, type);
    const cv::Mat usual = files::as(m_photo, type);
    cv::Mat turned;
    cv::bitwise_xor(usual, cv::Scalar(0xFFFF, 0), turned);
    files::writeTiff(file("usual.tif"), usual);
    files::writeTiff(file("turned.tif"), turned, {.kind = TiffOptions::Kind::WhiteIsZero});
    const auto expected = core::readPhoto(file("usual.tif"), {.depth = core::Depth::AsStored});
    const auto photo = core::readPhoto(file("turned.tif"), {.depth = core::Depth::AsStored});
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    QCOMPARE(photo->image.pixels.type(), expected->image.pixels.type());
    QCOMPARE(cv::norm(photo->image.pixels, expected->image.pixels, cv::NORM_INF), 0.0);
}

void tst_PhotoFeatures::refusesRareTiffs_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::addColumn<core::Error::Code>("code");
    using Code = core::Error::Code;
    const cv::Mat inks(48, 64, CV_8UC(5), cv::Scalar::all(0));
    files::writeTiff(file("inks.tif"), inks, {.kind = TiffOptions::Kind::Inks});
    QTest::newRow("inks with alpha") << file("inks.tif") << Code::FormatUnsupported;
    files::writeTiff(
        file("lab.tif"), files::as(m_photo, CV_8UC4), {.kind = TiffOptions::Kind::Lab});
    QTest::newRow("L*a*b* with alpha") << file("lab.tif") << Code::FormatUnsupported;
    // Rows of 192 bytes, runs of 128: the numbers are what PackBits would have written.
    const cv::Mat runs(48, 32 * 3, CV_8UC2, cv::Scalar(129, 200));
    files::writeTiff(file("runs.tif"), runs.reshape(3, 48),
        {.coding = TiffOptions::Coding::None, .rowsOfStrip = 48});
    const std::string_view none("\3\1\3\0\1\0\0\0\1\0", 10);
    const std::string packed("\3\1\3\0\1\0\0\0\x05\x80", 10);
    QTest::newRow("runs of PackBits over the end of a row")
        << written("packed.tif", replaced(files::read(file("runs.tif")), none, packed))
        << Code::FileDamaged;
}

void tst_PhotoFeatures::refusesRareTiffs()
{
    QFETCH(fs::path, path);
    QFETCH(core::Error::Code, code);
    const auto photo = core::readPhoto(path);
    QVERIFY(!photo);
    QCOMPARE(photo.error().code, code);
}

void tst_PhotoFeatures::readsLabTiffs_data()
{
    QTest::addColumn<TiffOptions::Kind>("kind");
    QTest::addColumn<int>("depth");
    QTest::newRow("TIFF's, 8 bit") << TiffOptions::Kind::Lab << CV_8U;
    QTest::newRow("TIFF's, 16 bit") << TiffOptions::Kind::Lab << CV_16U;
    QTest::newRow("ICC's, 8 bit") << TiffOptions::Kind::IccLab << CV_8U;
    QTest::newRow("ICC's, 16 bit") << TiffOptions::Kind::IccLab << CV_16U;
}

void tst_PhotoFeatures::readsLabTiffs()
{
    QFETCH(TiffOptions::Kind, kind);
    QFETCH(int, depth);
    const auto lab = labChart(kind, depth);
    files::writeTiff(file("lab.tif"), lab.stored, {.kind = kind});
    const auto photo = core::readPhoto(file("lab.tif"));
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    const double most = cv::norm(photo->image.pixels, lab.meant, cv::NORM_INF);
    QVERIFY2(most <= 1, std::to_string(most).c_str());
    if (depth == CV_16U) // 8 bits of L*a*b* are too few for that
        QVERIFY(cv::norm(photo->image.pixels, chart(), cv::NORM_INF) <= 1);
}

void tst_PhotoFeatures::brightPhotosComeDownToPaper_data()
{
    QTest::addColumn<int>("transfer");
    QTest::addColumn<int>("stored"); // grey
    QTest::addColumn<int>("expected");
    QTest::newRow("PQ, 100 cd/m2") << 16 << 130 << 186;
    QTest::newRow("PQ, paper white") << 16 << 148 << 246;
    QTest::newRow("PQ, 10000 cd/m2") << 16 << 255 << 255;
    QTest::newRow("HLG, paper white") << 18 << 191 << 246;
    QTest::newRow("black") << 16 << 0 << 0;
}

void tst_PhotoFeatures::brightPhotosComeDownToPaper()
{
    QFETCH(int, transfer);
    QFETCH(int, stored);
    QFETCH(int, expected);
    const cv::Mat grey(48, 64, CV_8UC3, cv::Scalar::all(stored));
    const auto png = files::withChunk(
        files::png(grey), "cICP", {9, static_cast<std::uint8_t>(transfer), 0, 1});
    const auto photo = core::readPhoto(written("bright.png", png));
    QVERIFY(photo);
    QCOMPARE(photo->notes, core::PhotoNotes {PhotoNote::HighlightsCompressed});
    const int out = photo->image.pixels.at<cv::Vec3b>(24, 32)[1];
    QVERIFY2(std::abs(out - expected) <= 3, std::to_string(out).c_str());
    if (!files::canWriteHeif(HeifKind::Avif))
        return;
    files::writeHeif(
        file("bright.avif"), grey, HeifKind::Avif, {.primaries = 9, .transfer = transfer});
    const auto avif = core::readPhoto(file("bright.avif"));
    QVERIFY(avif);
    QVERIFY(contains(avif->notes, PhotoNote::HighlightsCompressed));
    QVERIFY(std::abs(avif->image.pixels.at<cv::Vec3b>(24, 32)[1] - expected) <= 5);
}

void tst_PhotoFeatures::saysWhatWasLeftOut_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::addColumn<core::PhotoNotes>("notes");
    const cv::Mat black(m_photo.size(), CV_8UC3, cv::Scalar::all(0));
    const auto row = [](const char *name, const fs::path &path, const core::PhotoNotes &notes) {
        QTest::newRow(name) << path << notes;
    };
    row("a WebP that moves", written("n.webp", files::animatedWebp({m_photo, black})),
        {PhotoNote::FirstOfAnimation});
    files::writeTiff(file("n.tif"), m_photo);
    row("a TIFF of one page", file("n.tif"), {});
    files::writeTiff(file("m.tif"), m_photo);
    files::writeTiff(file("m.tif"), black, {.place = TiffOptions::Place::LastPage});
    row("a TIFF of two pages", file("m.tif"), {PhotoNote::FirstOfPages});
    files::writeTiff(file("o.tif"), m_photo);
    files::writeTiff(file("o.tif"), black,
        {.page = TiffOptions::Page::Thumbnail, .place = TiffOptions::Place::LastPage});
    row("a TIFF with a thumbnail", file("o.tif"), {});
    files::writeTiff(file("p.tif"), files::as(m_photo, CV_16UC3));
    row("a TIFF of 16 bit", file("p.tif"), {PhotoNote::ReducedToEightBits});
    if (files::canWriteHeif(HeifKind::Heic)) {
        files::writeHeif(file("n.heic"), m_photo, HeifKind::Heic, {.before = black});
        row("a HEIC of several pictures", file("n.heic"), {PhotoNote::PrimaryOfSeveral});
        files::writeHeif(file("d.heic"), files::as(m_photo, CV_8UC4), HeifKind::Heic);
        row("a HEIC with a depth map",
            written("e.heic",
                replaced(files::read(file("d.heic")), "urn:mpeg:hevc:2015:auxid:1",
                    "urn:mpeg:hevc:2015:auxid:2")),
            {PhotoNote::DepthIgnored});
    }
    if (files::canWriteHeif(HeifKind::Avif)) {
        files::writeHeif(file("n.avif"), files::as(m_photo, CV_8UC4), HeifKind::Avif);
        row("an AVIF with a gain map",
            written("g.avif",
                replaced(files::read(file("n.avif")), "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
                    "urn:com:apple:photo:2020:aux:hdrgainmap")),
            {PhotoNote::GainMapIgnored});
    }
}

void tst_PhotoFeatures::saysWhatWasLeftOut()
{
    QFETCH(fs::path, path);
    QFETCH(core::PhotoNotes, notes);
    const auto photo = core::readPhoto(path);
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    QCOMPARE(photo->notes, notes);
    const auto red = photo->image.pixels.at<cv::Vec3b>(12, 16);
    QVERIFY(photo->image.pixels.type() == CV_8UC3);
    QVERIFY2(red[0] > 230 && red[1] < 25, "not the picture it should be");
}

void tst_PhotoFeatures::heicIsTurnedOnceAlsoBesideExif()
{
    if (!files::canWriteHeif(HeifKind::Heic))
        QSKIP("libheif has no encoder for HEIC here");
    files::writeHeif(file("turned.heic"), m_photo, HeifKind::Heic,
        {.orientation = 6, .exif = files::exifBlock(6, "Apple")});
    const auto photo = core::readPhoto(file("turned.heic"));
    QVERIFY(photo);
    QCOMPARE(photo->image.size(), (core::Size {48, 64}));
    const auto top = photo->image.pixels.at<cv::Vec3b>(16, 36); // red turned clockwise
    QVERIFY(top[0] > 230 && top[1] < 25);
    QCOMPARE(photo->header.orientation, 1);
}

QTEST_GUILESS_MAIN(tst_PhotoFeatures)
#include "tst_photo_features.moc"
