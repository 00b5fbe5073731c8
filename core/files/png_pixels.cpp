#include "core/files/stored.h"

#include <opencv2/core.hpp>
#include <png.h>

#include <algorithm>
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
    int passes = 1; ///< of an interlaced picture; each goes over all rows

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

bool start(Decoder &decoder, std::FILE *stream, std::size_t mostChunk)
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
    if (png_get_color_type(decoder.png, decoder.picture) == PNG_COLOR_TYPE_PALETTE)
        png_set_packing(decoder.png); // a byte for each, see Palette
    else
        png_set_expand(decoder.png); // 1 to 4 bits, tRNS
    png_set_swap(decoder.png); // the low byte of 16 bits first
    png_set_interlace_handling(decoder.png);
    png_read_update_info(decoder.png, decoder.picture);
    return true;
}

/// How far it is: `rows` of all rows, passes counted.
void report(const Decoder &decoder, std::int64_t rows)
{
    const auto height = png_get_image_height(decoder.png, decoder.picture);
    const auto all = static_cast<std::int64_t>(height) * decoder.passes;
    decoder.progress->report(static_cast<double>(rows) / static_cast<double>(all));
}

/// The next rows of this pass; `done` rows were read before.
bool readRows(Decoder &decoder, const cv::Mat &rows, std::int64_t done)
{
    if (setjmp(png_jmpbuf(decoder.png)) != 0)
        return false;
    for (int y = 0; y < rows.rows; ++y) {
        if (decoder.progress->stopped()) {
            decoder.code = Error::Code::Cancelled;
            return false;
        }
        png_read_row(decoder.png, rows.data + static_cast<std::size_t>(y) * rows.step[0], nullptr);
        if (y % 256 == 0)
            report(decoder, done + y);
    }
    return true;
}

/// Also checks that the file ends as it should.
bool finish(Decoder &decoder)
{
    if (setjmp(png_jmpbuf(decoder.png)) != 0)
        return false;
    png_read_end(decoder.png, nullptr);
    return true;
}

/// Up to the first row.
Result<> open(Decoder &decoder, const ByteFile &file, const StoredHeader &stored,
    const Progress &progress)
{
    decoder.progress = &progress;
    decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, onError, onWarning);
    if (decoder.png != nullptr)
        decoder.picture = png_create_info_struct(decoder.png);
    if (decoder.picture == nullptr)
        return fail(Error::Code::OutOfMemory, "libpng");
    std::rewind(file.stream());
    if (!start(decoder, file.stream(), stored.limits.mostChunkBytes))
        return decoder.error();
    const Size found {static_cast<int>(png_get_image_width(decoder.png, decoder.picture)),
        static_cast<int>(png_get_image_height(decoder.png, decoder.picture))};
    if (found != stored.header.size)
        return fail(Error::Code::FileChanged, "PNG: another picture than its header said");
    if (png_get_interlace_type(decoder.png, decoder.picture) != PNG_INTERLACE_NONE)
        decoder.passes = PNG_INTERLACE_ADAM7_PASSES;
    return {};
}

/// Colours by their numbers. libpng would make pixels black, without a word, whose colour is missing.
class Palette
{
public:
    /// That of a picture which is open; none where it has no palette.
    explicit Palette(const Decoder &decoder)
    {
        if (png_get_color_type(decoder.png, decoder.picture) != PNG_COLOR_TYPE_PALETTE)
            return;
        png_colorp colours = nullptr;
        png_get_PLTE(decoder.png, decoder.picture, &colours, &m_count);
        png_bytep alphas = nullptr;
        int alphaCount = 0;
        png_get_tRNS(decoder.png, decoder.picture, &alphas, &alphaCount, nullptr);
        m_colours.create(1, mostColours, alphaCount > 0 ? CV_8UC4 : CV_8UC3);
        for (int i = 0; i < m_count; ++i) {
            auto *colour = m_colours.ptr(0, i);
            colour[0] = colours[i].red;
            colour[1] = colours[i].green;
            colour[2] = colours[i].blue;
            if (alphaCount > 0)
                colour[3] = i < alphaCount ? alphas[i] : UINT8_MAX;
        }
    }

    /// Pixels as they were read -> with their colours. Error: FileDamaged.
    Result<cv::Mat> coloured(const cv::Mat &pixels) const
    {
        if (m_colours.empty())
            return pixels;
        double largest = 0;
        cv::minMaxLoc(pixels, nullptr, &largest);
        if (largest >= m_count)
            return fail(Error::Code::FileDamaged, "PNG: pixels of colours that its palette lacks");
        cv::Mat channels;
        cv::merge(std::vector<cv::Mat>(static_cast<std::size_t>(m_colours.channels()), pixels),
            channels);
        cv::Mat result;
        cv::LUT(channels, m_colours, result);
        return result;
    }

private:
    static constexpr int mostColours = 256;
    cv::Mat m_colours; ///< one row
    int m_count = 0;
};

/// Of what png_read_row() gives.
int pixelType(const Decoder &decoder)
{
    const bool isDeep = png_get_bit_depth(decoder.png, decoder.picture) == 16;
    return CV_MAKETYPE(
        isDeep ? CV_16U : CV_8U, png_get_channels(decoder.png, decoder.picture));
}

} // namespace

Result<StoredPixels> pngPixels(
    const ByteFile &file, const StoredHeader &stored, const Progress &progress)
{
    Decoder decoder;
    if (const auto opened = open(decoder, file, stored, progress); !opened)
        return tl::unexpected(opened.error());
    const Size size = stored.header.size;
    const cv::Mat pixels(size.height, size.width, pixelType(decoder));
    for (int pass = 0; pass < decoder.passes; ++pass)
        if (!readRows(decoder, pixels, std::int64_t {pass} * size.height))
            return decoder.error();
    if (!finish(decoder))
        return decoder.error();
    return Palette(decoder).coloured(pixels).transform(
        [](const cv::Mat &coloured) { return StoredPixels {coloured}; });
}

Result<PhotoNotes> pngRows(const ByteFile &file, const StoredHeader &stored, const TakeRows &take,
    const Progress &progress)
{
    Decoder decoder;
    if (const auto opened = open(decoder, file, stored, progress); !opened)
        return tl::unexpected(opened.error());
    if (decoder.passes > 1)
        return fail(Error::Code::ImageWholeOnly,
            "PNG: interlaced, its first row is whole only when all of it is in memory");
    const Size size = stored.header.size;
    const int type = pixelType(decoder);
    cv::Mat band(std::min(size.height, rowsOfBand(size.width, static_cast<int>(CV_ELEM_SIZE(type)))),
        size.width, type);
    const Palette palette(decoder);
    for (int y = 0; y < size.height; y += band.rows) {
        const cv::Mat rows = band.rowRange(0, std::min(band.rows, size.height - y));
        if (!readRows(decoder, rows, y))
            return decoder.error();
        if (const auto taken = palette.coloured(rows).and_then(take); !taken)
            return tl::unexpected(taken.error());
    }
    if (!finish(decoder))
        return decoder.error();
    return PhotoNotes {};
}

} // namespace core
