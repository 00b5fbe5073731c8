#include "core/network/choices.h"
#include "core/network/inspection.h"
#include "tests/support/checkpoint_file.h"

#include <QTemporaryDir>
#include <QtTest>

namespace fs = std::filesystem;
using namespace core;
using namespace checkpoint_file;

namespace {

const fs::path bundledModel = fs::path(PAWTRAIT_MODELS) / "pawtrait-lite.pth";
const fs::path sharedFolder = fs::path(PAWTRAIT_SHARED) / "inspyrenet" / "ckpt";

QByteArray pairOf(const QByteArray &name)
{
    return text(name) + tensor({});
}

} // namespace

class tst_Inspection : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

private Q_SLOTS:
    void theBundledModelIsKnown()
    {
        const auto inspection = inspect(bundledModel);
        QVERIFY2(inspection, inspection ? "" : inspection.error().detail.c_str());
        QCOMPARE(inspection->format, Inspection::Format::Zip);
        QCOMPARE(inspection->architecture, Architecture::Lite);
        QVERIFY(inspection->differences.empty() && !inspection->nearest);
        QVERIFY(!inspection->isWrapped && !inspection->isPrefixed);
        QCOMPARE(inspection->tensors, 1556);
        int tensors = 0;
        bool hasHalves = false;
        for (const ElementCount &count : inspection->types) {
            QVERIFY(tensors == 0 || count.tensors <= inspection->types.front().tensors);
            tensors += count.tensors;
            hasHalves |= count.type == ElementType::Float16;
        }
        QCOMPARE(tensors, 1556);
        QVERIFY(hasHalves);
        QVERIFY(inspection->parameters > 3'000'000 && inspection->parameters < 5'000'000);
    }

    void wrappingAndPrefixAreSaidAndDoNotMatter()
    {
        const auto tensors = readCheckpoint(bundledModel);
        QVERIFY(tensors);
        const auto inspection =
            inspect(written(m_folder, checkpointOf(*tensors, "module.", "state_dict")));
        QVERIFY2(inspection, inspection ? "" : inspection.error().detail.c_str());
        QVERIFY(inspection->isWrapped && inspection->isPrefixed);
        QCOMPARE(inspection->architecture, Architecture::Lite);
    }

    void whatAlmostFitsIsComparedWithTheNearest()
    {
        auto tensors = readCheckpoint(bundledModel);
        QVERIFY(tensors);
        tensors->front().name = "backbone.renamed.weight";
        const auto inspection = inspect(written(m_folder, checkpointOf(*tensors)));
        QVERIFY2(inspection, inspection ? "" : inspection.error().detail.c_str());
        QVERIFY(!inspection->architecture);
        QCOMPARE(inspection->nearest, Architecture::Lite);
        QCOMPARE(inspection->differences,
            (std::vector<std::string> {"not of this network: backbone.renamed.weight",
                "missing: backbone.conv_stem.weight [32, 3, 3, 3]"}));
    }

    void aForeignNetworkFitsNone()
    {
        const auto inspection =
            inspect(written(m_folder,
                checkpointWith(dictionary(pairOf("fc.weight") + pairOf("fc.bias")))));
        QVERIFY2(inspection, inspection ? "" : inspection.error().detail.c_str());
        QVERIFY(!inspection->architecture);
        QVERIFY(inspection->nearest);
        QCOMPARE(inspection->tensors, 2);
        QCOMPARE(inspection->parameters, std::int64_t(8));
        QVERIFY(inspection->differences.size() > 2);
    }

    void anOldFileIsRecognised()
    {
        const auto inspection = inspect(
            written(m_folder,
                QByteArray::fromHex("80028a0a6cfc9c46f9206aa850192e") + QByteArray(99, '.')));
        QVERIFY(inspection);
        QCOMPARE(inspection->format, Inspection::Format::Legacy);
        QCOMPARE(inspection->tensors, 0);
    }

    void whatIsNoCheckpointIsAnError_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("not a model at all");
        QTest::newRow("archive of something else") << zipped({{"readme.txt", "hello"}});
        QTest::newRow("cut short")
            << checkpointWith(dictionary(pairOf("fc.weight"))).chopped(40);
    }
    void whatIsNoCheckpointIsAnError()
    {
        QFETCH(const QByteArray, bytes);
        const auto inspection = inspect(written(m_folder, bytes));
        QVERIFY(!inspection);
        QCOMPARE(inspection.error().code, Error::Code::ModelMismatch);
        QVERIFY(!inspection.error().detail.empty());
    }

    void aFileThatIsNotThereIsMissing()
    {
        const auto inspection = inspect(fs::path("/no/such/model.pth"));
        QVERIFY(!inspection);
        QCOMPARE(inspection.error().code, Error::Code::ModelMissing);
    }

    void theTinyReferenceNetworksAreKnown_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<Architecture>("architecture");
        QTest::newRow("tiny Swin") << "tiny_swin.pth" << Architecture::TinySwin;
        QTest::newRow("tiny Res2Net") << "tiny_res2net.pth" << Architecture::TinyRes2Net;
    }
    void theTinyReferenceNetworksAreKnown()
    {
        QFETCH(const QString, file);
        QFETCH(const Architecture, architecture);
        if (!fs::exists(sharedFolder))
            QSKIP("../shared/inspyrenet/ckpt is not here");
        const auto inspection = inspect(sharedFolder / file.toStdString());
        QVERIFY2(inspection, inspection ? "" : inspection.error().detail.c_str());
        QCOMPARE(inspection->architecture, architecture);
    }

    void everyArchitectureIsFoundByItsName()
    {
        for (const Architecture architecture : allArchitectures())
            QCOMPARE(architectureNamed(nameOf(architecture)), architecture);
        QCOMPARE(allArchitectures().size(), std::size_t(5));
        QVERIFY(!architectureNamed("swin"));
    }
};

QTEST_GUILESS_MAIN(tst_Inspection)
#include "tst_inspection.moc"
