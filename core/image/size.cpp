#include "core/image/size.h"

#include <algorithm>
#include <cmath>

namespace core {

Size fitted(Size image, Size limit)
{
    const double scale = std::min({1.0, static_cast<double>(limit.width) / image.width,
        static_cast<double>(limit.height) / image.height});
    const auto side = [scale](int length, int most) {
        return std::clamp(static_cast<int>(std::lround(length * scale)), 1, std::max(1, most));
    };
    return {side(image.width, limit.width), side(image.height, limit.height)};
}

std::string nameOf(Size size)
{
    return std::to_string(size.width) + " x " + std::to_string(size.height);
}

} // namespace core
