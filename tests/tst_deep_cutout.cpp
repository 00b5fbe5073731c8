#include "core/image/depth.h"
#include "core/pipeline/export_cutout.h"
#include "tests/photo_files.h"
#include "tests/support/scene.h"

#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

#include <set>

namespace fs = std::filesystem;
using core::Depth;

/// The whole way of a photo with 16 bits a channel: from its file to the PNG.
class tst_DeepCutout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void opaquePixelsKeepEveryBit();
    void softPixelsHaveManyLevels();
    void theMaskIsThatOfEightBits();
    void ownTransparencyIsKept();
    void aProductSizeIsDeepToo();
    void effectsAreOfEightBits();
    void eightBitsAreWrittenWhereTheyWereAskedFor();
    void theSameInputsGiveTheSameBytes();
    void imageMagickReadsTheSame();

private:
    core::CutPhoto cut(const fs::path &photo, Depth depth = Depth::AsStored)
    {
        return cutPhoto(m_segmenter, {.file = photo, .read = {.depth = depth}}).value();
    }
    core::Exported exported(const core::CutPhoto &cut) { return exportCutout(cut, m_request).value(); }
    std::string bytesOf(const fs::path &file)
    {
        const auto bytes = files::read(file);
        return {bytes.begin(), bytes.end()};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    scene::DiscSegmenter m_segmenter;
    fs::path m_photo;
    core::ExportRequest m_request;
};

namespace {

/// A disc and its ground, both of ramps that 8 bit would turn into steps of 257.
cv::Mat deepDisc(int channels)
{
    cv::Mat pixels(200, 300, CV_16UC(channels));
    for (int y = 0; y < pixels.rows; ++y) {
        auto *pixel = pixels.ptr<std::uint16_t>(y);
        for (int x = 0; x < pixels.cols; ++x, pixel += channels) {
            const bool isDisc = std::hypot(x - 150, y - 100) < 66;
            pixel[0] = static_cast<std::uint16_t>(isDisc ? 50000 + 13 * x : 5000 + 11 * y);
            pixel[1] = static_cast<std::uint16_t>(isDisc ? 9000 + 17 * y : 40000 + 3 * x);
            pixel[2] = static_cast<std::uint16_t>(9000 + 5 * x + 7 * y);
            if (channels == 4)
                pixel[3] = x < 150 ? 65535 : 32768;
        }
    }
    return pixels;
}

/// What our own reader finds in a print.
cv::Mat readBack(const core::Exported &print)
{
    return core::readPhoto(print.file, {.depth = Depth::AsStored}).value().image.pixels;
}

} // namespace

void tst_DeepCutout::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_photo = fs::path(m_folder->path().toStdString()) / "rex.png";
    files::write(m_photo, files::png(deepDisc(3)));
    m_request = {.photo = m_photo, .folder = m_photo.parent_path() / "out"};
}

void tst_DeepCutout::opaquePixelsKeepEveryBit()
{
    const auto print = exported(cut(m_photo));
    QCOMPARE(print.bitsPerChannel, 16);
    const cv::Mat rgba = readBack(print);
    QCOMPARE(rgba.type(), CV_16UC4);
    const cv::Mat photo = deepDisc(3);
    int opaque = 0;
    for (int y = 0; y < rgba.rows; ++y)
        for (int x = 0; x < rgba.cols; ++x) {
            const auto pixel = rgba.at<cv::Vec4w>(y, x);
            opaque += pixel[3] == 65535 ? 1 : 0;
            if (pixel[3] == 65535)
                QCOMPARE(cv::Vec3w(pixel[0], pixel[1], pixel[2]), photo.at<cv::Vec3w>(y, x));
            if (pixel[3] == 0)
                QCOMPARE(pixel, cv::Vec4w());
        }
    QVERIFY(opaque > 10'000); // most of the disc's 13,685
    QVERIFY(bytesOf(print.file).find("16, kept in 16") != std::string::npos);
}

void tst_DeepCutout::softPixelsHaveManyLevels()
{
    const cv::Mat rgba = readBack(exported(cut(m_photo)));
    std::set<int> levels;
    for (int i = 0; i < static_cast<int>(rgba.total()); ++i) {
        const auto pixel = rgba.at<cv::Vec4w>(i / rgba.cols, i % rgba.cols);
        if (pixel[3] > 0 && pixel[3] < 65535)
            levels.insert(pixel[2]);
    }
    QVERIFY2(levels.size() > 256, std::to_string(levels.size()).c_str());
}

void tst_DeepCutout::theMaskIsThatOfEightBits()
{
    for (const int channels : {3, 4}) {
        files::write(m_photo, files::png(deepDisc(channels)));
        const auto deep = cut(m_photo);
        const cv::Mat shown = m_segmenter.lastShown;
        const auto source = m_segmenter.lastSource;
        const auto eight = cut(m_photo, Depth::Eight);
        QCOMPARE(shown.type(), CV_8UC3);
        QCOMPARE(cv::norm(shown, m_segmenter.lastShown, cv::NORM_INF), 0.0);
        QCOMPARE(source, m_segmenter.lastSource); // kept masks serve both
        QCOMPARE(cv::norm(deep.matte.alpha, eight.matte.alpha, cv::NORM_INF), 0.0);
        QVERIFY(deep.cutout.isDeep() && !eight.cutout.isDeep());
    }
}

void tst_DeepCutout::ownTransparencyIsKept()
{
    files::write(m_photo, files::png(deepDisc(4)));
    const cv::Mat rgba = readBack(exported(cut(m_photo)));
    QCOMPARE(int(rgba.at<cv::Vec4w>(100, 120)[3]), 65535);
    QCOMPARE(int(rgba.at<cv::Vec4w>(100, 180)[3]), 128 * 257); // of 256 levels
    const cv::Vec4w opaque = rgba.at<cv::Vec4w>(100, 120);
    QCOMPARE(cv::Vec3w(opaque[0], opaque[1], opaque[2]), deepDisc(3).at<cv::Vec3w>(100, 120));
}

void tst_DeepCutout::aProductSizeIsDeepToo()
{
    m_request.recipe = {
        .size = core::PrintSize {50, 40}, .dotsPerInch = 254, .trim = core::Trim::Animal};
    const auto deep = cut(m_photo);
    const auto print = exported(deep);
    QCOMPARE(print.size, (core::Size {500, 400}));
    QCOMPARE(print.bitsPerChannel, 16);
    const cv::Mat rgba = readBack(print);
    QCOMPARE(rgba.at<cv::Vec4w>(0, 0), cv::Vec4w()); // the canvas
    std::set<int> levels;
    for (int x = 150; x < 350; ++x)
        levels.insert(rgba.at<cv::Vec4w>(200, x)[2]);
    QVERIFY2(levels.size() > 150, std::to_string(levels.size()).c_str()); // 8 bit has 2 there
    // The same print in 8 bit, but for rounding twice.
    const auto eight = exported(cut(m_photo, Depth::Eight));
    const auto bytes = core::readPhoto(eight.file).value().image.pixels;
    double farthest = 0;
    for (int y = 0; y < rgba.rows; ++y)
        for (int x = 0; x < rgba.cols; ++x)
            for (int c = 0; c < 3; ++c) {
                const auto pixel = bytes.at<cv::Vec4b>(y, x);
                farthest = std::max(farthest,
                    std::abs(rgba.at<cv::Vec4w>(y, x)[c] / 257.0 - pixel[c]) * pixel[3] / 255);
            }
    QVERIFY2(farthest <= 2, qPrintable(QString::number(farthest)));
}

void tst_DeepCutout::effectsAreOfEightBits()
{
    m_request.effect = "black-and-white";
    const auto print = exported(cut(m_photo));
    QCOMPARE(print.bitsPerChannel, 8);
    QCOMPARE(core::probe(print.file)->bitsPerChannel, 8);
    QVERIFY(bytesOf(print.file).find("16, brought down to 8") != std::string::npos);
}

void tst_DeepCutout::eightBitsAreWrittenWhereTheyWereAskedFor()
{
    const auto print = exported(cut(m_photo, Depth::Eight));
    QCOMPARE(print.bitsPerChannel, 8);
    QVERIFY(bytesOf(print.file).find("16, brought down to 8") != std::string::npos);
    files::write(m_photo, files::png(core::inEightBits(deepDisc(3))));
    const auto shallow = exported(cut(m_photo));
    QCOMPARE(shallow.bitsPerChannel, 8);
    QVERIFY(bytesOf(shallow.file).find("bits per channel") == std::string::npos);
}

void tst_DeepCutout::theSameInputsGiveTheSameBytes()
{
    const auto first = bytesOf(exported(cut(m_photo)).file);
    const int threads = cv::getNumThreads();
    cv::setNumThreads(1);
    const auto second = bytesOf(exported(cut(m_photo)).file);
    cv::setNumThreads(threads);
    QVERIFY(first == second);
}

void tst_DeepCutout::imageMagickReadsTheSame()
{
    const auto program = QStandardPaths::findExecutable(QStringLiteral("convert"));
    if (program.isEmpty())
        QSKIP("ImageMagick is not installed");
    const auto print = exported(cut(m_photo));
    const auto theirs = m_folder->filePath(QStringLiteral("theirs.rgba"));
    QCOMPARE(QProcess::execute(program,
                 {QString::fromStdString(print.file.string()), QStringLiteral("-depth"),
                     QStringLiteral("16"), QStringLiteral("-endian"), QStringLiteral("LSB"),
                     QStringLiteral("rgba:") + theirs}),
        0);
    auto bytes = files::read(theirs.toStdString());
    const cv::Mat ours = readBack(print);
    QCOMPARE(bytes.size(), ours.total() * ours.elemSize());
    QCOMPARE(cv::norm(cv::Mat(ours.size(), CV_16UC4, bytes.data()), ours, cv::NORM_INF), 0.0);
}

QTEST_GUILESS_MAIN(tst_DeepCutout)
#include "tst_deep_cutout.moc"
