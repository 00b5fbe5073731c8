#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace core {

/// What one number in a checkpoint is. Little-endian.
enum class ElementType {
    Float16,
    BFloat16,
    Float32,
    Float64,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    Bool
};

/// Bytes of one element; "float32", "int64", ...
std::int64_t sizeOf(ElementType type);
std::string nameOf(ElementType type);

/// One named tensor, dense and row-major whatever its strides in the file were.
struct CheckpointTensor
{
    std::string name;
    ElementType type = ElementType::Float32;
    std::vector<std::int64_t> shape; ///< empty: a scalar
    std::vector<std::byte> bytes; ///< product(shape) * sizeOf(type)
};

/// A state dictionary, and how it stood in its file.
struct Checkpoint
{
    std::vector<CheckpointTensor> tensors; ///< in the file's order
    bool isWrapped = false; ///< in {"state_dict": ...}
    bool isPrefixed = false; ///< every name began with `module.`, which was taken off
};

/// Reads a PyTorch `.pth` state dictionary, in the file's order, without executing anything in it.
/// Unwraps {"state_dict": ...}; takes off `module.` where every name begins with it (DataParallel).
/// Errors: ModelMissing; ModelMismatch (not such a file, cut short, foreign GLOBAL, a tensor that
/// leaves its storage, written by a PyTorch before 1.6); OutOfMemory.
Result<std::vector<CheckpointTensor>> readCheckpoint(const std::filesystem::path &file);

/// The same, with how it stood there. Errors: those of readCheckpoint().
Result<Checkpoint> checkpointIn(const std::filesystem::path &file);

} // namespace core
