#include "core/files/kept_photos.h"
#include "tests/support/photo_folder.h"

#include <QtTest/QtTest>

#include <future>

namespace fs = std::filesystem;
using core::Error;
using core::KeptPhotos;
using core::Photo;
using core::Result;

class tst_KeptPhotos : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_reads = 0; }
    void givesWhatIsKept();
    void otherOptionsAreAnotherPhoto();
    void theLargestGoFirst();
    void ofEqualsTheOldestGoes();
    void oneThatIsTooLargeIsNotKept();
    void aFailureIsNotKept();
    void whoAsksMeanwhileWaits();
    void whoWaitsCanBeStopped();

private:
    fs::path file(const std::string &name) const { return written(name, {1, 2, 3}); }

    /// Asks for a photo of that many bytes.
    void ask(KeptPhotos &kept, const fs::path &file, int pixels, const core::ReadOptions &options = {})
    {
        const auto read = [&]() -> Result<Photo> {
            ++m_reads;
            return made(file, pixels);
        };
        QVERIFY(kept.photo(file, options, read));
    }

    static Photo made(const fs::path &file, int pixels)
    {
        Photo photo;
        photo.image.pixels = cv::Mat(1, pixels, CV_8UC3);
        photo.header.stamp = core::stampOf(file).value();
        return photo;
    }

    int m_reads = 0;
};

void tst_KeptPhotos::givesWhatIsKept()
{
    KeptPhotos kept(300);
    const auto a = file("a");
    ask(kept, a, 100);
    ask(kept, a, 100);
    QCOMPARE(m_reads, 1);
}

void tst_KeptPhotos::otherOptionsAreAnotherPhoto()
{
    KeptPhotos kept(300);
    const auto a = file("a");
    ask(kept, a, 10);
    ask(kept, a, 10, {.depth = core::Depth::AsStored});
    QCOMPARE(m_reads, 2);
}

void tst_KeptPhotos::theLargestGoFirst()
{
    KeptPhotos kept(300);
    const auto small = file("small");
    const auto large = file("large");
    const auto latest = file("latest");
    ask(kept, small, 10);
    ask(kept, large, 60);
    ask(kept, latest, 50);
    ask(kept, small, 10);
    ask(kept, latest, 50);
    QCOMPARE(m_reads, 3);
    ask(kept, large, 60);
    QCOMPARE(m_reads, 4);
}

void tst_KeptPhotos::ofEqualsTheOldestGoes()
{
    KeptPhotos kept(300);
    const auto a = file("a");
    const auto b = file("b");
    ask(kept, a, 50);
    ask(kept, b, 50);
    ask(kept, file("c"), 50);
    ask(kept, b, 50);
    QCOMPARE(m_reads, 3);
    ask(kept, a, 50);
    QCOMPARE(m_reads, 4);
}

void tst_KeptPhotos::oneThatIsTooLargeIsNotKept()
{
    KeptPhotos kept(300);
    const auto small = file("small");
    const auto large = file("large");
    ask(kept, small, 100);
    ask(kept, large, 101);
    ask(kept, large, 101);
    QCOMPARE(m_reads, 3);
    ask(kept, small, 100);
    QCOMPARE(m_reads, 3);
}

void tst_KeptPhotos::aFailureIsNotKept()
{
    KeptPhotos kept(300);
    const auto a = file("a");
    const auto failed =
        kept.photo(a, {}, [] { return core::fail(Error::Code::FileDamaged); });
    QCOMPARE(failed.error().code, Error::Code::FileDamaged);
    ask(kept, a, 10);
    QCOMPARE(m_reads, 1);
}

void tst_KeptPhotos::whoAsksMeanwhileWaits()
{
    KeptPhotos kept(300);
    const auto a = file("a");
    std::future<void> second;
    const auto read = [&]() -> Result<Photo> {
        second = std::async(std::launch::async, [&] { ask(kept, a, 10); });
        return made(a, 10);
    };
    QVERIFY(kept.photo(a, {}, read));
    second.get();
    QCOMPARE(m_reads, 0);
}

void tst_KeptPhotos::whoWaitsCanBeStopped()
{
    KeptPhotos kept(300);
    const auto a = file("a");
    const auto read = [&]() -> Result<Photo> {
        std::stop_source stop;
        auto second = std::async(std::launch::async, [&] {
            return kept.photo(
                a, {}, [&] { return made(a, 10); }, core::Progress(stop.get_token(), {}));
        });
        stop.request_stop();
        [&] { QCOMPARE(second.get().error().code, Error::Code::Cancelled); }();
        return made(a, 10);
    };
    QVERIFY(kept.photo(a, {}, read));
}

QTEST_GUILESS_MAIN(tst_KeptPhotos)

#include "tst_kept_photos.moc"
