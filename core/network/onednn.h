#pragma once

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/torch.h>

#include <optional>
#include <string_view>

namespace core {

/// An operator that LibTorch registers for its own compiler (oneDNN's fused ones); nothing where a
/// build lacks it.
template <typename Signature>
std::optional<c10::TypedOperatorHandle<Signature>> operatorNamed(
    const char *name, const char *overload)
{
    const auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    if (!handle)
        return std::nullopt;
    return handle->typed<Signature>();
}

/// The types that those operators take for lists of sizes, post-operations' numbers and words.
using OneDnnSizes = at::IntArrayRef;
using OneDnnScalars = c10::List<std::optional<at::Scalar>>;
using OneDnnWord = std::string_view;

} // namespace core
