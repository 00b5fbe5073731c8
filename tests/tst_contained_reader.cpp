#include "core/files/contained_reader.h"
#include "core/files/decode_wire.h"
#include "tests/photo_files.h"
#include "tests/support/reader_trap.h"
#include "tests/support/photo_folder.h"

#include <QtTest/QtTest>

#include <opencv2/core.hpp>

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <future>

namespace fs = std::filesystem;
using core::ContainedReader;
using core::Error;
using namespace std::chrono_literals;

class tst_ContainedReader : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void readsAsThisProcessDoes_data();
    void readsAsThisProcessDoes();
    void keepsOneProcess();
    void endsWithAPhotoThatCannotBeRead();
    void probesAsThisProcessDoes();
    void passesOnWhyThereIsNoPhoto();
    void survivesTheKillOfItsProcess();
    void survivesAKillInTheMiddle();
    void survivesACrash();
    void endsWhatTakesTooLong_data();
    void endsWhatTakesTooLong();
    void endsWhatOnlySaysThatItGetsOn_data();
    void endsWhatOnlySaysThatItGetsOn();
    void givesLargePhotosMoreTime();
    void reportsWhatTheProcessSays();
    void reportsHowFarLargePhotosAre_data();
    void reportsHowFarLargePhotosAre();
    void hearsAStopInTheMiddle();
    void endsWithTheProgram();
    void boundsTheMemory();
    void makesSmallOnesOfLargeProgressivePhotosInLittleMemory();
    void saysThatThereIsNoProgram();
    void saysThatTheProgramDoesNotStart_data();
    void saysThatTheProgramDoesNotStart();
    void refusesAReaderOfAnotherBuild_data();
    void refusesAReaderOfAnotherBuild();
    void measuresItsPrice();

private:
    cv::Mat m_photo = files::quarters(64, 48);
};

namespace {

const core::ReaderCommand installed {PAWTRAIT_READER};
const core::ReaderCommand trapped {PAWTRAIT_TRAPPED_READER};

bool areSame(const cv::Mat &one, const cv::Mat &other)
{
    return one.size() == other.size() && one.type() == other.type()
        && cv::norm(one, other, cv::NORM_INF) == 0;
}

/// Every page of them, so that its price counts.
bool lookedAt(const cv::Mat &pixels)
{
    return pixels.total() == 24'000'000 && cv::countNonZero(pixels.reshape(1, 4000)) > 0;
}

/// Processor time of a process so far.
double millisecondsOf(pid_t process)
{
    clockid_t clock {};
    timespec time {};
    if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return 0;
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

long residentKilobytes(pid_t process)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/statm");
    long all = 0;
    long resident = 0;
    file >> all >> resident;
    return resident * sysconf(_SC_PAGESIZE) / 1024;
}

template <typename Value>
Error::Code codeOf(const core::Result<Value> &value)
{
    return value ? Error::Code::TargetExists : value.error().code; // one that readers never give
}

} // namespace

void tst_ContainedReader::readsAsThisProcessDoes_data()
{
    QTest::addColumn<fs::path>("path");
    const auto exif = files::exifBlock(6, "Maker", "Model");
    QTest::newRow("JPEG, turned, Display P3")
        << written("a.jpg", files::jpeg(m_photo, {.exif = exif, .icc = files::displayP3()}));
    QTest::newRow("PNG, alpha") << written("a.png", files::png(files::as(m_photo, CV_8UC4)));
    QTest::newRow("PNG, 16 bit") << written("b.png", files::png(files::as(m_photo, CV_16UC3)));
    QTest::newRow("WebP") << written("a.webp", files::webp(m_photo));
}

void tst_ContainedReader::readsAsThisProcessDoes()
{
    QFETCH(fs::path, path);
    ContainedReader reader(installed);
    const core::ReadOptions options {.exactly = {32, 20}, .expected = *core::stampOf(path)};
    const core::ReadOptions deep {.exactly = {32, 20}, .depth = core::Depth::AsStored};
    for (const auto &asked : {core::ReadOptions {}, options, deep}) {
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
    ContainedReader reader(installed);
    QCOMPARE(reader.process(), 0);
    QVERIFY(reader.read(path));
    const int process = reader.process();
    QVERIFY(process > 0);
    QVERIFY(reader.read(path));
    QCOMPARE(reader.process(), process);
}

/// What decoders leave behind of such photos would be missed by the next ones.
void tst_ContainedReader::endsWithAPhotoThatCannotBeRead()
{
    const auto whole = files::jpeg(m_photo);
    const auto path = written("a.jpg", whole);
    ContainedReader reader(installed);
    QVERIFY(reader.read(path));
    QVERIFY(reader.process() > 0);
    const auto half = written("half.jpg", {whole.begin(), whole.end() - 100});
    QCOMPARE(codeOf(reader.read(half)), Error::Code::FileDamaged);
    QCOMPARE(reader.process(), 0);
    QVERIFY(reader.read(path));
}

void tst_ContainedReader::probesAsThisProcessDoes()
{
    const auto exif = files::exifBlock(6, "Maker", "Model");
    const auto path = written("a.jpg", files::jpeg(m_photo, {.exif = exif, .icc = files::displayP3()}));
    ContainedReader reader(installed);
    QVERIFY(reader.probe(path).value() == core::probe(path).value());
    QCOMPARE(codeOf(reader.probe("/never/there.jpg")), Error::Code::FileMissing);
    QCOMPARE(codeOf(reader.probe(path, {.mostSidePx = 63})), codeOf(core::probe(path, {.mostSidePx = 63})));
}

void tst_ContainedReader::passesOnWhyThereIsNoPhoto()
{
    ContainedReader reader(installed);
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
    ContainedReader reader(installed);
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
    trap::set(path, "hang");
    ContainedReader reader(trapped);
    auto reading = std::async(std::launch::async, [&] { return reader.read(path); });
    QTRY_VERIFY(trap::caught(path) > 0);
    kill(trap::caught(path), SIGKILL);
    const auto photo = reading.get();
    QCOMPARE(codeOf(photo), Error::Code::ReaderFailed);
    QVERIFY2(photo.error().detail.find("signal 9") != std::string::npos,
        photo.error().detail.c_str());
    QCOMPARE(reader.process(), 0);
    trap::remove(path);
    QVERIFY(reader.read(path));
}

void tst_ContainedReader::survivesACrash()
{
    const auto path = written("a.jpg", files::jpeg(m_photo));
    trap::set(path, "crash");
    ContainedReader reader(trapped);
    const auto photo = reader.read(path);
    QCOMPARE(codeOf(photo), Error::Code::ReaderFailed);
    QVERIFY2(photo.error().detail.find("ended") != std::string::npos, photo.error().detail.c_str());
    QVERIFY(reader.read(written("b.jpg", files::jpeg(m_photo))));
}

void tst_ContainedReader::endsWhatTakesTooLong_data()
{
    QTest::addColumn<QByteArray>("where");
    QTest::newRow("in the picture") << QByteArray("hang");
    QTest::newRow("in the header") << QByteArray("hang on its header");
}

void tst_ContainedReader::endsWhatTakesTooLong()
{
    QFETCH(QByteArray, where);
    const auto path = written("a.jpg", files::jpeg(m_photo));
    trap::set(path, where.toStdString());
    ContainedReader reader(trapped, {.most = 500ms, .perMegapixel = 0ms});
    const auto photo = reader.read(path);
    QCOMPARE(codeOf(photo), Error::Code::ReaderFailed);
    QVERIFY2(photo.error().detail.find("longer than 500 ms") != std::string::npos,
        photo.error().detail.c_str());
    QCOMPARE(reader.process(), 0);
    trap::remove(path);
}

void tst_ContainedReader::endsWhatOnlySaysThatItGetsOn_data()
{
    QTest::addColumn<QByteArray>("trap");
    QTest::addColumn<double>("furthest");
    QTest::newRow("the same again and again") << QByteArray("repeat") << 0.5;
    QTest::newRow("always more, and never all") << QByteArray("creep") << 0.6;
}

void tst_ContainedReader::endsWhatOnlySaysThatItGetsOn()
{
    QFETCH(QByteArray, trap);
    QFETCH(double, furthest);
    const auto path = written("a.jpg", files::jpeg(m_photo));
    trap::set(path, trap.toStdString());
    double heard = 0;
    ContainedReader reader(trapped, {.most = 1000ms, .perMegapixel = 0ms});
    const auto photo =
        reader.read(path, {}, core::Progress({}, [&](double fraction) { heard = fraction; }));
    QCOMPARE(codeOf(photo), Error::Code::ReaderFailed);
    QVERIFY2(photo.error().detail.find("longer than") != std::string::npos,
        photo.error().detail.c_str());
    QVERIFY(heard >= furthest);
    QCOMPARE(reader.process(), 0);
    trap::remove(path);
}

void tst_ContainedReader::givesLargePhotosMoreTime()
{
    const auto path = written("large.png", files::png(cv::Mat(1000, 2000, CV_8UC3)));
    trap::set(path, "hang");
    ContainedReader reader(trapped, {.most = 500ms, .perMegapixel = 100ms});
    const auto photo = reader.read(path);
    QCOMPARE(codeOf(photo), Error::Code::ReaderFailed);
    QVERIFY2(photo.error().detail.find("longer than 700 ms") != std::string::npos,
        photo.error().detail.c_str());
    trap::remove(path);
}

void tst_ContainedReader::reportsWhatTheProcessSays()
{
    const auto path = written("a.jpg", files::jpeg(m_photo));
    trap::set(path, "steps");
    std::vector<double> heard;
    const core::Progress progress({}, [&](double fraction) { heard.push_back(fraction); });
    ContainedReader reader(trapped);
    QVERIFY(reader.read(path, {}, progress));
    QVERIFY(heard.size() >= 3);
    heard.resize(3); // a small photo, but on a machine that has no time for it
    QCOMPARE(heard, (std::vector {0.2, 0.4, 0.6}));
    trap::remove(path);
    // A stop is heard between two of them.
    trap::set(path, "repeat");
    std::stop_source stop;
    const core::Progress stopping(stop.get_token(), [&](double) { stop.request_stop(); });
    QCOMPARE(codeOf(reader.read(path, {}, stopping)), Error::Code::Cancelled);
    QCOMPARE(reader.process(), 0);
    trap::remove(path);
}

void tst_ContainedReader::reportsHowFarLargePhotosAre_data()
{
    QTest::addColumn<fs::path>("path");
    cv::Mat band(100, 6000, CV_8UC3);
    cv::randu(band, 0, 255);
    cv::Mat large;
    cv::repeat(band, 60, 1, large);
    QTest::newRow("PNG, row by row") << written("large.png", files::png(large));
    QTest::newRow("JPEG, progressive")
        << written("large.jpg", files::jpeg(large, {.order = files::JpegOptions::Order::Progressive}));
}

void tst_ContainedReader::reportsHowFarLargePhotosAre()
{
    QFETCH(fs::path, path);
    std::vector<double> heard;
    const core::Progress progress({}, [&](double fraction) { heard.push_back(fraction); });
    ContainedReader reader(installed);
    QVERIFY(reader.read(path, {.mostPixels = 30'000'000, .exactly = {600, 600}}, progress));
    qInfo("%zu reports", heard.size());
    QVERIFY(heard.size() >= 2);
    QVERIFY(std::is_sorted(heard.begin(), heard.end()));
    QVERIFY(heard.front() < 0.5);
}

void tst_ContainedReader::hearsAStopInTheMiddle()
{
    const auto path = written("a.jpg", files::jpeg(m_photo));
    trap::set(path, "hang");
    std::stop_source stop;
    ContainedReader reader(trapped);
    auto reading = std::async(std::launch::async,
        [&] { return reader.read(path, {}, core::Progress(stop.get_token(), {})); });
    QTRY_VERIFY(trap::caught(path) > 0);
    QVERIFY(trap::isAlive(trap::caught(path)));
    stop.request_stop();
    QCOMPARE(codeOf(reading.get()), Error::Code::Cancelled);
    QCOMPARE(reader.process(), 0);
    QVERIFY(!trap::isAlive(trap::caught(path)));
    QCOMPARE(codeOf(reader.read(path, {}, core::Progress(stop.get_token(), {}))), Error::Code::Cancelled);
    QCOMPARE(reader.process(), 0); // not even started
    trap::remove(path);
}

/// The process hears it by itself, whatever it is doing: nobody may be left to kill it.
void tst_ContainedReader::endsWithTheProgram()
{
    int ends[2];
    QCOMPARE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    const pid_t process = fork();
    if (process == 0) {
        dup2(ends[1], core::decodeSocket);
        execl(PAWTRAIT_READER, PAWTRAIT_READER, nullptr);
        _exit(127);
    }
    close(ends[1]);
    core::OwnedFile none;
    QVERIFY(core::receivedPacket(ends[0], none)); // it is there
    close(ends[0]);
    int status = -1;
    QCOMPARE(waitpid(process, &status, 0), process);
    QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

void tst_ContainedReader::boundsTheMemory()
{
#if defined(__SANITIZE_ADDRESS__)
    QSKIP("address space has no bound under the address sanitizer");
#endif
    const auto large = written("large.png", files::png(cv::Mat(4000, 4000, CV_8UC3, cv::Scalar(1, 2, 3))));
    const core::ReadOptions little {.limits = {.mostMemoryBytes = 40'000'000}};
    ContainedReader reader(installed);
    QCOMPARE(codeOf(reader.read(large, little)), Error::Code::OutOfMemory);
    QVERIFY(reader.read(written("a.jpg", files::jpeg(m_photo)), little));
}

/// A progressive photo that large does not fit when it is gathered whole: 96 MB of coefficients.
void tst_ContainedReader::makesSmallOnesOfLargeProgressivePhotosInLittleMemory()
{
#if defined(__SANITIZE_ADDRESS__)
    QSKIP("address space has no bound under the address sanitizer");
#endif
    const auto path = written("large.jpg",
        files::jpeg(cv::Mat(4000, 4000, CV_8UC3, cv::Scalar(1, 2, 3)),
            {.order = files::JpegOptions::Order::Progressive,
                .sampling = files::JpegOptions::Sampling::Full}));
    core::ReadOptions options {.enough = {500, 500}, .limits = {.mostMemoryBytes = 60'000'000}};
    ContainedReader reader(installed);
    QCOMPARE(codeOf(reader.read(path, options)), Error::Code::OutOfMemory);
    options.mostPixels = 10'000'000; // what is larger than this is never gathered
    const auto photo = reader.read(path, options);
    QVERIFY(photo);
    QCOMPARE(photo->image.size(), (core::Size {500, 500}));
}

void tst_ContainedReader::saysThatThereIsNoProgram()
{
    ContainedReader reader({"/never/there"});
    const auto photo = reader.read(written("a.jpg", files::jpeg(m_photo)));
    QCOMPARE(codeOf(photo), Error::Code::ReaderMissing);
    QVERIFY2(photo.error().detail.find("/never/there") == 0, photo.error().detail.c_str());
    QCOMPARE(core::readerBeside("/opt/shop/pawtrait"), core::ReaderCommand {"/opt/shop/pawtrait-reader"});
}

void tst_ContainedReader::saysThatTheProgramDoesNotStart_data()
{
    QTest::addColumn<QByteArray>("program");
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("it ends at once") << QByteArray("#!/bin/sh\nexit 3\n") << QByteArray("exit status 3");
    QTest::newRow("another program") << QByteArray("no program") << QByteArray("Exec format");
}

void tst_ContainedReader::saysThatTheProgramDoesNotStart()
{
    QFETCH(QByteArray, program);
    QFETCH(QByteArray, why);
    const auto path = written("reader", files::Bytes(program.begin(), program.end()));
    fs::permissions(path, fs::perms::owner_all);
    ContainedReader reader({path.string()});
    const auto photo = reader.read(written("a.jpg", files::jpeg(m_photo)));
    QCOMPARE(codeOf(photo), Error::Code::ReaderMissing);
    QVERIFY2(photo.error().detail.find(why.toStdString()) != std::string::npos,
        photo.error().detail.c_str());
}

void tst_ContainedReader::refusesAReaderOfAnotherBuild_data()
{
    QTest::addColumn<files::Bytes>("greeting");
    QTest::addColumn<QByteArray>("why");
    const auto ours = core::greeting();
    const auto replaced = [&](const std::string &part, const std::string &other) {
        auto greeting = ours;
        std::copy(other.begin(), other.end(),
            std::search(greeting.begin(), greeting.end(), part.begin(), part.end()));
        return greeting;
    };
    auto wire = ours;
    wire.back() ^= 1;
    QTest::newRow("of this version, but another wire") << wire << QByteArray("another build of version");
    QTest::newRow("of another version") << replaced("0.", "9.") << QByteArray("of version 9.");
    QTest::newRow("another program") << replaced("pawtrait", "someones") << QByteArray("does not greet");
    auto old = ours;
    old.resize(old.size() / 2);
    QTest::newRow("before there was a wire") << old << QByteArray("does not greet");
    QTest::newRow("nothing") << files::Bytes {0} << QByteArray("does not greet");
}

void tst_ContainedReader::refusesAReaderOfAnotherBuild()
{
    QFETCH(files::Bytes, greeting);
    QFETCH(QByteArray, why);
    const auto path = written("a.jpg", files::jpeg(m_photo));
    const auto says = written("greeting", greeting);
    ContainedReader reader({PAWTRAIT_TRAPPED_READER, says.string()});
    const auto photo = reader.read(path);
    QCOMPARE(codeOf(photo), Error::Code::ReaderDiffers);
    QVERIFY2(photo.error().detail.find(why.toStdString()) != std::string::npos,
        photo.error().detail.c_str());
    QCOMPARE(codeOf(reader.probe(path)), Error::Code::ReaderDiffers);
    QCOMPARE(reader.process(), 0);
    written("greeting", core::greeting());
    QVERIFY(reader.read(path)); // whoever was installed anew is asked again
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
    ContainedReader reader(installed);
    QVERIFY(reader.probe(written("a.jpg", files::jpeg(m_photo))));
    qInfo("the process: %.1f ms to start, %ld KB resident", millisecondsOf(reader.process()),
        residentKilobytes(reader.process()));
    double here = 1e9;
    double there = 1e9;
    for (int i = 0; i < 3; ++i) {
        double before = millisecondsOf(getpid());
        const auto photoHere = core::readPhoto(path);
        QVERIFY(photoHere && lookedAt(photoHere->image.pixels));
        here = std::min(here, millisecondsOf(getpid()) - before);
        before = millisecondsOf(getpid()) + millisecondsOf(reader.process());
        const auto contained = reader.read(path);
        QVERIFY(contained && lookedAt(contained->image.pixels));
        there = std::min(there, millisecondsOf(getpid()) + millisecondsOf(reader.process()) - before);
    }
    qInfo("24 MP JPEG: %.0f ms of processor time in this process, %.0f ms contained", here, there);
    qInfo("the process after that: %ld KB resident", residentKilobytes(reader.process()));
}

QTEST_GUILESS_MAIN(tst_ContainedReader)

#include "tst_contained_reader.moc"
