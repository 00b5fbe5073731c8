#pragma once

#include "core/network/network.h"
#include "ui/model_store.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ui {

/// Where masks can be made on this computer.
struct EngineDevice
{
    std::string setting; ///< "cpu", "cuda:0"; what the settings remember
    std::string name; ///< "CPU", "CUDA 0 (NVIDIA L4)"
    std::vector<core::Precision> precisions; ///< those that it can calculate with
};

/// What the settings ask of the engine. The functions may take their time, and are called off the
/// window's thread.
struct EngineAccess
{
    /// Which settings this engine obeys; the others are not offered.
    struct Knows
    {
        bool fineStages = false;
        bool memoryAlert = false;
        bool blending = false;
    };
    Knows knows;
    ModelStore models; ///< without offers there is no page of models
    std::function<std::vector<EngineDevice>()> devices; ///< the processor first
    /// Whether a model can be calculated so, at once; empty: each can.
    std::function<bool(const std::string &model, core::Precision precision)> suits;
    /// Whether a model's masks can be blended, at once; empty: each one's.
    std::function<bool(const std::string &model)> blends;
    int cores = 1; ///< how many threads make sense
    std::function<std::int64_t()> cacheBytes; ///< results kept on the disk; may be empty
    std::function<core::Result<>()> clearCache;
};

} // namespace ui
