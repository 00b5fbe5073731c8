#include "core/files/safe_save.h"

#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fstream>
#include <set>
#include <thread>

using core::Error;
using core::IfExists;
using core::saveSafely;
namespace fs = std::filesystem;

class tst_SafeSave : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void writesTheWholeFile_data();
    void writesTheWholeFile();
    void takenNamesAreHandledAsAsked_data();
    void takenNamesAreHandledAsAsked();
    void uniqueNamesCountOn();
    void thePhotoIsNeverReplaced_data();
    void thePhotoIsNeverReplaced();
    void savingAtOnceLosesNothing();
    void unwritablePlacesAreNamed_data();
    void unwritablePlacesAreNamed();
    void aReadOnlyFolderIsUnwritable();
    void aFullDiskLeavesNothingBehind_data();
    void aFullDiskLeavesNothingBehind();
    void aFailedReplaceKeepsTheOldFile();

private:
    fs::path folder() const { return m_folder->path().toStdString(); }
    std::set<std::string> names() const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes contentOf(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void put(const fs::path &file, const Bytes &bytes)
{
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char *>(bytes.data()), std::streamsize(bytes.size()));
}

const Bytes oldBytes {1, 2, 3};
const Bytes newBytes {4, 5, 6, 7};

/// No file of this process grows beyond 64 KiB while this lives.
class SmallFiles
{
public:
    SmallFiles()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small {1 << 16, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    SmallFiles(const SmallFiles &) = delete;
    SmallFiles &operator=(const SmallFiles &) = delete;
    ~SmallFiles()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, SIG_DFL);
    }

private:
    rlimit m_before {};
};

/// A disk of 64 KiB at a folder, where mounting is permitted.
class SmallDisk
{
public:
    explicit SmallDisk(const fs::path &folder)
        : m_folder(folder)
        , m_isMounted(mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=65536") == 0)
    {
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;
    ~SmallDisk()
    {
        if (m_isMounted)
            umount(m_folder.c_str());
    }
    bool isMounted() const { return m_isMounted; }

private:
    fs::path m_folder;
    bool m_isMounted;
};

} // namespace

void tst_SafeSave::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

std::set<std::string> tst_SafeSave::names() const
{
    std::set<std::string> result;
    for (const auto &entry : fs::directory_iterator(folder()))
        result.insert(entry.path().filename().string());
    return result;
}

void tst_SafeSave::writesTheWholeFile_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<std::string>("name");
    QTest::newRow("empty") << 0 << std::string("a.png");
    QTest::newRow("large") << 5'000'000 << std::string("a.png");
    QTest::newRow("no extension") << 10 << std::string("cat");
    QTest::newRow("spaces and letters beyond ASCII") << 10 << std::string("K\xC3\xA4tzchen 2.png");
    QTest::newRow("the longest name") << 10 << std::string(251, 'a') + ".png";
}

void tst_SafeSave::writesTheWholeFile()
{
    QFETCH(int, size);
    QFETCH(std::string, name);
    const Bytes bytes(std::size_t(size), 42);
    const auto saved = saveSafely(folder() / name, bytes, IfExists::Fail);
    QVERIFY(saved);
    QCOMPARE(*saved, folder() / name);
    QVERIFY(contentOf(*saved) == bytes);
    QCOMPARE(names(), std::set<std::string> {name});
}

void tst_SafeSave::takenNamesAreHandledAsAsked_data()
{
    QTest::addColumn<IfExists>("ifExists");
    QTest::addColumn<QString>("written"); // "": TargetExists
    QTest::newRow("fail") << IfExists::Fail << QString();
    QTest::newRow("make unique") << IfExists::MakeUnique << QStringLiteral("cat-2.png");
    QTest::newRow("replace") << IfExists::Replace << QStringLiteral("cat.png");
}

void tst_SafeSave::takenNamesAreHandledAsAsked()
{
    QFETCH(IfExists, ifExists);
    QFETCH(QString, written);
    put(folder() / "cat.png", oldBytes);
    const auto saved = saveSafely(folder() / "cat.png", newBytes, ifExists);
    QCOMPARE(saved.has_value(), !written.isEmpty());
    if (saved) {
        QCOMPARE(saved->filename().string(), written.toStdString());
        QVERIFY(contentOf(*saved) == newBytes);
    } else {
        QCOMPARE(saved.error().code, Error::Code::TargetExists);
    }
    QVERIFY(
        contentOf(folder() / "cat.png") == (ifExists == IfExists::Replace ? newBytes : oldBytes));
    QCOMPARE(names().size(), std::size_t(ifExists == IfExists::MakeUnique ? 2 : 1));
}

void tst_SafeSave::uniqueNamesCountOn()
{
    for (const char *expected : {"a.b.png", "a.b-2.png", "a.b-3.png"}) {
        const auto saved = saveSafely(folder() / "a.b.png", newBytes, IfExists::MakeUnique);
        QVERIFY(saved);
        QCOMPARE(saved->filename().string(), std::string(expected));
    }
}

void tst_SafeSave::thePhotoIsNeverReplaced_data()
{
    QTest::addColumn<QString>("target");
    QTest::newRow("itself") << QStringLiteral("photo.png");
    QTest::newRow("by a roundabout path") << QStringLiteral("./inner/../photo.png");
    QTest::newRow("a symbolic link to it") << QStringLiteral("symbolic.png");
    QTest::newRow("a hard link to it") << QStringLiteral("hard.png");
}

void tst_SafeSave::thePhotoIsNeverReplaced()
{
    QFETCH(QString, target);
    const fs::path photo = folder() / "photo.png";
    put(photo, oldBytes);
    fs::create_directory(folder() / "inner");
    fs::create_symlink("photo.png", folder() / "symbolic.png");
    fs::create_hard_link(photo, folder() / "hard.png");
    const auto before = names();

    const auto saved =
        saveSafely(folder() / target.toStdString(), newBytes, IfExists::Replace, photo);
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, Error::Code::TargetExists);
    QVERIFY(contentOf(photo) == oldBytes);
    QCOMPARE(names(), before);
}

void tst_SafeSave::savingAtOnceLosesNothing()
{
    std::array<fs::path, 8> written;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < written.size(); ++i)
            threads.emplace_back([this, i, &written] {
                const Bytes bytes(10, std::uint8_t(i));
                written[i] =
                    saveSafely(folder() / "cat.png", bytes, IfExists::MakeUnique).value_or("");
            });
    }
    QCOMPARE(names().size(), written.size());
    for (std::size_t i = 0; i < written.size(); ++i)
        QVERIFY(contentOf(written[i]) == Bytes(10, std::uint8_t(i)));
}

void tst_SafeSave::unwritablePlacesAreNamed_data()
{
    QTest::addColumn<QString>("target");
    QTest::newRow("a folder that is not there") << QStringLiteral("nowhere/cat.png");
    QTest::newRow("a folder that is a file") << QStringLiteral("file/cat.png");
    QTest::newRow("a folder") << QStringLiteral("inner");
    QTest::newRow("no name") << QStringLiteral("inner/");
    QTest::newRow("a name too long") << QString(300, QLatin1Char('a'));
    QTest::newRow("no disk") << QStringLiteral("/proc/cat.png");
    QTest::newRow("a device") << QStringLiteral("/dev/null");
}

void tst_SafeSave::unwritablePlacesAreNamed()
{
    QFETCH(QString, target);
    fs::create_directory(folder() / "inner");
    put(folder() / "file", oldBytes);
    for (const IfExists ifExists : {IfExists::Fail, IfExists::MakeUnique, IfExists::Replace}) {
        const auto saved = saveSafely(folder() / target.toStdString(), newBytes, ifExists);
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, Error::Code::TargetUnwritable);
        QCOMPARE(names(), (std::set<std::string> {"file", "inner"}));
    }
}

void tst_SafeSave::aReadOnlyFolderIsUnwritable()
{
    if (geteuid() == 0)
        QSKIP("permissions do not bind root");
    fs::permissions(folder(), fs::perms::owner_read | fs::perms::owner_exec);
    const auto saved = saveSafely(folder() / "cat.png", newBytes, IfExists::MakeUnique);
    fs::permissions(folder(), fs::perms::owner_all);
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, Error::Code::TargetUnwritable);
}

void tst_SafeSave::aFullDiskLeavesNothingBehind_data()
{
    QTest::addColumn<bool>("isDisk");
    QTest::newRow("a disk of 64 KiB") << true;
    QTest::newRow("files limited to 64 KiB") << false;
}

void tst_SafeSave::aFullDiskLeavesNothingBehind()
{
    QFETCH(bool, isDisk);
    std::unique_ptr<SmallDisk> disk;
    if (isDisk) {
        disk = std::make_unique<SmallDisk>(folder());
        if (!disk->isMounted())
            QSKIP("mounting a tmpfs is not permitted here");
    }
    const auto large = [&] {
        const SmallFiles limit;
        return saveSafely(folder() / "cat.png", Bytes(1 << 17, 1), IfExists::MakeUnique);
    };
    const auto saved = isDisk
        ? saveSafely(folder() / "cat.png", Bytes(1 << 17, 1), IfExists::MakeUnique)
        : large();
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, Error::Code::DiskFull);
    QVERIFY(names().empty());
}

void tst_SafeSave::aFailedReplaceKeepsTheOldFile()
{
    put(folder() / "cat.png", oldBytes);
    const SmallFiles limit;
    const auto saved = saveSafely(folder() / "cat.png", Bytes(1 << 17, 1), IfExists::Replace);
    QVERIFY(!saved);
    QVERIFY(contentOf(folder() / "cat.png") == oldBytes);
    QCOMPARE(names(), std::set<std::string> {"cat.png"});
}

QTEST_GUILESS_MAIN(tst_SafeSave)
#include "tst_safe_save.moc"
