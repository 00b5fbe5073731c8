#include "core/files/photo_readers.h"
#include "tests/support/photo_folder.h"
#include "tests/support/reader_trap.h"

#include <QtTest/QtTest>

#include <future>

namespace fs = std::filesystem;
using core::Error;
using core::PhotoReaders;

class tst_PhotoReaders : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void readsFromManyThreads();
    void oneThatHangsKeepsNobodyWaiting();
    void anIdleProcessIsUsedAgain();
    void whatTakesSecondsIsReadOnce();
    void aChangedFileIsReadAgain();

private:
    std::string reader() const { return PAWTRAIT_TRAPPED_READER; }
    fs::path photo(const std::string &name) const
    {
        return written(name, files::jpeg(files::quarters(64, 48)));
    }
};

void tst_PhotoReaders::readsFromManyThreads()
{
    PhotoReaders readers({PAWTRAIT_READER});
    std::vector<std::future<bool>> reading;
    for (int thread = 0; thread < 4; ++thread)
        reading.push_back(std::async(std::launch::async, [&readers, this, thread] {
            const auto path = photo(std::to_string(thread) + ".jpg");
            bool isRead = true;
            for (int i = 0; i < 10; ++i)
                isRead = isRead && readers.probe(path) && readers.read(path);
            return isRead;
        }));
    for (auto &done : reading)
        QVERIFY(done.get());
}

void tst_PhotoReaders::oneThatHangsKeepsNobodyWaiting()
{
    const auto path = photo("a.jpg");
    trap::set(path, "hang");
    PhotoReaders readers({reader()});
    std::stop_source stop;
    auto hanging = std::async(std::launch::async,
        [&] { return readers.read(path, {}, core::Progress(stop.get_token(), {})); });
    QTRY_VERIFY(trap::caught(path) > 0);
    QVERIFY(readers.read(photo("b.jpg")));
    stop.request_stop();
    QCOMPARE(hanging.get().error().code, Error::Code::Cancelled);
}

void tst_PhotoReaders::anIdleProcessIsUsedAgain()
{
    const auto path = photo("a.jpg");
    PhotoReaders readers({reader()});
    QVERIFY(readers.read(photo("b.jpg")));
    trap::set(path, "crash");
    QCOMPARE(readers.read(path).error().code, Error::Code::ReaderFailed);
    const int ended = trap::caught(path);
    trap::set(path, "tell");
    QVERIFY(readers.read(path));
    const int first = trap::caught(path);
    QVERIFY(first != ended);
    QVERIFY(readers.read(path));
    QCOMPARE(trap::caught(path), first);
}

void tst_PhotoReaders::whatTakesSecondsIsReadOnce()
{
    const auto path = photo("once.jpg");
    PhotoReaders readers({reader()});
    const auto first = readers.readOnce(path, {});
    QVERIFY(first);
    trap::set(path, "tell");
    const auto second = readers.readOnce(path, {});
    QCOMPARE(trap::caught(path), 0);
    QVERIFY(second);
    QCOMPARE(second->header, first->header);
    QCOMPARE(second->image.pixels.data, first->image.pixels.data);
    QVERIFY(readers.readOnce(path, {.exactly = {32, 24}}));
    QVERIFY(trap::caught(path) != 0);
}

void tst_PhotoReaders::aChangedFileIsReadAgain()
{
    const auto path = photo("changed.jpg");
    PhotoReaders readers({PAWTRAIT_READER});
    QVERIFY(readers.readOnce(path, {}));
    files::write(path, files::jpeg(files::quarters(48, 32)));
    QCOMPARE(readers.readOnce(path, {})->image.size(), (core::Size {48, 32}));
}

QTEST_GUILESS_MAIN(tst_PhotoReaders)

#include "tst_photo_readers.moc"
