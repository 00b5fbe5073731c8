#include "core/network/architectures.h"

#include "core/network/lite_backbone_modules.h"
#include "core/network/res2net_backbone_modules.h"
#include "core/network/swin_backbone_modules.h"

namespace core {
namespace {

std::shared_ptr<Backbone> backboneFor(Architecture architecture)
{
    switch (architecture) {
    case Architecture::Lite:
        return std::make_shared<LiteBackboneImpl>();
    case Architecture::SwinB:
        return std::make_shared<SwinBackboneImpl>();
    case Architecture::TinySwin:
        return std::make_shared<SwinBackboneImpl>(
            SwinOptions {.embed = 16, .depths = {2, 2, 2, 2}, .heads = {1, 2, 4, 8}});
    case Architecture::Res2Net50:
        return std::make_shared<Res2NetBackboneImpl>();
    case Architecture::TinyRes2Net:
        return std::make_shared<Res2NetBackboneImpl>(
            Res2NetOptions {.blocks = {1, 1, 1, 3}, .baseWidth = 4});
    }
    return nullptr;
}

/// Channels of everything after the backbone.
int64_t depthOf(Architecture architecture)
{
    switch (architecture) {
    case Architecture::Lite:
        return 32;
    case Architecture::SwinB:
    case Architecture::Res2Net50:
        return 64;
    case Architecture::TinySwin:
    case Architecture::TinyRes2Net:
        return 16;
    }
    return 0;
}

} // namespace

Inspyrenet builtFor(const NetworkOptions &options)
{
    return Inspyrenet(InspyrenetOptions {.depth = depthOf(options.architecture),
                          .baseHeight = options.baseSize,
                          .baseWidth = options.baseSize},
        backboneFor(options.architecture));
}

} // namespace core
