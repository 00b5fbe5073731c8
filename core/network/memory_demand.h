#pragma once

#include "core/network/network.h"

#include <cstdint>

/// How much memory a pass takes, from what it holds at once. Nothing here is a measurement but the
/// three figures at the end. What tensors hold is predicted within 6 %, what the system counts
/// within 15 % (a batch of four once 18 %); `pawtrait-cli bench network --runs 0 --json` gives both
/// beside what is measured.
///
/// A pass over N inputs of P pixels with elements of e bytes (4; on a card half precisions 2; on the
/// CPU bfloat16's backbone alone 2, and each of its maps once more in float32 while its context is
/// made) holds, stage by stage, in bytes per pixel and input (D: depth of the heads, C_i and s_i:
/// channels and stride of the backbone's map i):
///
///   input      12, and 6 beside it in half precisions
///   contexts   input, maps i..5 of the backbone (e C_i / s_i^2 each), contexts 1..i-1
///              (e D / s_i^2 each), and maps of D channels at work. On the CPU the sum, and of one
///              branch the cross, the attention's result and the branch's (4, and a quarter of
///              products); 7.25 where the input is not square, as each attention then has queries,
///              keys (an eighth each), values and a result of its own. On a card the branches lie
///              side by side: 8 and 9.25
///   SICA s     input, five contexts, all maps of the pyramid so far, the coarser feature, and
///     summing  regions (4 K / s^2), the rows of the joined feature that a strip of the fixed size
///              comes from - once, and again as its parts where there are two - and that strip
///     refining its own feature and Laplacian, and of one strip: x and three maps of D channels; in
///              half precisions the last of these in float32, too, and the Laplacian blocked
///              by oneDNN (16 channels for one)
///     joining  with N > 1: all features twice
///   rebuilding 76: a map spread, padded, blocked by oneDNN (16 channels for one), and the result
///
/// The peak is the largest of these. A strip has 128 x 1024 pixels and five rows of margin on each
/// side on the CPU; on a card and where half precision is emulated it is the whole map but for
/// MapParts::Strips, and enlarged maps are there as a whole in either case. The backbones' own peaks
/// are smaller than those of their contexts by a quarter or more.
///
/// On the CPU: each thread has 1 MiB for Winograd's matrices; memory comes in huge pages of 2 MiB,
/// of which some lie idle when most is held, as their parts are in use: 1.03 to 1.2 times of what
/// is held at once is kept (see keepPages()); and LibTorch itself takes 7 MB on the first pass of a
/// size (kernels, threads).
///
/// On a card the tensors are those of LibTorch's own operators, which a processor can run, too: so
/// far it is measured. Assumed, as no card was at hand: the caching allocator leaves the same gaps;
/// cuDNN and cuBLAS take 512 MB of workspace at most; attention never builds its [windows, heads,
/// 144, 144] logits for more than one block; what CUDA itself takes was taken before anybody asked
/// what is free.
namespace core {

/// What a network takes of its device's memory, in bytes.
struct MemoryDemand
{
    std::int64_t weights = 0; ///< from loading on
    std::int64_t held = 0; ///< of that, what tensors hold at the peak of one pass, above the weights
    std::int64_t activations = 0; ///< what the system counts at the peak of one pass, above the weights
    std::int64_t total() const { return weights + activations; }
};

/// Predicted for Network::runBlended() of that `high`; `low` is as large as the model's base size.
MemoryDemand blendedDemand(const NetworkOptions &options, int width, int height);

/// Predicted for one pass over `batch` inputs of width x height px, multiples of 32.
MemoryDemand memoryDemand(const NetworkOptions &options, int width, int height, int batch = 1,
    MapParts parts = MapParts::Whole);

} // namespace core
