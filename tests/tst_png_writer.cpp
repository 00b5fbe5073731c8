#include "core/files/png_writer.h"
#include "core/image/colour.h"

#include <opencv2/core.hpp>
#include <png.h>

#include <QTest>

#include <algorithm>
#include <map>
#include <memory>

using core::Error;
using core::PngOptions;
using Bytes = std::vector<std::uint8_t>;

class tst_PngWriter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void libpngReadsTheSamePixels_data();
    void libpngReadsTheSamePixels();
    void deepRowsAreWrittenHighByteFirst();
    void sizesKeepTheirWord_data();
    void sizesKeepTheirWord();
    void noiseIsNotSearchedForMatches();
    void theSamePictureGivesTheSameBytes();
    void oneThreadGivesTheSameBytes();
    void resolutionIsWrittenPerMetre_data();
    void resolutionIsWrittenPerMetre();
    void colourCarriesTheProfile();
    void greyIsTaggedWithoutAColourProfile();
    void withoutTagsNothingIsSaid();
    void textsAreKept();
    void badKeywordsAndTextsAreRefused_data();
    void badKeywordsAndTextsAreRefused();
    void otherPixelsAreRefused_data();
    void otherPixelsAreRefused();
    void stopsWhenAsked();
    void transparentRowsCostNearlyNothing();
};

namespace {

enum class Content { Noise, Gradient, Flat, Transparent, Drawn, Islands };

/// An opaque photo as sensors make it, slow waves with noise of that spread.
cv::Mat grainy(cv::Size size, double spread)
{
    cv::Mat waves(size, CV_16SC4);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            const double wave = 128 + 50 * std::sin(x / 90.0) + 30 * std::cos(y / 70.0 + x / 200.0);
            waves.at<cv::Vec4s>(y, x) = cv::Vec4s::all(static_cast<short>(std::lround(wave)));
        }
    cv::Mat noise(size, CV_16SC4);
    cv::RNG(7).fill(noise, cv::RNG::NORMAL, 0, spread);
    noise += waves;
    cv::Mat pixels;
    noise.convertTo(pixels, CV_8U);
    cv::insertChannel(cv::Mat(size, CV_8U, cv::Scalar(255)), pixels, 3);
    return pixels;
}

cv::Mat picture(cv::Size size, int type, Content content)
{
    if (CV_MAT_DEPTH(type) == CV_16U) { // two bytes each, which need not have to do with each other
        const cv::Mat bytes =
            picture({2 * size.width, size.height}, CV_8UC(CV_MAT_CN(type)), content);
        return cv::Mat(size, type, bytes.data).clone();
    }
    cv::Mat pixels(size, type, cv::Scalar::all(content == Content::Transparent ? 0 : 90));
    if (content == Content::Islands) { // rows begin and end anywhere in transparency
        pixels.setTo(cv::Scalar::all(0));
        cv::RNG random(3);
        for (int y = 0; y < pixels.rows; ++y) {
            const int from = random.uniform(0, pixels.cols);
            const int width = std::min(pixels.cols - from, random.uniform(1, 200));
            random.fill(pixels.row(y).colRange(from, from + width), cv::RNG::UNIFORM, 1, 256);
        }
    }
    if (content == Content::Noise)
        cv::RNG(5).fill(pixels, cv::RNG::UNIFORM, 0, 256);
    const int channels = pixels.channels();
    for (int y = 0; y < pixels.rows; ++y) {
        std::uint8_t *row = pixels.ptr(y);
        for (int x = 0; x < pixels.cols * channels; ++x) {
            if (content == Content::Gradient)
                row[x] = static_cast<std::uint8_t>(x * 3 + y * 5 + (x * y) % 3);
            else if (content == Content::Drawn)
                row[x] = (x / channels / 7 + y / 5) % 3 == 0 ? 255 : 30;
        }
    }
    return pixels;
}

struct Source
{
    const Bytes &bytes;
    std::size_t at = 0;
};

void readFromSource(png_structp png, png_bytep to, std::size_t count)
{
    auto *source = static_cast<Source *>(png_get_io_ptr(png));
    if (count > source->bytes.size() - source->at)
        png_error(png, "too short");
    std::copy_n(source->bytes.data() + source->at, count, to);
    source->at += count;
}

void failTest(png_structp, png_const_charp message)
{
    throw std::runtime_error(message);
}

/// What libpng finds in a file. Its warnings fail the test as its errors do.
class Read
{
public:
    explicit Read(const Bytes &bytes)
        : m_source {bytes}
        , m_png(png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, &failTest, &failTest))
        , m_info(png_create_info_struct(m_png))
    {
        png_set_read_fn(m_png, &m_source, &readFromSource);
        png_read_info(m_png, m_info);
        pixels.create(static_cast<int>(png_get_image_height(m_png, m_info)),
            static_cast<int>(png_get_image_width(m_png, m_info)),
            CV_MAKETYPE(png_get_bit_depth(m_png, m_info) == 16 ? CV_16U : CV_8U,
                png_get_channels(m_png, m_info)));
        png_set_swap(m_png); // the low byte of 16 bits first, as ours
        for (int y = 0; y < pixels.rows; ++y)
            png_read_row(m_png, pixels.ptr(y), nullptr);
        png_read_end(m_png, m_info);
        readTags();
    }
    Read(const Read &) = delete;
    Read &operator=(const Read &) = delete;
    ~Read() { png_destroy_read_struct(&m_png, &m_info, nullptr); }

    cv::Mat pixels;
    png_uint_32 perMetre = 0;
    Bytes profile;
    bool hasSrgbChunk = false;
    std::map<std::string, std::string> texts;

private:
    void readTags()
    {
        perMetre = png_get_pixels_per_meter(m_png, m_info);
        hasSrgbChunk = png_get_valid(m_png, m_info, PNG_INFO_sRGB) != 0;
        png_charp name = nullptr;
        png_bytep icc = nullptr;
        png_uint_32 length = 0;
        int method = 0;
        if (png_get_iCCP(m_png, m_info, &name, &method, &icc, &length))
            profile.assign(icc, icc + length);
        png_textp found = nullptr;
        const int count = png_get_text(m_png, m_info, &found, nullptr);
        for (int i = 0; i < count; ++i)
            texts[found[i].key] = found[i].text;
    }

    Source m_source;
    png_structp m_png;
    png_infop m_info;
};

/// What libpng makes of RGBA pixels with all it has, at level 6.
std::size_t sizeByLibpng(const cv::Mat &pixels)
{
    png_image image {};
    image.version = PNG_IMAGE_VERSION;
    image.width = png_uint_32(pixels.cols);
    image.height = png_uint_32(pixels.rows);
    image.format = PNG_FORMAT_RGBA;
    png_alloc_size_t size = 0;
    if (!png_image_write_get_memory_size(image, size, 0, pixels.data, 0, nullptr))
        throw std::runtime_error(image.message);
    return size;
}

bool equal(const cv::Mat &a, const cv::Mat &b)
{
    return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

core::Result<std::vector<std::uint8_t>> encodedByOneThread(const cv::Mat &pixels)
{
    const int threads = cv::getNumThreads();
    cv::setNumThreads(1);
    auto png = core::encodedPng(pixels, {});
    cv::setNumThreads(threads);
    return png;
}

} // namespace

void tst_PngWriter::libpngReadsTheSamePixels_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("content");
    const QSize sizes[] = {{1, 1}, {1, 300}, {300, 1}, {3, 2}, {257, 63}, {1500, 1203}};
    const std::pair<const char *, Content> contents[] = {{"noise", Content::Noise},
        {"gradient", Content::Gradient}, {"flat", Content::Flat},
        {"transparent", Content::Transparent}, {"drawn", Content::Drawn},
        {"islands", Content::Islands}};
    for (const QSize size : sizes)
        for (const int type : {CV_8UC1, CV_8UC3, CV_8UC4, CV_16UC1, CV_16UC3, CV_16UC4})
            for (const auto &[name, content] : contents) {
                if (CV_MAT_DEPTH(type) == CV_16U && size.width() > 1000
                    && content != Content::Islands)
                    continue; // several strips take their time
                QTest::addRow("%s %dx%d, %d channels of %d bit", name, size.width(), size.height(),
                    CV_MAT_CN(type), 8 * CV_ELEM_SIZE1(type))
                    << size << type << int(content);
            }
}

void tst_PngWriter::libpngReadsTheSamePixels()
{
    QFETCH(QSize, size);
    QFETCH(int, type);
    QFETCH(int, content);
    const cv::Mat pixels = picture({size.width(), size.height()}, type, Content(content));
    for (const auto compression : {core::Compression::Fast, core::Compression::Small}) {
        const auto png = core::encodedPng(pixels, {.compression = compression});
        QVERIFY(png);
        QVERIFY(equal(Read(*png).pixels, pixels));
    }
}

/// Neither the strips nor the threads show in the bytes, and the high byte stands first.
void tst_PngWriter::deepRowsAreWrittenHighByteFirst()
{
    cv::Mat pixels(2000, 500, CV_16UC3, cv::Scalar(0x1234, 0xFF00, 0x00FF));
    cv::RNG(3).fill(pixels.rowRange(1, 2000), cv::RNG::UNIFORM, 0, 65536);
    const auto several = core::encodedPng(pixels, {});
    const auto one = encodedByOneThread(pixels);
    QVERIFY(several && one);
    QVERIFY(*several == *one);
    QVERIFY(equal(Read(*one).pixels, pixels));
    QCOMPARE(int((*one)[24]), 16); // bits, in IHDR
}

void tst_PngWriter::sizesKeepTheirWord_data()
{
    QTest::addColumn<cv::Mat>("pixels");
    const cv::Size size(1500, 1203);
    QTest::newRow("islands") << picture(size, CV_8UC4, Content::Islands);
    QTest::newRow("fine noise") << grainy(size, 3);
    QTest::newRow("noise") << grainy(size, 9);
    QTest::newRow("coarse noise") << grainy(size, 25);
    cv::Mat half = grainy(size, 12);
    picture({750, 1203}, CV_8UC4, Content::Drawn).copyTo(half.colRange(0, 750));
    QTest::newRow("half noise, half drawn") << half;
}

void tst_PngWriter::sizesKeepTheirWord()
{
    QFETCH(const cv::Mat, pixels);
    const auto fast = core::encodedPng(pixels, {});
    const auto small = core::encodedPng(pixels, {.compression = core::Compression::Small});
    QVERIFY(fast && small);
    const std::size_t usual = sizeByLibpng(pixels);
    QVERIFY2(double(fast->size()) < 1.05 * double(usual), "within 5 % of libpng's level 6");
    QVERIFY(small->size() <= fast->size());
}

void tst_PngWriter::noiseIsNotSearchedForMatches()
{
    const cv::Mat pixels = grainy({1500, 1203}, 25);
    const auto fast = core::encodedPng(pixels, {});
    QVERIFY(fast);
    // Matches that chance makes in noise cost more than they save.
    QVERIFY(double(fast->size()) < 0.999 * double(sizeByLibpng(pixels)));
}

void tst_PngWriter::theSamePictureGivesTheSameBytes()
{
    const cv::Mat pixels = picture({1100, 900}, CV_8UC4, Content::Gradient);
    const PngOptions options {.dotsPerInch = 300, .texts = {{"Software", "Pawtrait"}}};
    const auto first = core::encodedPng(pixels, options);
    // A part of a larger picture: rows do not lie side by side.
    cv::Mat larger(1000, 1300, CV_8UC4, cv::Scalar::all(7));
    pixels.copyTo(larger(cv::Rect(50, 60, 1100, 900)));
    const auto second = core::encodedPng(larger(cv::Rect(50, 60, 1100, 900)), options);
    QVERIFY(first && second);
    QVERIFY(*first == *second);
}

void tst_PngWriter::oneThreadGivesTheSameBytes()
{
    const cv::Mat pixels = picture({1100, 1900}, CV_8UC4, Content::Noise);
    const auto several = core::encodedPng(pixels, {});
    const auto one = encodedByOneThread(pixels);
    QVERIFY(several && one);
    QVERIFY(*several == *one);
}

void tst_PngWriter::resolutionIsWrittenPerMetre_data()
{
    QTest::addColumn<double>("dotsPerInch");
    QTest::addColumn<unsigned>("perMetre");
    QTest::newRow("print") << 300.0 << 11811U;
    QTest::newRow("screen") << 72.0 << 2835U;
    QTest::newRow("none") << 0.0 << 0U;
    QTest::newRow("hardly any") << 1e-9 << 1U;
    QTest::newRow("beyond the field") << 1e300 << 2147483647U;
}

void tst_PngWriter::resolutionIsWrittenPerMetre()
{
    QFETCH(double, dotsPerInch);
    const auto png =
        core::encodedPng(picture({4, 4}, CV_8UC4, Content::Flat), {.dotsPerInch = dotsPerInch});
    QVERIFY(png);
    QTEST(unsigned(Read(*png).perMetre), "perMetre");
}

void tst_PngWriter::colourCarriesTheProfile()
{
    for (const int type : {CV_8UC3, CV_8UC4}) {
        const auto png = core::encodedPng(picture({4, 4}, type, Content::Flat), {});
        QVERIFY(png);
        const Read read(*png);
        QVERIFY(read.profile == core::srgbProfile());
        QVERIFY(!read.hasSrgbChunk);
    }
}

void tst_PngWriter::greyIsTaggedWithoutAColourProfile()
{
    const auto png = core::encodedPng(picture({4, 4}, CV_8UC1, Content::Flat), {});
    QVERIFY(png);
    const Read read(*png);
    QVERIFY(read.profile.empty());
    QVERIFY(read.hasSrgbChunk);
}

void tst_PngWriter::withoutTagsNothingIsSaid()
{
    const auto png = core::encodedPng(picture({4, 4}, CV_8UC3, Content::Flat), {.tagSrgb = false});
    QVERIFY(png);
    const Read read(*png);
    QVERIFY(read.profile.empty());
    QVERIFY(!read.hasSrgbChunk);
    QCOMPARE(read.perMetre, 0U);
}

void tst_PngWriter::textsAreKept()
{
    const auto png = core::encodedPng(picture({4, 4}, CV_8UC3, Content::Flat),
        {.texts = {{"Software", "Pawtrait\n0.1"}, {"Title", "K\xC3\xA4tzchen \xF0\x9F\x90\xB1"},
             {"Comment", ""}}});
    QVERIFY(png);
    const Read read(*png);
    QCOMPARE(read.texts.size(), std::size_t {3});
    QCOMPARE(read.texts.at("Software"), std::string("Pawtrait\n0.1"));
    QCOMPARE(read.texts.at("Title"), std::string("K\xC3\xA4tzchen \xF0\x9F\x90\xB1"));
    QCOMPARE(read.texts.at("Comment"), std::string());
}

void tst_PngWriter::badKeywordsAndTextsAreRefused_data()
{
    QTest::addColumn<std::string>("keyword");
    QTest::addColumn<std::string>("text");
    QTest::newRow("empty") << std::string() << std::string("x");
    QTest::newRow("80 letters") << std::string(80, 'a') << std::string("x");
    QTest::newRow("space first") << std::string(" a") << std::string("x");
    QTest::newRow("space last") << std::string("a ") << std::string("x");
    QTest::newRow("two spaces") << std::string("a  b") << std::string("x");
    QTest::newRow("line break") << std::string("a\nb") << std::string("x");
    QTest::newRow("a zero inside") << std::string("a\0b", 3) << std::string("x");
    QTest::newRow("a zero in the text") << std::string("a") << std::string("x\0y", 3);
    QTest::newRow("a text that is no UTF-8") << std::string("a") << std::string("M\xFCsli");
}

void tst_PngWriter::badKeywordsAndTextsAreRefused()
{
    QFETCH(std::string, keyword);
    QFETCH(std::string, text);
    const auto png =
        core::encodedPng(picture({4, 4}, CV_8UC3, Content::Flat), {.texts = {{keyword, text}}});
    QVERIFY(!png);
    QCOMPARE(png.error().code, Error::Code::Unexpected);
}

void tst_PngWriter::otherPixelsAreRefused_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("side");
    QTest::newRow("no pixels") << CV_8UC3 << 0;
    QTest::newRow("two channels") << CV_8UC2 << 4;
    QTest::newRow("floating point") << CV_32FC3 << 4;
    QTest::newRow("two channels of 16 bit") << CV_16UC2 << 4;
}

void tst_PngWriter::otherPixelsAreRefused()
{
    QFETCH(int, type);
    QFETCH(int, side);
    const auto png = core::encodedPng(cv::Mat(side, side, type, cv::Scalar::all(1)), {});
    QVERIFY(!png);
    QCOMPARE(png.error().code, Error::Code::Unexpected);
}

void tst_PngWriter::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    const auto png =
        core::encodedPng(picture({64, 64}, CV_8UC3, Content::Flat), {}, {stop.get_token(), {}});
    QVERIFY(!png);
    QCOMPARE(png.error().code, Error::Code::Cancelled);
}

void tst_PngWriter::transparentRowsCostNearlyNothing()
{
    const auto png =
        core::encodedPng(picture({2000, 2000}, CV_8UC4, Content::Transparent), {.tagSrgb = false});
    QVERIFY(png);
    QVERIFY(png->size() < 40'000); // of 16 MB
}

QTEST_GUILESS_MAIN(tst_PngWriter)
#include "tst_png_writer.moc"
