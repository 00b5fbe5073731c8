#include "core/files/photo.h"
#include "core/pipeline/mask_picture.h"
#include "tests/npy.h"

#include <opencv2/core.hpp>

#include <QtTest>

#include <cstring>

namespace fs = std::filesystem;
using core::Error;
using core::MaskLook;

namespace {

core::Image read(const fs::path &file)
{
    return core::readPhoto(file).value().image;
}

core::MaskLook look(const char *name, std::optional<double> threshold = {}, bool reversed = false)
{
    core::MaskLook found = core::maskLookNamed(name).value();
    found.threshold = threshold;
    found.isReversed = reversed;
    return found;
}

} // namespace

/// Against what the reference's tool (transparent-background) made of the same photo and mask.
class tst_MaskPicture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_photo = read(fs::path(PAWTRAIT_TEST_DATA) / "image" / "chelsea.png");
        const tests::FloatArray mask = tests::readNpy(m_data / "pred_full.npy");
        m_mask.create(int(mask.shape[0]), int(mask.shape[1]), CV_32FC1);
        std::memcpy(m_mask.ptr(), mask.values.data(), mask.values.size() * sizeof(float));
    }

    void isTheReferences_data()
    {
        QTest::addColumn<MaskLook>("look");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("limit"); // levels of 255
        const auto row = [](const char *name, const MaskLook &wished, const char *file, int limit) {
            QTest::newRow(name) << wished << QString::fromLatin1(file) << limit;
        };
        row("green", look("green"), "out_green_crop_x100_y50_w200_h150.png", 0);
        row("white", look("white"), "out_white_crop_x100_y50_w200_h150.png", 0);
        row("colour", look("[10, 200, 30]"), "out_color_10_200_30_crop_x100_y50_w200_h150.png", 0);
        row("map, reversed", look("map", {}, true), "out_map_reverse_crop_x100_y50_w200_h150.png",
            0);
        row("map, threshold", look("map", 0.3), "out_map_threshold0.3.png", 0);
        // OpenCV's blur and its edges may differ by a level from version to version.
        row("blur", look("blur"), "out_blur_crop_x100_y50_w200_h150.png", 1);
        row("overlay", look("overlay"), "out_overlay_crop_x100_y50_w200_h150.png", 0);
        MaskLook picture {.kind = MaskLook::Kind::OverPicture,
            .picture = read(m_data / "background.png")};
        row("picture", picture, "out_bgimage_crop_x100_y50_w200_h150.png", 1);
    }
    void isTheReferences()
    {
        QFETCH(const MaskLook, look);
        QFETCH(const QString, expected);
        QFETCH(const int, limit);
        const auto made = core::maskPicture(m_photo, m_mask, look);
        QVERIFY2(made.has_value(), made ? "" : made.error().detail.c_str());
        compare(made->pixels, read(m_data / expected.toStdString()).pixels, limit);
    }

    void isTheReferencesWhole_data()
    {
        QTest::addColumn<MaskLook>("look");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("limit");
        QTest::newRow("map") << look("map") << QStringLiteral("out_map.png") << 0;
        QTest::newRow("blur") << look("blur") << QStringLiteral("out_blur.png") << 1;
        QTest::newRow("overlay") << look("overlay") << QStringLiteral("out_overlay.png") << 0;
        QTest::newRow("rgba, threshold")
            << look("rgba", 0.5) << QStringLiteral("out_rgba_threshold0.5.png") << 0;
    }
    void isTheReferencesWhole()
    {
        QFETCH(const MaskLook, look);
        QFETCH(const QString, expected);
        QFETCH(const int, limit);
        const fs::path file = m_reference / expected.toStdString();
        if (!fs::exists(file)) {
            qInfo("skipped: the reference's whole pictures are not here");
            return;
        }
        compare(core::maskPicture(m_photo, m_mask, look).value().pixels, read(file).pixels, limit);
    }

    void alphaIsTheReferencesAndColoursAreFreed()
    {
        const core::Image made = core::maskPicture(m_photo, m_mask, look("rgba")).value();
        QVERIFY(made.hasAlpha());
        cv::Mat alpha;
        cv::extractChannel(made.pixels, alpha, 3);
        for (int y = 0; y < alpha.rows; ++y)
            for (int x = 0; x < alpha.cols; ++x)
                QCOMPARE(int(alpha.at<uchar>(y, x)), int(m_mask.at<float>(y, x) * 255.0F));
        const MaskLook asIs = look("rgba", 0.5);
        const core::Image plain = core::maskPicture(m_photo, m_mask, asIs).value();
        cv::Mat colours;
        cv::Mat plainColours;
        const std::vector<int> rgb {0, 0, 1, 1, 2, 2};
        colours.create(made.pixels.size(), CV_8UC3);
        plainColours.create(made.pixels.size(), CV_8UC3);
        cv::mixChannels({made.pixels}, {colours}, rgb);
        cv::mixChannels({plain.pixels}, {plainColours}, rgb);
        QVERIFY(cv::norm(colours, plainColours, cv::NORM_INF) > 0);
        QCOMPARE(cv::norm(plainColours, m_photo.pixels, cv::NORM_INF), 0.0);
    }

    void aMattesAlphaComesOutAsItWentIn()
    {
        core::Matte matte {cv::Mat(1, 256, CV_8UC1)};
        for (int alpha = 0; alpha < 256; ++alpha)
            matte.alpha.at<uchar>(0, alpha) = uchar(alpha);
        const core::Image white {cv::Mat(1, 256, CV_8UC3, cv::Scalar::all(255))};
        const core::Image map =
            core::maskPicture(white, core::maskFrom(matte), look("map")).value();
        for (int alpha = 0; alpha < 256; ++alpha)
            QCOMPARE(int(map.pixels.at<cv::Vec3b>(0, alpha)[0]), alpha);
    }

    void otherWordsAreNoLook_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"", "nonsense", "Green", "[1, 2]", "[1, 2, 256]", "[1, 2, 3",
                 "[1, 2, 3] ", "[-1, 2, 3]", "1, 2, 3", "[1, 2, 3, 4]"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void otherWordsAreNoLook()
    {
        QFETCH(const QString, name);
        QVERIFY(!core::maskLookNamed(name.toStdString()));
    }

    void unusableInputsAreErrors()
    {
        const auto code = [](const core::Result<core::Image> &made) {
            return made ? Error::Code::NoAnimal : made.error().code;
        };
        const cv::Mat smaller = m_mask(cv::Rect(0, 0, 10, 10));
        QCOMPARE(code(core::maskPicture(m_photo, smaller, look("map"))), Error::Code::Unexpected);
        QCOMPARE(code(core::maskPicture(m_photo, cv::Mat(), look("map"))), Error::Code::Unexpected);
        const MaskLook nothing {.kind = MaskLook::Kind::OverPicture};
        QCOMPARE(code(core::maskPicture(m_photo, m_mask, nothing)), Error::Code::Unexpected);
    }

private:
    /// A crop of 200 x 150 stands for the part of the whole at (100, 50).
    static void compare(const cv::Mat &made, const cv::Mat &expected, int limit)
    {
        const bool isCrop = expected.size() != made.size();
        const cv::Mat part = isCrop ? made(cv::Rect(100, 50, 200, 150)) : made;
        QCOMPARE(part.size(), expected.size());
        QCOMPARE(part.type(), expected.type());
        const double largest = cv::norm(part, expected, cv::NORM_INF);
        QVERIFY2(largest <= limit, std::to_string(largest).c_str());
    }

    const fs::path m_data = fs::path(PAWTRAIT_TEST_DATA) / "pipeline" / "remover";
    const fs::path m_reference = fs::path(PAWTRAIT_SHARED) / "inspyrenet" / "golden" / "remover";
    core::Image m_photo;
    cv::Mat m_mask;
};

QTEST_GUILESS_MAIN(tst_MaskPicture)
#include "tst_mask_picture.moc"
