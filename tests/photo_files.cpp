#include "tests/photo_files.h"

#include <jpeglib.h>
#include <lcms2.h>
#include <libheif/heif.h>
#include <opencv2/core.hpp>
#include <png.h>
#include <tiffio.h>
#include <webp/encode.h>
#include <webp/mux.h>
#include <zlib.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

namespace files {
namespace {

void require(bool condition, const char *what)
{
    if (condition)
        return;
    std::cerr << "tests/photo_files: " << what << " failed\n";
    std::abort();
}

void append(Bytes &bytes, std::uint32_t number, int length)
{
    for (int i = length - 1; i >= 0; --i)
        bytes.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

Bytes chunk(const std::string &name, const Bytes &content)
{
    Bytes bytes;
    append(bytes, static_cast<std::uint32_t>(content.size()), 4);
    bytes.insert(bytes.end(), name.begin(), name.end());
    bytes.insert(bytes.end(), content.begin(), content.end());
    const auto sum = crc32(0, bytes.data() + 4, static_cast<uInt>(bytes.size() - 4));
    append(bytes, static_cast<std::uint32_t>(sum), 4);
    return bytes;
}

void appendTo(png_structp png, png_bytep bytes, png_size_t count)
{
    auto &out = *static_cast<Bytes *>(png_get_io_ptr(png));
    out.insert(out.end(), bytes, bytes + count);
}

Bytes bytesOf(const WebPMemoryWriter &writer)
{
    return {writer.mem, writer.mem + writer.size};
}

void import(WebPPicture &picture, const cv::Mat &pixels)
{
    picture.use_argb = 1;
    picture.width = pixels.cols;
    picture.height = pixels.rows;
    const auto stride = static_cast<int>(pixels.step);
    require((pixels.channels() == 4 ? WebPPictureImportRGBA(&picture, pixels.data, stride)
                                    : WebPPictureImportRGB(&picture, pixels.data, stride))
            == 1,
        "WebP import");
}

heif_image *heifPicture(const cv::Mat &pixels)
{
    const bool hasAlpha = pixels.channels() == 4;
    const bool isDeep = pixels.depth() == CV_16U;
    constexpr int bits = 10;
    const auto chroma = isDeep ? heif_chroma_interleaved_RRGGBB_LE
        : hasAlpha             ? heif_chroma_interleaved_RGBA
                               : heif_chroma_interleaved_RGB;
    heif_image *picture = nullptr;
    heif_image_create(pixels.cols, pixels.rows, heif_colorspace_RGB, chroma, &picture);
    heif_image_add_plane(picture, heif_channel_interleaved, pixels.cols, pixels.rows,
        isDeep ? bits : hasAlpha ? 32 : 24);
    int stride = 0;
    auto *plane = heif_image_get_plane(picture, heif_channel_interleaved, &stride);
    cv::Mat row;
    for (int y = 0; y < pixels.rows; ++y) {
        pixels.row(y).convertTo(row, -1, isDeep ? ((1 << bits) - 1) / 65535.0 : 1);
        std::memcpy(plane + y * stride, row.data, row.elemSize() * row.total());
    }
    return picture;
}

} // namespace

cv::Mat quarters(int width, int height)
{
    cv::Mat pixels(height, width, CV_8UC3, cv::Scalar(255, 0, 0));
    const int x = width / 2;
    const int y = height / 2;
    pixels(cv::Rect(x, 0, width - x, y)).setTo(cv::Scalar(0, 255, 0));
    pixels(cv::Rect(0, y, x, height - y)).setTo(cv::Scalar(0, 0, 255));
    pixels(cv::Rect(x, y, width - x, height - y)).setTo(cv::Scalar(255, 255, 255));
    return pixels;
}

cv::Mat as(const cv::Mat &rgb, int type)
{
    cv::Mat deep;
    rgb.convertTo(deep, CV_MAT_DEPTH(type), CV_MAT_DEPTH(type) == CV_16U ? 257 : 1);
    cv::Mat result(rgb.rows, rgb.cols, type);
    constexpr int twoOf[] {2, 0, 0, 1};
    constexpr int allOf[] {0, 0, 1, 1, 2, 2, 0, 3};
    const int channels = CV_MAT_CN(type);
    cv::mixChannels(
        &deep, 1, &result, 1, channels == 2 ? twoOf : allOf, static_cast<std::size_t>(channels));
    return result;
}

Bytes exifBlock(int orientation, const std::string &make, const std::string &model)
{
    Bytes block {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 3};
    const std::uint32_t makeAt = 8 + 2 + 3 * 12 + 4;
    const auto modelAt = makeAt + static_cast<std::uint32_t>(make.size()) + 4;
    const auto entry = [&](std::uint32_t tag, std::uint32_t type, std::size_t count) {
        append(block, tag, 2);
        append(block, type, 2);
        append(block, static_cast<std::uint32_t>(count), 4);
    };
    const auto text = [](std::string name) { return name + std::string(4, '\0'); }; // never inline
    entry(0x010F, 2, make.size() + 4);
    append(block, makeAt, 4);
    entry(0x0110, 2, model.size() + 4);
    append(block, modelAt, 4);
    entry(0x0112, 3, 1);
    append(block, static_cast<std::uint32_t>(orientation) << 16, 4);
    append(block, 0, 4);
    for (const auto &name : {text(make), text(model)})
        block.insert(block.end(), name.begin(), name.end());
    return block;
}

Bytes displayP3()
{
    const cmsCIExyY white {0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries {{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}};
    const cmsFloat64Number parameters[] {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    auto *curve = cmsBuildParametricToneCurve(nullptr, 4, parameters);
    cmsToneCurve *curves[] {curve, curve, curve};
    const auto profile = cmsCreateRGBProfile(&white, &primaries, curves);
    auto *name = cmsMLUalloc(nullptr, 1);
    cmsMLUsetASCII(name, "en", "US", "Display P3");
    cmsWriteTag(profile, cmsSigProfileDescriptionTag, name);
    cmsUInt32Number count = 0;
    require(cmsSaveProfileToMem(profile, nullptr, &count) != 0, "profile");
    Bytes bytes(count);
    require(cmsSaveProfileToMem(profile, bytes.data(), &count) != 0, "profile");
    cmsMLUfree(name);
    cmsFreeToneCurve(curve);
    cmsCloseProfile(profile);
    return bytes;
}

Bytes jpeg(const cv::Mat &pixels, const JpegOptions &options)
{
    jpeg_error_mgr errors {};
    jpeg_compress_struct encoder {};
    encoder.err = jpeg_std_error(&errors); // ends the program
    jpeg_create_compress(&encoder);
    unsigned char *out = nullptr;
    unsigned long count = 0;
    jpeg_mem_dest(&encoder, &out, &count);
    encoder.image_width = static_cast<JDIMENSION>(pixels.cols);
    encoder.image_height = static_cast<JDIMENSION>(pixels.rows);
    encoder.input_components = pixels.channels();
    encoder.in_color_space = pixels.channels() == 4 ? JCS_CMYK
        : pixels.channels() == 3                    ? JCS_RGB
                                                    : JCS_GRAYSCALE;
    jpeg_set_defaults(&encoder);
    jpeg_set_quality(&encoder, 95, TRUE);
    if (pixels.channels() == 4 && options.inks == JpegOptions::Inks::AdobeYcck)
        jpeg_set_colorspace(&encoder, JCS_YCCK);
    encoder.arith_code = options.coding == JpegOptions::Coding::Arithmetic ? TRUE : FALSE;
    encoder.restart_in_rows = options.restartRows;
    if (pixels.channels() == 3) {
        encoder.comp_info[0].h_samp_factor = options.sampling == JpegOptions::Sampling::Full ? 1 : 2;
        encoder.comp_info[0].v_samp_factor = options.sampling == JpegOptions::Sampling::Quarter ? 2 : 1;
    }
    std::array<jpeg_scan_info, 4> apart {};
    for (int i = 0; i < pixels.channels(); ++i)
        apart[static_cast<std::size_t>(i)] = {.comps_in_scan = 1, .component_index = {i}, .Se = 63};
    if (options.order == JpegOptions::Order::Progressive)
        jpeg_simple_progression(&encoder);
    if (options.order == JpegOptions::Order::Apart) {
        encoder.scan_info = apart.data();
        encoder.num_scans = pixels.channels();
    }
    const bool isMarked = pixels.channels() == 4 && options.inks != JpegOptions::Inks::Unmarked;
    encoder.write_Adobe_marker = isMarked ? TRUE : FALSE;
    jpeg_start_compress(&encoder, TRUE);
    if (!options.exif.empty()) {
        Bytes block {'E', 'x', 'i', 'f', 0, 0};
        block.insert(block.end(), options.exif.begin(), options.exif.end());
        jpeg_write_marker(
            &encoder, JPEG_APP0 + 1, block.data(), static_cast<unsigned>(block.size()));
    }
    if (!options.icc.empty())
        jpeg_write_icc_profile(
            &encoder, options.icc.data(), static_cast<unsigned>(options.icc.size()));
    while (encoder.next_scanline < encoder.image_height) {
        auto *row = const_cast<JSAMPROW>(pixels.ptr(static_cast<int>(encoder.next_scanline)));
        jpeg_write_scanlines(&encoder, &row, 1);
    }
    jpeg_finish_compress(&encoder);
    jpeg_destroy_compress(&encoder);
    Bytes bytes(out, out + count);
    std::free(out);
    return bytes;
}

Bytes png(const cv::Mat &pixels, const PngOptions &options)
{
    Bytes bytes;
    auto *encoder = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    auto *picture = png_create_info_struct(encoder);
    png_set_write_fn(encoder, &bytes, appendTo, nullptr);
    constexpr int kinds[] {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
        PNG_COLOR_TYPE_RGB_ALPHA};
    const int bits = pixels.depth() == CV_16U ? 16 : 8;
    png_set_IHDR(encoder, picture, static_cast<png_uint_32>(pixels.cols),
        static_cast<png_uint_32>(pixels.rows), bits, kinds[pixels.channels()],
        options.rows == PngOptions::Rows::Interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!options.icc.empty())
        png_set_iCCP(encoder, picture, "icc", PNG_COMPRESSION_TYPE_BASE, options.icc.data(),
            static_cast<png_uint_32>(options.icc.size()));
    png_write_info(encoder, picture);
    if (bits == 16)
        png_set_swap(encoder);
    std::vector<png_bytep> rows;
    for (int y = 0; y < pixels.rows; ++y)
        rows.push_back(const_cast<png_bytep>(pixels.ptr(y)));
    png_write_image(encoder, rows.data());
    png_write_end(encoder, nullptr);
    png_destroy_write_struct(&encoder, &picture);
    return options.exif.empty() ? bytes : withChunk(bytes, "eXIf", options.exif);
}

Bytes palettePng(int width, int height, const PaletteOptions &options)
{
    Bytes bytes;
    auto *encoder = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    auto *picture = png_create_info_struct(encoder);
    png_set_write_fn(encoder, &bytes, appendTo, nullptr);
    png_set_IHDR(encoder, picture, static_cast<png_uint_32>(width),
        static_cast<png_uint_32>(height), options.bits, PNG_COLOR_TYPE_PALETTE,
        options.rows == PngOptions::Rows::Interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    const png_color colours[] {{255, 0, 0}, {0, 0, 255}};
    const png_byte alphas[] {128, 255};
    png_set_PLTE(encoder, picture, colours, options.colours);
    png_set_tRNS(encoder, picture, alphas, options.colours, nullptr);
    png_set_check_for_invalid_index(encoder, -1); // a colour may be missing
    png_write_info(encoder, picture);
    png_set_packing(encoder);
    Bytes row(static_cast<std::size_t>(width));
    for (std::size_t x = 0; x < row.size(); ++x)
        row[x] = x % 2;
    std::vector<png_bytep> rows(static_cast<std::size_t>(height), row.data());
    png_write_image(encoder, rows.data());
    png_write_end(encoder, nullptr);
    png_destroy_write_struct(&encoder, &picture);
    return bytes;
}

Bytes withChunk(const Bytes &png, const std::string &name, const Bytes &content)
{
    constexpr std::ptrdiff_t behindHeader = 8 + 12 + 13;
    Bytes bytes = png;
    const auto added = chunk(name, content);
    bytes.insert(bytes.begin() + behindHeader, added.begin(), added.end());
    return bytes;
}

Bytes hollowPng(std::uint32_t width, std::uint32_t height)
{
    Bytes bytes {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    Bytes header;
    append(header, width, 4);
    append(header, height, 4);
    header.insert(header.end(), {8, 2, 0, 0, 0});
    for (const auto &part : {chunk("IHDR", header), chunk("IDAT", {}), chunk("IEND", {})})
        bytes.insert(bytes.end(), part.begin(), part.end());
    return bytes;
}

Bytes webp(const cv::Mat &pixels, WebpCoding coding)
{
    WebPConfig config;
    WebPPicture picture;
    require(WebPConfigInit(&config) != 0 && WebPPictureInit(&picture) != 0, "WebP");
    config.lossless = coding == WebpCoding::Lossless ? 1 : 0;
    import(picture, pixels);
    WebPMemoryWriter writer;
    WebPMemoryWriterInit(&writer);
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    require(WebPEncode(&config, &picture) != 0, "WebP");
    auto bytes = bytesOf(writer);
    WebPMemoryWriterClear(&writer);
    WebPPictureFree(&picture);
    return bytes;
}

Bytes webpWith(const cv::Mat &pixels, const char *name, const Bytes &content)
{
    const auto plain = webp(pixels);
    const WebPData picture {plain.data(), plain.size()};
    const WebPData metadata {content.data(), content.size()};
    auto *mux = WebPMuxCreate(&picture, 1);
    require(WebPMuxSetChunk(mux, name, &metadata, 1) == WEBP_MUX_OK, "WebP chunk");
    WebPData assembled {};
    require(WebPMuxAssemble(mux, &assembled) == WEBP_MUX_OK, "WebP");
    Bytes bytes(assembled.bytes, assembled.bytes + assembled.size);
    WebPDataClear(&assembled);
    WebPMuxDelete(mux);
    return bytes;
}

Bytes animatedWebp(const std::vector<cv::Mat> &frames)
{
    auto *encoder = WebPAnimEncoderNew(frames[0].cols, frames[0].rows, nullptr);
    int milliseconds = 0;
    for (const auto &frame : frames) {
        WebPPicture picture;
        require(WebPPictureInit(&picture) != 0, "WebP");
        import(picture, frame);
        require(WebPAnimEncoderAdd(encoder, &picture, milliseconds, nullptr) != 0, "WebP frame");
        WebPPictureFree(&picture);
        milliseconds += 100;
    }
    WebPAnimEncoderAdd(encoder, nullptr, milliseconds, nullptr);
    WebPData assembled {};
    require(WebPAnimEncoderAssemble(encoder, &assembled) != 0, "WebP animation");
    Bytes bytes(assembled.bytes, assembled.bytes + assembled.size);
    WebPDataClear(&assembled);
    WebPAnimEncoderDelete(encoder);
    return bytes;
}

void writeTiff(const std::filesystem::path &file, const cv::Mat &pixels, const TiffOptions &options)
{
    const bool isBig = options.order == TiffOptions::Order::Big;
    const bool isAdded = options.place == TiffOptions::Place::LastPage;
    auto *tiff = TIFFOpen(file.c_str(), isAdded ? "a" : isBig ? "wb" : "wl");
    require(tiff != nullptr, "TIFF");
    const int channels = pixels.channels();
    const bool apart = options.planes == TiffOptions::Planes::Apart;
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, pixels.cols);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, pixels.rows);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, pixels.depth() == CV_16U ? 16 : 8);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, channels);
    constexpr int kinds[] {PHOTOMETRIC_RGB, PHOTOMETRIC_SEPARATED, PHOTOMETRIC_CIELAB,
        PHOTOMETRIC_ICCLAB, PHOTOMETRIC_PALETTE, PHOTOMETRIC_MINISWHITE};
    const bool isPalette = options.kind == TiffOptions::Kind::Palette;
    const bool isGrey = channels <= 2 && options.kind == TiffOptions::Kind::Colours;
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC,
        isGrey ? PHOTOMETRIC_MINISBLACK : kinds[static_cast<int>(options.kind)]);
    if (isPalette) {
        std::vector<std::uint16_t> rising(256);
        std::vector<std::uint16_t> falling(256);
        for (std::size_t i = 0; i < rising.size(); ++i) {
            rising[i] = static_cast<std::uint16_t>(i * 257);
            falling[i] = static_cast<std::uint16_t>((255 - i) * 257);
        }
        TIFFSetField(tiff, TIFFTAG_COLORMAP, rising.data(), rising.data(), falling.data());
    }
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, apart ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION,
        options.coding == TiffOptions::Coding::Lzw ? COMPRESSION_LZW : COMPRESSION_NONE);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, options.orientation);
    if (options.page == TiffOptions::Page::Thumbnail)
        TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_REDUCEDIMAGE);
    const std::uint16_t alpha = EXTRASAMPLE_UNASSALPHA;
    const bool hasAlpha = channels % 2 == (options.kind == TiffOptions::Kind::Inks ? 1 : 0);
    if (hasAlpha)
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &alpha);
    if (!options.model.empty())
        TIFFSetField(tiff, TIFFTAG_MODEL, options.model.c_str());
    if (!options.icc.empty())
        TIFFSetField(tiff, TIFFTAG_ICCPROFILE, static_cast<std::uint32_t>(options.icc.size()),
            options.icc.data());
    std::vector<cv::Mat> planes;
    if (apart)
        cv::split(pixels, planes);
    else
        planes.push_back(pixels);
    const bool tiled = options.blocks == TiffOptions::Blocks::Tiles;
    constexpr int side = 32;
    if (tiled) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, side);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, side);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, options.rowsOfStrip);
    }
    for (std::size_t p = 0; p < planes.size(); ++p) {
        const auto plane = static_cast<std::uint16_t>(p);
        for (int y = 0; !tiled && y < pixels.rows; ++y)
            TIFFWriteScanline(tiff, planes[p].ptr(y), static_cast<std::uint32_t>(y), plane);
        for (int y = 0; tiled && y < pixels.rows; y += side) {
            for (int x = 0; x < pixels.cols; x += side) {
                cv::Mat tile(side, side, planes[p].type(), cv::Scalar::all(0));
                const cv::Rect part =
                    cv::Rect(x, y, side, side) & cv::Rect(0, 0, pixels.cols, pixels.rows);
                planes[p](part).copyTo(tile(cv::Rect(0, 0, part.width, part.height)));
                TIFFWriteTile(tiff, tile.data, static_cast<std::uint32_t>(x),
                    static_cast<std::uint32_t>(y), 0, plane);
            }
        }
    }
    TIFFClose(tiff);
}

bool canWriteHeif(HeifKind kind)
{
    return heif_have_encoder_for_format(
               kind == HeifKind::Avif ? heif_compression_AV1 : heif_compression_HEVC)
        != 0;
}

void writeHeif(const std::filesystem::path &file, const cv::Mat &pixels, HeifKind kind,
    const HeifOptions &with)
{
    auto *context = heif_context_alloc();
    heif_encoder *encoder = nullptr;
    heif_context_get_encoder_for_format(
        context, kind == HeifKind::Avif ? heif_compression_AV1 : heif_compression_HEVC, &encoder);
    require(encoder != nullptr, "HEIF encoder");
    heif_encoder_set_lossy_quality(encoder, 95);
    if (!with.before.empty()) {
        auto *other = heifPicture(with.before);
        heif_context_encode_image(context, other, encoder, nullptr, nullptr);
        heif_image_release(other);
    }
    auto *picture = heifPicture(pixels);
    auto *options = heif_encoding_options_alloc();
    options->image_orientation = static_cast<heif_orientation>(with.orientation);
    auto *colours = heif_nclx_color_profile_alloc();
    if (with.primaries != 0) {
        heif_nclx_color_profile_set_color_primaries(
            colours, static_cast<std::uint16_t>(with.primaries));
        heif_nclx_color_profile_set_transfer_characteristics(
            colours, static_cast<std::uint16_t>(with.transfer));
        heif_image_set_nclx_color_profile(picture, colours);
        options->output_nclx_profile = colours;
        options->macOS_compatibility_workaround_no_nclx_profile = 0;
    }
    if (!with.icc.empty())
        heif_image_set_raw_color_profile(picture, "prof", with.icc.data(), with.icc.size());
    heif_image_handle *handle = nullptr;
    const auto encoded = heif_context_encode_image(context, picture, encoder, options, &handle);
    heif_encoding_options_free(options);
    heif_nclx_color_profile_free(colours);
    require(encoded.code == heif_error_Ok, "HEIF encoding");
    if (!with.exif.empty())
        heif_context_add_exif_metadata(
            context, handle, with.exif.data(), static_cast<int>(with.exif.size()));
    heif_context_set_primary_image(context, handle);
    require(heif_context_write_to_file(context, file.c_str()).code == heif_error_Ok, "HEIF");
    heif_image_handle_release(handle);
    heif_image_release(picture);
    heif_encoder_release(encoder);
    heif_context_free(context);
}

void write(const std::filesystem::path &file, const Bytes &bytes)
{
    std::ofstream out(file, std::ios::binary);
    out.write(
        reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    require(static_cast<bool>(out.flush()), "writing");
}

Bytes read(const std::filesystem::path &file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

} // namespace files
