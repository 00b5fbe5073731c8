#include "core/files/contained_reader.h"
#include "tests/photo_files.h"
#include "tests/support/photo_folder.h"

#include <QtTest/QtTest>

#include <opencv2/core.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;
using core::ContainedReader;
using core::Error;

/// This program is its own decoding process: see main().
class tst_ContainedReader : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void readsAsThisProcessDoes_data();
    void readsAsThisProcessDoes();
    void keepsOneProcess();
    void passesOnWhyThereIsNoPhoto();
    void survivesTheKillOfItsProcess();
    void survivesAKillInTheMiddle();
    void endsWhatTakesTooLong();
    void hearsAStopInTheMiddle();
    void boundsTheMemory();
    void saysThatThereIsNoProgram();
    void measuresItsPrice();

private:
    static std::vector<std::string> command(const std::string &how = "serve")
    {
        return {"/proc/self/exe", "decode-worker", how};
    }
    cv::Mat m_photo = files::quarters(64, 48);
};

namespace {

bool areSame(const cv::Mat &one, const cv::Mat &other)
{
    return one.size() == other.size() && one.type() == other.type()
        && cv::norm(one, other, cv::NORM_INF) == 0;
}

Error::Code codeOf(const core::Result<core::Photo> &photo)
{
    return photo ? Error::Code::TargetExists : photo.error().code; // one that readers never give
}

} // namespace

void tst_ContainedReader::readsAsThisProcessDoes_data()
{
    QTest::addColumn<fs::path>("path");
    const auto exif = files::exifBlock(6, "Maker", "Model");
    QTest::newRow("JPEG, turned, Display P3")
        << written("a.jpg", files::jpeg(m_photo, {.exif = exif, .icc = files::displayP3()}));
    QTest::newRow("PNG, alpha") << written("a.png", files::png(files::as(m_photo, CV_8UC4)));
    QTest::newRow("WebP") << written("a.webp", files::webp(m_photo));
}

void tst_ContainedReader::readsAsThisProcessDoes()
{
    QFETCH(fs::path, path);
    ContainedReader reader(command());
    const core::ReadOptions options {.exactly = {32, 20}, .expected = *core::stampOf(path)};
    for (const auto &asked : {core::ReadOptions {}, options}) {
        const auto here = core::readPhoto(path, asked);
        auto there = reader.read(path, asked);
        QVERIFY(here && there);
        QVERIFY(there->header == here->header);
        QVERIFY(there->notes == here->notes);
        QVERIFY(there->metadata == here->metadata);
        QVERIFY(areSame(there->image.pixels, here->image.pixels));
        there->image.pixels.setTo(cv::Scalar::all(7)); // they are ours to write to
        QCOMPARE(int(there->image.pixels.data[0]), 7);
    }
}

void tst_ContainedReader::keepsOneProcess()
{
    const auto path = written("a.jpg", files::jpeg(m_photo));
    ContainedReader reader(command());
    QCOMPARE(reader.process(), 0);
    QVERIFY(reader.read(path));
    const int process = reader.process();
    QVERIFY(process > 0);
    QVERIFY(reader.read(path));
    QCOMPARE(reader.process(), process);
}

void tst_ContainedReader::passesOnWhyThereIsNoPhoto()
{
    ContainedReader reader(command());
    QCOMPARE(codeOf(reader.read("/never/there.jpg")), Error::Code::FileMissing);
    QCOMPARE(codeOf(reader.read(written("a.txt", {'D', 'e', 'a', 'r'}))),
        Error::Code::FormatUnsupported);
    const auto path = written("a.jpg", files::jpeg(m_photo));
    QCOMPARE(codeOf(reader.read(path, {.expected = core::FileStamp {}})), Error::Code::FileChanged);
    QCOMPARE(codeOf(reader.read(path, {.limits = {.mostSidePx = 63}})), Error::Code::ImageTooLarge);
}

void tst_ContainedReader::survivesTheKillOfItsProcess()
{
    const auto path = written("a.jpg", files::jpeg(m_photo));
    ContainedReader reader(command());
    QVERIFY(reader.read(path));
    const int first = reader.process();
    kill(first, SIGKILL);
    siginfo_t ended {};
    QCOMPARE(waitid(P_PID, id_t(first), &ended, WEXITED | WNOWAIT), 0);
    QVERIFY(reader.read(path)); // nothing was asked when it ended: nothing is lost
    QVERIFY(reader.process() != first);
}

void tst_ContainedReader::survivesAKillInTheMiddle()
{
    const auto path = written("a.jpg", files::jpeg(m_photo));
    // Dies on the first photo that it is asked for, and takes the mark away.
    const auto mark = written("mark", {});
    ContainedReader reader(command(mark.string()));
    const auto photo = reader.read(path);
    QCOMPARE(codeOf(photo), Error::Code::FileDamaged);
    QVERIFY2(photo.error().detail.find("signal 9") != std::string::npos,
        photo.error().detail.c_str());
    QCOMPARE(reader.process(), 0);
    QVERIFY(reader.read(path));
}

void tst_ContainedReader::endsWhatTakesTooLong()
{
    const auto path = written("a.jpg", files::jpeg(m_photo));
    ContainedReader reader(command("hang"), {.mostTime = std::chrono::milliseconds(200)});
    const auto photo = reader.read(path);
    QCOMPARE(codeOf(photo), Error::Code::FileDamaged);
    QVERIFY(photo.error().detail.find("longer than 200 ms") != std::string::npos);
    QCOMPARE(reader.process(), 0);
}

void tst_ContainedReader::hearsAStopInTheMiddle()
{
    std::stop_source stop;
    stop.request_stop();
    ContainedReader reader(command("hang"));
    QCOMPARE(codeOf(reader.read(written("a.jpg", files::jpeg(m_photo)), {},
                 core::Progress(stop.get_token(), [](double) { }))),
        Error::Code::Cancelled);
    QCOMPARE(reader.process(), 0);
}

void tst_ContainedReader::boundsTheMemory()
{
#if defined(__SANITIZE_ADDRESS__)
    QSKIP("address space has no bound under the address sanitizer");
#endif
    const auto large = written("large.png", files::png(cv::Mat(4000, 4000, CV_8UC3, cv::Scalar(1, 2, 3))));
    ContainedReader reader(command(), {.mostBytes = 40'000'000});
    QCOMPARE(codeOf(reader.read(large)), Error::Code::OutOfMemory);
    QVERIFY(reader.read(written("a.jpg", files::jpeg(m_photo))));
}

void tst_ContainedReader::saysThatThereIsNoProgram()
{
    ContainedReader reader({"/never/there"});
    QCOMPARE(codeOf(reader.read(written("a.jpg", files::jpeg(m_photo)))), Error::Code::Unexpected);
}

/// Printed, not judged: machines differ.
void tst_ContainedReader::measuresItsPrice()
{
    cv::Mat noise(400, 600, CV_8UC3);
    cv::RNG(7).fill(noise, cv::RNG::UNIFORM, 0, 255);
    cv::Mat photo(4000, 6000, CV_8UC3);
    for (int y = 0; y < photo.rows; ++y)
        for (int x = 0; x < photo.cols; ++x)
            photo.at<cv::Vec3b>(y, x) = noise.at<cv::Vec3b>(y / 10, x / 10);
    const auto path = written("24mp.jpg", files::jpeg(photo));
    ContainedReader reader(command());
    QVERIFY(reader.read(written("a.jpg", files::jpeg(m_photo))));
    qint64 here = LLONG_MAX;
    qint64 there = LLONG_MAX;
    for (int i = 0; i < 3; ++i) {
        QElapsedTimer timer;
        timer.start();
        QVERIFY(core::readPhoto(path));
        here = std::min(here, timer.restart());
        const auto contained = reader.read(path);
        there = std::min(there, timer.elapsed());
        QVERIFY(contained && contained->image.size() == (core::Size {6000, 4000}));
    }
    qInfo("24 MP JPEG: %lld ms in this process, %lld ms contained", here, there);
}

int main(int count, char **arguments)
{
    if (count == 3 && qstrcmp(arguments[1], "decode-worker") == 0) {
        const std::string how = arguments[2];
        const bool isMarked = fs::exists(how);
        if (how != "hang" && !isMarked)
            return core::serveDecoding(core::decodeSocket);
        char asked[4096];
        if (read(core::decodeSocket, asked, sizeof asked) <= 0)
            return 1;
        if (isMarked && fs::remove(how))
            raise(SIGKILL);
        pause(); // "hang"
        return 1;
    }
    QCoreApplication program(count, arguments);
    tst_ContainedReader test;
    return QTest::qExec(&test, count, arguments);
}

#include "tst_contained_reader.moc"
