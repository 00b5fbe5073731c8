#include "app/cli/sample_photos.h"

#include "core/image/resize.h"

#include <jpeglib.h>
#include <opencv2/core.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>

namespace cli {

namespace {

using Row = std::function<const std::uint8_t *(int y)>;

core::Result<> writeRows(const std::filesystem::path &file, core::Size size, const Row &row)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE *)> output(
        std::fopen(file.c_str(), "wb"), &std::fclose);
    if (!output)
        return core::fail(core::Error::Code::TargetUnwritable, file.string());
    jpeg_compress_struct jpeg {};
    jpeg_error_mgr errors {};
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, output.get());
    jpeg.image_width = size.width;
    jpeg.image_height = size.height;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, 92, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    for (int y = 0; y < size.height; ++y) {
        auto *line = const_cast<JSAMPROW>(row(y)); // libjpeg's interface is older than const
        jpeg_write_scanlines(&jpeg, &line, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return {};
}

} // namespace

std::filesystem::path bundledSample(const std::filesystem::path &program)
{
    const std::filesystem::path bin = program.parent_path();
    const std::filesystem::path installed = bin / "../share/pawtrait/sample/chelsea.png";
    return std::filesystem::exists(installed) ? installed
                                              : bin / "../../../resources/sample/chelsea.png";
}

core::Result<core::Image> phonePhoto(const core::Image &small, core::Size size)
{
    return core::resizedLanczos(small, size).map([](core::Image photo) {
        cv::RNG random(2026);
        cv::Mat noise(std::min(512, photo.size().height), photo.size().width, CV_16SC3);
        random.fill(noise, cv::RNG::NORMAL, 0, 4);
        for (int top = 0; top < photo.pixels.rows; top += noise.rows) {
            const int rows = std::min(noise.rows, photo.pixels.rows - top);
            cv::Mat strip = photo.pixels.rowRange(top, top + rows);
            cv::add(strip, noise.rowRange(0, rows), strip, cv::noArray(), CV_8U);
        }
        return photo;
    });
}

core::Result<> writeJpeg(const std::filesystem::path &file, const core::Image &image)
{
    return writeRows(file, image.size(), [&](int y) { return image.pixels.ptr(y); });
}

core::Result<> writeTiledJpeg(
    const std::filesystem::path &file, const core::Image &tile, core::Size size)
{
    std::vector<std::uint8_t> line(std::size_t(size.width) * 3);
    return writeRows(file, size, [&](int y) {
        const std::uint8_t *source = tile.pixels.ptr(y % tile.pixels.rows);
        const std::size_t tileBytes = std::size_t(tile.pixels.cols) * 3;
        for (std::size_t x = 0; x < line.size(); x += tileBytes)
            std::memcpy(line.data() + x, source, std::min(tileBytes, line.size() - x));
        return line.data();
    });
}

} // namespace cli
