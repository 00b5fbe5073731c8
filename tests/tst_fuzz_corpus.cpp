#include "tests/fuzz/targets.h"
#include "tests/support/fuzz_seeds.h"

#include <QtTest/QtTest>

namespace fs = std::filesystem;

/// The fuzz targets on what they start from and on every input that ever broke one, kept in
/// data/fuzz/<target>/. A broken promise ends the program, as in the fuzzer.
class tst_FuzzCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsWell_data();
    void endsWell();
};

void tst_FuzzCorpus::endsWell_data()
{
    QTest::addColumn<int>("target");
    for (int i = 0; i < int(std::size(fuzz::targets)); ++i)
        QTest::newRow(fuzz::targets[i].name.data()) << i;
}

void tst_FuzzCorpus::endsWell()
{
    QFETCH(int, target);
    const auto &[name, run] = fuzz::targets[target];
    const QTemporaryDir folder;
    auto inputs = files::fuzzSeeds(std::string(name), folder.path().toStdString());
    QVERIFY(!inputs.empty());
    const auto kept = fs::path(PAWTRAIT_TEST_DATA) / "fuzz" / name;
    if (fs::exists(kept))
        for (const auto &file : fs::directory_iterator(kept))
            inputs.push_back({file.path().string(), files::read(file.path())});
    for (const auto &input : inputs) {
        run(input.bytes);
        run({input.bytes.data(), input.bytes.size() / 2});
        run({});
    }
    qInfo("%zu inputs", inputs.size());
}

QTEST_GUILESS_MAIN(tst_FuzzCorpus)
#include "tst_fuzz_corpus.moc"
