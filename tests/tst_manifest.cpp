#include "core/models/manifest.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <filesystem>

using namespace core;

namespace {

const QString file = QStringLiteral(PAWTRAIT_MODELS "/manifest.json");

QByteArray textOf(const QString &path)
{
    QFile opened(path);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

/// The project's manifest with one field of a model changed, or left out where undefined.
std::string changed(int model, const QString &field, const QJsonValue &value)
{
    QJsonObject manifest = QJsonDocument::fromJson(textOf(file)).object();
    QJsonArray models = manifest[QStringLiteral("models")].toArray();
    QJsonObject entry = models[model].toObject();
    if (value.isUndefined())
        entry.remove(field);
    else
        entry[field] = value;
    models[model] = entry;
    manifest[QStringLiteral("models")] = models;
    return QJsonDocument(manifest).toJson().toStdString();
}

std::string refusal(const std::string &text)
{
    const auto entries = parseManifest(text);
    if (entries)
        return "it was not refused";
    return entries.error().code == Error::Code::FileDamaged ? entries.error().detail
                                                            : "not FileDamaged";
}

} // namespace

class tst_Manifest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theProjectsOwnIsReadWhole()
    {
        const auto entries = parseManifest(textOf(file).toStdString());
        QVERIFY2(entries, entries ? "" : entries.error().detail.c_str());
        QStringList names;
        for (const ManifestEntry &entry : *entries)
            names << QString::fromStdString(entry.model.name);
        QCOMPARE(names,
            QStringLiteral("lite base fast base-nightly res2net50").split(QLatin1Char(' ')));
        const ManifestEntry &base = (*entries)[1];
        QCOMPARE(base.model.fileName, std::string("ckpt_base.pth"));
        QCOMPARE(base.model.network.architecture, Architecture::SwinB);
        QCOMPARE(base.model.network.baseSize, 1024);
        QVERIFY(base.model.network.stretched);
        QCOMPARE(base.model.previewSize, 512);
        QCOMPARE(base.checksum,
            (Checksum {Checksum::Algorithm::Md5, "d692e3dd5fa1b9658949d452bebf1cda"}));
        QVERIFY(!(*entries)[3].checksum);
        QCOMPARE((*entries)[4].origin, ManifestEntry::Origin::ByHand);
        QVERIFY((*entries)[4].url.empty());
    }

    void theProgramHoldsTheSame()
    {
        const auto entries = parseManifest(textOf(file).toStdString());
        QCOMPARE(manifest().size(), entries->size());
        for (std::size_t i = 0; i < entries->size(); ++i) {
            QCOMPARE(manifest()[i].model.name, (*entries)[i].model.name);
            QCOMPARE(manifest()[i].checksum, (*entries)[i].checksum);
            QCOMPARE(manifest()[i].caveats, (*entries)[i].caveats);
        }
    }

    void theBundledFileIsTheOneListed()
    {
        const ManifestEntry &lite = manifest().front();
        const auto path = std::filesystem::path(PAWTRAIT_MODELS) / lite.model.fileName;
        QCOMPARE(lite.origin, ManifestEntry::Origin::Bundled);
        QCOMPARE(std::int64_t(std::filesystem::file_size(path)), lite.bytes);
        QCOMPARE(checksumOf(path, Checksum::Algorithm::Sha256).value(), lite.checksum);
    }

    void mistakesAreRefusedByName_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("why");
        const auto row = [](const char *name, const char *field, const QJsonValue &value,
                             const char *why) {
            QTest::newRow(name) << QString::fromLatin1(field) << value << QString::fromLatin1(why);
        };
        const auto word = [](const char *text) { return QJsonValue(QLatin1String(text)); };
        const QJsonValue none(QJsonValue::Undefined);
        row("unknown architecture", "architecture", word("vgg"), "\"architecture\" is unknown: vgg");
        row("missing field", "purpose", none, "base: \"purpose\" is missing");
        row("missing url", "url", none, "\"url\" is missing");
        row("unknown field", "colour", word("red"), "\"colour\" is not a field of it");
        row("name of another", "name", word("lite"), "two models are named lite");
        row("file of another", "file", word("ckpt_fast.pth"), "two models have the file");
        row("file in another folder", "file", word("../base.pth"), "has to be a plain name");
        row("url on this computer", "url", word("file:///etc/passwd"), "\"url\" has to begin with");
        row("url without a host", "url", word("https://"), "\"url\" has to begin with");
        row("checksum cut short", "md5", word("d692"), "\"md5\" has to be 32");
        row("size of nothing", "bytes", QJsonValue(0), "\"bytes\" has to be a whole number");
        row("size that is no number", "bytes", word("big"), "\"bytes\" has to be a whole number");
        row("base size that does not fit", "base_size", QJsonValue(1000), "multiple of 32");
        row("text that is none", "licence", QJsonValue(3), "\"licence\" has to be a text");
        row("statement that is none", "stretched", QJsonValue(1), "true or false");
        row("unknown origin", "origin", word("stolen"), "\"origin\" has to be");
    }
    void mistakesAreRefusedByName()
    {
        QFETCH(const QString, field);
        QFETCH(const QJsonValue, value);
        QFETCH(const QString, why);
        const QString said = QString::fromStdString(refusal(changed(1, field, value)));
        QVERIFY2(said.contains(why), qPrintable(said));
    }

    void whatIsNoManifestIsRefused()
    {
        for (const char *text : {"", "[]", "{}", "{\"version\": 2, \"models\": []}",
                 "{\"version\": 1, \"models\": []}", "{\"version\": 1, \"models\": [3]}", "{\"ver"})
            QVERIFY2(refusal(text).starts_with("model list: "), text);
    }
};

QTEST_GUILESS_MAIN(tst_Manifest)
#include "tst_manifest.moc"
