#include "core/files/photo.h"
#include "tests/photo_files.h"
#include "tests/support/heif_grid.h"
#include "tests/support/photo_folder.h"

#include <opencv2/core.hpp>

#include <QtTest/QtTest>

#include <algorithm>
#include <stop_token>

namespace fs = std::filesystem;
using core::ReadOptions;
using core::Size;
using Code = core::Error::Code;

/// Photos over the limit, which come row by row. The limit is lowered here, so that the same small
/// photos can be read both ways.
class tst_ScaledRows : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void equalsThePhotoScaledAsAWhole_data();
    void equalsThePhotoScaledAsAWhole();
    void deepRowsGiveDeepPhotos_data();
    void deepRowsGiveDeepPhotos();
    void turnsRowsAsPhotosAreTurned_data();
    void turnsRowsAsPhotosAreTurned();
    void turnsGridsOfTiles_data();
    void turnsGridsOfTiles();
    void refusesTilesThatDoNotFit_data();
    void refusesTilesThatDoNotFit();
    void keepsHeaderMetadataAndNotes();
    void makesTheSmallestSizeThatIsEnough_data();
    void makesTheSmallestSizeThatIsEnough();
    void refusesWhatComesWholeOnly_data();
    void refusesWhatComesWholeOnly();
    void refusesPiecesThatAreTooLargeForTheMemory_data();
    void refusesPiecesThatAreTooLargeForTheMemory();
    void refusesToMakeMoreThanTheLimit();
    void refusesDamagedFiles_data();
    void refusesDamagedFiles();
    void stopsWhenAsked_data();
    void stopsWhenAsked();
    void reportsUpToTheEnd();
};

namespace {

constexpr Size stored {300, 200};
constexpr Size target {77, 51};

/// Smooth, with noise on it and differing along both axes; alpha, if any, from 0 to opaque.
cv::Mat picture(int type)
{
    cv::Mat rgb(stored.height, stored.width, CV_8UC3);
    cv::RNG random(3);
    for (int y = 0; y < rgb.rows; ++y)
        for (int x = 0; x < rgb.cols; ++x)
            rgb.at<cv::Vec3b>(y, x) = {static_cast<std::uint8_t>(x * 200 / rgb.cols + random(56)),
                static_cast<std::uint8_t>(y * 200 / rgb.rows + random(56)),
                static_cast<std::uint8_t>(128 + x * y % 97)};
    return files::as(rgb, type);
}

ReadOptions inRows(Size exactly)
{
    return {.mostPixels = 20000, .exactly = exactly};
}

Code codeOf(const core::Result<core::Photo> &photo)
{
    return photo ? Code::Unexpected : photo.error().code;
}

double largestDifference(const core::Image &a, const core::Image &b)
{
    const bool isComparable = a.size() == b.size() && a.pixels.type() == b.pixels.type();
    return isComparable ? cv::norm(a.pixels, b.pixels, cv::NORM_INF) : 256;
}

} // namespace

void tst_ScaledRows::equalsThePhotoScaledAsAWhole_data()
{
    using files::as;
    QTest::addColumn<fs::path>("path");
    QTest::addColumn<double>("tolerance");
    const auto row = [](const char *name, const fs::path &path, double tolerance = 0) {
        QTest::newRow(name) << path << tolerance;
    };
    const auto png = [this](const char *name, const cv::Mat &pixels,
                         const files::PngOptions &options = {}) {
        return written(name, files::png(pixels, options));
    };
    row("PNG", png("a.png", picture(CV_8UC3)));
    row("PNG, alpha", png("b.png", picture(CV_8UC4)));
    row("PNG, grey", png("c.png", picture(CV_8UC1)));
    row("PNG, grey + alpha, 16 bit", png("d.png", picture(CV_16UC2)));
    row("PNG, 16 bit", png("e.png", picture(CV_16UC3)));
    row("PNG, 16 bit, profile", png("f.png", picture(CV_16UC3), {.icc = files::displayP3()}));
    row("PNG, profile", png("g.png", picture(CV_8UC3), {.icc = files::displayP3()}));
    row("PNG, palette with alpha", written("h.png", files::palettePng(300, 200)));
    cv::Mat opaque = picture(CV_8UC4);
    cv::insertChannel(cv::Mat(opaque.size(), CV_8UC1, cv::Scalar(255)), opaque, 3);
    row("PNG, opaque alpha", png("i.png", opaque), 1);

    using files::TiffOptions;
    using Kind = TiffOptions::Kind;
    constexpr auto apart = TiffOptions::Planes::Apart;
    constexpr auto tiles = TiffOptions::Blocks::Tiles;
    const auto tiff = [this](const char *name, const cv::Mat &pixels,
                          const TiffOptions &options = {}) {
        files::writeTiff(file(name), pixels, options);
        return file(name);
    };
    row("TIFF, strips", tiff("a.tif", picture(CV_8UC3)));
    row("TIFF, strips, alpha, 16 bit", tiff("b.tif", picture(CV_16UC4)));
    row("TIFF, strips, planes apart", tiff("c.tif", picture(CV_8UC3), {.planes = apart}));
    row("TIFF, tiles", tiff("d.tif", picture(CV_8UC3), {.blocks = tiles}));
    row("TIFF, tiles, planes apart, alpha",
        tiff("e.tif", picture(CV_8UC4), {.blocks = tiles, .planes = apart}));
    row("TIFF, inks, 16 bit", tiff("f.tif", picture(CV_16UC4), {.kind = Kind::Inks}));
    row("TIFF, Lab", tiff("g.tif", picture(CV_8UC3), {.kind = Kind::Lab}));
    row("TIFF, palette", tiff("h.tif", picture(CV_8UC1), {.kind = Kind::Palette}));
    row("TIFF, palette, tiles",
        tiff("i.tif", picture(CV_8UC1), {.blocks = tiles, .kind = Kind::Palette}));
    row("TIFF, profile", tiff("j.tif", picture(CV_16UC3), {.icc = files::displayP3()}));
    cv::Mat large;
    cv::repeat(picture(CV_16UC3), 9, 6, large); // 19 MB: more than one band
    const TiffOptions bare {.coding = TiffOptions::Coding::None, .rowsOfStrip = 100000};
    row("TIFF, one uncompressed strip", tiff("k.tif", large, bare));
    auto swapped = bare;
    swapped.order = TiffOptions::Order::Big;
    swapped.planes = apart;
    row("TIFF, one uncompressed strip a plane, the other byte order",
        tiff("l.tif", large, swapped));
    row("TIFF, one compressed strip a plane",
        tiff("m.tif", large, {.planes = apart, .rowsOfStrip = 100000}));

    using files::WebpCoding;
    const auto webp = [this](const char *name, const cv::Mat &pixels, WebpCoding coding) {
        return written(name, files::webp(pixels, coding));
    };
    row("WebP, lossy", webp("a.webp", picture(CV_8UC3), WebpCoding::Lossy));
    row("WebP, lossy, alpha", webp("b.webp", picture(CV_8UC4), WebpCoding::Lossy));
    row("WebP, lossless", webp("c.webp", picture(CV_8UC3), WebpCoding::Lossless));
    row("WebP, lossless, alpha", webp("d.webp", picture(CV_8UC4), WebpCoding::Lossless));
    cv::repeat(picture(CV_8UC3), 4, 4, large);
    row("WebP, lossy, larger", webp("e.webp", large, WebpCoding::Lossy));
}

void tst_ScaledRows::equalsThePhotoScaledAsAWhole()
{
    QFETCH(fs::path, path);
    QFETCH(double, tolerance);
    const auto whole = core::readPhoto(path, {.exactly = target});
    const auto rows = core::readPhoto(path, inRows(target));
    QVERIFY2(whole, whole ? "" : whole.error().detail.c_str());
    QVERIFY2(rows, rows ? "" : rows.error().detail.c_str());
    QCOMPARE(rows->image.size(), target);
    QVERIFY(largestDifference(rows->image, whole->image) <= tolerance);
}

void tst_ScaledRows::deepRowsGiveDeepPhotos_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::newRow("PNG") << written("a.png", files::png(picture(CV_16UC4)));
    QTest::newRow("PNG, profile")
        << written("b.png", files::png(picture(CV_16UC3), {.icc = files::displayP3()}));
    files::writeTiff(file("a.tif"), picture(CV_16UC3));
    QTest::newRow("TIFF") << file("a.tif");
}

void tst_ScaledRows::deepRowsGiveDeepPhotos()
{
    QFETCH(fs::path, path);
    const auto whole = core::readPhoto(path, {.exactly = target, .depth = core::Depth::AsStored});
    auto options = inRows(target);
    options.depth = core::Depth::AsStored;
    const auto rows = core::readPhoto(path, options);
    QVERIFY(whole && rows);
    QVERIFY(rows->image.isDeep());
    QCOMPARE(largestDifference(rows->image, whole->image), 0.0);
}

void tst_ScaledRows::turnsRowsAsPhotosAreTurned_data()
{
    QTest::addColumn<int>("orientation");
    for (int orientation = 1; orientation <= 8; ++orientation)
        QTest::newRow(std::to_string(orientation).c_str()) << orientation;
}

void tst_ScaledRows::turnsRowsAsPhotosAreTurned()
{
    QFETCH(int, orientation);
    const auto exif = files::exifBlock(orientation);
    const auto path = written("turned.png", files::png(picture(CV_8UC4), {.exif = exif}));
    const Size upright = orientation < 5 ? target : Size {target.height, target.width};
    const auto whole = core::readPhoto(path, {.exactly = upright});
    const auto rows = core::readPhoto(path, inRows(upright));
    QVERIFY(whole && rows);
    QCOMPARE(rows->header, whole->header);
    // Mirrored, the same weights are summed up in the other order.
    const bool isMirrored = orientation != 1 && orientation != 5;
    QVERIFY(largestDifference(rows->image, whole->image) <= (isMirrored ? 1 : 0));
}

void tst_ScaledRows::turnsGridsOfTiles_data()
{
    using files::HeifKind;
    QTest::addColumn<HeifKind>("kind");
    QTest::addColumn<QList<int>>("turns"); // 0 to 3: irot by quarters; 4, 5: imir 0, 1
    QTest::newRow("upright") << HeifKind::Heic << QList<int> {};
    for (int turn = 1; turn <= 5; ++turn)
        QTest::addRow("one, %d", turn) << HeifKind::Heic << QList<int> {turn};
    for (int turn = 1; turn <= 3; ++turn) {
        QTest::addRow("turned by %d, then mirrored", turn)
            << HeifKind::Heic << QList<int> {turn, 5};
        QTest::addRow("mirrored, then turned by %d", turn)
            << HeifKind::Heic << QList<int> {4, turn};
    }
    QTest::newRow("AVIF") << HeifKind::Avif << QList<int> {};
    QTest::newRow("AVIF, turned, then mirrored") << HeifKind::Avif << QList<int> {1, 5};
}

void tst_ScaledRows::turnsGridsOfTiles()
{
    QFETCH(files::HeifKind, kind);
    QFETCH(QList<int>, turns);
    if (!files::canWriteHeif(kind))
        QSKIP("libheif has no encoder for the kind here");
    constexpr int side = 128;
    files::Grid grid {
        .tileSide = side, .columns = 3, .width = stored.width, .height = stored.height};
    std::vector<files::Bytes> tiles;
    cv::Mat all;
    cv::copyMakeBorder(picture(CV_8UC3), all, 0, 2 * side - stored.height, 0,
        3 * side - stored.width, cv::BORDER_REPLICATE);
    for (int i = 0; i < 6; ++i) {
        const cv::Rect part(i % 3 * side, i / 3 * side, side, side);
        files::writeHeif(file("tile.heic"), all(part).clone(), kind);
        tiles.push_back(files::read(file("tile.heic")));
    }
    for (const int turn : turns)
        grid.turns.push_back(turn < 4
                ? files::box("irot", {static_cast<std::uint8_t>(turn)})
                : files::box("imir", {static_cast<std::uint8_t>(turn - 4)}));
    const auto path = written("grid.heic", files::gridOf(tiles, grid));
    const auto header = core::probe(path);
    QVERIFY(header);
    const Size upright = header->size == stored ? target : Size {target.height, target.width};
    const auto whole = core::readPhoto(path, {.exactly = upright});
    const auto rows = core::readPhoto(path, inRows(upright));
    QVERIFY2(whole, whole ? "" : whole.error().detail.c_str());
    QVERIFY2(rows, rows ? "" : rows.error().detail.c_str());
    QVERIFY(largestDifference(rows->image, whole->image) <= (turns.isEmpty() ? 0 : 1));
    auto cut = files::read(path);
    cut.resize(cut.size() - 100);
    QCOMPARE(codeOf(core::readPhoto(written("cut.heic", cut), inRows(upright))), Code::FileDamaged);
}

void tst_ScaledRows::refusesTilesThatDoNotFit_data()
{
    QTest::addColumn<int>("side"); // that the tiles claim, of 128
    QTest::addColumn<Size>("whole");
    QTest::newRow("not up to the edge") << 128 << Size {300, 200};
    QTest::newRow("said smaller") << 100 << Size {200, 190};
    QTest::newRow("said larger") << 160 << Size {320, 320};
}

void tst_ScaledRows::refusesTilesThatDoNotFit()
{
    QFETCH(int, side);
    QFETCH(Size, whole);
    if (!files::canWriteHeif(files::HeifKind::Heic))
        QSKIP("libheif has no encoder for HEIC here");
    files::writeHeif(file("tile.heic"), files::quarters(128, 128), files::HeifKind::Heic);
    const std::vector<files::Bytes> tiles(4, files::read(file("tile.heic")));
    const auto path = written("grid.heic",
        files::gridOf(tiles, {.tileSide = side, .width = whole.width, .height = whole.height}));
    QCOMPARE(codeOf(core::readPhoto(path)), Code::FileDamaged);
    QCOMPARE(codeOf(core::readPhoto(path, inRows(target))), Code::FileDamaged);
}

void tst_ScaledRows::keepsHeaderMetadataAndNotes()
{
    const auto exif = files::exifBlock(6, "Maker", "Model");
    const auto path = written("kept.png", files::png(picture(CV_16UC3), {.exif = exif}));
    const auto whole = core::readPhoto(path, {.exactly = {51, 77}});
    const auto rows = core::readPhoto(path, inRows({51, 77}));
    QVERIFY(whole && rows);
    QCOMPARE(rows->header, whole->header);
    QCOMPARE(rows->header.camera, std::string("Maker Model"));
    QCOMPARE(rows->metadata, whole->metadata);
    QCOMPARE(rows->notes, whole->notes);
    QVERIFY(!rows->notes.empty());
}

void tst_ScaledRows::makesTheSmallestSizeThatIsEnough_data()
{
    QTest::addColumn<Size>("enough");
    QTest::addColumn<Size>("made");
    QTest::newRow("its own aspect") << Size {30, 20} << Size {30, 20};
    QTest::newRow("width decides") << Size {31, 3} << Size {31, 21};
    QTest::newRow("height decides") << Size {1, 40} << Size {60, 40};
}

void tst_ScaledRows::makesTheSmallestSizeThatIsEnough()
{
    QFETCH(Size, enough);
    QFETCH(Size, made);
    const auto path = written("enough.png", files::png(picture(CV_8UC3)));
    const auto photo = core::readPhoto(path, {.mostPixels = 20000, .enough = enough});
    QVERIFY(photo);
    QCOMPARE(photo->image.size(), made);
}

void tst_ScaledRows::refusesWhatComesWholeOnly_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::newRow("interlaced PNG") << written("a.png",
        files::png(picture(CV_8UC3), {.rows = files::PngOptions::Rows::Interlaced}));
    QTest::newRow("animated WebP")
        << written("a.webp", files::animatedWebp({picture(CV_8UC3), 255 - picture(CV_8UC3)}));
    for (const auto kind : {files::HeifKind::Heic, files::HeifKind::Avif}) {
        if (!files::canWriteHeif(kind))
            continue;
        const bool isAvif = kind == files::HeifKind::Avif;
        const auto path = file(isAvif ? "a.avif" : "a.heic");
        files::writeHeif(path, picture(CV_8UC3), kind);
        QTest::newRow(isAvif ? "AVIF of one piece" : "HEIC of one piece") << path;
    }
}

void tst_ScaledRows::refusesWhatComesWholeOnly()
{
    QFETCH(fs::path, path);
    const auto photo = core::readPhoto(path, inRows(target));
    QCOMPARE(codeOf(photo), Code::ImageWholeOnly);
    QVERIFY(!photo.error().detail.empty());
    QVERIFY(core::readPhoto(path, {.exactly = target})); // below the limit
}

void tst_ScaledRows::refusesPiecesThatAreTooLargeForTheMemory_data()
{
    using files::TiffOptions;
    QTest::addColumn<fs::path>("path");
    QTest::newRow("lossless WebP") << written("a.webp", files::webp(picture(CV_8UC3)));
    QTest::newRow("WebP, lossy, alpha")
        << written("b.webp", files::webp(picture(CV_8UC4), files::WebpCoding::Lossy));
    const auto tiff = [this](const char *name, const cv::Mat &pixels, const TiffOptions &options) {
        files::writeTiff(file(name), pixels, options);
        return file(name);
    };
    QTest::newRow("TIFF, one compressed strip")
        << tiff("a.tif", picture(CV_8UC3), {.rowsOfStrip = 200});
    QTest::newRow("TIFF, a palette in one strip") << tiff(
        "b.tif", picture(CV_8UC1), {.kind = TiffOptions::Kind::Palette, .rowsOfStrip = 200});
}

void tst_ScaledRows::refusesPiecesThatAreTooLargeForTheMemory()
{
    QFETCH(fs::path, path);
    auto options = inRows(target);
    QVERIFY(core::readPhoto(path, options));
    options.limits.mostChunkBytes = 50'000;
    const auto photo = core::readPhoto(path, options);
    QCOMPARE(codeOf(photo), Code::ImageWholeOnly);
    QVERIFY(!photo.error().detail.empty());
}

void tst_ScaledRows::refusesToMakeMoreThanTheLimit()
{
    const auto path = written("much.png", files::png(picture(CV_8UC3)));
    QCOMPARE(codeOf(core::readPhoto(path, inRows({200, 150}))), Code::ImageTooLarge);
    QCOMPARE(codeOf(core::readPhoto(path, inRows({}))), Code::ImageTooLarge);
    QCOMPARE(codeOf(core::readPhoto(path, {.mostPixels = 20000, .enough = {INT_MAX, INT_MAX}})),
        Code::ImageTooLarge);
}

void tst_ScaledRows::refusesDamagedFiles_data()
{
    QTest::addColumn<fs::path>("path");
    const auto cut = [this](const char *name, files::Bytes bytes, double share) {
        bytes.resize(static_cast<std::size_t>(static_cast<double>(bytes.size()) * share));
        return written(name, bytes);
    };
    const auto png = files::png(picture(CV_8UC3));
    QTest::newRow("PNG, cut in half") << cut("a.png", png, 0.5);
    QTest::newRow("PNG, end missing") << cut("b.png", png, 0.999);
    auto flipped = png;
    flipped[flipped.size() / 2] ^= 0x10;
    QTest::newRow("PNG, flipped bit") << written("c.png", flipped);
    QTest::newRow("PNG, colours that its palette lacks")
        << written("f.png", files::palettePng(300, 200, {.colours = 1}));
    QTest::newRow("PNG, nothing inside") << written("d.png", files::hollowPng(300, 200));
    QTest::newRow("PNG, a bomb") << written("e.png", files::hollowPng(16320, 12240));
    const auto lossy = files::webp(picture(CV_8UC4), files::WebpCoding::Lossy);
    const auto lossless = files::webp(picture(CV_8UC4));
    QTest::newRow("lossy WebP, cut early") << cut("a.webp", lossy, 0.3);
    QTest::newRow("lossy WebP, cut late") << cut("b.webp", lossy, 0.98);
    QTest::newRow("lossless WebP, cut early") << cut("c.webp", lossless, 0.3);
    QTest::newRow("lossless WebP, cut late") << cut("d.webp", lossless, 0.98);
    using files::TiffOptions;
    const auto tiff = [&](const char *name, const TiffOptions &options) {
        files::writeTiff(file(name), picture(CV_8UC3), options);
        auto bytes = files::read(file(name)); // the pixels first, the directory behind them
        std::fill(bytes.begin() + 1008, bytes.begin() + 3008, std::uint8_t {0xFF});
        return written(name, bytes);
    };
    QTest::newRow("TIFF, strips of nonsense") << tiff("a.tif", {});
    QTest::newRow("TIFF, tiles of nonsense")
        << tiff("b.tif", {.blocks = TiffOptions::Blocks::Tiles});
    const cv::Mat large(2500, 2400, CV_8UC3, cv::Scalar::all(90));
    files::writeTiff(file("c.tif"), large,
        {.coding = TiffOptions::Coding::None, .rowsOfStrip = 100000});
    auto bare = files::read(file("c.tif"));
    const files::Bytes offset {0x11, 1, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0}; // tag, type, count, value
    const auto entry = std::search(bare.end() - 400, bare.end(), offset.begin(), offset.end());
    QVERIFY(entry != bare.end());
    entry[9] = 1; // 256 bytes too far: the last row is cut short
    QTest::newRow("TIFF, an uncompressed strip beyond the end") << written("c.tif", bare);
}

void tst_ScaledRows::refusesDamagedFiles()
{
    QFETCH(fs::path, path);
    QCOMPARE(codeOf(core::readPhoto(path, inRows(target))), Code::FileDamaged);
}

void tst_ScaledRows::stopsWhenAsked_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::newRow("PNG") << written("a.png", files::png(picture(CV_8UC3)));
    QTest::newRow("WebP, lossy")
        << written("a.webp", files::webp(picture(CV_8UC3), files::WebpCoding::Lossy));
    files::writeTiff(file("a.tif"), picture(CV_8UC3));
    QTest::newRow("TIFF, strips") << file("a.tif");
    files::writeTiff(file("b.tif"), picture(CV_8UC3), {.blocks = files::TiffOptions::Blocks::Tiles});
    QTest::newRow("TIFF, tiles") << file("b.tif");
}

void tst_ScaledRows::stopsWhenAsked()
{
    QFETCH(fs::path, path);
    std::stop_source stop;
    int reports = 0;
    const core::Progress progress(stop.get_token(), [&](double fraction) {
        ++reports;
        QVERIFY(fraction < 0.5);
        stop.request_stop();
    });
    QCOMPARE(codeOf(core::readPhoto(path, inRows(target), progress)), Code::Cancelled);
    QCOMPARE(reports, 1);
}

void tst_ScaledRows::reportsUpToTheEnd()
{
    const auto path = written("whole.png", files::png(picture(CV_8UC3)));
    std::vector<double> heard;
    const core::Progress progress({}, [&](double fraction) { heard.push_back(fraction); });
    QVERIFY(core::readPhoto(path, inRows(target), progress));
    QVERIFY(std::is_sorted(heard.begin(), heard.end()));
    QCOMPARE(heard.back(), 1.0);
}

QTEST_GUILESS_MAIN(tst_ScaledRows)
#include "tst_scaled_rows.moc"
