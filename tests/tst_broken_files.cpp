#include "core/files/photo.h"
#include "core/metrics/memory.h"
#include "tests/support/broken_files.h"

#include <QtTest/QtTest>

#include <opencv2/core.hpp>

#include <ctime>
#include <map>
#include <set>

namespace fs = std::filesystem;
using core::Error;

/// What strangers and bad disks make of photos ends in the right picture or a clear error, soon and
/// within bounds.
class tst_BrokenFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsTheWholeOnes();
    void endsEachWell_data();
    void endsEachWell();
    void endsEachWellRowByRow_data();
    void endsEachWellRowByRow();
    void cleanupTestCase();

private:
    fs::path written(const files::Bytes &bytes) const
    {
        const auto path = fs::path(m_folder.path().toStdString()) / "photo";
        fs::remove(path); // file systems flush a file that is written over, and that takes long
        files::write(path, bytes);
        return path;
    }

    QTemporaryDir m_folder;
    std::vector<files::NamedFile> m_whole;
    std::vector<files::NamedFile> m_broken;
    std::vector<cv::Mat> m_pictures; ///< of the whole files
    std::map<std::string, int> m_endings;
    double m_before = 0; ///< MB
    double m_longest = 0; ///< seconds of processor time
    std::string m_longestName;
};

namespace {

constexpr double mostSeconds = 20; ///< of processor time, on slow machines and with sanitizers
constexpr double mostMegabytes = 500; ///< above what the test's own files take

double processorSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Of the codes that a broken photo may end in; "" for others.
std::string nameOf(Error::Code code)
{
    switch (code) {
    case Error::Code::FileEmpty:
        return "FileEmpty";
    case Error::Code::FileDamaged:
        return "FileDamaged";
    case Error::Code::FileChanged:
        return "FileChanged";
    case Error::Code::FormatUnsupported:
        return "FormatUnsupported";
    case Error::Code::ImageTooLarge:
        return "ImageTooLarge";
    case Error::Code::ImageWholeOnly:
        return "ImageWholeOnly";
    case Error::Code::ImageTooSmall:
        return "ImageTooSmall";
    case Error::Code::OutOfMemory:
        return "OutOfMemory";
    default:
        return {};
    }
}

} // namespace

void tst_BrokenFiles::initTestCase()
{
    cv::setNumThreads(1); // small pictures wait longer for threads than they take
    m_whole = files::wholeFiles(fs::path(m_folder.path().toStdString()));
    m_broken = files::brokenFiles(m_whole);
    core::forgetPeakMemory();
    m_before = core::peakMegabytes();
    for (const auto &file : m_whole) {
        const auto photo = core::readPhoto(written(file.bytes));
        m_pictures.push_back(photo ? photo->image.pixels : cv::Mat());
    }
}

void tst_BrokenFiles::readsTheWholeOnes()
{
    for (std::size_t i = 0; i < m_whole.size(); ++i)
        QVERIFY2(!m_pictures[i].empty(), m_whole[i].name.c_str());
    QVERIFY(m_broken.size() >= 150);
    std::set<std::string> names;
    for (const auto &file : m_broken)
        QVERIFY2(names.insert(file.name).second, file.name.c_str());
}

void tst_BrokenFiles::endsEachWell_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < m_broken.size(); ++i)
        QTest::newRow(m_broken[i].name.c_str()) << int(i);
}

void tst_BrokenFiles::endsEachWell()
{
    QFETCH(int, index);
    const auto &file = m_broken[std::size_t(index)];
    const auto path = written(file.bytes);
    const double start = processorSeconds();
    const auto header = core::probe(path);
    const auto photo = core::readPhoto(path);
    const double seconds = processorSeconds() - start;
    if (seconds > m_longest) {
        m_longest = seconds;
        m_longestName = file.name;
    }
    QVERIFY2(seconds < mostSeconds, std::to_string(seconds).c_str());
    if (photo) {
        ++m_endings["a picture"];
        QVERIFY(header);
        if (header->format != core::Format::Jpeg) // may be scaled on the way
            QCOMPARE(photo->image.size(), header->size);
        const auto &whole = m_pictures[file.whole];
        if (file.isCut)
            QVERIFY(photo->image.pixels.size() == whole.size()
                && photo->image.pixels.type() == whole.type()
                && cv::norm(photo->image.pixels, whole, cv::NORM_INF) == 0);
        return;
    }
    const auto code = nameOf(photo.error().code);
    ++m_endings[code];
    QVERIFY2(!code.empty(), photo.error().detail.c_str());
    QVERIFY(!photo.error().detail.empty());
    if (!header)
        QVERIFY2(!nameOf(header.error().code).empty(), header.error().detail.c_str());
}

void tst_BrokenFiles::endsEachWellRowByRow_data()
{
    endsEachWell_data();
}

/// As photos over the limit are read: what has no picture has none here, what has one has it.
void tst_BrokenFiles::endsEachWellRowByRow()
{
    QFETCH(int, index);
    const auto path = written(m_broken[std::size_t(index)].bytes);
    const auto header = core::probe(path);
    if (!header || header->format == core::Format::Jpeg) // scaled by its own decoder
        return;
    const double start = processorSeconds();
    const auto photo = core::readPhoto(path, {.mostPixels = 64, .exactly = {8, 8}});
    QVERIFY(processorSeconds() - start < mostSeconds);
    if (photo)
        QCOMPARE(photo->image.size(), (core::Size {8, 8}));
    else
        QVERIFY2(!nameOf(photo.error().code).empty(), photo.error().detail.c_str());
    const auto whole = core::readPhoto(path);
    const auto isOneOf = [](const auto &read, Error::Code code) {
        return !read && read.error().code == code;
    };
    if (!isOneOf(photo, Error::Code::ImageWholeOnly) && !isOneOf(whole, Error::Code::ImageTooLarge))
        QVERIFY2(photo.has_value() == whole.has_value(),
            photo ? "only the rows are a picture" : photo.error().detail.c_str());
}

void tst_BrokenFiles::cleanupTestCase()
{
    const double taken = core::peakMegabytes() - m_before;
    for (const auto &[ending, count] : m_endings)
        qInfo("%4d ended in %s", count, ending.c_str());
    qInfo("%zu files, longest %.2f s of processor time (%s), peak %.0f MB above the files",
        m_broken.size(), m_longest, m_longestName.c_str(), taken);
#if !defined(__SANITIZE_ADDRESS__)
    QVERIFY(taken < mostMegabytes);
#endif
}

QTEST_GUILESS_MAIN(tst_BrokenFiles)
#include "tst_broken_files.moc"
