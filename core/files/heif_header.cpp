#include "core/files/exif_tags.h"
#include "core/files/heif_file.h"
#include "core/files/stored.h"

#include <algorithm>
#include <string_view>

namespace core {
namespace {

constexpr std::size_t mostExif = 1 << 20;

void readProfile(heif_image_handle *picture, std::size_t mostIcc, StoredHeader &stored)
{
    const auto type = heif_image_handle_get_color_profile_type(picture);
    if (type != heif_color_profile_type_rICC && type != heif_color_profile_type_prof)
        return;
    stored.icc.resize(heif_image_handle_get_raw_color_profile_size(picture));
    heif_image_handle_get_raw_color_profile(picture, stored.icc.data());
    stored.iccIsWhole = stored.icc.size() <= mostIcc;
    stored.icc.resize(std::min(stored.icc.size(), mostIcc));
}

/// The camera alone: rotation is a property of its own in these files, done by libheif, and
/// the Exif orientation beside it must not turn the photo once more.
void readCamera(heif_image_handle *picture, Header &header)
{
    heif_item_id block = 0;
    if (heif_image_handle_get_list_of_metadata_block_IDs(picture, "Exif", &block, 1) != 1)
        return;
    std::vector<std::uint8_t> exif(heif_image_handle_get_metadata_size(picture, block));
    if (exif.size() < 4 || exif.size() > mostExif
        || heif_image_handle_get_metadata(picture, block, exif.data()).code != heif_error_Ok)
        return;
    const std::size_t from = 4 + std::size_t {bigEndian32(exif.data())};
    if (from >= exif.size())
        return;
    const auto tags = exifTags(std::span(exif).subspan(from));
    header.camera = cameraName(tags.make, tags.model);
}

} // namespace

Result<StoredHeader> heifHeader(const ByteFile &file, std::size_t mostIcc)
{
    const auto opened = openedHeif(file);
    if (!opened)
        return tl::unexpected(opened.error());
    auto *picture = opened->picture.get();
    StoredHeader stored;
    stored.header.size = {
        heif_image_handle_get_width(picture), heif_image_handle_get_height(picture)};
    if (stored.header.size.width <= 0 || stored.header.size.height <= 0)
        return fail(Error::Code::FileDamaged, "HEIF: impossible size");
    stored.header.bitsPerChannel = heif_image_handle_get_luma_bits_per_pixel(picture);
    if (stored.header.bitsPerChannel <= 0)
        return fail(Error::Code::FileDamaged, "HEIF: no bit depth");
    stored.header.channels = heif_image_handle_has_alpha_channel(picture) != 0 ? 4 : 3;
    const auto brand = file.bytesAt(8, 4);
    const std::string_view major(reinterpret_cast<const char *>(brand.data()), brand.size());
    stored.header.isAnimated = major == "avis" || major == "msf1" || major == "hevc";
    readProfile(picture, mostIcc, stored);
    readCamera(picture, stored.header);
    return stored;
}

} // namespace core
