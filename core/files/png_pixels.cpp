#include "core/files/stored.h"

#include <opencv2/core.hpp>
#include <png.h>

#include <string>

/// libpng reports errors by a long jump: each function that calls setjmp here has no object with a
/// destructor in its own frame.
namespace core {
namespace {

struct Decoder
{
    png_structp png = nullptr;
    png_infop picture = nullptr;
    Error::Code code = Error::Code::FileDamaged;
    std::array<char, 128> message {};
    const Progress *progress = nullptr;

    Decoder() = default;
    Decoder(const Decoder &) = delete;
    Decoder &operator=(const Decoder &) = delete;
    ~Decoder() { png_destroy_read_struct(&png, &picture, nullptr); }

    tl::unexpected<Error> error() const
    {
        return fail(code, std::string("PNG: ") + message.data());
    }
};

[[noreturn]] void onError(png_structp png, png_const_charp message)
{
    auto &decoder = *static_cast<Decoder *>(png_get_error_ptr(png));
    std::snprintf(decoder.message.data(), decoder.message.size(), "%s", message);
    png_longjmp(png, 1);
}

void onWarning(png_structp, png_const_charp) { }

/// What 8 bits cannot show better is not kept at 16: without a profile nothing is computed with
/// the pixels on their way.
enum class Depth { Eight, AsStored };

bool start(Decoder &decoder, std::FILE *stream, Depth depth, std::size_t mostChunk)
{
    if (setjmp(png_jmpbuf(decoder.png)) != 0)
        return false;
    png_set_user_limits(decoder.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(decoder.png, mostChunk);
    // All but palette, tRNS and pixels: profile and Exif were read with the header.
    png_set_keep_unknown_chunks(decoder.png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_set_crc_action(decoder.png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
    png_init_io(decoder.png, stream);
    png_read_info(decoder.png, decoder.picture);
    png_set_expand(decoder.png); // palettes, 1 to 4 bits, tRNS
    if (depth == Depth::Eight)
        png_set_scale_16(decoder.png);
    else
        png_set_swap(decoder.png);
    png_set_interlace_handling(decoder.png);
    png_read_update_info(decoder.png, decoder.picture);
    return true;
}

bool readRows(Decoder &decoder, const cv::Mat &pixels, int passes)
{
    if (setjmp(png_jmpbuf(decoder.png)) != 0)
        return false;
    for (int pass = 0; pass < passes; ++pass) {
        for (int y = 0; y < pixels.rows; ++y) {
            if (decoder.progress->stopped()) {
                decoder.code = Error::Code::Cancelled;
                return false;
            }
            png_read_row(
                decoder.png, pixels.data + static_cast<std::size_t>(y) * pixels.step[0], nullptr);
            if (y % 256 == 0)
                decoder.progress->report((pass + y / static_cast<double>(pixels.rows)) / passes);
        }
    }
    png_read_end(decoder.png, nullptr); // also checks that the file ends as it should
    return true;
}

} // namespace

Result<StoredPixels> pngPixels(
    const ByteFile &file, const StoredHeader &stored, const Progress &progress)
{
    Decoder decoder;
    decoder.progress = &progress;
    decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, onError, onWarning);
    if (decoder.png != nullptr)
        decoder.picture = png_create_info_struct(decoder.png);
    if (decoder.picture == nullptr)
        return fail(Error::Code::OutOfMemory, "libpng");
    std::rewind(file.stream());
    const auto depth = stored.icc.empty() ? Depth::Eight : Depth::AsStored;
    if (!start(decoder, file.stream(), depth, stored.limits.mostChunkBytes))
        return decoder.error();
    const Size found {static_cast<int>(png_get_image_width(decoder.png, decoder.picture)),
        static_cast<int>(png_get_image_height(decoder.png, decoder.picture))};
    if (found != stored.header.size)
        return fail(Error::Code::FileChanged, "PNG: another picture than its header said");
    const bool isDeep = png_get_bit_depth(decoder.png, decoder.picture) == 16;
    const int channels = png_get_channels(decoder.png, decoder.picture);
    cv::Mat pixels(found.height, found.width, CV_MAKETYPE(isDeep ? CV_16U : CV_8U, channels));
    const bool isInterlaced =
        png_get_interlace_type(decoder.png, decoder.picture) != PNG_INTERLACE_NONE;
    if (!readRows(decoder, pixels, isInterlaced ? PNG_INTERLACE_ADAM7_PASSES : 1))
        return decoder.error();
    return StoredPixels {pixels};
}

} // namespace core
