#include "core/files/orientation.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace core {
namespace {

enum Flip : int { Vertical = 0, Horizontal = 1 }; ///< cv::flip's codes

/// An orientation as a mirroring of left and right, and quarters clockwise after it.
struct Turn
{
    bool isMirrored = false;
    int quarters = 0; ///< 0..3
    friend bool operator==(const Turn &, const Turn &) = default;
};

constexpr std::array<Turn, 8> turns {
    {{false, 0}, {true, 0}, {false, 2}, {true, 2}, {true, 3}, {false, 1}, {true, 1}, {false, 3}}};

Turn turnOf(int orientation)
{
    return turns[static_cast<std::size_t>(orientation - 1)];
}

int orientationOf(bool isMirrored, int quarters)
{
    const Turn turn {isMirrored, (quarters % 4 + 4) % 4};
    return static_cast<int>(std::ranges::find(turns, turn) - turns.begin()) + 1;
}

} // namespace

Size uprightSize(Size stored, int orientation)
{
    if (orientation >= 5)
        std::swap(stored.width, stored.height);
    return stored;
}

cv::Mat uprightPixels(const cv::Mat &stored, int orientation)
{
    cv::Mat upright;
    switch (orientation) {
    case 2:
        cv::flip(stored, upright, Horizontal);
        return upright;
    case 3:
        cv::rotate(stored, upright, cv::ROTATE_180);
        return upright;
    case 4:
        cv::flip(stored, upright, Vertical);
        return upright;
    case 5:
        cv::transpose(stored, upright);
        return upright;
    case 6:
        cv::rotate(stored, upright, cv::ROTATE_90_CLOCKWISE);
        return upright;
    case 7:
        cv::rotate(stored, upright, cv::ROTATE_90_CLOCKWISE);
        cv::flip(upright, upright, Vertical);
        return upright;
    case 8:
        cv::rotate(stored, upright, cv::ROTATE_90_COUNTERCLOCKWISE);
        return upright;
    default:
        return stored;
    }
}

int thenTurned(int orientation, int quarters)
{
    const auto [isMirrored, before] = turnOf(orientation);
    return orientationOf(isMirrored, before + quarters);
}

int thenMirrored(int orientation)
{
    const auto [isMirrored, before] = turnOf(orientation);
    return orientationOf(!isMirrored, -before); // mirrored, what turned right turns left
}

} // namespace core
