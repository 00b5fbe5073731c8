#include "tests/support/deep_heif.h"

#include "tests/support/heif_grid.h"

#include <opencv2/core.hpp>

#include <aom/aom_encoder.h>
#include <aom/aomcx.h>
#include <x265.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace files {
namespace {

/// What stands in the file, and the box that says how to decode it.
struct Coded
{
    Bytes data;
    Bytes decoder;
};

void require(bool isRight, const char *what)
{
    if (isRight)
        return;
    std::fprintf(stderr, "%s failed\n", what);
    std::exit(1);
}

/// Grey as Y, U, V: chroma in the middle.
std::array<cv::Mat, 3> planesOf(const cv::Mat &grey, int bits)
{
    const cv::Mat middle(grey.size(), CV_16UC1, cv::Scalar(1 << (bits - 1)));
    return {grey.clone(), middle, middle.clone()};
}

Bytes bytesOf(const void *from, std::size_t count)
{
    const auto *bytes = static_cast<const std::uint8_t *>(from);
    return {bytes, bytes + count};
}

Coded av1(const cv::Mat &grey, int bits)
{
    const auto *interface = aom_codec_av1_cx();
    aom_codec_enc_cfg_t config {};
    require(aom_codec_enc_config_default(interface, &config, AOM_USAGE_ALL_INTRA) == 0, "libaom");
    config.g_w = static_cast<unsigned>(grey.cols);
    config.g_h = static_cast<unsigned>(grey.rows);
    config.g_bit_depth = static_cast<aom_bit_depth_t>(bits);
    config.g_input_bit_depth = static_cast<unsigned>(bits);
    config.g_profile = bits == 12 ? 2 : 1; // 4:4:4
    config.g_lag_in_frames = 0;
    config.g_limit = 1;
    aom_codec_ctx_t codec {};
    require(aom_codec_enc_init(&codec, interface, &config, AOM_CODEC_USE_HIGHBITDEPTH) == 0, "libaom");
    aom_codec_control(&codec, AV1E_SET_LOSSLESS, 1U);
    aom_codec_control(&codec, AV1E_SET_COLOR_RANGE, 1);
    auto *picture = aom_img_alloc(nullptr, AOM_IMG_FMT_I44416, config.g_w, config.g_h, 16);
    picture->bit_depth = static_cast<unsigned>(bits);
    picture->range = AOM_CR_FULL_RANGE;
    const auto planes = planesOf(grey, bits);
    for (std::size_t plane = 0; plane < 3; ++plane)
        planes[plane].copyTo(cv::Mat(grey.size(), CV_16UC1, picture->planes[plane],
            static_cast<std::size_t>(picture->stride[plane])));
    require(aom_codec_encode(&codec, picture, 0, 1, 0) == 0, "libaom");
    Coded coded;
    aom_codec_iter_t next = nullptr;
    while (const auto *packet = aom_codec_get_cx_data(&codec, &next))
        coded.data = joined({coded.data, bytesOf(packet->data.frame.buf, packet->data.frame.sz)});
    aom_img_free(picture);
    aom_codec_destroy(&codec);
    const int depth = bits == 12 ? 0x60 : 0x40; // high bit depth, twelve bit
    coded.decoder = box("av1C",
        {0x81, static_cast<std::uint8_t>(config.g_profile << 5), static_cast<std::uint8_t>(depth), 0});
    return coded;
}

/// ISO/IEC 14496-15, section 8.3.3.
Bytes hevcDecoder(const std::vector<Bytes> &headers, int bits)
{
    const auto depth = static_cast<std::uint8_t>(0xF8 | (bits - 8));
    constexpr std::uint8_t rangeExtensions = 4;
    Bytes content = joined({{1, rangeExtensions, 0x08, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 120, 0xF0, 0, 0xFC,
                                0xFF, depth, depth, 0, 0, 0x0F},
        number(headers.size(), 1)});
    for (const Bytes &header : headers) {
        const auto kind = static_cast<std::uint8_t>(0x80 | (header[0] >> 1));
        content = joined({content, {kind}, number(1, 2), number(header.size(), 2), header});
    }
    return box("hvcC", content);
}

Coded hevc(const cv::Mat &grey, int bits)
{
    const auto *api = x265_api_get(bits);
    require(api != nullptr, "x265 of that depth");
    x265_param *options = api->param_alloc();
    api->param_default_preset(options, "fast", nullptr);
    options->sourceWidth = grey.cols;
    options->sourceHeight = grey.rows;
    options->internalCsp = X265_CSP_I444;
    options->sourceBitDepth = bits;
    options->fpsNum = options->fpsDenom = 1;
    options->totalFrames = 1;
    options->keyframeMax = 1;
    options->bLossless = 1;
    options->bAnnexB = 0; // lengths before the parts, as files have them
    options->bRepeatHeaders = 0;
    options->bEmitInfoSEI = 0;
    options->logLevel = X265_LOG_NONE;
    options->vui.bEnableVideoSignalTypePresentFlag = 1;
    options->vui.bEnableVideoFullRangeFlag = 1;
    auto *encoder = api->encoder_open(options);
    require(encoder != nullptr, "x265");
    x265_nal *parts = nullptr;
    std::uint32_t count = 0;
    api->encoder_headers(encoder, &parts, &count);
    std::vector<Bytes> headers;
    for (std::uint32_t i = 0; i < count; ++i)
        headers.push_back(bytesOf(parts[i].payload + 4, parts[i].sizeBytes - 4));
    auto *picture = api->picture_alloc();
    api->picture_init(options, picture);
    auto planes = planesOf(grey, bits);
    for (std::size_t plane = 0; plane < 3; ++plane) {
        picture->planes[plane] = planes[plane].data;
        picture->stride[plane] = static_cast<int>(planes[plane].step[0]);
    }
    Coded coded {.data = {}, .decoder = hevcDecoder(headers, bits)};
    for (auto *next = picture; coded.data.empty(); next = nullptr) {
        require(api->encoder_encode(encoder, &parts, &count, next, nullptr) >= 0, "x265");
        for (std::uint32_t i = 0; i < count; ++i)
            coded.data = joined({coded.data, bytesOf(parts[i].payload, parts[i].sizeBytes)});
    }
    api->encoder_close(encoder);
    api->picture_free(picture);
    api->param_free(options);
    return coded;
}

} // namespace

Bytes deepHeif(HeifKind kind, int bits, const cv::Mat &grey)
{
    const bool isAvif = kind == HeifKind::Avif;
    const Coded coded = isAvif ? av1(grey, bits) : hevc(grey, bits);
    const Bytes front = box("ftyp",
        joined({letters(isAvif ? "avif" : "heix"), number(0, 4), letters("mif1"),
            letters(isAvif ? "avif" : "heix")}));
    const auto depth = static_cast<std::uint8_t>(bits);
    const Bytes colours = box("colr", joined({letters("nclx"), number(1, 2), number(13, 2), number(6, 2), {0x80}}));
    const Bytes size = box("ispe",
        joined({Bytes(4, 0), number(static_cast<std::uint64_t>(grey.cols), 4),
            number(static_cast<std::uint64_t>(grey.rows), 4)}));
    const Bytes properties = box("iprp",
        joined({box("ipco", joined({coded.decoder, size, box("pixi", {0, 0, 0, 0, 3, depth, depth, depth}), colours})),
            box("ipma", joined({Bytes(4, 0), number(1, 4), number(1, 2), {4, 0x81, 2, 3, 4}}))}));
    const auto metaFor = [&](std::size_t from) {
        return box("meta",
            joined({Bytes(4, 0), box("hdlr", joined({Bytes(8, 0), letters("pict"), Bytes(13, 0)})),
                box("pitm", {0, 0, 0, 0, 0, 1}),
                box("iloc", joined({Bytes(4, 0), {0x44, 0}, number(1, 2), number(1, 2), {0, 0}, number(1, 2),
                    number(from, 4), number(coded.data.size(), 4)})),
                box("iinf", joined({Bytes(4, 0), number(1, 2),
                    box("infe", joined({{2, 0, 0, 0, 0, 1, 0, 0}, letters(isAvif ? "av01" : "hvc1"), {0}}))})),
                properties}));
    };
    return joined({front, metaFor(front.size() + metaFor(0).size() + 8), box("mdat", coded.data)});
}

} // namespace files
