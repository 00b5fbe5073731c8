#pragma once

#include "core/network/checkpoint.h"

#include <QByteArray>
#include <QFile>
#include <QList>
#include <QTemporaryDir>
#include <QtEndian>

#include <bit>
#include <filesystem>

/// Files as torch.save writes them, honest ones and others.
namespace checkpoint_file {

struct ArchivedFile
{
    QByteArray name;
    QByteArray bytes;
};

inline quint32 checksumOf(const QByteArray &bytes)
{
    quint32 crc = 0xffffffffU;
    for (const char byte : bytes) {
        crc ^= quint8(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320U : 0U);
    }
    return ~crc;
}

template <typename Integer>
QByteArray littleEndian(Integer number)
{
    QByteArray bytes(qsizetype(sizeof(Integer)), 0);
    qToLittleEndian(number, bytes.data());
    return bytes;
}

/// A ZIP of stored entries, as torch.save lays it out.
inline QByteArray zipped(const QList<ArchivedFile> &files)
{
    QByteArray archive;
    QByteArray directory;
    for (const ArchivedFile &file : files) {
        const auto size = quint32(file.bytes.size());
        QByteArray fields =
            littleEndian<quint16>(0) + littleEndian<quint16>(0) + littleEndian<quint32>(0);
        fields += littleEndian(checksumOf(file.bytes)) + littleEndian(size) + littleEndian(size)
            + littleEndian(quint16(file.name.size())) + littleEndian<quint16>(0);
        directory += QByteArrayLiteral("PK\x01\x02") + QByteArray(4, 0) + fields + QByteArray(10, 0)
            + littleEndian(quint32(archive.size())) + file.name;
        archive +=
            QByteArrayLiteral("PK\x03\x04") + QByteArray(2, 0) + fields + file.name + file.bytes;
    }
    const auto offset = quint32(archive.size());
    const auto count = quint16(files.size());
    return archive + directory + QByteArrayLiteral("PK\x05\x06") + QByteArray(4, 0)
        + littleEndian(count) + littleEndian(count) + littleEndian(quint32(directory.size()))
        + littleEndian(offset) + QByteArray(2, 0);
}

inline QByteArray text(const QByteArray &word)
{
    return 'X' + littleEndian(quint32(word.size())) + word;
}

inline QByteArray global(const QByteArray &module, const QByteArray &name)
{
    return 'c' + module + '\n' + name + '\n';
}

inline QByteArray tupleOf(const QList<qint32> &numbers)
{
    QByteArray pickle = "(";
    for (const qint32 number : numbers)
        pickle += 'J' + littleEndian(number);
    return pickle + 't';
}

/// What one tensor looks like in the pickle; each part can be made absurd.
struct TensorPickle
{
    QByteArray storageType = "FloatStorage";
    QByteArray storageKey = "0";
    qint32 storageElements = 4;
    qint32 offset = 0;
    QList<qint32> shape {2, 2};
    QList<qint32> strides {2, 1};
};

inline QByteArray tensor(const TensorPickle &parts)
{
    const QByteArray storage = "(" + text("storage") + global("torch", parts.storageType)
        + text(parts.storageKey) + text("cpu") + 'J' + littleEndian(parts.storageElements) + "tQ";
    return global("torch._utils", "_rebuild_tensor_v2") + "(" + storage + 'J'
        + littleEndian(parts.offset) + tupleOf(parts.shape) + tupleOf(parts.strides) + '\x89'
        + global("collections", "OrderedDict") + ")R" + "tR";
}

inline QByteArray dictionary(const QByteArray &items)
{
    return QByteArrayLiteral("\x80\x02") + "}(" + items + "u.";
}

inline QByteArray floats(const QList<float> &numbers)
{
    QByteArray bytes;
    for (const float number : numbers)
        bytes += littleEndian(std::bit_cast<quint32>(number));
    return bytes;
}

inline QByteArray checkpointWith(const QByteArray &pickle)
{
    return zipped(
        {{"m/data.pkl", pickle}, {"m/data/0", floats({1, 2, 3, 4})}, {"m/version", "3\n"}});
}

inline QByteArray storageTypeOf(core::ElementType type)
{
    using core::ElementType;
    switch (type) {
    case ElementType::Float16:
        return "HalfStorage";
    case ElementType::BFloat16:
        return "BFloat16Storage";
    case ElementType::Float32:
        return "FloatStorage";
    case ElementType::Int64:
        return "LongStorage";
    default:
        qFatal("no test writes such tensors");
    }
}

/// The tensors written again, each in a storage of its own, its name behind `prefix`.
inline QByteArray checkpointOf(const std::vector<core::CheckpointTensor> &tensors,
    const QByteArray &prefix = {}, const QByteArray &wrappedAs = {})
{
    QByteArray items;
    QList<ArchivedFile> files;
    for (const core::CheckpointTensor &given : tensors) {
        TensorPickle parts {.storageType = storageTypeOf(given.type),
            .storageKey = QByteArray::number(files.size()),
            .storageElements = qint32(qint64(given.bytes.size()) / core::sizeOf(given.type))};
        parts.shape.clear();
        parts.strides.clear();
        qint32 stride = 1;
        for (auto side = given.shape.rbegin(); side != given.shape.rend(); ++side) {
            parts.shape.prepend(qint32(*side));
            parts.strides.prepend(stride);
            stride *= qint32(*side);
        }
        items += text(prefix + QByteArray::fromStdString(given.name)) + tensor(parts);
        files.append({"m/data/" + parts.storageKey,
            QByteArray(reinterpret_cast<const char *>(given.bytes.data()),
                qsizetype(given.bytes.size()))});
    }
    const QByteArray inner = "}(" + items + "u";
    const QByteArray outer =
        wrappedAs.isEmpty() ? inner : "}(" + text(wrappedAs) + inner + "u";
    files.prepend({"m/data.pkl", QByteArrayLiteral("\x80\x02") + outer + "."});
    return zipped(files);
}

inline std::filesystem::path written(const QTemporaryDir &folder, const QByteArray &bytes)
{
    QFile file(folder.filePath(QStringLiteral("model.pth")));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write the test's own file");
    return file.fileName().toStdString();
}

} // namespace checkpoint_file
