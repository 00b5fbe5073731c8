#include "core/inference/mask_cache.h"

#include <opencv2/core.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <thread>

namespace fs = std::filesystem;
using core::Error;

namespace {

core::Saliency maskOf(int side, std::uint64_t seed)
{
    core::Saliency mask;
    mask.map.create(side, side, CV_32FC1);
    cv::RNG(seed).fill(mask.map, cv::RNG::UNIFORM, 0.0F, 1.0F);
    mask.map.at<float>(0, 0) = std::numeric_limits<float>::denorm_min();
    mask.rawMaximum = 0.1F + float(seed) / 7;
    mask.record = {.model = "lite",
        .device = "CPU",
        .precision = "float32",
        .networkSize = {side, side},
        .seconds = 0.1,
        .steps = {"a step", "another \"step\""},
        .isFromCache = false,
        .cacheNote = {}};
    return mask;
}

bool isSameMap(const cv::Mat &a, const cv::Mat &b)
{
    return a.size() == b.size() && a.type() == b.type()
        && std::memcmp(a.ptr(), b.ptr(), a.total() * a.elemSize()) == 0;
}

std::string contentOf(const fs::path &file)
{
    std::ifstream input(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(input), {}};
}

void write(const fs::path &file, const std::string &content)
{
    std::ofstream(file, std::ios::binary) << content;
}

} // namespace

class tst_MaskCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_cache = {.folder = fs::path(m_folder->path().toStdString()) / "made" / "here"};
    }

    void aMaskIsFoundAgainBitForBit()
    {
        const core::Saliency mask = maskOf(96, 1);
        QVERIFY(!keptMask(m_cache, "rex").value());
        QVERIFY(keepMask(m_cache, "rex", mask));
        const core::Saliency found = keptMask(m_cache, "rex").value().value();
        QVERIFY(isSameMap(found.map, mask.map));
        QCOMPARE(found.rawMaximum, mask.rawMaximum);
        QCOMPARE(found.detail, mask.detail);
        core::MaskRecord expected = mask.record;
        expected.isFromCache = true;
        QVERIFY(found.record == expected);
        QVERIFY(!keptMask(m_cache, "rex ").value());
    }

    void damagedEntriesAreDroppedAndSaid_data()
    {
        QTest::addColumn<std::function<void(std::string &)>>("damage");
        using Damage = std::function<void(std::string &)>;
        QTest::newRow("a bit of the map") << Damage([](std::string &all) { all.back() ^= 1; });
        QTest::newRow("a bit of the facts") << Damage([](std::string &all) { all[100] ^= 1; });
        QTest::newRow("cut short") << Damage([](std::string &all) { all.resize(all.size() / 2); });
        QTest::newRow("longer") << Damage([](std::string &all) { all += "more"; });
        QTest::newRow("empty") << Damage([](std::string &all) { all.clear(); });
        QTest::newRow("something else") << Damage([](std::string &all) { all = "hello"; });
    }
    void damagedEntriesAreDroppedAndSaid()
    {
        QFETCH(const std::function<void(std::string &)>, damage);
        QVERIFY(keepMask(m_cache, "rex", maskOf(32, 1)));
        std::string content = contentOf(entry());
        damage(content);
        write(entry(), content);
        const auto found = keptMask(m_cache, "rex");
        QVERIFY(!found);
        QCOMPARE(found.error().code, Error::Code::FileDamaged);
        QVERIFY(!keptMask(m_cache, "rex").value()); // gone
    }

    void anotherPhotosEntryIsNeverTaken()
    {
        QVERIFY(keepMask(m_cache, "rex", maskOf(32, 1)));
        const std::string content = contentOf(entry());
        QVERIFY(core::clearMasks(m_cache.folder));
        QVERIFY(keepMask(m_cache, "bella", maskOf(32, 2)));
        write(entry(), content);
        QCOMPARE(keptMask(m_cache, "bella").error().code, Error::Code::FileDamaged);
    }

    void masksUnusedForLongestGoFirst()
    {
        for (const char *key : {"a", "b", "c"})
            QVERIFY(keepMask(m_cache, key, maskOf(64, 1)));
        using namespace std::chrono_literals;
        for (const auto &file : fs::directory_iterator(m_cache.folder))
            fs::last_write_time(file, fs::file_time_type::clock::now() - 1h);
        QVERIFY(keptMask(m_cache, "a").value()); // used
        QVERIFY(keptMask(m_cache, "c").value());
        m_cache.mostBytes = core::keptMasks(m_cache.folder).bytes;
        QVERIFY(keepMask(m_cache, "d", maskOf(64, 1)));
        QCOMPARE(core::keptMasks(m_cache.folder).count, 3);
        QVERIFY(core::keptMasks(m_cache.folder).bytes <= m_cache.mostBytes);
        QVERIFY(!keptMask(m_cache, "b").value());
        for (const char *key : {"a", "c", "d"})
            QVERIFY2(keptMask(m_cache, key).value(), key);
    }

    void aMaskLargerThanTheLimitIsNotKept()
    {
        m_cache.mostBytes = 5000;
        QVERIFY(keepMask(m_cache, "small", maskOf(16, 1)));
        QVERIFY(keepMask(m_cache, "large", maskOf(64, 1)));
        QVERIFY(!keptMask(m_cache, "large").value());
        QVERIFY(keptMask(m_cache, "small").value());
    }

    void aFolderThatCannotBeMadeIsAnError()
    {
        write(m_cache.folder.parent_path().parent_path() / "made", "a file is in the way");
        QVERIFY(!keptMask(m_cache, "rex").value());
        const auto kept = keepMask(m_cache, "rex", maskOf(16, 1));
        QVERIFY(!kept);
        QCOMPARE(kept.error().code, Error::Code::TargetUnwritable);
    }

    void aFullDiskLeavesNothingBehind()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before {};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit small {1000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        const auto kept = keepMask(m_cache, "rex", maskOf(64, 1));
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(!kept);
        QCOMPARE(kept.error().code, Error::Code::DiskFull);
        QVERIFY(fs::is_empty(m_cache.folder));
    }

    void clearingDeletesMasksAndNothingElse()
    {
        QVERIFY(keepMask(m_cache, "rex", maskOf(16, 1)));
        write(m_cache.folder / "letter.mask", "not ours");
        QVERIFY(core::clearMasks(m_cache.folder));
        QCOMPARE(core::keptMasks(m_cache.folder).count, 0);
        QCOMPARE(core::keptMasks(m_cache.folder).bytes, 0);
        QVERIFY(fs::exists(m_cache.folder / "letter.mask"));
        QVERIFY(core::clearMasks("/no/such/folder"));
    }

    void whatAnEndedProgramLeftIsTidiedUp()
    {
        QVERIFY(keepMask(m_cache, "rex", maskOf(16, 1)));
        const std::string part = "." + entry().filename().string() + ".part-";
        write(m_cache.folder / (part + "old"), "half");
        write(m_cache.folder / (part + "new"), "half"); // somebody may be writing it
        using namespace std::chrono_literals;
        fs::last_write_time(
            m_cache.folder / (part + "old"), fs::file_time_type::clock::now() - 2h);
        QVERIFY(keepMask(m_cache, "bella", maskOf(16, 1)));
        QVERIFY(!fs::exists(m_cache.folder / (part + "old")));
        QVERIFY(fs::exists(m_cache.folder / (part + "new")));
    }

    void severalAtOnceNeverSeeHalfAMask()
    {
        const std::array masks {maskOf(48, 1), maskOf(48, 2)};
        m_cache.mostBytes = 25'000; // room for two
        std::atomic<int> wrong = 0;
        const auto work = [&](std::size_t which) {
            const core::Saliency &mask = masks.at(which);
            for (int i = 0; i < 40; ++i) {
                const std::string key = std::to_string((i + int(which)) % 3);
                wrong += keepMask(m_cache, key, mask) ? 0 : 1;
                const auto found = keptMask(m_cache, key);
                wrong += found ? 0 : 1;
                if (found && *found)
                    wrong += isSameMap((*found)->map, masks[0].map)
                            || isSameMap((*found)->map, masks[1].map)
                        ? 0
                        : 1;
            }
        };
        {
            const std::jthread one(work, 0);
            const std::jthread other(work, 1);
        }
        QCOMPARE(wrong.load(), 0);
        QVERIFY(core::keptMasks(m_cache.folder).bytes <= m_cache.mostBytes);
    }

    void theFolderFollowsTheEnvironment()
    {
        qputenv("XDG_CACHE_HOME", "/somewhere");
        QCOMPARE(core::maskCacheFolder(), fs::path("/somewhere/pawtrait/masks"));
        qputenv("XDG_CACHE_HOME", "relative");
        qputenv("HOME", "/home/rex");
        QCOMPARE(core::maskCacheFolder(), fs::path("/home/rex/.cache/pawtrait/masks"));
        qunsetenv("HOME");
        QVERIFY(!core::MaskCache {core::maskCacheFolder()}.isOn());
    }

private:
    /// The only file there.
    fs::path entry() const { return fs::directory_iterator(m_cache.folder)->path(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    core::MaskCache m_cache;
};

QTEST_GUILESS_MAIN(tst_MaskCache)
#include "tst_mask_cache.moc"
