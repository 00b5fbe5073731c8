#include "core/files/photo.h"
#include "tests/photo_files.h"
#include "tests/support/photo_folder.h"

#include <QtTest/QtTest>

#include <opencv2/core.hpp>

#include <algorithm>

namespace fs = std::filesystem;
using core::ReadOptions;
using files::JpegOptions;
using Code = core::Error::Code;

/// An eighth of a large photo in several scans is made of the means of its blocks alone. What counts
/// as large is lowered here, so that the same small photo can be read both ways.
class tst_JpegEighth : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void equalsWhatIsMadeOfAll_data();
    void equalsWhatIsMadeOfAll();
    void readsWhateverTheLetOutDetailSays();
    void refusesDamagedFiles_data();
    void refusesDamagedFiles();
    void stopsWhenAsked();
};

namespace {

constexpr core::Size eighth {42, 32};

/// 333 x 250: neither side is whole blocks. Noise, so that every coefficient is there.
cv::Mat noise(int type)
{
    cv::Mat pixels(250, 333, type);
    cv::RNG(5).fill(pixels, cv::RNG::UNIFORM, 0, 255);
    return pixels;
}

ReadOptions inMeans()
{
    return {.mostPixels = 20'000, .enough = eighth};
}

Code codeOf(const core::Result<core::Photo> &photo)
{
    return photo ? Code::Unexpected : photo.error().code;
}

} // namespace

void tst_JpegEighth::equalsWhatIsMadeOfAll_data()
{
    using Order = JpegOptions::Order;
    using Sampling = JpegOptions::Sampling;
    QTest::addColumn<fs::path>("path");
    const auto row = [this](const char *name, int type, const JpegOptions &options) {
        QTest::newRow(name) << written(std::string(name) + ".jpg", files::jpeg(noise(type), options));
    };
    const auto progressive = Order::Progressive;
    row("progressive, 4:2:0", CV_8UC3, {.order = progressive});
    row("progressive, 4:2:2", CV_8UC3, {.order = progressive, .sampling = Sampling::Half});
    row("progressive, 4:4:4", CV_8UC3, {.order = progressive, .sampling = Sampling::Full});
    row("progressive, grey", CV_8UC1, {.order = progressive});
    row("progressive, inks", CV_8UC4, {.order = progressive});
    row("progressive, YCCK", CV_8UC4, {.order = progressive, .inks = JpegOptions::Inks::AdobeYcck});
    row("progressive, arithmetic", CV_8UC3,
        {.order = progressive, .coding = JpegOptions::Coding::Arithmetic});
    row("progressive, restarts", CV_8UC3, {.order = progressive, .restartRows = 1});
    row("a scan a channel, 4:2:0", CV_8UC3, {.order = Order::Apart});
    row("a scan a channel, 4:4:4", CV_8UC3, {.order = Order::Apart, .sampling = Sampling::Full});
    row("a scan a channel, arithmetic", CV_8UC3,
        {.order = Order::Apart, .coding = JpegOptions::Coding::Arithmetic});
    row("baseline", CV_8UC3, {});
}

void tst_JpegEighth::equalsWhatIsMadeOfAll()
{
    QFETCH(fs::path, path);
    const auto all = core::readPhoto(path, {.enough = eighth});
    const auto means = core::readPhoto(path, inMeans());
    QVERIFY2(all, all ? "" : all.error().detail.c_str());
    QVERIFY2(means, means ? "" : means.error().detail.c_str());
    QCOMPARE(means->image.size(), eighth);
    QCOMPARE(means->image.size(), all->image.size());
    QCOMPARE(cv::norm(means->image.pixels, all->image.pixels, cv::NORM_INF), 0.0);
}

/// It is not decoded: that shows that it is left out, and is the price of it.
void tst_JpegEighth::readsWhateverTheLetOutDetailSays()
{
    auto bytes = files::jpeg(noise(CV_8UC1), {.order = JpegOptions::Order::Progressive});
    const auto whole = core::readPhoto(written("whole.jpg", bytes), inMeans());
    const files::Bytes scan {0xFF, 0xDA, 0, 8, 1, 1};
    const auto mean = std::search(bytes.begin(), bytes.end(), scan.begin(), scan.end());
    QVERIFY(mean != bytes.end());
    const auto detail = std::search(mean + 1, bytes.end(), scan.begin(), scan.end());
    QVERIFY(detail != bytes.end());
    std::fill_n(detail + 20, 200, std::uint8_t {0x55});
    const auto path = written("blotted.jpg", bytes);
    QCOMPARE(codeOf(core::readPhoto(path, {.enough = eighth})), Code::FileDamaged);
    const auto photo = core::readPhoto(path, inMeans());
    QVERIFY(photo && whole);
    QCOMPARE(cv::norm(photo->image.pixels, whole->image.pixels, cv::NORM_INF), 0.0);
}

void tst_JpegEighth::refusesDamagedFiles_data()
{
    QTest::addColumn<files::Bytes>("bytes");
    const auto whole = files::jpeg(noise(CV_8UC3), {.order = JpegOptions::Order::Progressive});
    const auto cut = [&whole](double share) {
        auto bytes = whole;
        bytes.resize(std::size_t(double(bytes.size()) * share));
        return bytes;
    };
    for (const double share : {0.03, 0.2, 0.5, 0.8, 0.99})
        QTest::addRow("cut at %.2f", share) << cut(share);
    auto endless = whole;
    endless.pop_back();
    QTest::newRow("its last byte missing") << endless;
    endless.pop_back();
    QTest::newRow("its end missing") << endless;
    const files::Bytes scan {0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 63, 0};
    for (int i = 0; i < 1001; ++i)
        endless.insert(endless.end(), scan.begin(), scan.end());
    endless.insert(endless.end(), {0xFF, 0xD9});
    QTest::newRow("a thousand scans of nothing") << endless;
    auto blotted = whole;
    const files::Bytes all {0xFF, 0xDA, 0, 12, 3, 1};
    const auto mean = std::search(blotted.begin(), blotted.end(), all.begin(), all.end());
    QVERIFY(mean != blotted.end());
    std::fill_n(mean + 60, 200, std::uint8_t {0});
    QTest::newRow("broken in the means") << blotted;
}

void tst_JpegEighth::refusesDamagedFiles()
{
    QFETCH(files::Bytes, bytes);
    const auto path = written("damaged.jpg", bytes);
    QCOMPARE(codeOf(core::readPhoto(path, inMeans())), Code::FileDamaged);
}

void tst_JpegEighth::stopsWhenAsked()
{
    const auto path = written("a.jpg", files::jpeg(noise(CV_8UC3), {.order = JpegOptions::Order::Progressive}));
    std::stop_source stop;
    const core::Progress progress(stop.get_token(), [&](double) { stop.request_stop(); });
    QCOMPARE(codeOf(core::readPhoto(path, inMeans(), progress)), Code::Cancelled);
}

QTEST_GUILESS_MAIN(tst_JpegEighth)
#include "tst_jpeg_eighth.moc"
