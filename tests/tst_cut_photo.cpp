#include "core/pipeline/cut_photo.h"
#include "tests/support/scene.h"

#include <QtTest>

#include <fstream>

namespace fs = std::filesystem;
using core::Error;

class tst_CutPhoto : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_segmenter = {};
    }

    void cutsTheDiscOutOfItsBackground()
    {
        const fs::path file = scene::writePng(*m_folder, "disc.png", scene::discPhoto({240, 160}));
        const auto cut = cutPhoto(m_segmenter, {.file = file});
        QVERIFY2(cut.has_value(), cut ? "" : cut.error().detail.c_str());
        QCOMPARE(cut->cutout.size(), (core::Size {240, 160}));
        const cv::Vec4b middle = cut->cutout.rgba.at<cv::Vec4b>(80, 120);
        QCOMPARE(middle, cv::Vec4b(220, 30, 30, 255));
        QCOMPARE(cut->cutout.rgba.at<cv::Vec4b>(3, 3), cv::Vec4b(0, 0, 0, 0));
        QCOMPARE(cut->saliency.record.model, std::string("disc"));
    }

    void aKnownMaskSavesTheNetwork()
    {
        const fs::path file = scene::writePng(*m_folder, "disc.png", scene::discPhoto({120, 120}));
        const auto first = cutPhoto(m_segmenter, {.file = file});
        const auto second = cutPhoto(m_segmenter, {.file = file, .mask = {.known = first->saliency}});
        QCOMPARE(m_segmenter.calls, 1);
        QCOMPARE(cv::norm(first->cutout.rgba, second->cutout.rgba, cv::NORM_INF), 0.0);
    }

    void aMaskMadeBeforehandGivesTheSameCutout()
    {
        core::Image photo = scene::discPhoto({120, 120});
        cv::cvtColor(photo.pixels, photo.pixels, cv::COLOR_RGB2RGBA);
        photo.pixels(cv::Rect(0, 0, 60, 120)).setTo(cv::Scalar(10, 20, 30, 0));
        core::CutRequest request = {.file = scene::writePng(*m_folder, "half.png", photo)};
        const auto whole = cutPhoto(m_segmenter, request);
        auto read = core::readPhoto(request.file);
        const auto mask = maskOf(m_segmenter, *read, request);
        QVERIFY(whole && mask);
        QCOMPARE(m_segmenter.calls, 2);
        QCOMPARE(m_segmenter.lastSource,
            core::pixelSource(request.file, read->header.stamp, {}));
        request.mask.known = *mask;
        const auto rest = cutPhoto(m_segmenter, std::move(*read), 0, request);
        QVERIFY(rest);
        QCOMPARE(m_segmenter.calls, 2);
        QCOMPARE(cv::norm(whole->cutout.rgba, rest->cutout.rgba, cv::NORM_INF), 0.0);
    }

    void previewsAskForThePreview()
    {
        const fs::path file = scene::writePng(*m_folder, "disc.png", scene::discPhoto({120, 120}));
        const auto cut = cutPhoto(m_segmenter, {.file = file, .mask = {.detail = core::Detail::Preview}});
        QCOMPARE(cut->saliency.detail, core::Detail::Preview);
    }

    void transparencyOfThePhotoItselfIsKept()
    {
        core::Image photo = scene::discPhoto({120, 120});
        cv::cvtColor(photo.pixels, photo.pixels, cv::COLOR_RGB2RGBA);
        photo.pixels(cv::Rect(0, 0, 60, 120)).forEach<cv::Vec4b>([](cv::Vec4b &p, const int *) {
            p[3] = 0;
        });
        const auto cut =
            cutPhoto(m_segmenter, {.file = scene::writePng(*m_folder, "half.png", photo)});
        QCOMPARE(cut->cutout.rgba.at<cv::Vec4b>(60, 40), cv::Vec4b(0, 0, 0, 0));
        QCOMPARE(cut->cutout.rgba.at<cv::Vec4b>(60, 80)[3], uchar(255));
    }

    void theNetworkSeesWhiteWhereThePhotoIsTransparent()
    {
        core::Image photo = scene::discPhoto({120, 120});
        cv::cvtColor(photo.pixels, photo.pixels, cv::COLOR_RGB2RGBA);
        photo.pixels(cv::Rect(0, 0, 20, 120)).setTo(cv::Scalar(10, 20, 30, 0)); // hidden colours
        photo.pixels(cv::Rect(20, 0, 5, 5)).setTo(cv::Scalar(200, 100, 0, 51)); // a fifth
        const auto cut =
            cutPhoto(m_segmenter, {.file = scene::writePng(*m_folder, "hidden.png", photo)});
        QVERIFY2(cut.has_value(), cut ? "" : cut.error().detail.c_str());
        const cv::Mat &shown = m_segmenter.lastShown;
        QCOMPARE(shown.type(), CV_8UC3);
        QCOMPARE(shown.at<cv::Vec3b>(60, 5), cv::Vec3b(255, 255, 255));
        QCOMPARE(shown.at<cv::Vec3b>(2, 22), cv::Vec3b(244, 224, 204));
        QCOMPARE(shown.at<cv::Vec3b>(60, 60), cv::Vec3b(220, 30, 30));
    }

    void pixelsAreNamedByWhatTheyComeFrom()
    {
        const fs::path file = scene::writePng(*m_folder, "disc.png", scene::discPhoto({60, 60}));
        const auto stamp = core::stampOf(file).value();
        const std::string name = core::pixelSource(file, stamp, {});
        QVERIFY(!name.empty());
        QVERIFY(core::pixelSource(file, stamp, {.exactly = {30, 30}}) != name);
        QVERIFY(core::pixelSource(file, stamp, {.enough = {30, 30}}) != name);
        const fs::path copy = file.parent_path() / "copy.png";
        fs::copy_file(file, copy);
        QCOMPARE(core::pixelSource(copy, core::stampOf(copy).value(), {}), name);
        scene::writePng(*m_folder, "disc.png", scene::discPhoto({60, 61}));
        QCOMPARE(core::pixelSource(file, stamp, {}), std::string()); // nobody knows any more
        QVERIFY(core::pixelSource(file, core::stampOf(file).value(), {}) != name);
    }

    void theSegmenterMayAskWhatThePixelsComeFrom()
    {
        const fs::path file = scene::writePng(*m_folder, "disc.png", scene::discPhoto({60, 60}));
        QVERIFY(cutPhoto(m_segmenter, {.file = file}));
        QCOMPARE(m_segmenter.lastSource,
            core::pixelSource(file, core::stampOf(file).value(), {}));
    }

    void aPhotoWithoutAnAnimalIsSaidNotCutAtRandom()
    {
        m_segmenter.certainty = 0.2F;
        const fs::path file = scene::writePng(*m_folder, "empty.png", scene::discPhoto({120, 120}));
        const auto cut = cutPhoto(m_segmenter, {.file = file});
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, Error::Code::NoAnimal);
    }

    void badFilesEndInTheirError_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<Error::Code>("expected");
        QTest::newRow("empty") << QByteArray() << Error::Code::FileEmpty;
        QTest::newRow("text") << QByteArray(
            "this is no photo, whatever its name says, and no picture at all")
                              << Error::Code::FormatUnsupported;
        QTest::newRow("cut short")
            << QByteArray::fromHex("89504e470d0a1a0a0000000d494844520000006400")
            << Error::Code::FileDamaged;
    }
    void badFilesEndInTheirError()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const Error::Code, expected);
        const fs::path file = fs::path(m_folder->path().toStdString()) / "photo.jpg";
        scene::writeBytes(file, {content.begin(), content.end()});
        const auto cut = cutPhoto(m_segmenter, {.file = file});
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, expected);
        QCOMPARE(m_segmenter.calls, 0);
    }

    void anotherFileThanTheCheckedOneIsRefused()
    {
        const fs::path file = scene::writePng(*m_folder, "disc.png", scene::discPhoto({120, 120}));
        const auto stamp = core::stampOf(file).value();
        scene::writePng(*m_folder, "disc.png", scene::discPhoto({160, 100}));
        const auto cut = cutPhoto(m_segmenter, {.file = file, .read = {.expected = stamp}});
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, Error::Code::FileChanged);
    }

    void stopsWhenAskedTo()
    {
        std::stop_source stop;
        stop.request_stop();
        const fs::path file = scene::writePng(*m_folder, "disc.png", scene::discPhoto({120, 120}));
        const auto cut =
            cutPhoto(m_segmenter, {.file = file}, core::Progress(stop.get_token(), {}));
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, Error::Code::Cancelled);
    }

    void progressOnlyGrowsAndEndsAtOne()
    {
        std::vector<double> fractions;
        const fs::path file = scene::writePng(*m_folder, "disc.png", scene::discPhoto({120, 120}));
        const core::Progress progress({}, [&](double fraction) { fractions.push_back(fraction); });
        QVERIFY(cutPhoto(m_segmenter, {.file = file}, progress));
        QVERIFY(std::ranges::is_sorted(fractions));
        QCOMPARE(fractions.back(), 1.0);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    scene::DiscSegmenter m_segmenter;
};

QTEST_GUILESS_MAIN(tst_CutPhoto)
#include "tst_cut_photo.moc"
