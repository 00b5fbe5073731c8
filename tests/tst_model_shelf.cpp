// Reads better here without QStringLiteral around every word; nothing of this is shown to anyone.
#undef QT_NO_CAST_FROM_ASCII
#include "core/models/model_shelf.h"
#include "tests/support/checkpoint_file.h"
#include "tests/support/http_server.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <stop_token>

namespace fs = std::filesystem;
using namespace core;

namespace {

using Code = Error::Code;
using Kind = ModelState::Kind;
using Origin = ManifestEntry::Origin;

const fs::path bundledModel = fs::path(PAWTRAIT_MODELS) / "pawtrait-lite.pth";

std::string read(const fs::path &file)
{
    QFile opened(QString::fromStdString(file.string()));
    return opened.open(QIODevice::ReadOnly) ? opened.readAll().toStdString() : "(not there)";
}

void write(const fs::path &file, const std::string &bytes)
{
    QFile opened(QString::fromStdString(file.string()));
    if (!opened.open(QIODevice::WriteOnly) || opened.write(bytes.data(), qint64(bytes.size())) < 0)
        qFatal("cannot write the test's own file");
}

Checksum sumOf(const std::string &bytes, Checksum::Algorithm algorithm)
{
    const auto kind = algorithm == Checksum::Algorithm::Md5 ? QCryptographicHash::Md5
                                                            : QCryptographicHash::Sha256;
    const QByteArray all = QByteArray::fromStdString(bytes);
    return {algorithm, QCryptographicHash::hash(all, kind).toHex().toStdString()};
}

/// One byte in the middle of a file is another one, and nobody hides when.
void spoil(const fs::path &file)
{
    std::string bytes = read(file);
    bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 1);
    const auto before = fs::last_write_time(file);
    write(file, bytes);
    fs::last_write_time(file, before + std::chrono::seconds(1));
}

} // namespace

class tst_ModelShelf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void atFirstThereIsWhatIsBundled();
    void aDownloadIsVerifiedAndFound();
    void aPausedDownloadIsPartialAndGoesOn();
    void wrongBytesLeaveNothing();
    void withoutAPublishedChecksumTheFirstOneCounts();
    void withoutAPublishedChecksumItHasToBeTheNetwork();
    void aChangedFileIsNoLongerVerified();
    void aFileOfTheWrongLengthIsBroken();
    void aBrokenFileIsNotFound();
    void verifyingRemembersAcrossPrograms();
    void aChecksumThatWasTakenIsKeptAndProvesNothing();
    void aPublishedMd5IsKeptAsASha256Too();
    void whatIsNotOfferedIsNotDownloaded();
    void aFileOfOnesOwnIsFoundUnderItsName();
    void aFileOfOnesOwnNeedsItsBaseSize();
    void aPublishedFileIsRecognised();
    void whatItsChecksumSaysIsNotReadAgain();
    void aFileThatChangesBeforeItIsCopiedIsRefused();
    void importRefuses_data();
    void importRefuses();
    void anImportThatIsStoppedLeavesNothing();
    void removingLeavesNothing();
    void whatIsBundledStays();
    void theEnvironmentNamesFolderAndList();

private:
    ModelShelf shelf() const { return {m_manifest, m_root / "bundled", m_root / "own"}; }
    std::string filesIn(const char *folder) const;

    std::string m_lite; ///< bytes of a checkpoint
    std::string m_base; ///< the same network in other bytes
    std::string m_served;
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root;
    std::atomic<bool> m_stalls = false; ///< answers without a range, in the middle
    std::unique_ptr<HttpServer> m_server;
    std::vector<ManifestEntry> m_manifest;
};

void tst_ModelShelf::initTestCase()
{
    m_lite = read(bundledModel);
    const auto tensors = readCheckpoint(bundledModel);
    QVERIFY(tensors);
    m_base = checkpoint_file::checkpointOf(*tensors, "module.").toStdString();
}

void tst_ModelShelf::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = m_folder->path().toStdString();
    fs::create_directory(m_root / "bundled");
    write(m_root / "bundled" / "lite.pth", m_lite);
    m_served = m_base;
    m_stalls = false;
    m_server = std::make_unique<HttpServer>([this](const HttpAsked &asked) {
        HttpAnswer answer {.headers = {{"ETag", "\"1\""}}, .body = m_served};
        const std::string range = asked.header("range");
        if (range.empty()) {
            answer.ending = m_stalls ? HttpAnswer::Ending::Stalled : HttpAnswer::Ending::Whole;
            answer.sent = m_served.size() / 2;
            return answer;
        }
        const auto from = std::stoul(range.substr(std::string("bytes=").size()));
        answer.status = 206;
        answer.body = m_served.substr(from);
        answer.headers["Content-Range"] = "bytes " + std::to_string(from) + "-"
            + std::to_string(m_served.size() - 1) + "/" + std::to_string(m_served.size());
        return answer;
    });
    const ManifestEntry lite {.model = {.name = "lite", .fileName = "lite.pth"},
        .origin = Origin::Bundled,
        .bytes = std::int64_t(m_lite.size()),
        .bytesAreExact = true,
        .checksum = sumOf(m_lite, Checksum::Algorithm::Sha256)};
    const ManifestEntry base {.model = {.name = "base", .fileName = "ckpt_base.pth"},
        .url = m_server->url("/ckpt_base.pth"),
        .bytes = std::int64_t(m_base.size()) * 95 / 100,
        .checksum = sumOf(m_base, Checksum::Algorithm::Md5)};
    ManifestEntry nightly = base;
    nightly.model.name = "nightly";
    nightly.model.fileName = "ckpt_nightly.pth";
    nightly.checksum.reset();
    ManifestEntry hand = nightly;
    hand.model.name = "hand";
    hand.model.fileName = "hand.pth";
    hand.model.network.architecture = Architecture::Res2Net50;
    hand.origin = Origin::ByHand;
    m_manifest = {lite, base, nightly, hand};
}

void tst_ModelShelf::cleanup()
{
    m_server.reset();
    qunsetenv("PAWTRAIT_MODELS_MANIFEST");
}

/// "a.pth b.json", sorted; "" where there is no folder.
std::string tst_ModelShelf::filesIn(const char *folder) const
{
    std::vector<std::string> names;
    std::error_code isNotThere;
    for (const auto &item : fs::directory_iterator(m_root / folder, isNotThere))
        names.push_back(item.path().filename().string());
    std::ranges::sort(names);
    std::string all;
    for (const std::string &name : names)
        all += (all.empty() ? "" : " ") + name;
    return all;
}

void tst_ModelShelf::atFirstThereIsWhatIsBundled()
{
    QCOMPARE(shelf().entries().size(), std::size_t(4));
    QCOMPARE(shelf().state("lite"),
        (ModelState {.kind = Kind::Unverified, .bytes = std::int64_t(m_lite.size())}));
    QCOMPARE(shelf().find("lite")->file, m_root / "bundled" / "lite.pth");
    QCOMPARE(shelf().state("base"), ModelState {});
    QCOMPARE(shelf().find("base").error().code, Code::ModelMissing);
    const auto unknown = shelf().find("magic");
    QCOMPARE(unknown.error().code, Code::ModelMissing);
    QVERIFY(unknown.error().detail.find("nightly") != std::string::npos); // says which there are
    QVERIFY(!fs::exists(m_root / "own")); // looking makes no folders
}

void tst_ModelShelf::aDownloadIsVerifiedAndFound()
{
    const auto downloaded = shelf().download("base");
    QVERIFY2(downloaded, downloaded ? "" : downloaded.error().detail.c_str());
    QVERIFY(downloaded->verified);
    QCOMPARE(shelf().state("base"),
        (ModelState {.kind = Kind::Verified, .bytes = std::int64_t(m_base.size())}));
    const auto found = shelf().find("base");
    QCOMPARE(found->file, m_root / "own" / "ckpt_base.pth");
    QCOMPARE(found->model.name, std::string("base"));
    QCOMPARE(read(found->file), m_base);
    QCOMPARE(found->sha256, core::sha256Of(found->file).value());
}

void tst_ModelShelf::aPausedDownloadIsPartialAndGoesOn()
{
    std::stop_source stop;
    m_stalls = true; // a quick machine has all of it before it can be stopped
    const auto pause = [&stop](const DownloadState &now) {
        if (now.bytes > 0)
            stop.request_stop();
    };
    const auto paused = shelf().download("base", {}, pause, Progress(stop.get_token(), {}));
    QCOMPARE(paused.error().code, Code::Cancelled);
    const ModelState state = shelf().state("base");
    QCOMPARE(state.kind, Kind::Partial);
    QVERIFY(state.bytes > 0 && state.bytes < std::int64_t(m_base.size()));
    QCOMPARE(shelf().find("base").error().code, Code::ModelMissing);
    QVERIFY(shelf().download("base"));
    QCOMPARE(m_server->asked().back().header("range"),
        "bytes=" + std::to_string(state.bytes) + "-");
    QCOMPARE(shelf().state("base").kind, Kind::Verified);
}

void tst_ModelShelf::wrongBytesLeaveNothing()
{
    m_served[m_served.size() / 2] = char(m_served[m_served.size() / 2] ^ 1);
    QCOMPARE(shelf().download("base").error().code, Code::HashMismatch);
    QCOMPARE(shelf().state("base"), ModelState {});
    QCOMPARE(filesIn("own"), std::string());
}

void tst_ModelShelf::withoutAPublishedChecksumTheFirstOneCounts()
{
    const auto downloaded = shelf().download("nightly");
    QVERIFY2(downloaded, downloaded ? "" : downloaded.error().detail.c_str());
    QVERIFY(!downloaded->verified); // nobody says what it should be
    QCOMPARE(shelf().state("nightly").kind, Kind::Verified);
    const fs::path file = shelf().find("nightly")->file;
    spoil(file);
    QCOMPARE(shelf().state("nightly").kind, Kind::Unverified);
    QCOMPARE(shelf().find("nightly")->sha256, std::string()); // only that of other bytes is known
    QCOMPARE(shelf().verify("nightly").error().code, Code::HashMismatch);
    QCOMPARE(shelf().state("nightly").kind, Kind::Broken);
    write(file, m_base);
    fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(2));
    QVERIFY(shelf().verify("nightly"));
    QCOMPARE(shelf().state("nightly").kind, Kind::Verified);
}

void tst_ModelShelf::withoutAPublishedChecksumItHasToBeTheNetwork()
{
    m_served.assign(m_base.size(), 'x');
    QCOMPARE(shelf().download("nightly").error().code, Code::ModelMismatch);
    QCOMPARE(filesIn("own"), std::string());
    fs::create_directory(m_root / "own");
    write(m_root / "own" / "ckpt_nightly.pth", m_served); // put there by hand
    QCOMPARE(shelf().verify("nightly").error().code, Code::ModelMismatch);
}

void tst_ModelShelf::aChangedFileIsNoLongerVerified()
{
    QVERIFY(shelf().verify("lite"));
    QCOMPARE(shelf().state("lite").kind, Kind::Verified);
    spoil(m_root / "bundled" / "lite.pth");
    QCOMPARE(shelf().state("lite").kind, Kind::Unverified);
    QCOMPARE(shelf().verify("lite").error().code, Code::HashMismatch);
    QCOMPARE(shelf().state("lite").kind, Kind::Broken);
}

void tst_ModelShelf::aFileOfTheWrongLengthIsBroken()
{
    fs::create_directory(m_root / "own");
    write(m_root / "own" / "ckpt_base.pth", m_base.substr(0, m_base.size() / 2));
    QCOMPARE(shelf().state("base").kind, Kind::Broken);
    QCOMPARE(shelf().verify("base").error().code, Code::HashMismatch);
    QVERIFY(shelf().download("base")); // puts it right
    QCOMPARE(shelf().state("base").kind, Kind::Verified);
}

void tst_ModelShelf::aBrokenFileIsNotFound()
{
    fs::resize_file(m_root / "bundled" / "lite.pth", 1000);
    QCOMPARE(shelf().find("lite").error().code, Code::HashMismatch);
}

void tst_ModelShelf::verifyingRemembersAcrossPrograms()
{
    double told = 0;
    QVERIFY(shelf().verify("lite", Progress({}, [&told](double fraction) { told = fraction; })));
    QCOMPARE(told, 1.0);
    QCOMPARE(shelf().state("lite").kind, Kind::Verified); // by what it wrote down
    QCOMPARE(filesIn("own"), std::string("lite.json"));
    QCOMPARE(filesIn("bundled"), std::string("lite.pth"));
    QCOMPARE(shelf().verify("base").error().code, Code::ModelMissing);
}

void tst_ModelShelf::aChecksumThatWasTakenIsKeptAndProvesNothing()
{
    fs::create_directory(m_root / "own");
    const fs::path file = m_root / "own" / "ckpt_nightly.pth";
    write(file, m_base); // put there by hand
    const std::string sum = sumOf(m_base, Checksum::Algorithm::Sha256).hex;
    QCOMPARE(shelf().find("nightly")->sha256, std::string());
    QVERIFY(shelf().rememberSum("nightly", stampOf(file).value(), sum));
    QCOMPARE(shelf().find("nightly")->sha256, sum);
    QCOMPARE(shelf().state("nightly").kind, Kind::Unverified);
    spoil(file);
    QCOMPARE(shelf().find("nightly")->sha256, std::string());
    QCOMPARE(shelf().verify("nightly").error().code, Code::ModelMismatch); // not by that checksum
    write(file, m_base);
    QVERIFY(shelf().verify("nightly"));
    QVERIFY(shelf().rememberSum("nightly", {}, "of another file")); // what counts stays
    QCOMPARE(shelf().find("nightly")->sha256, sum);
    QCOMPARE(shelf().rememberSum("magic", {}, sum).error().code, Code::ModelMissing);
}

void tst_ModelShelf::aPublishedMd5IsKeptAsASha256Too()
{
    fs::create_directory(m_root / "own");
    write(m_root / "own" / "ckpt_base.pth", m_base);
    QVERIFY(shelf().verify("base"));
    QCOMPARE(shelf().find("base")->sha256, sumOf(m_base, Checksum::Algorithm::Sha256).hex);
}

void tst_ModelShelf::whatIsNotOfferedIsNotDownloaded()
{
    QCOMPARE(shelf().download("hand").error().code, Code::ServerRefused);
    QCOMPARE(shelf().download("lite").error().code, Code::ServerRefused);
    QCOMPARE(shelf().download("magic").error().code, Code::ModelMissing);
    QVERIFY(m_server->asked().empty());
}

void tst_ModelShelf::aFileOfOnesOwnIsFoundUnderItsName()
{
    const fs::path file = m_root / "My Dogs (2).pth";
    const auto tensors = readCheckpoint(bundledModel);
    const std::string bytes =
        checkpoint_file::checkpointOf(*tensors, {}, "state_dict").toStdString();
    write(file, bytes);
    const auto name = shelf().import({.file = file, .baseSize = 512});
    QVERIFY2(name, name ? "" : name.error().detail.c_str());
    QCOMPARE(*name, std::string("my-dogs-2"));
    fs::remove(file); // it was copied
    const auto found = shelf().find(*name);
    QVERIFY2(found, found ? "" : found.error().detail.c_str());
    QCOMPARE(read(found->file), bytes);
    QCOMPARE(found->model.network.architecture, Architecture::Lite);
    QCOMPARE(found->model.network.baseSize, 512);
    QCOMPARE(found->model.fullSize, 512);
    QCOMPARE(shelf().entries().back().model.name, *name);
    QCOMPARE(shelf().state(*name).kind, Kind::Verified);
    spoil(found->file);
    QCOMPARE(shelf().verify(*name).error().code, Code::HashMismatch);
    QVERIFY(shelf().remove(*name));
    QCOMPARE(shelf().entries().size(), std::size_t(4));
    QCOMPARE(filesIn("own"), std::string());
}

void tst_ModelShelf::aFileOfOnesOwnNeedsItsBaseSize()
{
    const fs::path file = m_root / "own-network.pth";
    const auto tensors = readCheckpoint(bundledModel);
    write(file, checkpoint_file::checkpointOf(*tensors, {}, "state_dict").toStdString());
    QCOMPARE(shelf().import({.file = file}).error().code, Code::BaseSizeMissing);
    QCOMPARE(shelf().import({.file = file, .baseSize = 100}).error().code, Code::BaseSizeMissing);
    QCOMPARE(filesIn("own"), std::string());
}

void tst_ModelShelf::aPublishedFileIsRecognised()
{
    const fs::path file = m_root / "downloads (1).pth";
    write(file, m_base);
    const auto name = shelf().import({.file = file});
    QVERIFY2(name, name ? "" : name.error().detail.c_str());
    QCOMPARE(*name, std::string("base"));
    QCOMPARE(shelf().state("base").kind, Kind::Verified);
    QVERIFY(fs::exists(file));
    QCOMPARE(filesIn("own"), std::string("base.json ckpt_base.pth"));
}

void tst_ModelShelf::whatItsChecksumSaysIsNotReadAgain()
{
    m_manifest.at(1).checksum = sumOf("no checkpoint", Checksum::Algorithm::Md5);
    write(m_root / "a.pth", "no checkpoint");
    QCOMPARE(shelf().import({.file = m_root / "a.pth"}).value(), std::string("base"));
}

void tst_ModelShelf::aFileThatChangesBeforeItIsCopiedIsRefused()
{
    const fs::path file = m_root / "own.pth";
    write(file, m_lite);
    const auto onceItIsKnown = [&](double fraction) {
        if (fraction >= 0.4 && read(file) == m_lite)
            write(file, m_base);
    };
    const auto name = shelf().import(
        {.file = file, .name = "mine", .baseSize = 384}, Progress({}, onceItIsKnown));
    QVERIFY(!name);
    QCOMPARE(name.error().code, Code::FileChanged);
    QCOMPARE(filesIn("own"), std::string());
}

void tst_ModelShelf::importRefuses_data()
{
    QTest::addColumn<std::string>("file");
    QTest::addColumn<std::string>("name");
    QTest::addColumn<Code>("code");
    const std::string lite = "lite.pth";
    QTest::newRow("nothing") << std::string("nothing.pth") << std::string() << Code::FileMissing;
    QTest::newRow("a text") << std::string("text.pth") << std::string() << Code::ModelMismatch;
    QTest::newRow("not the published file") << lite << std::string("base") << Code::HashMismatch;
    QTest::newRow("another network") << lite << std::string("hand") << Code::ModelMismatch;
    QTest::newRow("a name with a slash") << lite << std::string("a/b") << Code::TargetUnwritable;
    QTest::newRow("a name that is taken") << lite << std::string("mine") << Code::TargetExists;
}

void tst_ModelShelf::importRefuses()
{
    QFETCH(const std::string, file);
    QFETCH(const std::string, name);
    QFETCH(const Code, code);
    write(m_root / "lite.pth", m_lite);
    write(m_root / "text.pth", "this is no network");
    QVERIFY(shelf().import({.file = m_root / "lite.pth", .name = "mine", .baseSize = 384}));
    const std::string before = filesIn("own");
    const auto name2 = shelf().import({.file = m_root / file, .name = name, .baseSize = 384});
    QVERIFY(!name2);
    QCOMPARE(name2.error().code, code);
    QCOMPARE(filesIn("own"), before);
}

void tst_ModelShelf::anImportThatIsStoppedLeavesNothing()
{
    write(m_root / "own.pth", m_lite);
    std::stop_source stop;
    const auto whileCopying = [&stop](double fraction) {
        if (fraction > 0.5)
            stop.request_stop();
    };
    const auto name =
        shelf().import({.file = m_root / "own.pth", .name = "mine", .baseSize = 384},
            Progress(stop.get_token(), whileCopying));
    QCOMPARE(name.error().code, Code::Cancelled);
    QCOMPARE(filesIn("own"), std::string());
}

void tst_ModelShelf::removingLeavesNothing()
{
    QVERIFY(shelf().download("base"));
    QVERIFY(shelf().remove("base"));
    QCOMPARE(shelf().state("base"), ModelState {});
    QCOMPARE(filesIn("own"), std::string());
    std::stop_source stop;
    const auto pause = [&stop](const DownloadState &) { stop.request_stop(); };
    QVERIFY(!shelf().download("base", {}, pause, Progress(stop.get_token(), {})));
    QVERIFY(shelf().remove("base")); // a part
    QCOMPARE(filesIn("own"), std::string());
    QCOMPARE(shelf().remove("base").error().code, Code::ModelMissing);
}

void tst_ModelShelf::whatIsBundledStays()
{
    QCOMPARE(shelf().remove("lite").error().code, Code::TargetUnwritable);
    QCOMPARE(filesIn("bundled"), std::string("lite.pth"));
}

void tst_ModelShelf::theEnvironmentNamesFolderAndList()
{
    qputenv("PAWTRAIT_MODELS", QByteArray::fromStdString((m_root / "bundled").string()));
    qputenv("XDG_DATA_HOME", QByteArray::fromStdString((m_root / "data").string()));
    const auto usual = ModelShelf::standard("/anywhere/bin/pawtrait");
    QVERIFY2(usual, usual ? "" : usual.error().detail.c_str());
    QCOMPARE(usual->ownFolder(), m_root / "data" / "pawtrait" / "models");
    QVERIFY(usual->entry("base-nightly"));
    std::string list = read(fs::path(PAWTRAIT_MODELS) / "manifest.json");
    list.replace(list.find("base-nightly"), std::string("base-nightly").size(), "base-of-ours");
    write(m_root / "list.json", list);
    qputenv("PAWTRAIT_MODELS_MANIFEST", QByteArray::fromStdString((m_root / "list.json").string()));
    const auto ours = ModelShelf::standard("/anywhere/bin/pawtrait");
    QVERIFY2(ours, ours ? "" : ours.error().detail.c_str());
    QVERIFY(ours->entry("base-of-ours") && !ours->entry("base-nightly"));
    write(m_root / "list.json", "{}");
    QCOMPARE(ModelShelf::standard("/anywhere/bin/pawtrait").error().code, Code::FileDamaged);
    fs::remove(m_root / "list.json");
    QCOMPARE(ModelShelf::standard("/anywhere/bin/pawtrait").error().code, Code::FileMissing);
    qunsetenv("PAWTRAIT_MODELS");
}

QTEST_GUILESS_MAIN(tst_ModelShelf)
#include "tst_model_shelf.moc"
