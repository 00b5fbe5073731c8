#include "core/network/pickle_reader.h"

#include "core/network/pickle_machine.h"

namespace core {
namespace {

using Kind = PickleNode::Kind;

std::vector<std::int64_t> integersOf(const PickleMachine &machine, std::size_t sequence)
{
    const PickleNode &node = machine.node(sequence);
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

PickledTensor tensorOf(
    const PickleMachine &machine, const std::string &name, const PickleNode &node)
{
    const PickleNode &storage = machine.node(node.items[0]);
    const PickleNode &offset = machine.node(node.items[1]);
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
const PickleNode &stateDictionary(const PickleMachine &machine, std::size_t root)
{
    const PickleNode &node = machine.node(root);
    if (node.kind != Kind::Dictionary)
        throw PickleProblem {"not a dictionary"};
    for (std::size_t i = 0; i < node.items.size(); i += 2) {
        const PickleNode &wrapped = machine.node(node.items[i + 1]);
        if (machine.node(node.items[i]).text == "state_dict" && wrapped.kind == Kind::Dictionary)
            return wrapped;
    }
    return node;
}

PickledDictionary dictionaryOf(const PickleMachine &machine, std::size_t root)
{
    const PickleNode &dictionary = stateDictionary(machine, root);
    PickledDictionary pickled {.isWrapped = &dictionary != &machine.node(root)};
    for (std::size_t i = 0; i < dictionary.items.size(); i += 2) {
        const PickleNode &key = machine.node(dictionary.items[i]);
        const PickleNode &entry = machine.node(dictionary.items[i + 1]);
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
