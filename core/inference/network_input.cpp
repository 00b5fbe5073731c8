#include "core/inference/network_input.h"

#include "core/image/resize.h"

#include <cstring>

namespace core {

Result<NetworkInput> networkInput(const Image &image, Size size)
{
    return resizedBilinear(image, size).map([size](const Image &fitted) {
        NetworkInput input {.width = size.width, .height = size.height};
        const std::size_t rowBytes = std::size_t(size.width) * 3;
        input.rgb.resize(rowBytes * std::size_t(size.height));
        for (int y = 0; y < size.height; ++y)
            std::memcpy(input.rgb.data() + std::size_t(y) * rowBytes, fitted.pixels.ptr(y), rowBytes);
        return input;
    });
}

cv::Mat matOf(const SaliencyMap &map)
{
    cv::Mat values(map.height, map.width, CV_32FC1);
    std::memcpy(values.ptr(), map.values.data(), map.values.size() * sizeof(float));
    return values;
}

} // namespace core
