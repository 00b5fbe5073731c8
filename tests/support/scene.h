#pragma once

#include "core/files/png_writer.h"
#include "core/inference/segmenter.h"

#include <opencv2/imgproc.hpp>

#include <QDir>
#include <QTemporaryDir>

#include <filesystem>
#include <fstream>

/// Small photos and a segmenter that needs no network, for tests of what is built on them.
namespace scene {

/// A red disc on green, noise-free: the disc's radius is a third of the shorter side.
inline core::Image discPhoto(core::Size size)
{
    cv::Mat pixels(size.height, size.width, CV_8UC3, cv::Scalar(20, 160, 40));
    cv::circle(pixels, {size.width / 2, size.height / 2}, std::min(size.width, size.height) / 3,
        cv::Scalar(220, 30, 30), cv::FILLED, cv::LINE_AA);
    return {pixels};
}

inline void writeBytes(const std::filesystem::path &file, const std::vector<std::uint8_t> &bytes)
{
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char *>(bytes.data()), std::streamsize(bytes.size()));
}

/// Writes the picture as a PNG and returns its path.
inline std::filesystem::path writePng(
    const QTemporaryDir &folder, const char *name, const core::Image &image)
{
    const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / name;
    writeBytes(file, core::encodedPng(image.pixels, {}).value());
    return file;
}

/// Finds the disc by arithmetic, at the sizes a network would have.
class DiscSegmenter final : public core::Segmenter
{
public:
    core::Result<core::Saliency> segment(
        const core::SegmentRequest &request, const core::Progress &progress) override
    {
        if (progress.stopped())
            return core::fail(core::Error::Code::Cancelled);
        ++calls;
        lastShown = request.image.pixels.clone();
        lastSource = request.source ? request.source() : std::string();
        const int side = request.detail == core::Detail::Preview ? 64 : 128;
        cv::Mat map(side, side, CV_32FC1, cv::Scalar(0));
        const double aspect = double(request.image.size().width) / request.image.size().height;
        const cv::Size axes(
            int(side / 3.0 / std::max(1.0, aspect)), int(side / 3.0 * std::min(1.0, aspect)));
        cv::ellipse(map, {side / 2, side / 2}, axes, 0, 0, 360, cv::Scalar(certainty), cv::FILLED);
        cv::GaussianBlur(map, map, {3, 3}, 0);
        return core::Saliency {map, certainty, request.detail, plan(request.detail)};
    }

    core::MaskRecord plan(core::Detail) const override
    {
        return {
            .model = "disc", .device = "CPU", .precision = "float32", .networkSize = {128, 128}};
    }

    float certainty = 1; ///< 0: a photo without an animal
    int calls = 0;
    cv::Mat lastShown; ///< the picture that was asked about last
    std::string lastSource; ///< what its pixels come from
};

} // namespace scene
