// Reads better here without QStringLiteral around every word; nothing of this is shown to anyone.
#undef QT_NO_CAST_FROM_ASCII
#include "tests/support/checkpoint_file.h"
#include "tests/support/http_server.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <functional>

namespace {

using Ending = HttpAnswer::Ending;

/// What one run of the program left behind.
struct Run
{
    int status = -1;
    QByteArray out;
    QByteArray err;

    QJsonArray json() const { return QJsonDocument::fromJson(out).array(); }
    QJsonObject row(int index = 0) const { return json()[index].toObject(); }
};

const QString models = QStringLiteral(PAWTRAIT_MODELS);
const QString sample = models + "/../resources/sample/chelsea.png";

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write the test's own file");
}

/// The project's list with some fields of some models changed.
QByteArray listWith(const QMap<QString, QJsonObject> &changes)
{
    QJsonObject list = QJsonDocument::fromJson(read(models + "/manifest.json")).object();
    QJsonArray entries = list["models"].toArray();
    for (QJsonValueRef value : entries) {
        QJsonObject entry = value.toObject();
        const QJsonObject change = changes.value(entry["name"].toString());
        for (const QString &key : change.keys())
            entry[key] = change[key];
        value = entry;
    }
    list["models"] = entries;
    return QJsonDocument(list).toJson();
}

} // namespace

/// The models of a user whose list names a server on this computer. Its "base" is the bundled
/// network in other bytes: small, and quick to run.
class tst_CliModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_server.reset(); }

    void listSaysWhatThereIs();
    void getDownloadsVerifiesAndIsThenUsed();
    void licenceAndCaveatsComeBeforeTheFirstByte();
    void aBadServerLeavesNothingToUse_data();
    void aBadServerLeavesNothingToUse();
    void aServerThatStumblesIsAskedAgain_data();
    void aServerThatStumblesIsAskedAgain();
    void interruptedItGoesOnWithTheRest();
    void theProxyIsAsked();
    void verifyNoticesAChangedByte();
    void aBrokenModelIsNotUsed();
    void inspectSaysWhatAFileIs();
    void inspectRefusesWhatIsNoCheckpoint();
    void importAsksForTheBaseSize();
    void aCheckpointByItsPathAsksForTheBaseSize();
    void aPublishedFileIsTakenUnderItsName();
    void removeDeletesFilesAndParts();
    void usageMistakesEndInTwo_data();
    void usageMistakesEndInTwo();
    void aListThatCannotBeReadIsSaid();

private:
    QProcessEnvironment environment() const;
    Run run(const QStringList &arguments) const;
    QStringList ownFiles() const { return QDir(m_own).entryList(QDir::Files | QDir::Hidden); }
    std::string state(const QString &name) const;
    HttpAnswer honest(const HttpAsked &asked) const;
    void writeList(const QString &url);

    QByteArray m_base; ///< bytes of the model that the server has
    QByteArray m_foreign; ///< a network of ours that nobody published
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_own;
    std::function<HttpAnswer(const HttpAsked &)> m_script;
    std::unique_ptr<HttpServer> m_server;
};

void tst_CliModel::initTestCase()
{
    const auto tensors = core::readCheckpoint(QString(models + "/pawtrait-lite.pth").toStdString());
    QVERIFY(tensors);
    m_base = checkpoint_file::checkpointOf(*tensors, "module.");
    m_foreign = checkpoint_file::checkpointOf(*tensors, {}, "state_dict");
}

void tst_CliModel::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_own = m_folder->filePath("data/pawtrait/models");
    m_script = [this](const HttpAsked &asked) { return honest(asked); };
    m_server =
        std::make_unique<HttpServer>([this](const HttpAsked &asked) { return m_script(asked); });
    writeList(QString::fromStdString(m_server->url("/base.pth")));
}

void tst_CliModel::writeList(const QString &url)
{
    const QString sum = QCryptographicHash::hash(m_base, QCryptographicHash::Md5).toHex();
    const QJsonObject base {{"url", url}, {"bytes", m_base.size()}, {"md5", sum},
        {"architecture", "lite"}, {"base_size", 384}, {"full_size", 384}, {"stretched", false}};
    write(m_folder->filePath("list.json"), listWith({{"base", base}}));
}

QProcessEnvironment tst_CliModel::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys())
        if (name.endsWith("_proxy", Qt::CaseInsensitive))
            environment.remove(name);
    environment.insert("PAWTRAIT_MODELS_MANIFEST", m_folder->filePath("list.json"));
    environment.insert("XDG_DATA_HOME", m_folder->filePath("data"));
    return environment;
}

Run tst_CliModel::run(const QStringList &arguments) const
{
    QProcess process;
    process.setProcessEnvironment(environment());
    process.start(QStringLiteral(PAWTRAIT_CLI), arguments);
    const bool ended = process.waitForFinished(120'000);
    return {ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
        process.readAllStandardOutput(), process.readAllStandardError()};
}

std::string tst_CliModel::state(const QString &name) const
{
    const QJsonArray entries = run({"model", "list", "--json"}).json();
    for (const QJsonValue &entry : entries)
        if (entry["name"].toString() == name)
            return entry["state"].toString().toStdString();
    return "not in the list";
}

/// All, or the rest that is asked for.
HttpAnswer tst_CliModel::honest(const HttpAsked &asked) const
{
    HttpAnswer answer {.headers = {{"ETag", "\"1\""}}, .body = m_base.toStdString()};
    const std::string range = asked.header("range");
    if (range.empty())
        return answer;
    const auto from = std::stoul(range.substr(std::string("bytes=").size()));
    answer.status = 206;
    answer.headers["Content-Range"] = "bytes " + std::to_string(from) + "-"
        + std::to_string(answer.body.size() - 1) + "/" + std::to_string(answer.body.size());
    answer.body = answer.body.substr(from);
    return answer;
}

void tst_CliModel::listSaysWhatThereIs()
{
    const Run list = run({"model", "list", "--json"});
    QCOMPARE(list.status, 0);
    QCOMPARE(list.json().size(), 5);
    QCOMPARE(list.row(0)["name"].toString(), "lite");
    QCOMPARE(list.row(0)["state"].toString(), "unverified");
    QVERIFY(list.row(0)["file"].toString().endsWith("pawtrait-lite.pth"));
    QCOMPARE(list.row(1)["name"].toString(), "base");
    QCOMPARE(list.row(1)["state"].toString(), "absent");
    QVERIFY(list.row(1)["file"].isNull());
    QVERIFY(list.row(1)["caveats"].toString().contains("DIS5K"));
    const Run text = run({"model", "list"});
    QCOMPARE(text.out.count('\n'), 5);
    QVERIFY(text.out.contains("here, not verified") && text.out.contains("not here"));
    QVERIFY(m_server->asked().empty());
}

void tst_CliModel::getDownloadsVerifiesAndIsThenUsed()
{
    const Run get = run({"model", "get", "base", "--json"});
    QVERIFY2(get.status == 0, get.err.constData());
    QCOMPARE(get.row()["state"].toString(), "verified");
    QCOMPARE(read(get.row()["file"].toString()), m_base);
    QCOMPARE(m_server->asked().size(), std::size_t(1));
    const Run again = run({"model", "get", "base"});
    QCOMPARE(again.status, 0);
    QVERIFY(again.out.contains("every byte is as published"));
    QCOMPARE(m_server->asked().size(), std::size_t(1)); // it is here
    const Run cut =
        run({"cut", sample, "--out", m_folder->filePath("out"), "--model", "base", "--json"});
    QVERIFY2(cut.status == 0, cut.err.constData());
    QCOMPARE(cut.row()["model"].toString(), "base");
    const Run bench = run({"bench", "network", "--model", "base", "--size", "64", "--runs", "1",
        "--threads", "1", "--json"});
    QVERIFY2(bench.status == 0, bench.err.constData());
    QCOMPARE(bench.row()["model"].toString(), "base");
}

void tst_CliModel::licenceAndCaveatsComeBeforeTheFirstByte()
{
    m_script = [](const HttpAsked &) { return HttpAnswer {.status = 404}; };
    const Run get = run({"model", "get", "base"});
    QVERIFY(get.err.contains("MIT"));
    QVERIFY(get.err.contains("DIS5K"));
    QVERIFY(get.err.indexOf("DIS5K") < get.err.indexOf("404"));
}

void tst_CliModel::aBadServerLeavesNothingToUse_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("error");
    QByteArray changed = m_base;
    changed[changed.size() / 2] = char(changed[changed.size() / 2] ^ 1);
    QTest::newRow("not found") << 404 << QByteArray("no") << QByteArray() << "server-refused";
    QTest::newRow("wrong bytes") << 200 << changed << QByteArray() << "hash-mismatch";
    QTest::newRow("much too long")
        << 200 << m_base + m_base << QByteArray() << "hash-mismatch";
    QTest::newRow("a page instead of a file")
        << 200 << QByteArray(m_base.size(), '<') << QByteArray() << "hash-mismatch";
    QTest::newRow("leads to a file here")
        << 302 << QByteArray() << QByteArray("file:///etc/passwd") << "server-refused";
}

void tst_CliModel::aBadServerLeavesNothingToUse()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, location);
    QFETCH(const QString, error);
    m_script = [&](const HttpAsked &) {
        HttpAnswer answer {.status = status, .body = body.toStdString()};
        if (!location.isEmpty())
            answer.headers["Location"] = location.toStdString();
        return answer;
    };
    const Run get = run({"model", "get", "base", "--json"});
    QCOMPARE(get.status, 1);
    QCOMPARE(get.row()["error"].toString(), error);
    QVERIFY(!get.err.isEmpty());
    QCOMPARE(ownFiles(), QStringList());
    QCOMPARE(state("base"), std::string("absent"));
}

void tst_CliModel::aServerThatStumblesIsAskedAgain_data()
{
    QTest::addColumn<QString>("first");
    QTest::newRow("cut off in the middle") << "cut off";
    QTest::newRow("promises more than it has") << "lie";
    QTest::newRow("leads elsewhere") << "redirect";
}

void tst_CliModel::aServerThatStumblesIsAskedAgain()
{
    QFETCH(const QString, first);
    int number = 0;
    m_script = [&](const HttpAsked &asked) {
        HttpAnswer answer = honest(asked);
        if (number++ > 0)
            return answer;
        if (first == "redirect")
            return HttpAnswer {.status = 302, .headers = {{"Location", "/elsewhere.pth"}}};
        if (first == "lie")
            answer.headers["Content-Length"] = std::to_string(answer.body.size() + 5);
        answer.ending = Ending::CutOff;
        answer.sent = answer.body.size() / 2;
        return answer;
    };
    const Run get = run({"model", "get", "base"});
    QVERIFY2(get.status == 0, get.err.constData());
    QCOMPARE(state("base"), std::string("verified"));
    if (first == "cut off")
        QCOMPARE(m_server->asked().back().header("range"),
            "bytes=" + std::to_string(m_base.size() / 2) + "-");
}

void tst_CliModel::interruptedItGoesOnWithTheRest()
{
    m_script = [this](const HttpAsked &asked) {
        HttpAnswer answer = honest(asked);
        answer.ending = Ending::Stalled;
        answer.sent = answer.body.size() / 3;
        return answer;
    };
    QProcess process;
    process.setProcessEnvironment(environment());
    process.start(QStringLiteral(PAWTRAIT_CLI), {"model", "get", "base"});
    QVERIFY(m_server->waitUntilStalled());
    const QString part = m_own + "/ckpt_base.pth.part";
    QTRY_COMPARE_WITH_TIMEOUT(QFile(part).size(), m_base.size() / 3, 20'000);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(30'000));
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(state("base"), std::string("partial"));
    QCOMPARE(run({"cut", sample, "--out", m_folder->filePath("out"), "--model", "base"}).status, 1);
    m_script = [this](const HttpAsked &asked) { return honest(asked); };
    const Run get = run({"model", "get", "base"});
    QVERIFY2(get.status == 0, get.err.constData());
    QCOMPARE(m_server->asked().back().header("range"),
        "bytes=" + std::to_string(m_base.size() / 3) + "-");
    QCOMPARE(state("base"), std::string("verified"));
}

void tst_CliModel::theProxyIsAsked()
{
    writeList("http://models.example/base.pth");
    const Run get = run({"model", "get", "base", "--proxy",
        QString::fromStdString(m_server->url(""))});
    QVERIFY2(get.status == 0, get.err.constData());
    QCOMPARE(m_server->asked().front().target, std::string("http://models.example/base.pth"));
}

void tst_CliModel::verifyNoticesAChangedByte()
{
    QCOMPARE(run({"model", "get", "base"}).status, 0);
    const Run right = run({"model", "verify"});
    QCOMPARE(right.status, 0);
    QVERIFY(right.out.contains("lite: every byte") && right.out.contains("base: every byte"));
    QCOMPARE(state("lite"), std::string("verified"));
    QByteArray changed = m_base;
    changed[100] = char(changed[100] ^ 1);
    write(m_own + "/ckpt_base.pth", changed);
    const Run wrong = run({"model", "verify", "base", "--json"});
    QCOMPARE(wrong.status, 1);
    QCOMPARE(wrong.row()["state"].toString(), "broken");
    QCOMPARE(wrong.row()["error"].toString(), "hash-mismatch");
    QCOMPARE(run({"model", "get", "base"}).status, 0); // puts it right
    QCOMPARE(read(m_own + "/ckpt_base.pth"), m_base);
}

void tst_CliModel::aBrokenModelIsNotUsed()
{
    QVERIFY(QDir().mkpath(m_own));
    write(m_own + "/ckpt_base.pth", m_base.left(m_base.size() / 2));
    const Run cut = run({"cut", sample, "--out", m_folder->filePath("out"), "--model", "base"});
    QCOMPARE(cut.status, 1);
    QVERIFY(cut.err.contains("ckpt_base.pth"));
    QVERIFY(QDir(m_folder->filePath("out")).isEmpty());
}

void tst_CliModel::inspectSaysWhatAFileIs()
{
    const Run known = run({"model", "inspect", models + "/pawtrait-lite.pth", "--json"});
    QVERIFY2(known.status == 0, known.err.constData());
    QCOMPARE(known.row()["format"].toString(), "zip");
    QCOMPARE(known.row()["architecture"].toString(), "lite");
    QCOMPARE(known.row()["known_as"].toString(), "lite");
    QCOMPARE(known.row()["base_size"].toInt(), 384);
    QCOMPARE(known.row()["tensors"].toInt(), 1556);
    const QString file = m_folder->filePath("mine.pth");
    write(file, m_foreign);
    const Run unknown = run({"model", "inspect", file});
    QVERIFY2(unknown.status == 0, unknown.err.constData());
    QVERIFY(unknown.out.contains("state_dict") && unknown.out.contains("lite"));
    QVERIFY(unknown.out.contains("--base-size"));
}

void tst_CliModel::inspectRefusesWhatIsNoCheckpoint()
{
    const QString other = m_folder->filePath("other.pth");
    write(other,
        checkpoint_file::checkpointWith(checkpoint_file::dictionary(
            checkpoint_file::text("fc.weight") + checkpoint_file::tensor({}))));
    const Run inspect = run({"model", "inspect", sample, "/no/such.pth", other, "--json"});
    QCOMPARE(inspect.status, 1);
    QCOMPARE(inspect.row(0)["error"].toString(), "model-mismatch");
    QCOMPARE(inspect.row(1)["error"].toString(), "model-missing");
    QVERIFY(inspect.row(2)["error"].isNull());
    QVERIFY(inspect.row(2)["architecture"].isNull());
    QVERIFY(!inspect.row(2)["nearest"].toString().isEmpty());
    QVERIFY(!inspect.row(2)["differences"].toArray().isEmpty());
}

void tst_CliModel::importAsksForTheBaseSize()
{
    const QString file = m_folder->filePath("My Dogs.pth");
    write(file, m_foreign);
    const Run asked = run({"model", "import", file});
    QCOMPARE(asked.status, 2);
    QVERIFY(asked.err.contains("--base-size"));
    QCOMPARE(ownFiles(), QStringList());
    const Run taken = run({"model", "import", file, "--base-size", "384"});
    QVERIFY2(taken.status == 0, taken.err.constData());
    QVERIFY(taken.out.contains("my-dogs"));
    QCOMPARE(state("my-dogs"), std::string("verified"));
    const Run bench = run({"bench", "network", "--model", "my-dogs", "--size", "64", "--runs",
        "1", "--threads", "1", "--json"});
    QVERIFY2(bench.status == 0, bench.err.constData());
}

void tst_CliModel::aCheckpointByItsPathAsksForTheBaseSize()
{
    const QString file = m_folder->filePath("mine.pth");
    write(file, m_foreign);
    const QStringList bench {"bench", "network", "--size", "64", "--runs", "1", "--threads", "1"};
    const Run asked = run(bench + QStringList {"--checkpoint", file});
    QCOMPARE(asked.status, 2);
    QVERIFY(asked.err.contains("--base-size"));
    QCOMPARE(run(bench + QStringList {"--checkpoint", file, "--base-size", "384"}).status, 0);
    const Run published =
        run(bench + QStringList {"--checkpoint", models + "/pawtrait-lite.pth"});
    QVERIFY2(published.status == 0, published.err.constData()); // which is known
}

void tst_CliModel::aPublishedFileIsTakenUnderItsName()
{
    const QString file = m_folder->filePath("download (3).pth");
    write(file, m_base);
    const Run taken = run({"model", "import", file});
    QVERIFY2(taken.status == 0, taken.err.constData());
    QCOMPARE(state("base"), std::string("verified"));
    write(file, m_foreign);
    const Run refused = run({"model", "import", file, "--name", "base"});
    QCOMPARE(refused.status, 1);
    QCOMPARE(read(m_own + "/ckpt_base.pth"), m_base);
}

void tst_CliModel::removeDeletesFilesAndParts()
{
    QCOMPARE(run({"model", "get", "base"}).status, 0);
    QCOMPARE(run({"model", "remove", "base"}).status, 0);
    QCOMPARE(ownFiles(), QStringList());
    QCOMPARE(run({"model", "remove", "base"}).status, 1);
    QCOMPARE(run({"model", "remove", "lite"}).status, 1);
    QVERIFY(QFile::exists(models + "/pawtrait-lite.pth"));
}

void tst_CliModel::usageMistakesEndInTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no command") << QStringList {};
    QTest::newRow("get nothing") << QStringList {"get"};
    QTest::newRow("get what no list names") << QStringList {"get", "magic"};
    QTest::newRow("verify what no list names") << QStringList {"verify", "magic"};
    QTest::newRow("inspect nothing") << QStringList {"inspect"};
    QTest::newRow("import nothing") << QStringList {"import"};
    QTest::newRow("remove nothing") << QStringList {"remove"};
}

void tst_CliModel::usageMistakesEndInTwo()
{
    QFETCH(const QStringList, arguments);
    const Run mistake = run(QStringList {"model"} + arguments);
    QCOMPARE(mistake.status, 2);
    QVERIFY(!mistake.err.isEmpty());
}

void tst_CliModel::aListThatCannotBeReadIsSaid()
{
    write(m_folder->filePath("list.json"), "{");
    const Run list = run({"model", "list"});
    QCOMPARE(list.status, 1);
    QVERIFY(list.err.contains("model list"));
}

QTEST_GUILESS_MAIN(tst_CliModel)
#include "tst_cli_model.moc"
