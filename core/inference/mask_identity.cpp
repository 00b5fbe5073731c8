#include "core/inference/mask_identity.h"

#include "core/files/hash.h"
#include "core/network/choices.h"

#include <future>
#include <memory>
#include <sstream>

namespace fs = std::filesystem;

namespace core {

namespace {

/// Raised with every change to what lies between a photo's bytes and its mask: decoding, scaling,
/// the network's arithmetic.
constexpr int preparationVersion = 6;

/// The model's file, as long as it stays the same.
struct ModelFile
{
    fs::path file;
    std::string words; ///< everything but the file's hash
    Result<FileStamp> stamp;
    std::shared_future<Result<std::string>> sha256 {};

    Result<std::string> identity() const
    {
        if (!stamp)
            return tl::unexpected(stamp.error());
        const auto &sum = sha256.get();
        if (!sum)
            return sum;
        if (const auto now = stampOf(file); !now || *now != *stamp)
            return fail(Error::Code::FileChanged, file.string());
        return words + " file " + *sum;
    }
};

std::string wordsOf(const Model &model, const LocalSegmenterOptions &options)
{
    const NetworkOptions &network = model.network;
    const auto blending = blendingFor(model, options.passes);
    std::ostringstream words;
    words << "model " << model.name << ' ' << nameOf(network.architecture) << " base "
          << network.baseSize << (network.stretched ? " stretched" : " plain") << " preview "
          << model.previewSize << " full " << model.fullSize << " fine "
          << (options.fineStages == FineStages::NearEdges ? "near-edges 2" : "everywhere")
          << " resize " << (options.passes.resize == ResizeRule::Dynamic ? "dynamic" : "static")
          << (blending ? " blended " + nameOf(*blending) : std::string())
          << " wished " << nameOf(options.precision) << " libtorch " << libTorchVersion()
          << " preparation " << preparationVersion;
    return words.str();
}

Result<std::string> learnedSha256(
    const fs::path &file, const Result<FileStamp> &stamp, const ChecksumLearned &learned)
{
    auto sum = sha256Of(file);
    const auto now = stampOf(file);
    if (learned && sum && stamp && now && *now == *stamp)
        learned(*stamp, *sum);
    return sum;
}

} // namespace

MaskIdentity maskIdentity(const Model &model, const fs::path &modelsFolder,
    const LocalSegmenterOptions &options, const std::string &sha256,
    const ChecksumLearned &learned)
{
    const fs::path file = modelsFolder / model.fileName;
    const auto known = std::make_shared<ModelFile>(
        ModelFile {.file = file, .words = wordsOf(model, options), .stamp = stampOf(file)});
    known->sha256 = std::async(sha256.empty() ? std::launch::async : std::launch::deferred,
        [file, stamp = known->stamp, sha256, learned] {
            return sha256.empty() ? learnedSha256(file, stamp, learned) : sha256;
        });
    return [known] { return known->identity(); };
}

} // namespace core
