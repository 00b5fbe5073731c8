#pragma once

#include "core/network/checkpoint.h"
#include "core/network/pickle_bytes.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// A value of a pickle. It lives in PickleMachine's table and names its children by index, so that
/// neither cycles nor a nesting a million deep can hurt.
struct PickleNode
{
    enum class Kind {
        Nothing,
        Integer,
        Real, ///< whose value nobody asks for
        Text,
        Callable,
        Sequence,
        Dictionary, ///< items: key, value, key, value...
        Storage, ///< items: type, key, elements
        Tensor, ///< items: storage, offset, shape, strides, and what is of no use here
    };
    Kind kind = Kind::Nothing;
    std::int64_t integer = 0;
    std::string text {};
    std::vector<std::size_t> items {};
};

/// Of "torch FloatStorage" and the like; nothing for other names.
std::optional<ElementType> storageTypeOf(std::string_view callable);

/// The stack machine of the pickle format, cut down to what torch.save writes. Nothing is executed:
/// opcodes build plain values, and the only callables known are OrderedDict and
/// _rebuild_tensor_v2. Whatever is not as it should be throws PickleProblem.
class PickleMachine
{
public:
    explicit PickleMachine(const std::vector<std::byte> &bytes)
        : m_bytes(bytes)
    {
    }

    /// Runs to STOP and returns the index of the one value left.
    std::size_t run();
    const PickleNode &node(std::size_t index) const { return m_nodes.at(index); }

private:
    using Kind = PickleNode::Kind;

    bool step(unsigned char opcode);
    bool stepNumber(unsigned char opcode);
    bool stepMemo(unsigned char opcode);
    bool stepContainer(unsigned char opcode);
    bool stepCall(unsigned char opcode);

    void push(PickleNode node);
    std::size_t pop();
    std::vector<std::size_t> popToMark();
    void pushTuple(std::size_t count);
    void addItems(std::vector<std::size_t> items, Kind kind);
    void memorise(std::size_t key);
    void recall(std::size_t key);
    void callGlobal();
    void pushStorage();

    PickleBytes m_bytes;
    std::vector<PickleNode> m_nodes;
    std::vector<std::size_t> m_stack;
    std::vector<std::size_t> m_marks;
    std::map<std::size_t, std::size_t> m_memo;
};

} // namespace core
