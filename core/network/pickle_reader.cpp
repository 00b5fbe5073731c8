#include "core/network/pickle_reader.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace core {
namespace {

struct PickleProblem
{
    std::string what;
};

enum class Kind { Nothing, Integer, Real, Text, Callable, Sequence, Dictionary, Storage, Tensor };

/// A value lives in PickleMachine's table and names its children by index, so that neither cycles
/// nor a nesting a million deep can hurt. Dictionary: key, value, key, value...
struct Node
{
    Kind kind = Kind::Nothing;
    std::int64_t integer = 0;
    std::string text {};
    std::vector<std::size_t> items {};
};

constexpr std::string_view orderedDict = "collections OrderedDict";
constexpr std::string_view rebuildTensor = "torch._utils _rebuild_tensor_v2";
constexpr std::array<std::pair<std::string_view, ElementType>, 10> storageTypes {{
    {"torch FloatStorage", ElementType::Float32},
    {"torch HalfStorage", ElementType::Float16},
    {"torch BFloat16Storage", ElementType::BFloat16},
    {"torch DoubleStorage", ElementType::Float64},
    {"torch LongStorage", ElementType::Int64},
    {"torch IntStorage", ElementType::Int32},
    {"torch ShortStorage", ElementType::Int16},
    {"torch CharStorage", ElementType::Int8},
    {"torch ByteStorage", ElementType::UInt8},
    {"torch BoolStorage", ElementType::Bool},
}};

std::optional<ElementType> storageTypeOf(std::string_view callable)
{
    const auto *found = std::find_if(storageTypes.begin(), storageTypes.end(),
        [callable](const auto &entry) { return entry.first == callable; });
    return found == storageTypes.end() ? std::nullopt : std::optional(found->second);
}

/// The stack machine of the pickle format, cut down to what torch.save writes. Throws
/// PickleProblem.
class PickleMachine
{
public:
    explicit PickleMachine(const std::vector<std::byte> &bytes)
        : m_bytes(bytes)
    {
    }

    /// Runs to STOP and returns the index of the one value left.
    std::size_t run();
    const Node &node(std::size_t index) const { return m_nodes.at(index); }

private:
    bool step(unsigned char opcode);
    bool stepNumber(unsigned char opcode);
    bool stepMemo(unsigned char opcode);
    bool stepContainer(unsigned char opcode);
    bool stepCall(unsigned char opcode);

    unsigned char readByte();
    std::uint64_t readUnsigned(int count);
    std::int64_t readLong();
    std::string readText(std::size_t count);
    std::string readLine();

    void push(Node node);
    std::size_t pop();
    std::vector<std::size_t> popToMark();
    void pushTuple(std::size_t count);
    void addItems(std::vector<std::size_t> items, Kind kind);
    void memorise(std::size_t key);
    void recall(std::size_t key);
    void callGlobal();
    void pushStorage();

    const std::vector<std::byte> &m_bytes;
    std::size_t m_at = 0;
    std::vector<Node> m_nodes;
    std::vector<std::size_t> m_stack;
    std::vector<std::size_t> m_marks;
    std::map<std::size_t, std::size_t> m_memo;
};

std::size_t PickleMachine::run()
{
    for (unsigned char opcode = readByte(); opcode != '.'; opcode = readByte())
        if (!step(opcode))
            throw PickleProblem {"unknown opcode " + std::to_string(opcode)};
    if (m_stack.size() != 1)
        throw PickleProblem {"unbalanced pickle"};
    return m_stack.front();
}

bool PickleMachine::step(unsigned char opcode)
{
    return stepNumber(opcode) || stepMemo(opcode) || stepContainer(opcode) || stepCall(opcode);
}

bool PickleMachine::stepNumber(unsigned char opcode)
{
    switch (opcode) {
    case 'N':
        push({});
        return true;
    case 0x88:
        push({.kind = Kind::Integer, .integer = 1});
        return true;
    case 0x89:
        push({.kind = Kind::Integer, .integer = 0});
        return true;
    case 'K':
        push({.kind = Kind::Integer, .integer = std::int64_t(readUnsigned(1))});
        return true;
    case 'M':
        push({.kind = Kind::Integer, .integer = std::int64_t(readUnsigned(2))});
        return true;
    case 'J':
        push({.kind = Kind::Integer, .integer = std::int32_t(std::uint32_t(readUnsigned(4)))});
        return true;
    case 0x8a:
        push({.kind = Kind::Integer, .integer = readLong()});
        return true;
    case 'G':
        readUnsigned(8);
        push({.kind = Kind::Real});
        return true;
    case 'X': {
        const auto size = std::size_t(readUnsigned(4));
        push({.kind = Kind::Text, .text = readText(size)});
        return true;
    }
    }
    return false;
}

bool PickleMachine::stepMemo(unsigned char opcode)
{
    switch (opcode) {
    case 'q':
        memorise(std::size_t(readUnsigned(1)));
        return true;
    case 'r':
        memorise(std::size_t(readUnsigned(4)));
        return true;
    case 'h':
        recall(std::size_t(readUnsigned(1)));
        return true;
    case 'j':
        recall(std::size_t(readUnsigned(4)));
        return true;
    }
    return false;
}

bool PickleMachine::stepContainer(unsigned char opcode)
{
    switch (opcode) {
    case 0x80:
        readByte();
        return true; // PROTO
    case '(':
        m_marks.push_back(m_stack.size());
        return true;
    case ')':
    case ']':
        push({.kind = Kind::Sequence});
        return true;
    case '}':
        push({.kind = Kind::Dictionary});
        return true;
    case 't':
        push({.kind = Kind::Sequence, .items = popToMark()});
        return true;
    case 0x85:
        pushTuple(1);
        return true;
    case 0x86:
        pushTuple(2);
        return true;
    case 0x87:
        pushTuple(3);
        return true;
    case 'a':
        addItems({pop()}, Kind::Sequence);
        return true;
    case 'e':
        addItems(popToMark(), Kind::Sequence);
        return true;
    case 's': {
        const std::size_t item = pop();
        addItems({pop(), item}, Kind::Dictionary);
        return true;
    }
    case 'u':
        addItems(popToMark(), Kind::Dictionary);
        return true;
    }
    return false;
}

bool PickleMachine::stepCall(unsigned char opcode)
{
    switch (opcode) {
    case 'c': {
        const std::string module = readLine();
        const std::string name = module + " " + readLine();
        if (name != orderedDict && name != rebuildTensor && !storageTypeOf(name))
            throw PickleProblem {"foreign GLOBAL " + name};
        push({.kind = Kind::Callable, .text = name});
        return true;
    }
    case 'Q':
        pushStorage();
        return true;
    case 'R':
        callGlobal();
        return true;
    case 'b':
        pop();
        return true; // BUILD: state_dict's _metadata, of no use here
    }
    return false;
}

unsigned char PickleMachine::readByte()
{
    if (m_at >= m_bytes.size())
        throw PickleProblem {"pickle cut short"};
    return std::to_integer<unsigned char>(m_bytes[m_at++]);
}

std::uint64_t PickleMachine::readUnsigned(int count)
{
    std::uint64_t value = 0;
    for (int i = 0; i < count; ++i)
        value |= std::uint64_t(readByte()) << (8 * i);
    return value;
}

std::int64_t PickleMachine::readLong()
{
    const int count = readByte();
    if (count > 8)
        throw PickleProblem {"a number over 64 bits"};
    std::uint64_t value = readUnsigned(count);
    if (count > 0 && count < 8 && (value >> (8 * count - 1)) != 0)
        value |= ~std::uint64_t(0) << (8 * count); // sign
    return std::int64_t(value);
}

std::string PickleMachine::readText(std::size_t count)
{
    if (count > m_bytes.size() - m_at)
        throw PickleProblem {"pickle cut short"};
    std::string text(reinterpret_cast<const char *>(m_bytes.data()) + m_at, count);
    m_at += count;
    return text;
}

std::string PickleMachine::readLine()
{
    std::string line;
    for (auto c = char(readByte()); c != '\n'; c = char(readByte()))
        line.push_back(c);
    return line;
}

void PickleMachine::push(Node node)
{
    m_nodes.push_back(std::move(node));
    m_stack.push_back(m_nodes.size() - 1);
}

std::size_t PickleMachine::pop()
{
    if (m_stack.empty() || (!m_marks.empty() && m_marks.back() == m_stack.size()))
        throw PickleProblem {"unbalanced pickle"};
    const std::size_t top = m_stack.back();
    m_stack.pop_back();
    return top;
}

std::vector<std::size_t> PickleMachine::popToMark()
{
    if (m_marks.empty())
        throw PickleProblem {"unbalanced pickle"};
    const auto from = m_stack.begin() + std::ptrdiff_t(m_marks.back());
    std::vector<std::size_t> items(from, m_stack.end());
    m_stack.erase(from, m_stack.end());
    m_marks.pop_back();
    return items;
}

void PickleMachine::pushTuple(std::size_t count)
{
    std::vector<std::size_t> items(count);
    for (auto item = items.rbegin(); item != items.rend(); ++item)
        *item = pop();
    push({.kind = Kind::Sequence, .items = std::move(items)});
}

void PickleMachine::addItems(std::vector<std::size_t> items, Kind kind)
{
    const std::size_t target = pop();
    if (m_nodes[target].kind != kind || (kind == Kind::Dictionary && items.size() % 2 != 0))
        throw PickleProblem {"items for something that holds none"};
    auto &into = m_nodes[target].items;
    into.insert(into.end(), items.begin(), items.end());
    m_stack.push_back(target);
}

void PickleMachine::memorise(std::size_t key)
{
    const std::size_t top = pop();
    m_stack.push_back(top);
    m_memo[key] = top;
}

void PickleMachine::recall(std::size_t key)
{
    const auto found = m_memo.find(key);
    if (found == m_memo.end())
        throw PickleProblem {"a memory that was never written"};
    m_stack.push_back(found->second);
}

/// ('storage', type, key, location, elements); the location names a device and is ignored.
void PickleMachine::pushStorage()
{
    const Node &id = m_nodes[pop()];
    if (id.kind != Kind::Sequence || id.items.size() != 5 || node(id.items[0]).text != "storage"
        || !storageTypeOf(node(id.items[1]).text) || node(id.items[2]).kind != Kind::Text
        || node(id.items[4]).kind != Kind::Integer)
        throw PickleProblem {"a persistent id that is no storage"};
    push({.kind = Kind::Storage, .items = {id.items[1], id.items[2], id.items[4]}});
}

void PickleMachine::callGlobal()
{
    const std::size_t arguments = pop();
    const Node &callable = m_nodes[pop()];
    const Node &given = m_nodes[arguments];
    if (callable.kind != Kind::Callable || given.kind != Kind::Sequence)
        throw PickleProblem {"a call of something that is no function"};
    if (callable.text == orderedDict && given.items.empty())
        return push({.kind = Kind::Dictionary});
    if (callable.text == rebuildTensor && given.items.size() >= 4)
        return push({.kind = Kind::Tensor, .items = given.items});
    throw PickleProblem {"a call of " + callable.text + " with unknown arguments"};
}

std::vector<std::int64_t> integersOf(const PickleMachine &machine, std::size_t sequence)
{
    const Node &node = machine.node(sequence);
    if (node.kind != Kind::Sequence)
        throw PickleProblem {"a tensor without sizes"};
    std::vector<std::int64_t> integers;
    for (const std::size_t item : node.items) {
        if (machine.node(item).kind != Kind::Integer)
            throw PickleProblem {"a size that is no number"};
        integers.push_back(machine.node(item).integer);
    }
    return integers;
}

PickledTensor tensorOf(const PickleMachine &machine, const std::string &name, const Node &node)
{
    const Node &storage = machine.node(node.items[0]);
    const Node &offset = machine.node(node.items[1]);
    if (storage.kind != Kind::Storage || offset.kind != Kind::Integer)
        throw PickleProblem {"a tensor without storage: " + name};
    return {.name = name,
        .type = *storageTypeOf(machine.node(storage.items[0]).text),
        .storageKey = machine.node(storage.items[1]).text,
        .storageElements = machine.node(storage.items[2]).integer,
        .offset = offset.integer,
        .shape = integersOf(machine, node.items[2]),
        .strides = integersOf(machine, node.items[3])};
}

/// The dictionary itself, or what it holds under "state_dict".
const Node &stateDictionary(const PickleMachine &machine, std::size_t root)
{
    const Node &node = machine.node(root);
    if (node.kind != Kind::Dictionary)
        throw PickleProblem {"not a dictionary"};
    for (std::size_t i = 0; i < node.items.size(); i += 2) {
        const Node &wrapped = machine.node(node.items[i + 1]);
        if (machine.node(node.items[i]).text == "state_dict" && wrapped.kind == Kind::Dictionary)
            return wrapped;
    }
    return node;
}

PickledDictionary dictionaryOf(const PickleMachine &machine, std::size_t root)
{
    const Node &dictionary = stateDictionary(machine, root);
    PickledDictionary pickled {.isWrapped = &dictionary != &machine.node(root)};
    for (std::size_t i = 0; i < dictionary.items.size(); i += 2) {
        const Node &key = machine.node(dictionary.items[i]);
        const Node &entry = machine.node(dictionary.items[i + 1]);
        if (key.kind != Kind::Text || entry.kind != Kind::Tensor)
            throw PickleProblem {"not a tensor: " + key.text};
        pickled.tensors.push_back(tensorOf(machine, key.text, entry));
    }
    return pickled;
}

} // namespace

Result<PickledDictionary> readPickledTensors(const std::vector<std::byte> &pickle)
{
    try {
        PickleMachine machine(pickle);
        const std::size_t root = machine.run();
        return dictionaryOf(machine, root);
    } catch (const PickleProblem &problem) {
        return fail(Error::Code::ModelMismatch, "model file: " + problem.what);
    }
}

} // namespace core
