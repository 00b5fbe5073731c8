#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

/// Salient-object networks of the InSPyReNet family (Kim et al., "Revisiting Image Pyramid
/// Structure for High Resolution Salient Object Detection", ACCV 2022). This folder needs LibTorch
/// and core/result.h alone.
namespace core {

/// Which backbone stands under InSPyReNet's heads. The tiny ones are the official ones with fewer
/// and narrower layers: made for tests.
enum class Architecture { Lite, SwinB, Res2Net50, TinySwin, TinyRes2Net };

/// Of weights and activations; recorded with every mask. Int8: weights and inputs of the Swin
/// blocks' linear layers alone, everything else in float32. BFloat16 on a processor that multiplies it
/// fast: of what is multiplied alone.
enum class Precision { Float32, BFloat16, Float16, Int8 };

/// Where the finest stage of the decoder is computed.
enum class FineStages {
    Everywhere, ///< as the reference does
    NearEdges, ///< only on tiles that may hold an edge, with the same result there. Elsewhere a
               ///< pixel's value, before stretching, is less than 0.02 off as long as the finest
               ///< Laplacian reaches no further against the map than in those tiles. With
               ///< runBlended() the map is the same everywhere
};

/// How the finer stages of the decoder take a map. A processor always takes strips, which are
/// quicker there; on a card they are slower and take less memory. Both give the same result.
enum class MapParts { Whole, Strips };

/// Where a network runs. `index` counts CUDA cards from 0 and means nothing on the CPU.
struct Device
{
    enum class Kind { Cpu, Cuda };
    Kind kind = Kind::Cpu;
    int index = 0;
    friend bool operator==(const Device &, const Device &) = default;
};

/// How a low-resolution map is laid beneath the high-resolution Laplacians.
enum class Blending {
    Exact, ///< as the reference does, which moves what is not edge 3.5 px up and left
    ShiftCorrected, ///< where the photo has it
};

/// "CPU", "CUDA 0 (NVIDIA L4)"; "float32", "bfloat16", "float16", "int8"; "lite", "swin-b",
/// "res2net50", "tiny-swin", "tiny-res2net".
std::string nameOf(const Device &device);
std::string nameOf(Precision precision);
std::string nameOf(Architecture architecture);

/// Opens the GPU pack (libtorch_cuda.so beside libtorch_cpu.so) if it is there. Call once, before
/// anything else of this folder. Returns the devices that can be used, the CPU always first.
std::vector<Device> availableDevices();

/// "2.8.0"
std::string libTorchVersion();

/// How many threads one forward pass may use (process-wide).
void setNetworkThreads(int threads);
int networkThreads();

/// How a checkpoint is to be understood and where it runs.
struct NetworkOptions
{
    Architecture architecture = Architecture::Lite;
    int baseSize = 384; ///< SICA's fixed size; part of the trained model, not in its file
    bool stretched =
        false; ///< map stretched to 0..1 per image, as the official models want; `lite` does not
    Device device;
    Precision precision = Precision::Float32;
    FineStages fineStages = FineStages::Everywhere;
};

/// 8-bit interleaved RGB, rows top to bottom: rgb.size() == 3 * width * height.
struct NetworkInput
{
    int width = 0; ///< px, a multiple of 32
    int height = 0; ///< px, a multiple of 32
    std::vector<std::uint8_t> rgb {};
};

/// values.size() == width * height, row-major, 0..1 (1: animal).
struct SaliencyMap
{
    int width = 0;
    int height = 0;
    std::vector<float> values {};
    float rawMaximum = 0; ///< of the map before stretching: near 0 where there is no animal
};

/// How long one stage of a forward pass took, under the name of its result ("x1", "context1", "f3",
/// "d0", ...).
struct StageTime
{
    std::string stage {};
    double seconds = 0;
};

/// A loaded network: weights in memory, ready to run. One call of run() at a time.
class Network
{
public:
    /// Errors: ModelMissing; ModelMismatch with the whole difference of names and shapes;
    /// ChoiceImpossible (see checkOptions()); OutOfMemory.
    static Result<Network> load(
        const std::filesystem::path &checkpoint, const NetworkOptions &options);

    Network(Network &&) noexcept;
    Network &operator=(Network &&) noexcept;
    ~Network();

    /// One forward pass. Asks `stop` between the stages of the network.
    /// Errors: Cancelled; OutOfMemory; Unexpected (a size that the network cannot take).
    Result<SaliencyMap> run(const NetworkInput &input, const std::stop_token &stop = {});

    /// One forward pass over inputs of one size (Unexpected otherwise): the maps in their order,
    /// each what run() gives for that input alone. Each is stretched by itself: the reference
    /// stretches over the whole batch, so that one photo changes another's mask.
    Result<std::vector<SaliencyMap>> runBatch(const std::vector<NetworkInput> &inputs,
        const std::stop_token &stop = {}, MapParts parts = MapParts::Whole);

    /// Two passes over one photo, blended: `low`, fitted to the model's base size whatever its
    /// aspect, says what is animal; `high` sharpens its edge. The map has the size of `high`. The
    /// reference blends where both sides of `high` exceed 512 px, with models trained on `low`
    /// alone (inspyrenet/spec.md, 12). Errors: those of run().
    Result<SaliencyMap> runBlended(const NetworkInput &low, const NetworkInput &high,
        Blending blending, const std::stop_token &stop = {});

    /// One pass over grey of that size, measured; in the order of the stages. Errors: those of run().
    Result<std::vector<StageTime>> stageTimes(int width, int height);

    const NetworkOptions &options() const;

private:
    struct Loaded;
    explicit Network(std::unique_ptr<Loaded> loaded);
    std::unique_ptr<Loaded> m_loaded;
};

} // namespace core
