#include "core/files/jpeg_eighth.h"
#include "core/files/stored.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <csetjmp>
#include <string>

// Need <cstdio> and each other in this order.
#include <jpeglib.h>
#include <jerror.h>

/// libjpeg-turbo reports errors by a long jump: each function that calls setjmp here has no object
/// with a destructor in its own frame.
namespace core {
namespace {

constexpr long mostMemory = 1'500'000'000; ///< coefficients of a progressive picture
constexpr int mostScans = 200; ///< of a progressive picture; usual are 10
constexpr std::int64_t mostScanned = 10'000'000'000; ///< pixels times scans: a minute at most
constexpr int eighths = 8;
/// Cameras pad their files with a few bytes before a marker; more is a broken scan.
constexpr int harmlessBytes = 16;

/// libjpeg's decoder with the reason of its end.
struct Decoder
{
    jpeg_decompress_struct jpeg {};
    jpeg_error_mgr errors {};
    jpeg_progress_mgr watch {};
    std::jmp_buf leave {};
    Error::Code code = Error::Code::FileDamaged;
    std::array<char, JMSG_LENGTH_MAX> message {};
    const Progress *progress = nullptr;
    double reported = 0;
    bool isCreated = false;

    Decoder() = default;
    Decoder(const Decoder &) = delete;
    Decoder &operator=(const Decoder &) = delete;
    ~Decoder()
    {
        if (isCreated)
            jpeg_destroy_decompress(&jpeg);
    }
    tl::unexpected<Error> error() const
    {
        return fail(code, std::string("JPEG: ") + message.data());
    }
};

Decoder &decoderOf(j_common_ptr jpeg)
{
    return *static_cast<Decoder *>(jpeg->client_data);
}

[[noreturn]] void leaveWith(j_common_ptr jpeg, Error::Code code)
{
    auto &decoder = decoderOf(jpeg);
    decoder.code = code;
    jpeg->err->format_message(jpeg, decoder.message.data());
    std::longjmp(decoder.leave, 1);
}

[[noreturn]] void onError(j_common_ptr jpeg)
{
    const int message = jpeg->err->msg_code;
    if (message == JERR_OUT_OF_MEMORY || message == JERR_NO_BACKING_STORE)
        leaveWith(jpeg, Error::Code::OutOfMemory);
    leaveWith(jpeg, Error::Code::FileDamaged);
}

/// libjpeg goes on after a warning and fills up with grey: a picture that would ruin a print.
void onMessage(j_common_ptr jpeg, int level)
{
    if (level >= 0) // a trace, no warning
        return;
    const int message = jpeg->err->msg_code;
    const bool isPadding =
        message == JWRN_EXTRANEOUS_DATA && jpeg->err->msg_parm.i[0] <= harmlessBytes;
    const bool isHeadline =
        message == JWRN_ADOBE_XFORM || message == JWRN_JFIF_MAJOR || message == JWRN_BOGUS_ICC;
    if (!isPadding && !isHeadline)
        leaveWith(jpeg, Error::Code::FileDamaged);
}

/// Of all that libjpeg does with a picture, as far as it knows: it guesses the number of scans.
void reportAbout(Decoder &decoder)
{
    constexpr double step = 0.01;
    const auto &watch = decoder.watch;
    const double pass = static_cast<double>(watch.pass_counter)
        / static_cast<double>(std::max(watch.pass_limit, 1L));
    const double fraction = (watch.completed_passes + pass) / std::max(watch.total_passes, 1);
    if (fraction < decoder.reported + step)
        return;
    decoder.reported = std::min(fraction, 1.0);
    decoder.progress->report(decoder.reported);
}

/// Called for every row, and for every row of blocks while a progressive picture is gathered.
void onWatch(j_common_ptr jpeg)
{
    auto &decoder = decoderOf(jpeg);
    reportAbout(decoder);
    if (decoder.progress->stopped())
        leaveWith(jpeg, Error::Code::Cancelled);
    // Scans of nothing cost a file a few bytes and us a walk over all pixels.
    const auto pixels = std::int64_t {decoder.jpeg.image_width} * decoder.jpeg.image_height;
    const int scans = decoder.jpeg.input_scan_number;
    if (scans > mostScans || scans * pixels > mostScanned)
        leaveWith(jpeg, Error::Code::FileDamaged);
}

void onOutput(j_common_ptr) { }

bool readHeader(Decoder &decoder, std::FILE *stream)
{
    decoder.jpeg.err = jpeg_std_error(&decoder.errors);
    decoder.errors.error_exit = onError;
    decoder.errors.emit_message = onMessage;
    decoder.errors.output_message = onOutput;
    decoder.watch.progress_monitor = onWatch;
    decoder.jpeg.client_data = &decoder;
    if (setjmp(decoder.leave) != 0)
        return false;
    jpeg_create_decompress(&decoder.jpeg);
    decoder.isCreated = true;
    decoder.jpeg.client_data = &decoder;
    decoder.jpeg.progress = &decoder.watch;
    decoder.jpeg.mem->max_memory_to_use = mostMemory;
    jpeg_stdio_src(&decoder.jpeg, stream);
    jpeg_read_header(&decoder.jpeg, TRUE);
    return true;
}

/// In eighths: the smallest of the fast scales (1, 2, 4, 8) that is enough, then the largest of all
/// that stays within the pixels allowed.
int scaleFor(Size stored, const DecodeLimits &limits)
{
    const auto scaled = [stored](int scale) {
        const auto side = [scale](int px) {
            return static_cast<int>((std::int64_t {px} * scale + eighths - 1) / eighths);
        };
        return Size {side(stored.width), side(stored.height)};
    };
    const auto isEnough = [&](int scale) {
        const auto size = scaled(scale);
        return areaOf(limits.enough) > 0 && size.width >= limits.enough.width
            && size.height >= limits.enough.height;
    };
    int scale = eighths;
    while (scale > 1 && isEnough(scale / 2))
        scale /= 2;
    while (scale > 0 && areaOf(scaled(scale)) > limits.mostPixels)
        --scale;
    return scale;
}

/// Says what is wanted.
bool choose(Decoder &decoder, int scale)
{
    if (setjmp(decoder.leave) != 0)
        return false;
    decoder.jpeg.scale_num = static_cast<unsigned>(scale);
    decoder.jpeg.scale_denom = eighths;
    decoder.jpeg.dct_method = JDCT_ISLOW;
    if (decoder.jpeg.num_components == 1)
        decoder.jpeg.out_color_space = JCS_GRAYSCALE;
    else
        decoder.jpeg.out_color_space = decoder.jpeg.num_components == 4 ? JCS_CMYK : JCS_RGB;
    jpeg_calc_output_dimensions(&decoder.jpeg);
    return true;
}

/// Where in the file the next byte is that libjpeg wants.
std::uint64_t placeOf(const jpeg_decompress_struct &jpeg, std::FILE *stream)
{
    return static_cast<std::uint64_t>(std::ftell(stream)) - jpeg.src->bytes_in_buffer;
}

bool start(Decoder &decoder)
{
    if (setjmp(decoder.leave) != 0)
        return false;
    jpeg_start_decompress(&decoder.jpeg);
    return true;
}

bool readRows(Decoder &decoder, const cv::Mat &pixels)
{
    if (setjmp(decoder.leave) != 0)
        return false;
    while (decoder.jpeg.output_scanline < decoder.jpeg.output_height) {
        const auto row = decoder.jpeg.output_scanline;
        auto *target = pixels.data + row * pixels.step[0];
        jpeg_read_scanlines(&decoder.jpeg, &target, 1);
    }
    jpeg_finish_decompress(&decoder.jpeg); // also checks that the file ends as it should
    return true;
}

} // namespace

Result<StoredPixels> jpegPixels(const ByteFile &file, const StoredHeader &stored,
    const DecodeLimits &limits, const Progress &progress)
{
    const int scale = scaleFor(stored.header.size, limits);
    if (scale == 0)
        return fail(Error::Code::ImageTooLarge, "JPEG: too large even at an eighth");
    JpegEighth eighth(file);
    Decoder decoder;
    decoder.progress = &progress;
    std::rewind(file.stream());
    if (!readHeader(decoder, file.stream()))
        return decoder.error();
    const Size found {
        static_cast<int>(decoder.jpeg.image_width), static_cast<int>(decoder.jpeg.image_height)};
    if (found != stored.header.size || decoder.jpeg.num_components != stored.header.channels)
        return fail(Error::Code::FileChanged, "JPEG: another picture than its header said");
    if (!choose(decoder, scale))
        return decoder.error();
    // What comes in several scans is gathered whole, in twice the bytes of all its pixels.
    const bool isTooMuch = jpeg_has_multiple_scans(&decoder.jpeg) != FALSE
        && areaOf(found) > limits.mostPixels;
    if (scale == 1 && isTooMuch) {
        const auto taken = eighth.takeOver(decoder.jpeg, placeOf(decoder.jpeg, file.stream()));
        if (!taken)
            return tl::unexpected(taken.error());
    }
    if (!start(decoder))
        return decoder.error();
    cv::Mat pixels(static_cast<int>(decoder.jpeg.output_height),
        static_cast<int>(decoder.jpeg.output_width), CV_8UC(decoder.jpeg.output_components));
    if (!readRows(decoder, pixels))
        return decoder.error();
    // Adobe stores ink values upside down; without its mark a file is one that lost it.
    if (stored.header.isCmyk)
        cv::bitwise_not(pixels, pixels);
    return StoredPixels {pixels};
}

} // namespace core
