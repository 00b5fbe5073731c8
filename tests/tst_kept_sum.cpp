#include "core/files/hash.h"
#include "core/files/kept_sum.h"
#include "tests/support/photo_folder.h"

#include <QtTest/QtTest>

namespace fs = std::filesystem;
using core::Error;
using core::KeptSum;

class tst_KeptSum : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_file = written("a", {1, 2, 3}); }

    void isTheFilesSum() { QCOMPARE(sumOf(KeptSum()), core::sha256Of(m_file).value()); }

    void anUnchangedFileIsReadOnce()
    {
        const KeptSum sum;
        const std::string first = sumOf(sum);
        changeUnseen();
        QCOMPARE(sumOf(sum), first);
        QVERIFY(sumOf(KeptSum()) != first);
    }

    void copiesShareIt()
    {
        const KeptSum sum;
        const KeptSum copy = sum;
        const std::string first = sumOf(sum);
        changeUnseen();
        QCOMPARE(sumOf(copy), first);
    }

    void whatIsMovedFromStillWorks()
    {
        KeptSum sum;
        const std::string first = sumOf(sum);
        const KeptSum moved = std::move(sum);
        QCOMPARE(sumOf(moved), first);
        QCOMPARE(sumOf(sum), first);
    }

    void aChangedFileIsReadAgain()
    {
        const KeptSum sum;
        const auto before = core::stampOf(m_file).value();
        const std::string first = sumOf(sum);
        written("a", {1, 2, 3, 4});
        QCOMPARE(sum.of(m_file, before).error().code, Error::Code::FileChanged);
        const std::string second = sumOf(sum);
        QVERIFY(second != first);
        QCOMPARE(second, core::sha256Of(m_file).value());
    }

    void anotherFileHasASumOfItsOwn()
    {
        const KeptSum sum;
        const std::string first = sumOf(sum);
        const fs::path other = written("b", {3, 2, 1});
        fs::last_write_time(other, fs::last_write_time(m_file)); // the same stamp
        QVERIFY(sum.of(other, core::stampOf(other).value()).value() != first);
    }

    void aMissingFileIsSaid()
    {
        const KeptSum sum;
        const auto stamp = core::stampOf(m_file).value();
        sumOf(sum);
        fs::remove(m_file);
        QCOMPARE(sum.of(m_file, stamp).error().code, Error::Code::FileMissing);
    }

private:
    std::string sumOf(const KeptSum &sum) const
    {
        return sum.of(m_file, core::stampOf(m_file).value()).value();
    }

    /// Other bytes under the same stamp: only who reads them again can tell.
    void changeUnseen()
    {
        const auto time = fs::last_write_time(m_file);
        written("a", {4, 5, 6});
        fs::last_write_time(m_file, time);
    }

    fs::path m_file;
};

QTEST_GUILESS_MAIN(tst_KeptSum)
#include "tst_kept_sum.moc"
