#include "core/network/checkpoint.h"

#include "core/network/pickle_reader.h"
#include "core/network/zip_reader.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <optional>
#include <set>

namespace core {
namespace {

using Bytes = std::vector<std::byte>;

tl::unexpected<Error> mismatch(const std::string &what)
{
    return fail(Error::Code::ModelMismatch, "model file: " + what);
}

/// The folder that everything stands in, with its slash: where data.pkl is.
std::optional<std::string> rootOf(const ZipReader &archive)
{
    const std::string ending = "/data.pkl";
    for (const auto &[name, entry] : archive.entries())
        if (name.ends_with(ending))
            return name.substr(0, name.size() - ending.size() + 1);
    return std::nullopt;
}

/// How many elements a tensor has and the last one of its storage that it touches; nothing if a
/// number is absurd.
struct Extent
{
    std::int64_t elements = 1;
    std::int64_t last = 0;
};

std::optional<Extent> extentOf(const PickledTensor &tensor)
{
    if (tensor.shape.size() != tensor.strides.size() || tensor.shape.size() > 8
        || tensor.offset < 0)
        return std::nullopt;
    Extent extent {.elements = 1, .last = tensor.offset};
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        std::int64_t reach = 0;
        if (tensor.shape[i] < 0 || tensor.strides[i] < 0
            || __builtin_mul_overflow(extent.elements, tensor.shape[i], &extent.elements))
            return std::nullopt;
        if (tensor.shape[i] > 1
            && (__builtin_mul_overflow(tensor.shape[i] - 1, tensor.strides[i], &reach)
                || __builtin_add_overflow(extent.last, reach, &extent.last)))
            return std::nullopt;
    }
    return extent;
}

/// Whether it is its whole storage, row-major.
bool isWholeStorage(const PickledTensor &tensor, std::int64_t held)
{
    std::int64_t stride = 1;
    for (std::size_t axis = tensor.shape.size(); axis-- > 0;) {
        if (tensor.shape[axis] != 1 && tensor.strides[axis] != stride)
            return false;
        stride *= tensor.shape[axis];
    }
    return tensor.offset == 0 && stride == held;
}

/// Copies a strided view out of `storage`, row-major. The extent was checked before.
Bytes denseBytes(const PickledTensor &tensor, const Bytes &storage, std::int64_t elements)
{
    const auto size = std::size_t(sizeOf(tensor.type));
    Bytes dense(std::size_t(elements) * size);
    std::vector<std::int64_t> index(tensor.shape.size(), 0);
    std::int64_t from = tensor.offset;
    for (std::int64_t i = 0; i < elements; ++i) {
        std::memcpy(
            dense.data() + std::size_t(i) * size, storage.data() + std::size_t(from) * size, size);
        for (std::size_t axis = index.size(); axis-- > 0;) {
            if (tensor.shape[axis] == 1) // its stride is never used and may be anything
                continue;
            from += tensor.strides[axis];
            if (++index[axis] < tensor.shape[axis])
                break;
            from -= tensor.strides[axis] * tensor.shape[axis];
            index[axis] = 0;
        }
    }
    return dense;
}

/// Reads tensors one after another and keeps the last storage, which neighbours often share.
class TensorReader
{
public:
    TensorReader(ZipReader &archive, std::string root)
        : m_archive(archive)
        , m_root(std::move(root))
        , m_bytesLeft(4 * archive.fileSize())
        , m_storageBytesLeft(4 * archive.fileSize())
    {
    }

    Result<CheckpointTensor> read(const PickledTensor &tensor)
    {
        const auto extent = extentOf(tensor);
        if (!extent)
            return mismatch("absurd sizes of " + tensor.name);
        // A broadcast view may name more elements than any memory holds: honest files never repeat
        // that much.
        if (std::uint64_t(extent->elements) > m_bytesLeft / std::uint64_t(sizeOf(tensor.type)))
            return mismatch("more elements in " + tensor.name + " than the file can hold");
        if (const auto ready = load(tensor); !ready)
            return tl::unexpected(ready.error());
        const auto held = std::int64_t(m_storage.size()) / sizeOf(tensor.type);
        if (extent->elements > 0
            && (extent->last >= held || extent->last >= tensor.storageElements))
            return mismatch(tensor.name + " leaves its storage");
        m_bytesLeft -= std::uint64_t(extent->elements * sizeOf(tensor.type));
        return CheckpointTensor {.name = tensor.name,
            .type = tensor.type,
            .shape = tensor.shape,
            .bytes = isWholeStorage(tensor, held) ? taken()
                                                  : denseBytes(tensor, m_storage, extent->elements)};
    }

private:
    Result<> load(const PickledTensor &tensor)
    {
        if (m_key == tensor.storageKey)
            return {};
        auto storage = m_archive.read(m_root + "data/" + tensor.storageKey);
        if (!storage)
            return tl::unexpected(storage.error());
        // Without this limit a small file could make us read one large storage a million times.
        if (storage->size() > m_storageBytesLeft)
            return mismatch("storages shared more often than an honest file does");
        m_storageBytesLeft -= storage->size();
        m_storage = std::move(*storage);
        m_key = tensor.storageKey;
        return {};
    }

    /// Without a copy; who shares the storage reads it again.
    Bytes taken()
    {
        m_key.reset();
        return std::move(m_storage);
    }

    ZipReader &m_archive;
    std::string m_root;
    std::uint64_t m_bytesLeft; // that tensors may still take
    std::uint64_t m_storageBytesLeft; // that may still be read
    std::optional<std::string> m_key;
    Bytes m_storage;
};

Result<> checkByteOrder(ZipReader &archive, const std::string &root)
{
    if (!archive.entries().contains(root + "byteorder")) // before torch 2.0: little
        return {};
    const auto order = archive.read(root + "byteorder");
    if (!order)
        return tl::unexpected(order.error());
    if (std::string(reinterpret_cast<const char *>(order->data()), order->size()) != "little")
        return mismatch("written on a big-endian machine");
    return {};
}

/// False where not every name has it.
bool takeOffPrefix(std::vector<PickledTensor> &tensors)
{
    const std::string prefix = "module.";
    const bool everywhere = !tensors.empty()
        && std::all_of(tensors.begin(), tensors.end(),
            [&prefix](const PickledTensor &tensor) { return tensor.name.starts_with(prefix); });
    if (everywhere)
        for (PickledTensor &tensor : tensors)
            tensor.name.erase(0, prefix.size());
    return everywhere;
}

Result<std::vector<CheckpointTensor>> readTensors(
    TensorReader &reader, const std::vector<PickledTensor> &pickled)
{
    std::vector<CheckpointTensor> tensors;
    std::set<std::string> names;
    for (const PickledTensor &tensor : pickled) {
        if (!names.insert(tensor.name).second)
            return mismatch("two tensors named " + tensor.name);
        auto read = reader.read(tensor);
        if (!read)
            return tl::unexpected(read.error());
        tensors.push_back(std::move(*read));
    }
    return tensors;
}

Result<Checkpoint> readArchive(const std::filesystem::path &file)
{
    auto archive = ZipReader::open(file);
    if (!archive)
        return tl::unexpected(archive.error());
    const auto root = rootOf(*archive);
    if (!root)
        return mismatch("an archive without data.pkl is no PyTorch checkpoint");
    if (auto order = checkByteOrder(*archive, *root); !order)
        return tl::unexpected(order.error());
    auto pickled = archive->read(*root + "data.pkl").and_then(readPickledTensors);
    if (!pickled)
        return tl::unexpected(pickled.error());
    const bool isPrefixed = takeOffPrefix(pickled->tensors);
    TensorReader reader(*archive, *root);
    return readTensors(reader, pickled->tensors)
        .map([&](std::vector<CheckpointTensor> tensors) {
            return Checkpoint {.tensors = std::move(tensors),
                .isWrapped = pickled->isWrapped,
                .isPrefixed = isPrefixed};
        });
}

} // namespace

std::int64_t sizeOf(ElementType type)
{
    switch (type) {
    case ElementType::Int8:
    case ElementType::UInt8:
    case ElementType::Bool:
        return 1;
    case ElementType::Float16:
    case ElementType::BFloat16:
    case ElementType::Int16:
        return 2;
    case ElementType::Float32:
    case ElementType::Int32:
        return 4;
    case ElementType::Float64:
    case ElementType::Int64:
        return 8;
    }
    return 0;
}

std::string nameOf(ElementType type)
{
    switch (type) {
    case ElementType::Float16:
        return "float16";
    case ElementType::BFloat16:
        return "bfloat16";
    case ElementType::Float32:
        return "float32";
    case ElementType::Float64:
        return "float64";
    case ElementType::Int8:
        return "int8";
    case ElementType::Int16:
        return "int16";
    case ElementType::Int32:
        return "int32";
    case ElementType::Int64:
        return "int64";
    case ElementType::UInt8:
        return "uint8";
    case ElementType::Bool:
        return "bool";
    }
    return {};
}

Result<std::vector<CheckpointTensor>> readCheckpoint(const std::filesystem::path &file)
{
    return checkpointIn(file).map([](Checkpoint checkpoint) {
        return std::move(checkpoint.tensors);
    });
}

Result<Checkpoint> checkpointIn(const std::filesystem::path &file)
{
    try {
        return readArchive(file);
    } catch (const std::bad_alloc &) {
        return fail(Error::Code::OutOfMemory, "reading " + file.string());
    } catch (const std::exception &problem) {
        return fail(Error::Code::ModelMismatch, problem.what());
    }
}

} // namespace core
