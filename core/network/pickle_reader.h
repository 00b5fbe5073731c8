#pragma once

#include "core/network/checkpoint.h"
#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace core {

/// A tensor as `data.pkl` describes it: a view of a storage, in elements.
struct PickledTensor
{
    std::string name;
    ElementType type = ElementType::Float32;
    std::string storageKey; ///< the archive's entry data/<key>
    std::int64_t storageElements = 0;
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides;
};

/// The tensors of a state dictionary, in the file's order.
struct PickledDictionary
{
    std::vector<PickledTensor> tensors;
    bool isWrapped = false; ///< it stood in {"state_dict": {...}}
};

/// Reads a state dictionary out of the pickle that torch.save wrote (protocol 2). Nothing is
/// executed: the opcodes build plain values, and the only callables known are OrderedDict and
/// _rebuild_tensor_v2 (inspyrenet/spec.md, 14.1). A dictionary wrapped as {"state_dict": {...}} is
/// unwrapped. Order as in the file; shapes and strides may still be absurd. Errors: ModelMismatch
/// (cut short; a foreign GLOBAL or opcode, named; not a dictionary of tensors).
Result<PickledDictionary> readPickledTensors(const std::vector<std::byte> &pickle);

} // namespace core
