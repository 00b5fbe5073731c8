#include "core/models/models.h"

#include <QTemporaryDir>
#include <QtTest>

namespace fs = std::filesystem;

class tst_Models : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qunsetenv("PAWTRAIT_MODELS"); }

    void theBundledOneIsFirst()
    {
        QCOMPARE(core::knownModels().front().name, std::string("lite"));
    }

    void theEnvironmentNamesTheFolder()
    {
        const QTemporaryDir folder;
        qputenv("PAWTRAIT_MODELS", folder.path().toUtf8());
        QCOMPARE(core::modelsFolder("/anywhere/bin/pawtrait").value(),
            fs::canonical(folder.path().toStdString()));
    }

    void aFolderThatSomebodyNamedIsNotReplacedByAnother()
    {
        qputenv("PAWTRAIT_MODELS", "/no/such/folder");
        const auto folder = core::modelsFolder("/anywhere/bin/pawtrait");
        QVERIFY(!folder);
        QCOMPARE(folder.error().code, core::Error::Code::ModelMissing);
        QVERIFY(folder.error().detail.find("/no/such/folder") != std::string::npos);
    }

    void standsBesideTheProgram_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("models");
        QTest::newRow("installed") << "prefix/bin/pawtrait"
                                   << "prefix/share/pawtrait/models";
        QTest::newRow("built") << "tree/build/release/bin/pawtrait"
                               << "tree/models";
    }
    void standsBesideTheProgram()
    {
        QFETCH(const QString, program);
        QFETCH(const QString, models);
        const QTemporaryDir folder;
        const fs::path root = fs::canonical(folder.path().toStdString());
        fs::create_directories((root / program.toStdString()).parent_path());
        fs::create_directories(root / models.toStdString());
        QCOMPARE(
            core::modelsFolder(root / program.toStdString()).value(), root / models.toStdString());
    }
};

QTEST_GUILESS_MAIN(tst_Models)
#include "tst_models.moc"
