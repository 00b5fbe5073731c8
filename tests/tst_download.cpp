// Reads better here without QStringLiteral around every word; nothing of this is shown to anyone.
#undef QT_NO_CAST_FROM_ASCII
#include "core/models/download.h"
#include "core/models/http_transfer.h"
#include "core/models/speed_meter.h"
#include "tests/support/http_server.h"
#include "tests/support/https_server.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <future>

namespace fs = std::filesystem;
using namespace core;
using namespace std::chrono_literals;

namespace {

using Code = Error::Code;
using Ending = HttpAnswer::Ending;

/// 100,000 bytes that do not repeat where it would go unnoticed.
std::string content()
{
    std::string bytes;
    for (int i = 0; bytes.size() < 100'000; ++i)
        bytes += std::to_string(i) + '\n';
    bytes.resize(100'000);
    return bytes;
}

Checksum sumOf(const std::string &bytes, Checksum::Algorithm algorithm)
{
    const auto kind = algorithm == Checksum::Algorithm::Md5 ? QCryptographicHash::Md5
                                                            : QCryptographicHash::Sha256;
    const QByteArray all = QByteArray::fromStdString(bytes);
    return {algorithm, QCryptographicHash::hash(all, kind).toHex().toStdString()};
}

std::string read(const fs::path &file)
{
    QFile opened(QString::fromStdString(file.string()));
    return opened.open(QIODevice::ReadOnly) ? opened.readAll().toStdString() : "(not there)";
}

/// What an honest server with ranges gives: all, or the rest of the file that If-Range means.
HttpAnswer honest(const HttpAsked &asked, const std::string &file, const std::string &etag)
{
    HttpAnswer answer {.headers = {{"ETag", etag}}, .body = file};
    const std::string range = asked.header("range");
    if (range.empty() || asked.header("if-range") != etag)
        return answer;
    const auto from = std::stoul(range.substr(std::string("bytes=").size()));
    answer.status = 206;
    answer.body = file.substr(from);
    answer.headers["Content-Range"] = "bytes " + std::to_string(from) + "-"
        + std::to_string(file.size() - 1) + "/" + std::to_string(file.size());
    return answer;
}

HttpAnswer broken(HttpAnswer answer, Ending ending, std::size_t sent)
{
    answer.ending = ending;
    answer.sent = sent;
    return answer;
}

HttpAnswer redirect(const std::string &to)
{
    return {.status = 302, .headers = {{"Location", to}}, .body = "elsewhere"};
}

} // namespace

class tst_Download : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void aWholeFileComesAndIsVerified_data();
    void aWholeFileComesAndIsVerified();
    void aFileWithoutPublishedChecksumIsNotCalledVerified();
    void progressSaysBytesTotalAndEnd();
    void anOlderFileIsReplacedOnlyByAWholeOne();

    void aConnectionCutOffGoesOnWhereItWas();
    void withoutRangesItStartsAnew();
    void aFileChangedOnTheServerStartsAnew();
    void aPartOfAnotherAddressIsNotUsed();
    void aPartWithoutNotesIsNotUsed();
    void withoutValidatorItStartsAnew();
    void anAnswerForAnotherRangeIsNotAppended();
    void aRangeBeyondTheFileStartsAnew();
    void aCompletePartIsNotAskedForAgain();

    void stoppingKeepsThePartAndGoingOnEndsIt();
    void aStalledServerIsLeftAndAskedAgain();
    void attemptsEnd();
    void aPassingErrorIsTriedAgain_data();
    void aPassingErrorIsTriedAgain();
    void aRefusalIsFinal_data();
    void aRefusalIsFinal();

    void aWrongChecksumDeletesThePart_data();
    void aWrongChecksumDeletesThePart();
    void whatTheCheckRefusesIsDeleted();
    void aLengthThatIsNotAllowedIsRefused_data();
    void aLengthThatIsNotAllowedIsRefused();
    void aLyingLength_data();
    void aLyingLength();
    void anEndlessAnswerIsEnded();
    void aFileForWhichThereIsNoRoomIsNotBegun();

    void redirectsAreFollowed();
    void redirectsInCirclesEnd();
    void redirectsToOtherProtocolsAreRefused();
    void nothingSafeGoesOnUnsafely_data();
    void nothingSafeGoesOnUnsafely();
    void httpsNeedsTheRightCertificate_data();
    void httpsNeedsTheRightCertificate();

    void twoDownloadsOfOneFileAreRefused();
    void aPartCanBeDiscarded();
    void aFolderThatIsNotThereIsSaid();
    void theProxyIsAsked_data();
    void theProxyIsAsked();
    void speedIsThatOfTheLastSeconds();

private:
    Download wanted(const HttpServer &server) const
    {
        return {.url = server.url("/model.pth"),
            .target = m_target,
            .length = {.least = 1, .most = 1'000'000},
            .checksum = sumOf(m_content, Checksum::Algorithm::Sha256)};
    }

    /// Whether the target is not there, and how large the part is.
    void verifyNothingIsUsed(std::int64_t part)
    {
        QVERIFY(!fs::exists(m_target));
        QCOMPARE(partOf(m_target), part);
        if (part == 0)
            QVERIFY(fs::is_empty(m_target.parent_path()));
    }

    /// Leaves the first 40,000 bytes as a part, as a server with this ETag sent them.
    void leavePart(const std::string &url, const std::string &etag = "\"one\"")
    {
        QFile part(QString::fromStdString(m_target.string() + ".part"));
        QVERIFY(part.open(QIODevice::WriteOnly));
        part.write(m_content.data(), 40'000);
        QFile notes(QString::fromStdString(m_target.string() + ".part.json"));
        QVERIFY(notes.open(QIODevice::WriteOnly));
        notes.write(QByteArray::fromStdString("{\"url\": \"" + url + "\", \"etag\": \"\\"
            + etag.substr(0, etag.size() - 1) + "\\\"\", \"total\": 100000}"));
    }

    const std::string m_content = content();
    const DownloadOptions m_quick {.inactivity = 5s, .attempts = 3, .firstWait = 1ms};
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_target;
};

void tst_Download::initTestCase()
{
    for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY",
             "CURL_CA_BUNDLE", "SSL_CERT_FILE"})
        qunsetenv(name);
}

void tst_Download::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_target = fs::path(m_folder->path().toStdString()) / "model.pth";
}

void tst_Download::aWholeFileComesAndIsVerified_data()
{
    QTest::addColumn<bool>("byMd5");
    QTest::newRow("SHA-256") << false;
    QTest::newRow("MD5") << true;
}

void tst_Download::aWholeFileComesAndIsVerified()
{
    QFETCH(const bool, byMd5);
    HttpServer server([&](const HttpAsked &asked) { return honest(asked, m_content, "\"one\""); });
    Download file = wanted(server);
    if (byMd5)
        file.checksum = sumOf(m_content, Checksum::Algorithm::Md5);
    const auto came = download(file, m_quick);
    QVERIFY2(came, came ? "" : came.error().detail.c_str());
    QVERIFY(came->verified);
    QCOMPARE(came->bytes, 100'000);
    QCOMPARE(came->sha256, sumOf(m_content, Checksum::Algorithm::Sha256).hex);
    QVERIFY(read(m_target) == m_content);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList {"model.pth"});
    QCOMPARE(server.asked().front().method, std::string("GET"));
    QVERIFY(server.asked().front().header("range").empty());
}

void tst_Download::aFileWithoutPublishedChecksumIsNotCalledVerified()
{
    HttpServer server([&](const HttpAsked &asked) { return honest(asked, m_content, "\"one\""); });
    Download file = wanted(server);
    file.checksum.reset();
    const auto came = download(file, m_quick);
    QVERIFY(came);
    QVERIFY(!came->verified);
    QCOMPARE(came->sha256, sumOf(m_content, Checksum::Algorithm::Sha256).hex);
}

void tst_Download::progressSaysBytesTotalAndEnd()
{
    HttpServer server([&](const HttpAsked &asked) { return honest(asked, m_content, "\"one\""); });
    DownloadState last;
    double fraction = 0;
    QVERIFY(download(
        wanted(server), m_quick, [&](const DownloadState &state) { last = state; },
        Progress({}, [&](double done) { fraction = done; })));
    QCOMPARE(last.bytes, 100'000);
    QCOMPARE(last.total, std::optional<std::int64_t>(100'000));
    QCOMPARE(fraction, 1.0);
}

void tst_Download::anOlderFileIsReplacedOnlyByAWholeOne()
{
    QFile old(QString::fromStdString(m_target.string()));
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
    old.close();
    bool isHonest = false;
    HttpServer server([&](const HttpAsked &asked) {
        return isHonest ? honest(asked, m_content, "\"one\"") : HttpAnswer {.body = "wrong"};
    });
    QCOMPARE(download(wanted(server), m_quick).error().code, Code::HashMismatch);
    QCOMPARE(read(m_target), std::string("old"));
    isHonest = true;
    QVERIFY(download(wanted(server), m_quick));
    QVERIFY(read(m_target) == m_content);
}

void tst_Download::aConnectionCutOffGoesOnWhereItWas()
{
    int requests = 0;
    HttpServer server([&](const HttpAsked &asked) {
        HttpAnswer answer = honest(asked, m_content, "\"one\"");
        return ++requests == 1 ? broken(answer, Ending::CutOff, 40'000) : answer;
    });
    QVERIFY(download(wanted(server), m_quick));
    QVERIFY(read(m_target) == m_content);
    const auto asked = server.asked();
    QCOMPARE(asked.size(), 2U);
    QCOMPARE(asked[1].header("range"), std::string("bytes=40000-"));
    QCOMPARE(asked[1].header("if-range"), std::string("\"one\""));
}

void tst_Download::withoutRangesItStartsAnew()
{
    int requests = 0;
    HttpServer server([&](const HttpAsked &) {
        const HttpAnswer all {.headers = {{"ETag", "\"one\""}}, .body = m_content};
        return ++requests == 1 ? broken(all, Ending::CutOff, 40'000) : all;
    });
    QVERIFY(download(wanted(server), m_quick));
    QVERIFY(read(m_target) == m_content);
    QCOMPARE(server.asked()[1].header("range"), std::string("bytes=40000-"));
}

void tst_Download::aFileChangedOnTheServerStartsAnew()
{
    HttpServer server([&](const HttpAsked &asked) { return honest(asked, m_content, "\"new\""); });
    leavePart(server.url("/model.pth"), "\"old\"");
    QVERIFY(download(wanted(server), m_quick));
    QVERIFY(read(m_target) == m_content);
    QCOMPARE(server.asked().front().header("if-range"), std::string("\"old\""));
    QCOMPARE(server.asked().size(), 1U);
}

void tst_Download::aPartOfAnotherAddressIsNotUsed()
{
    HttpServer server([&](const HttpAsked &asked) { return honest(asked, m_content, "\"one\""); });
    leavePart(server.url("/other.pth"));
    QVERIFY(download(wanted(server), m_quick));
    QVERIFY(read(m_target) == m_content);
    QVERIFY(server.asked().front().header("range").empty());
}

void tst_Download::aPartWithoutNotesIsNotUsed()
{
    HttpServer server([&](const HttpAsked &asked) { return honest(asked, m_content, "\"one\""); });
    leavePart(server.url("/model.pth"));
    fs::remove(m_target.string() + ".part.json");
    QVERIFY(download(wanted(server), m_quick));
    QVERIFY(server.asked().front().header("range").empty());
}

void tst_Download::withoutValidatorItStartsAnew()
{
    int requests = 0;
    HttpServer server([&](const HttpAsked &) {
        const HttpAnswer all {.headers = {{"ETag", "W/\"weak\""}}, .body = m_content};
        return ++requests == 1 ? broken(all, Ending::CutOff, 40'000) : all;
    });
    QVERIFY(download(wanted(server), m_quick));
    QVERIFY(read(m_target) == m_content);
    QVERIFY(server.asked()[1].header("range").empty());
}

void tst_Download::anAnswerForAnotherRangeIsNotAppended()
{
    HttpServer server([&](const HttpAsked &asked) {
        HttpAnswer answer = honest(asked, m_content, "\"one\"");
        if (answer.status == 206)
            answer.headers["Content-Range"] = "bytes 39999-99999/100000";
        return answer;
    });
    leavePart(server.url("/model.pth"));
    QVERIFY(download(wanted(server), m_quick));
    QVERIFY(read(m_target) == m_content);
    QVERIFY(server.asked().back().header("range").empty());
}

void tst_Download::aRangeBeyondTheFileStartsAnew()
{
    HttpServer server([&](const HttpAsked &asked) {
        return asked.header("range").empty() ? honest(asked, m_content, "\"one\"")
                                             : HttpAnswer {.status = 416};
    });
    leavePart(server.url("/model.pth"));
    QVERIFY(download(wanted(server), m_quick));
    QVERIFY(read(m_target) == m_content);
}

void tst_Download::aCompletePartIsNotAskedForAgain()
{
    HttpServer server([&](const HttpAsked &asked) { return honest(asked, m_content, "\"one\""); });
    leavePart(server.url("/model.pth"));
    QFile part(QString::fromStdString(m_target.string() + ".part"));
    QVERIFY(part.open(QIODevice::Append));
    part.write(m_content.data() + 40'000, 60'000);
    part.close();
    QVERIFY(download(wanted(server), m_quick));
    QVERIFY(read(m_target) == m_content);
    QVERIFY(server.asked().empty());
}

void tst_Download::stoppingKeepsThePartAndGoingOnEndsIt()
{
    int requests = 0;
    HttpServer server([&](const HttpAsked &asked) {
        HttpAnswer answer = honest(asked, m_content, "\"one\"");
        return ++requests == 1 ? broken(answer, Ending::Stalled, 40'000) : answer;
    });
    std::stop_source stop;
    std::promise<void> first;
    auto running = std::async(std::launch::async, [&] {
        bool told = false;
        return download(
            wanted(server), {.inactivity = 60s},
            [&](const DownloadState &) {
                if (!std::exchange(told, true))
                    first.set_value();
            },
            Progress(stop.get_token(), {}));
    });
    QVERIFY(first.get_future().wait_for(10s) == std::future_status::ready);
    QVERIFY(server.waitUntilStalled());
    stop.request_stop();
    QVERIFY(running.wait_for(5s) == std::future_status::ready); // at once, not after the 60 s
    QCOMPARE(running.get().error().code, Code::Cancelled);
    QVERIFY(!fs::exists(m_target));
    const std::int64_t kept = partOf(m_target);
    QVERIFY(kept > 0 && kept <= 40'000);

    std::int64_t begunAt = 0;
    QVERIFY(download(wanted(server), m_quick, [&](const DownloadState &state) {
        begunAt = begunAt == 0 ? state.bytes : begunAt;
    }));
    QVERIFY(begunAt > kept);
    QVERIFY(read(m_target) == m_content);
    QCOMPARE(server.asked()[1].header("range"), "bytes=" + std::to_string(kept) + "-");
}

void tst_Download::aStalledServerIsLeftAndAskedAgain()
{
    int requests = 0;
    HttpServer server([&](const HttpAsked &asked) {
        HttpAnswer answer = honest(asked, m_content, "\"one\"");
        return ++requests == 1 ? broken(answer, Ending::Stalled, 40'000) : answer;
    });
    DownloadOptions options = m_quick;
    options.inactivity = 300ms;
    QVERIFY(download(wanted(server), options));
    QVERIFY(read(m_target) == m_content);
    QCOMPARE(server.asked().size(), 2U);
}

void tst_Download::attemptsEnd()
{
    HttpServer server([&](const HttpAsked &asked) {
        return broken(honest(asked, m_content, "\"one\""), Ending::CutOff, 10'000);
    });
    const auto came = download(wanted(server), m_quick);
    QCOMPARE(came.error().code, Code::NetworkFailed);
    QCOMPARE(server.asked().size(), 3U);
    verifyNothingIsUsed(30'000);
}

void tst_Download::aPassingErrorIsTriedAgain_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {408, 429, 500, 502, 503})
        QTest::addRow("%d", status) << status;
}

void tst_Download::aPassingErrorIsTriedAgain()
{
    QFETCH(const int, status);
    int requests = 0;
    HttpServer server([&](const HttpAsked &asked) {
        return ++requests == 1 ? HttpAnswer {.status = status, .body = "busy"}
                               : honest(asked, m_content, "\"one\"");
    });
    QVERIFY(download(wanted(server), m_quick));
    QVERIFY(read(m_target) == m_content);
}

void tst_Download::aRefusalIsFinal_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {401, 403, 404, 410})
        QTest::addRow("%d", status) << status;
}

void tst_Download::aRefusalIsFinal()
{
    QFETCH(const int, status);
    HttpServer server([&](const HttpAsked &) {
        return HttpAnswer {.status = status, .body = "<html>a page that is no model</html>"};
    });
    const auto came = download(wanted(server), m_quick);
    QCOMPARE(came.error().code, Code::ServerRefused);
    QVERIFY(came.error().detail.find(std::to_string(status)) != std::string::npos);
    QCOMPARE(server.asked().size(), 1U);
    verifyNothingIsUsed(0);
}

void tst_Download::aWrongChecksumDeletesThePart_data()
{
    aWholeFileComesAndIsVerified_data();
}

void tst_Download::aWrongChecksumDeletesThePart()
{
    QFETCH(const bool, byMd5);
    std::string changed = m_content;
    changed[50'000] ^= 1;
    HttpServer server([&](const HttpAsked &asked) { return honest(asked, changed, "\"one\""); });
    Download file = wanted(server);
    if (byMd5)
        file.checksum = sumOf(m_content, Checksum::Algorithm::Md5);
    const auto came = download(file, m_quick);
    QCOMPARE(came.error().code, Code::HashMismatch);
    QVERIFY(came.error().detail.find(file.checksum->hex) != std::string::npos);
    QCOMPARE(server.asked().size(), 1U);
    verifyNothingIsUsed(0);
}

void tst_Download::whatTheCheckRefusesIsDeleted()
{
    HttpServer server([&](const HttpAsked &asked) { return honest(asked, m_content, "\"one\""); });
    Download file = wanted(server);
    bool wasThere = true;
    file.check = [&](const fs::path &part) -> Result<> {
        wasThere = fs::exists(m_target);
        return read(part) == m_content ? fail(Code::ModelMismatch) : Result<>();
    };
    QCOMPARE(download(file, m_quick).error().code, Code::ModelMismatch);
    QVERIFY(!wasThere);
    verifyNothingIsUsed(0);
}

void tst_Download::aLengthThatIsNotAllowedIsRefused_data()
{
    QTest::addColumn<qint64>("least");
    QTest::addColumn<qint64>("most");
    QTest::newRow("shorter") << qint64(100'001) << qint64(200'000);
    QTest::newRow("longer") << qint64(1) << qint64(99'999);
}

void tst_Download::aLengthThatIsNotAllowedIsRefused()
{
    QFETCH(const qint64, least);
    QFETCH(const qint64, most);
    HttpServer server([&](const HttpAsked &asked) { return honest(asked, m_content, "\"one\""); });
    Download file = wanted(server);
    file.length = {.least = least, .most = most};
    const auto came = download(file, m_quick);
    QCOMPARE(came.error().code, Code::HashMismatch);
    QVERIFY(came.error().detail.find("100000") != std::string::npos);
    QCOMPARE(server.asked().size(), 1U);
    verifyNothingIsUsed(0);
}

void tst_Download::aLyingLength_data()
{
    QTest::addColumn<QString>("announced");
    QTest::addColumn<int>("code");
    QTest::addColumn<qint64>("part");
    QTest::newRow("more than comes") << "100001" << int(Code::NetworkFailed) << qint64(100'000);
    QTest::newRow("less than comes") << "99999" << int(Code::HashMismatch) << qint64(0);
    QTest::newRow("no number") << "many" << int(Code::NetworkFailed) << qint64(0);
}

void tst_Download::aLyingLength()
{
    QFETCH(const QString, announced);
    QFETCH(const int, code);
    QFETCH(const qint64, part);
    HttpServer server([&](const HttpAsked &) {
        return HttpAnswer {.headers = {{"Content-Length", announced.toStdString()}},
            .body = m_content};
    });
    const auto came = download(wanted(server), m_quick);
    QVERIFY(!came);
    QCOMPARE(int(came.error().code), code);
    verifyNothingIsUsed(part);
}

void tst_Download::anEndlessAnswerIsEnded()
{
    HttpServer server([&](const HttpAsked &) {
        return HttpAnswer {
            .headers = {{"Content-Length", ""}}, .body = std::string(2'000'000, 'x')};
    });
    QCOMPARE(download(wanted(server), m_quick).error().code, Code::HashMismatch);
    verifyNothingIsUsed(0);
}

void tst_Download::aFileForWhichThereIsNoRoomIsNotBegun()
{
    HttpServer server([&](const HttpAsked &) {
        return HttpAnswer {
            .headers = {{"Content-Length", "4000000000000000000"}}, .body = m_content};
    });
    Download file = wanted(server);
    file.length = {};
    QCOMPARE(download(file, m_quick).error().code, Code::DiskFull);
    QCOMPARE(server.asked().size(), 1U);
    verifyNothingIsUsed(0);
}

void tst_Download::redirectsAreFollowed()
{
    HttpServer server([&](const HttpAsked &asked) {
        if (asked.target == "/model.pth")
            return redirect("/elsewhere");
        if (asked.target == "/elsewhere")
            return redirect("storage/file?signed=1");
        return honest(asked, m_content, "\"one\"");
    });
    leavePart(server.url("/model.pth"));
    QVERIFY(download(wanted(server), m_quick));
    QVERIFY(read(m_target) == m_content);
    const auto asked = server.asked();
    QCOMPARE(asked.size(), 3U);
    QCOMPARE(asked[2].target, std::string("/storage/file?signed=1"));
    QCOMPARE(asked[2].header("range"), std::string("bytes=40000-"));
}

void tst_Download::redirectsInCirclesEnd()
{
    HttpServer server([&](const HttpAsked &) { return redirect("/model.pth"); });
    QCOMPARE(download(wanted(server), m_quick).error().code, Code::ServerRefused);
    QCOMPARE(server.asked().size(), 11U);
    verifyNothingIsUsed(0);
}

void tst_Download::redirectsToOtherProtocolsAreRefused()
{
    HttpServer server([&](const HttpAsked &) { return redirect("file:///etc/passwd"); });
    QCOMPARE(download(wanted(server), m_quick).error().code, Code::ServerRefused);
    Download file = wanted(server);
    file.url = "file:///etc/passwd";
    QCOMPARE(download(file, m_quick).error().code, Code::ServerRefused);
    verifyNothingIsUsed(0);
}

void tst_Download::nothingSafeGoesOnUnsafely_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<bool>("may");
    QTest::newRow("safe to safe") << "https://a/x" << "https://b/y" << true;
    QTest::newRow("unsafe to safe") << "http://a/x" << "https://b/y" << true;
    QTest::newRow("unsafe to unsafe") << "http://a/x" << "http://b/y" << true;
    QTest::newRow("safe to unsafe") << "https://a/x" << "http://b/y" << false;
    QTest::newRow("safe to unsafe, shouted") << "HTTPS://a/x" << "HTTP://b/y" << false;
    QTest::newRow("to a file") << "http://a/x" << "file:///b" << false;
    QTest::newRow("to nowhere") << "http://a/x" << "https://" << false;
}

void tst_Download::nothingSafeGoesOnUnsafely()
{
    QFETCH(const QString, from);
    QFETCH(const QString, to);
    QFETCH(const bool, may);
    QCOMPARE(mayFollow(from.toStdString(), to.toStdString()), may);
}

void tst_Download::httpsNeedsTheRightCertificate_data()
{
    QTest::addColumn<QByteArray>("variable");
    QTest::addColumn<QString>("certifiedName");
    QTest::addColumn<bool>("isRight");
    const QString here = "IP:127.0.0.1";
    QTest::newRow("of an authority that is trusted") << QByteArray("CURL_CA_BUNDLE") << here << true;
    QTest::newRow("trusted by its other name") << QByteArray("SSL_CERT_FILE") << here << true;
    QTest::newRow("of an authority that nobody knows") << QByteArray() << here << false;
    QTest::newRow("of another server") << QByteArray("SSL_CERT_FILE") << "DNS:elsewhere.example"
                                       << false;
}

void tst_Download::httpsNeedsTheRightCertificate()
{
    QFETCH(const QByteArray, variable);
    QFETCH(const QString, certifiedName);
    QFETCH(const bool, isRight);
    const QTemporaryDir served;
    QFile file(served.filePath("model.pth"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(m_content));
    file.close();
    HttpsServer server(served.path(), certifiedName);
    if (!server.isThere())
        QSKIP("there is no openssl to serve https");
    if (!variable.isEmpty())
        qputenv(variable.constData(), server.authority().toLocal8Bit());
    const auto came = download({.url = server.url("model.pth"),
                                   .target = m_target,
                                   .checksum = sumOf(m_content, Checksum::Algorithm::Sha256)},
        m_quick);
    if (!variable.isEmpty())
        qunsetenv(variable.constData());
    QCOMPARE(came.has_value(), isRight);
    if (isRight) {
        QVERIFY(came->verified);
        QVERIFY(read(m_target) == m_content);
        return;
    }
    QCOMPARE(came.error().code, Code::ServerRefused);
    QVERIFY2(came.error().detail.find("certificate") != std::string::npos,
        came.error().detail.c_str());
    verifyNothingIsUsed(0);
}

void tst_Download::twoDownloadsOfOneFileAreRefused()
{
    HttpServer server([&](const HttpAsked &asked) {
        return broken(honest(asked, m_content, "\"one\""), Ending::Stalled, 40'000);
    });
    std::stop_source stop;
    auto running = std::async(std::launch::async, [&] {
        return download(wanted(server), {.inactivity = 60s}, {}, Progress(stop.get_token(), {}));
    });
    QVERIFY(server.waitUntilStalled());
    QCOMPARE(download(wanted(server), m_quick).error().code, Code::InUse);
    QCOMPARE(discardPart(m_target).error().code, Code::InUse);
    stop.request_stop();
    QCOMPARE(running.get().error().code, Code::Cancelled);
    QCOMPARE(server.asked().size(), 1U);
    QVERIFY(discardPart(m_target));
}

void tst_Download::aPartCanBeDiscarded()
{
    leavePart("http://127.0.0.1/model.pth");
    QCOMPARE(partOf(m_target), 40'000);
    QVERIFY(discardPart(m_target));
    verifyNothingIsUsed(0);
    QVERIFY(discardPart(m_target));
}

void tst_Download::aFolderThatIsNotThereIsSaid()
{
    HttpServer server([&](const HttpAsked &asked) { return honest(asked, m_content, "\"one\""); });
    Download file = wanted(server);
    file.target = "/no/such/folder/model.pth";
    QCOMPARE(download(file, m_quick).error().code, Code::TargetUnwritable);
    QVERIFY(server.asked().empty());
}

void tst_Download::theProxyIsAsked_data()
{
    QTest::addColumn<bool>("byEnvironment");
    QTest::newRow("named") << false;
    QTest::newRow("in the environment") << true;
}

void tst_Download::theProxyIsAsked()
{
    QFETCH(const bool, byEnvironment);
    HttpServer proxy([&](const HttpAsked &asked) { return honest(asked, m_content, "\"one\""); });
    Download file = wanted(proxy);
    file.url = "http://models.invalid/model.pth";
    DownloadOptions options = m_quick;
    if (byEnvironment)
        qputenv("http_proxy", QByteArray::fromStdString(proxy.url("")));
    else
        options.proxy = proxy.url("");
    const auto came = download(file, options);
    qunsetenv("http_proxy");
    QVERIFY2(came, came ? "" : came.error().detail.c_str());
    QCOMPARE(proxy.asked().front().target, std::string("http://models.invalid/model.pth"));
}

void tst_Download::speedIsThatOfTheLastSeconds()
{
    const SpeedMeter::Time start {};
    SpeedMeter meter;
    meter.note(start, 1'000);
    QCOMPARE(meter.bytesPerSecond(), 0.0);
    meter.note(start + 400ms, 2'000);
    QCOMPARE(meter.bytesPerSecond(), 0.0);
    meter.note(start + 1s, 3'000);
    QCOMPARE(meter.bytesPerSecond(), 2'000.0);
    for (int second = 2; second <= 20; ++second)
        meter.note(start + std::chrono::seconds(second), 3'000 + (second - 1) * 500);
    QCOMPARE(meter.bytesPerSecond(), 500.0);
    meter.note(start + 21s, 0); // it started anew
    QCOMPARE(meter.bytesPerSecond(), 0.0);
}

QTEST_GUILESS_MAIN(tst_Download)
#include "tst_download.moc"
