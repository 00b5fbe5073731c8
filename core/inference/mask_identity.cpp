#include "core/inference/mask_identity.h"

#include "core/files/hash.h"
#include "core/files/header.h"

#include <memory>
#include <mutex>
#include <optional>
#include <sstream>

namespace fs = std::filesystem;

namespace core {

namespace {

/// Raised with every change to what lies between a photo's bytes and its mask: decoding, scaling,
/// the network's arithmetic.
constexpr int preparationVersion = 1;

/// The model's file, as long as it stays the same.
struct ModelFile
{
    fs::path file;
    std::string words; ///< everything but the file's hash
    Result<FileStamp> stamp;
    std::mutex mutex;
    std::optional<std::string> hash;

    Result<std::string> identity()
    {
        const std::lock_guard lock(mutex);
        if (!stamp)
            return tl::unexpected(stamp.error());
        if (!hash) {
            auto sum = sha256Of(file);
            if (!sum)
                return sum;
            hash = std::move(*sum);
        }
        if (const auto now = stampOf(file); !now || *now != *stamp)
            return fail(Error::Code::FileChanged, file.string());
        return words + " file " + *hash;
    }
};

std::string wordsOf(const Model &model, const LocalSegmenterOptions &options)
{
    const NetworkOptions &network = model.network;
    std::ostringstream words;
    words << "model " << model.name << ' ' << nameOf(network.architecture) << " base "
          << network.baseSize << (network.stretched ? " stretched" : " plain") << " preview "
          << model.previewSize << " full " << model.fullSize << " fine "
          << (options.fineStages == FineStages::NearEdges ? "near-edges" : "everywhere")
          << " resize " << (options.passes.resize == ResizeRule::Dynamic ? "dynamic" : "static")
          << " wished " << nameOf(options.precision) << " libtorch " << libTorchVersion()
          << " preparation " << preparationVersion;
    return words.str();
}

} // namespace

MaskIdentity maskIdentity(
    const Model &model, const fs::path &modelsFolder, const LocalSegmenterOptions &options)
{
    const fs::path file = modelsFolder / model.fileName;
    const auto known = std::make_shared<ModelFile>();
    known->file = file;
    known->words = wordsOf(model, options);
    known->stamp = stampOf(file);
    return [known] { return known->identity(); };
}

} // namespace core
