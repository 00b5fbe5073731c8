#include "core/network/checkpoint.h"
#include "core/network/network.h"
#include "tests/support/checkpoint_file.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtEndian>
#include <QtTest>

#include <bit>
#include <cmath>
#include <filesystem>

namespace fs = std::filesystem;
using namespace core;
using namespace checkpoint_file;

namespace {

const fs::path bundledModel = fs::path(PAWTRAIT_MODELS) / "pawtrait-lite.pth";
const fs::path sharedFolder = fs::path(PAWTRAIT_SHARED) / "inspyrenet" / "ckpt";

float halfToFloat(quint16 half)
{
    const int exponent = (half >> 10) & 0x1f;
    const int fraction = half & 0x3ff;
    const float magnitude = exponent == 0 ? std::ldexp(float(fraction), -24)
                                          : std::ldexp(float(1024 + fraction), exponent - 25);
    return half & 0x8000 ? -magnitude : magnitude;
}

float bfloat16ToFloat(quint16 upperHalf)
{
    return std::bit_cast<float>(quint32(upperHalf) << 16);
}

/// The numbers of a tensor of float16, bfloat16, float32 or int64.
QList<double> numbersOf(const CheckpointTensor &given)
{
    QList<double> numbers;
    for (std::size_t at = 0; at < given.bytes.size(); at += std::size_t(sizeOf(given.type))) {
        const auto *bytes = reinterpret_cast<const uchar *>(given.bytes.data()) + at;
        if (given.type == ElementType::Float32)
            numbers += double(std::bit_cast<float>(qFromLittleEndian<quint32>(bytes)));
        else if (given.type == ElementType::Float16)
            numbers += double(halfToFloat(qFromLittleEndian<quint16>(bytes)));
        else if (given.type == ElementType::BFloat16)
            numbers += double(bfloat16ToFloat(qFromLittleEndian<quint16>(bytes)));
        else if (given.type == ElementType::Int64)
            numbers += double(qFromLittleEndian<qint64>(bytes));
    }
    return numbers;
}

/// What a state dictionary's list says of each tensor, in the words of a missing one: "a [1, 2]".
/// Columns: name, shape; other lists have an index before them, and a heading.
QStringList missingTensorsOf(const fs::path &list)
{
    QFile file(QString::fromStdString(list.string()));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("a list of tensors is not here");
    QStringList tensors;
    const bool hasIndex = file.peek(5) == "index";
    if (hasIndex)
        file.readLine();
    while (!file.atEnd()) {
        const QList<QByteArray> columns = file.readLine().trimmed().split('\t');
        QByteArray shape = columns.at(hasIndex ? 2 : 1);
        shape = shape == "scalar" ? QByteArray() : shape.replace("x", ", ");
        tensors += QString::fromLatin1(columns.at(hasIndex ? 1 : 0) + " [" + shape + "]");
    }
    tensors.sort();
    return tensors;
}

} // namespace

class tst_Checkpoint : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsEveryKindOfTestFile_data();
    void readsEveryKindOfTestFile();
    void readsTheBundledModelInItsOrder();
    void makesStridedViewsDense();
    void takesOffThePrefixOnlyWhereAllHaveIt();
    void refusesHostileFiles_data();
    void refusesHostileFiles();
    void refusesATruncatedModel_data();
    void refusesATruncatedModel();
    void refusesAChangedByte();
    void namesTheForeignGlobal();
    void readsHalfAndBFloat16_data();
    void readsHalfAndBFloat16();
    void unwrapsAndTakesOffPrefixes_data();
    void unwrapsAndTakesOffPrefixes();
    void listsTheDifferenceToTheNetwork();
    void wantsWhatTheReferenceHas_data();
    void wantsWhatTheReferenceHas();
    void tinyModelsLoadAsWhatTheyAreAlone();
    void saysThatOldFilesAreOld();
    void refusesAFolder();
};

void tst_Checkpoint::readsEveryKindOfTestFile_data()
{
    QTest::addColumn<QString>("file");
    for (const char *name : {"mini_cpu", "mini_cuda0_location", "mini_module_prefix",
             "mini_newer_torch_layout", "mini_plain_dict", "mini_wrapped"})
        QTest::newRow(name) << QString::fromLatin1(name) + QStringLiteral(".pth");
}

void tst_Checkpoint::readsEveryKindOfTestFile()
{
    QFETCH(const QString, file);
    if (!fs::exists(sharedFolder))
        QSKIP("../shared/inspyrenet/ckpt is not here");
    QFile expectedFile(QString::fromStdString((sharedFolder / "mini_expected.json").string()));
    QVERIFY(expectedFile.open(QIODevice::ReadOnly));
    const QJsonObject expected = QJsonDocument::fromJson(expectedFile.readAll()).object();

    const auto tensors = readCheckpoint(sharedFolder / file.toStdString());
    QVERIFY2(tensors, tensors ? "" : tensors.error().detail.c_str());
    QCOMPARE(qsizetype(tensors->size()), expected.size());
    for (const CheckpointTensor &given : *tensors) {
        const QJsonObject wanted = expected[QString::fromStdString(given.name)].toObject();
        QCOMPARE(
            QString::fromStdString(nameOf(given.type)), wanted[QStringLiteral("dtype")].toString());
        QJsonArray shape;
        for (const qint64 side : given.shape)
            shape.append(side);
        QCOMPARE(shape, wanted[QStringLiteral("shape")].toArray());
        QJsonArray numbers;
        for (const double number : numbersOf(given))
            numbers.append(number);
        QCOMPARE(numbers, wanted[QStringLiteral("values")].toArray());
    }
}

void tst_Checkpoint::readsTheBundledModelInItsOrder()
{
    const auto tensors = readCheckpoint(bundledModel);
    QVERIFY2(tensors, tensors ? "" : tensors.error().detail.c_str());
    QCOMPARE(tensors->size(), std::size_t(1556));
    QCOMPARE(tensors->front().name, std::string("backbone.conv_stem.weight"));
    QCOMPARE(tensors->front().shape, (std::vector<std::int64_t> {32, 3, 3, 3}));
    QCOMPARE(tensors->front().type, ElementType::Float16);
}

void tst_Checkpoint::makesStridedViewsDense()
{
    const QTemporaryDir folder;
    const QByteArray pickle = dictionary(text("t") + tensor({.strides = {1, 2}}));
    const auto tensors = readCheckpoint(written(folder, checkpointWith(pickle)));
    QVERIFY2(tensors, tensors ? "" : tensors.error().detail.c_str());
    QCOMPARE(numbersOf(tensors->front()), (QList<double> {1, 3, 2, 4}));
}

void tst_Checkpoint::takesOffThePrefixOnlyWhereAllHaveIt()
{
    const QTemporaryDir folder;
    const QByteArray both = text("module.a") + tensor({}) + text("b") + tensor({});
    const auto tensors = readCheckpoint(written(folder, checkpointWith(dictionary(both))));
    QVERIFY(tensors);
    QCOMPARE(tensors->front().name, std::string("module.a"));
}

void tst_Checkpoint::refusesHostileFiles_data()
{
    constexpr qint32 huge = 0x7fffffff;
    QTest::addColumn<QByteArray>("bytes");
    const auto pickle = [](const char *row, const QByteArray &given) {
        QTest::newRow(row) << checkpointWith(given);
    };
    const auto one = [&pickle](const char *row, const TensorPickle &parts) {
        pickle(row, dictionary(text("t") + tensor(parts)));
    };
    QTest::newRow("empty file") << QByteArray();
    QTest::newRow("text") << QByteArray("not a model at all");
    QTest::newRow("archive without a pickle") << zipped({{"m/version", "3\n"}});
    QTest::newRow("tensor without its storage")
        << zipped({{"m/data.pkl", dictionary(text("t") + tensor({}))}});
    QTest::newRow("two entries of one name")
        << zipped({{"m/data.pkl", "}."}, {"m/data.pkl", "}."}});
    QTest::newRow("big endian") << zipped({{"m/data.pkl", dictionary(text("t") + tensor({}))},
        {"m/data/0", floats({1, 2, 3, 4})}, {"m/byteorder", "big"}});
    one("offset beyond the storage", {.offset = 1});
    one("negative offset", {.offset = -1});
    one("strides beyond the storage", {.strides = {3, 1}});
    one("negative stride", {.strides = {-2, 1}});
    one("negative side", {.shape = {-2, 2}});
    one("sides and strides do not match", {.strides = {1}});
    one("sizes that overflow 64 bits",
        {.shape = {huge, huge, huge}, .strides = {huge, huge, huge}});
    one("a broadcast of a million million", {.shape = {1000000, 1000000}, .strides = {0, 0}});
    one("storage promised smaller than the view", {.storageElements = 2});
    one("storage too small for its type", {.storageType = "DoubleStorage"});
    one("unknown storage type", {.storageType = "QUInt8Storage"});
    pickle("empty pickle", {});
    pickle("stops in the middle", dictionary(text("t") + tensor({})).chopped(20));
    pickle("text longer than the file", QByteArray("X\xff\xff\xff\x7f", 5));
    pickle("pops from an empty stack", "0.");
    pickle("tuple without mark", "t.");
    pickle("forgotten memory", "h\x07.");
    pickle("items for no dictionary", "(NNu.");
    pickle("odd number of items", "}(Nu.");
    pickle("dictionary inside itself",
        QByteArray("}q\x00(X\x01\x00\x00\x00"
                   "ah\x00u.",
            14));
    pickle("a number instead of a tensor", dictionary(text("t") + "K\x01"));
    pickle("not a dictionary", "K\x01.");
    pickle("nested a hundred thousand deep", QByteArray(")") + QByteArray(100000, '\x85') + ".");
    pickle("two tensors of one name", dictionary(text("t") + tensor({}) + text("t") + tensor({})));
}

void tst_Checkpoint::refusesHostileFiles()
{
    QFETCH(const QByteArray, bytes);
    const QTemporaryDir folder;
    const auto tensors = readCheckpoint(written(folder, bytes));
    QVERIFY(!tensors);
    QCOMPARE(tensors.error().code, Error::Code::ModelMismatch);
    QVERIFY(!tensors.error().detail.empty());
}

void tst_Checkpoint::refusesATruncatedModel_data()
{
    QTest::addColumn<double>("kept");
    QTest::newRow("nearly whole") << 0.999;
    QTest::newRow("half") << 0.5;
    QTest::newRow("a little") << 0.001;
}

void tst_Checkpoint::refusesATruncatedModel()
{
    QFETCH(const double, kept);
    QFile model(QString::fromStdString(bundledModel.string()));
    QVERIFY(model.open(QIODevice::ReadOnly));
    const QTemporaryDir folder;
    const auto network =
        Network::load(written(folder, model.read(qint64(kept * double(model.size())))), {});
    QVERIFY(!network);
    QCOMPARE(network.error().code, Error::Code::ModelMismatch);
}

void tst_Checkpoint::refusesAChangedByte()
{
    const QTemporaryDir folder;
    QByteArray bytes = checkpointWith(dictionary(text("t") + tensor({})));
    bytes[bytes.indexOf(floats({2}))] = 'x';
    const auto tensors = readCheckpoint(written(folder, bytes));
    QVERIFY(!tensors);
    QVERIFY(tensors.error().detail.find("checksum") != std::string::npos);
}

void tst_Checkpoint::namesTheForeignGlobal()
{
    const QTemporaryDir folder;
    const QByteArray pickle = global("os", "system") + "(" + text("true") + "tR.";
    const auto tensors = readCheckpoint(written(folder, checkpointWith(pickle)));
    QVERIFY(!tensors);
    QCOMPARE(tensors.error().code, Error::Code::ModelMismatch);
    QVERIFY(tensors.error().detail.find("os system") != std::string::npos);
}

void tst_Checkpoint::readsHalfAndBFloat16_data()
{
    QTest::addColumn<QByteArray>("storageType");
    QTest::addColumn<ElementType>("type");
    QTest::addColumn<QList<quint16>>("bits");
    QTest::newRow("half") << QByteArray("HalfStorage") << ElementType::Float16
                          << QList<quint16> {0x3c00, 0xc100, 0x0001, 0x7bff};
    QTest::newRow("bfloat16") << QByteArray("BFloat16Storage") << ElementType::BFloat16
                              << QList<quint16> {0x3f80, 0xc020, 0x3380, 0x477f};
}

void tst_Checkpoint::readsHalfAndBFloat16()
{
    QFETCH(const QByteArray, storageType);
    QFETCH(const ElementType, type);
    QFETCH(const QList<quint16>, bits);
    QByteArray storage;
    for (const quint16 number : bits)
        storage += littleEndian(number);
    const QTemporaryDir folder;
    const QByteArray pickle = dictionary(text("t") + tensor({.storageType = storageType}));
    const auto tensors = readCheckpoint(written(
        folder, zipped({{"m/data.pkl", pickle}, {"m/data/0", storage}, {"m/version", "3\n"}})));
    QVERIFY2(tensors, tensors ? "" : tensors.error().detail.c_str());
    QCOMPARE(tensors->front().type, type);
    QCOMPARE(tensors->front().shape, (std::vector<std::int64_t> {2, 2}));
    const QList<double> expected = type == ElementType::Float16
        ? QList<double> {1, -2.5, std::ldexp(1.0, -24), 65504}
        : QList<double> {1, -2.5, std::ldexp(1.0, -24), 65280};
    QCOMPARE(numbersOf(tensors->front()), expected);
}

void tst_Checkpoint::unwrapsAndTakesOffPrefixes_data()
{
    const QByteArray plain = text("a.weight") + tensor({});
    const QByteArray prefixed = text("module.a.weight") + tensor({});
    const auto wrapped = [](const QByteArray &items) {
        return dictionary(text("epoch") + "K\x07" + text("state_dict") + "}(" + items + "u");
    };
    QTest::addColumn<QByteArray>("pickle");
    QTest::newRow("plain") << dictionary(plain);
    QTest::newRow("wrapped, beside a number") << wrapped(plain);
    QTest::newRow("saved from several cards") << dictionary(prefixed);
    QTest::newRow("both") << wrapped(prefixed);
}

void tst_Checkpoint::unwrapsAndTakesOffPrefixes()
{
    QFETCH(const QByteArray, pickle);
    const QTemporaryDir folder;
    const auto tensors = readCheckpoint(written(folder, checkpointWith(pickle)));
    QVERIFY2(tensors, tensors ? "" : tensors.error().detail.c_str());
    QCOMPARE(tensors->size(), std::size_t(1));
    QCOMPARE(tensors->front().name, std::string("a.weight"));
    QCOMPARE(numbersOf(tensors->front()), (QList<double> {1, 2, 3, 4}));
}

void tst_Checkpoint::listsTheDifferenceToTheNetwork()
{
    const QTemporaryDir folder;
    const QByteArray items =
        text("attention0.threshold") + tensor({}) + text("somebody.else") + tensor({});
    const auto network = Network::load(written(folder, checkpointWith(dictionary(items))), {});
    QVERIFY(!network);
    QCOMPARE(network.error().code, Error::Code::ModelMismatch);
    const std::string &detail = network.error().detail;
    QVERIFY(detail.find("attention0.threshold: [2, 2] instead of [1]") != std::string::npos);
    QVERIFY(detail.find("not of this network: somebody.else") != std::string::npos);
    QVERIFY(detail.find("missing: backbone.conv_stem.weight [32, 3, 3, 3]") != std::string::npos);
}

/// A file with nothing of the network in it: the difference is then all that the network has.
void tst_Checkpoint::wantsWhatTheReferenceHas_data()
{
    QTest::addColumn<Architecture>("architecture");
    QTest::addColumn<fs::path>("list");
    const fs::path lists = fs::path(PAWTRAIT_TEST_DATA) / "network" / "state_dict";
    QTest::newRow("swin-b") << Architecture::SwinB << lists / "swinb.tsv";
    QTest::newRow("res2net50") << Architecture::Res2Net50 << lists / "res2net50.tsv";
    if (!fs::exists(sharedFolder)) {
        qInfo("skipped: the lists of the tiny networks are not here");
        return;
    }
    const fs::path reference = sharedFolder.parent_path();
    QTest::newRow("tiny-swin") << Architecture::TinySwin << reference / "state_dict_tiny_swin.tsv";
    QTest::newRow("tiny-res2net") << Architecture::TinyRes2Net
                                  << reference / "state_dict_tiny_res2net.tsv";
}

void tst_Checkpoint::wantsWhatTheReferenceHas()
{
    QFETCH(const Architecture, architecture);
    QFETCH(const fs::path, list);
    const QTemporaryDir folder;
    const QByteArray foreign = dictionary(text("somebody.else") + tensor({}));
    const auto network =
        Network::load(written(folder, checkpointWith(foreign)), {.architecture = architecture});
    QVERIFY(!network);
    QCOMPARE(network.error().code, Error::Code::ModelMismatch);
    QStringList lines = QString::fromStdString(network.error().detail).split(u'\n');
    QCOMPARE(lines.takeAt(1), QStringLiteral("  not of this network: somebody.else"));
    lines.removeFirst(); // the heading
    for (QString &line : lines) {
        QVERIFY(line.startsWith(QStringLiteral("  missing: ")));
        line.remove(0, 11);
    }
    lines.sort();
    QCOMPARE(lines, missingTensorsOf(list));
}

void tst_Checkpoint::tinyModelsLoadAsWhatTheyAreAlone()
{
    if (!fs::exists(sharedFolder))
        QSKIP("../shared/inspyrenet/ckpt is not here");
    const auto loaded = [](const char *file, Architecture architecture) {
        return Network::load(sharedFolder / file, {.architecture = architecture, .baseSize = 128});
    };
    auto swin = loaded("tiny_swin.pth", Architecture::TinySwin);
    auto res2net = loaded("tiny_res2net.pth", Architecture::TinyRes2Net);
    QVERIFY(swin && res2net);
    const NetworkInput grey {
        .width = 64, .height = 32, .rgb = std::vector<std::uint8_t>(3 * 64 * 32, 128)};
    QVERIFY(swin->run(grey));
    QVERIFY(res2net->run(grey));
    for (const auto &other : {loaded("tiny_swin.pth", Architecture::TinyRes2Net),
             loaded("tiny_res2net.pth", Architecture::SwinB)}) {
        QVERIFY(!other);
        QCOMPARE(other.error().code, Error::Code::ModelMismatch);
    }
}

void tst_Checkpoint::saysThatOldFilesAreOld()
{
    if (fs::exists(sharedFolder)) {
        const auto real = readCheckpoint(sharedFolder / "mini_legacy.pth");
        QVERIFY(!real);
        QVERIFY(real.error().detail.find("before 1.6") != std::string::npos);
    } else {
        qInfo("skipped: mini_legacy.pth is not here");
    }
    const QTemporaryDir folder;
    const QByteArray magic = QByteArray::fromHex("80028a0a6cfc9c46f9206aa850192e");
    const auto tensors = readCheckpoint(written(folder, magic + QByteArray(100, '.')));
    QVERIFY(!tensors);
    QCOMPARE(tensors.error().code, Error::Code::ModelMismatch);
    QVERIFY(tensors.error().detail.find("before 1.6") != std::string::npos);
}

void tst_Checkpoint::refusesAFolder()
{
    const auto tensors = readCheckpoint(PAWTRAIT_MODELS);
    QVERIFY(!tensors);
    QCOMPARE(tensors.error().code, Error::Code::ModelMismatch);
}

QTEST_GUILESS_MAIN(tst_Checkpoint)
#include "tst_checkpoint.moc"
