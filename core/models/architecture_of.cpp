#include "core/models/architecture_of.h"

#include "core/network/inspection.h"

#include <algorithm>

namespace core {
namespace {

namespace fs = std::filesystem;
using Code = Error::Code;

std::string firstDifferences(const Inspection &inspection)
{
    std::string text;
    constexpr std::size_t most = 5;
    for (std::size_t i = 0; i < std::min(most, inspection.differences.size()); ++i)
        text += "\n  " + inspection.differences[i];
    if (inspection.differences.size() > most)
        text += "\n  and " + std::to_string(inspection.differences.size() - most) + " more";
    return text;
}

} // namespace

Result<Architecture> architectureOf(const fs::path &file)
{
    return inspect(file).and_then([&file](const Inspection &inspection) -> Result<Architecture> {
        if (inspection.architecture)
            return *inspection.architecture;
        if (inspection.format == Inspection::Format::Legacy)
            return fail(Code::ModelMismatch,
                file.string()
                    + ": written by a PyTorch before 1.6; save it again with a newer one");
        return fail(Code::ModelMismatch,
            file.string() + ": no network of ours; the nearest is " + nameOf(*inspection.nearest)
                + ":" + firstDifferences(inspection));
    });
}

Result<> checkArchitecture(const fs::path &file, Architecture wanted)
{
    return architectureOf(file).and_then([&](Architecture found) -> Result<> {
        if (found == wanted)
            return {};
        return fail(Code::ModelMismatch,
            file.string() + ": holds " + nameOf(found) + ", not " + nameOf(wanted));
    });
}

} // namespace core
