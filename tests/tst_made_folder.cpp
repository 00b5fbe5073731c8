#include "core/files/made_folder.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

namespace fs = std::filesystem;
using core::Error;
using core::MadeFolder;
using Parents = core::MadeFolder::Parents;

class tst_MadeFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isTakenBackWhileEmpty_data();
    void isTakenBackWhileEmpty();
    void staysWithWhatLiesInIt();
    void aFolderThatWasThereStays();
    void refusesWhatCannotBeAFolder_data();
    void refusesWhatCannotBeAFolder();

private:
    std::unique_ptr<QTemporaryDir> m_scratch;
    fs::path m_root;
};

void tst_MadeFolder::init()
{
    m_scratch = std::make_unique<QTemporaryDir>();
    m_root = m_scratch->path().toStdString();
}

void tst_MadeFolder::isTakenBackWhileEmpty_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("one level") << "out";
    QTest::newRow("with a slash at the end") << "out/";
    QTest::newRow("with its parents") << "a/b/out";
}

void tst_MadeFolder::isTakenBackWhileEmpty()
{
    QFETCH(const QString, name);
    const fs::path folder = m_root / name.toStdString();
    {
        const auto made = MadeFolder::at(folder, Parents::MadeToo);
        QVERIFY(made);
        QVERIFY(fs::is_directory(folder));
    }
    QVERIFY(fs::is_empty(m_root));
}

void tst_MadeFolder::staysWithWhatLiesInIt()
{
    {
        const auto made = MadeFolder::at(m_root / "a/out", Parents::MadeToo);
        std::ofstream(m_root / "a/out/print.png") << "png";
    }
    QVERIFY(fs::exists(m_root / "a/out/print.png"));
}

void tst_MadeFolder::aFolderThatWasThereStays()
{
    fs::create_directory(m_root / "out");
    {
        QVERIFY(MadeFolder::at(m_root / "out", Parents::MustExist));
    }
    QVERIFY(fs::is_directory(m_root / "out"));
}

void tst_MadeFolder::refusesWhatCannotBeAFolder_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("a file of that name") << "file";
    QTest::newRow("inside a file") << "file/out";
    QTest::newRow("the parent is missing") << "missing/out";
}

void tst_MadeFolder::refusesWhatCannotBeAFolder()
{
    QFETCH(const QString, name);
    std::ofstream(m_root / "file") << "text";
    const auto made = MadeFolder::at(m_root / name.toStdString(), Parents::MustExist);
    QVERIFY(!made);
    QCOMPARE(made.error().code, Error::Code::TargetUnwritable);
    QVERIFY(!fs::exists(m_root / "missing"));
}

QTEST_GUILESS_MAIN(tst_MadeFolder)
#include "tst_made_folder.moc"
