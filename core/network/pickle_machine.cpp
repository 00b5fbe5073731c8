#include "core/network/pickle_machine.h"

#include <algorithm>
#include <array>
#include <utility>

namespace core {
namespace {

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

} // namespace

std::optional<ElementType> storageTypeOf(std::string_view callable)
{
    const auto *found = std::find_if(storageTypes.begin(), storageTypes.end(),
        [callable](const auto &entry) { return entry.first == callable; });
    return found == storageTypes.end() ? std::nullopt : std::optional(found->second);
}

std::size_t PickleMachine::run()
{
    for (unsigned char opcode = m_bytes.byte(); opcode != '.'; opcode = m_bytes.byte())
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
        push({.kind = Kind::Integer, .integer = std::int64_t(m_bytes.number(1))});
        return true;
    case 'M':
        push({.kind = Kind::Integer, .integer = std::int64_t(m_bytes.number(2))});
        return true;
    case 'J':
        push({.kind = Kind::Integer, .integer = std::int32_t(std::uint32_t(m_bytes.number(4)))});
        return true;
    case 0x8a:
        push({.kind = Kind::Integer, .integer = m_bytes.longNumber()});
        return true;
    case 'G':
        m_bytes.number(8);
        push({.kind = Kind::Real});
        return true;
    case 'X': {
        const auto size = std::size_t(m_bytes.number(4));
        push({.kind = Kind::Text, .text = m_bytes.text(size)});
        return true;
    }
    }
    return false;
}

bool PickleMachine::stepMemo(unsigned char opcode)
{
    switch (opcode) {
    case 'q':
        memorise(std::size_t(m_bytes.number(1)));
        return true;
    case 'r':
        memorise(std::size_t(m_bytes.number(4)));
        return true;
    case 'h':
        recall(std::size_t(m_bytes.number(1)));
        return true;
    case 'j':
        recall(std::size_t(m_bytes.number(4)));
        return true;
    }
    return false;
}

bool PickleMachine::stepContainer(unsigned char opcode)
{
    switch (opcode) {
    case 0x80:
        m_bytes.byte();
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
        const std::string module = m_bytes.line();
        const std::string name = module + " " + m_bytes.line();
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

void PickleMachine::push(PickleNode node)
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
    const PickleNode &id = m_nodes[pop()];
    if (id.kind != Kind::Sequence || id.items.size() != 5 || node(id.items[0]).text != "storage"
        || !storageTypeOf(node(id.items[1]).text) || node(id.items[2]).kind != Kind::Text
        || node(id.items[4]).kind != Kind::Integer)
        throw PickleProblem {"a persistent id that is no storage"};
    push({.kind = Kind::Storage, .items = {id.items[1], id.items[2], id.items[4]}});
}

void PickleMachine::callGlobal()
{
    const std::size_t arguments = pop();
    const PickleNode &callable = m_nodes[pop()];
    const PickleNode &given = m_nodes[arguments];
    if (callable.kind != Kind::Callable || given.kind != Kind::Sequence)
        throw PickleProblem {"a call of something that is no function"};
    if (callable.text == orderedDict && given.items.empty())
        return push({.kind = Kind::Dictionary});
    if (callable.text == rebuildTensor && given.items.size() >= 4)
        return push({.kind = Kind::Tensor, .items = given.items});
    throw PickleProblem {"a call of " + callable.text + " with unknown arguments"};
}

} // namespace core
