#pragma once

#include "core/network/network.h"

#include <filesystem>

namespace core {

/// What the exported module takes and gives.
struct TorchScriptOptions
{
    int size = 1024; ///< px, side of the square input, a multiple of 32
    int batch = 1; ///< pictures a call

    /// uint8 [batch, size, size, 3] (RGB) in, uint8 [batch, size, size] out, with normalisation,
    /// sigmoid, stretch (of stretched networks, each picture by itself) and rounding inside.
    /// Otherwise float32 [batch, 3, size, size], normalised, in and [batch, size, size], 0..1, out.
    bool u8 = false;
    bool replaces = false; ///< a file that is already there
};

/// What an export was found to do when it was loaded again.
struct TorchScriptAgreement
{
    double largestDifference = 0; ///< to the native network: of 255 with u8, of 1 otherwise
    double limit = 0; ///< over which it would have been refused
};

/// Writes the network of a checkpoint as a TorchScript file that stands alone: in float32, of
/// LibTorch's own operators only, its weights as parameters without gradient. Nothing in it names a
/// device, so that it runs where it is loaded to. It is traced: the sizes are part of it, and
/// inputs of others give nonsense or an error. The argument of forward() is called `image`.
///
/// `options`: device, precision and fineStages are not looked at. The file is written beside
/// `target`, loaded again and compared with Network on pictures it was not traced with; only then
/// it gets its name. Errors: those of Network::load(); TargetExists; TargetUnwritable; Unexpected
/// (sizes that the network cannot take; an export that differs, with the difference).
Result<TorchScriptAgreement> exportTorchScript(const std::filesystem::path &checkpoint,
    const NetworkOptions &options, const TorchScriptOptions &wanted,
    const std::filesystem::path &target);

} // namespace core
