#include "core/network/preparation.h"

namespace core {

void prepareAll(torch::nn::Module &module, const Preparation &how)
{
    for (const auto &part : module.modules())
        if (auto *preparable = dynamic_cast<Preparable *>(part.get()))
            preparable->prepare(how);
}

void forgetLoadedWeights(torch::nn::Module &module)
{
    for (const auto &part : module.modules()) {
        if (!part->as<torch::nn::Conv2d>() && !part->as<torch::nn::Linear>())
            continue;
        for (torch::Tensor &parameter : part->parameters(false))
            parameter.set_data(torch::empty({0}, parameter.options()));
    }
}

} // namespace core
