#include "core/print/recipe.h"

#include "core/image/frame.h"
#include "core/image/guarded.h"
#include "core/image/resize.h"
#include "core/print/print_size.h"

#include <algorithm>
#include <cmath>

namespace core {

namespace {

constexpr std::int64_t mostPixels = 500'000'000;

/// Where the picture lies on its canvas.
struct Layout
{
    cv::Mat from; ///< the part of the cut-out that is printed
    Size canvas;
    Size picture; ///< `from` after resampling
};

int marginPx(const Recipe &recipe)
{
    if (recipe.trim == Trim::Frame || !(recipe.marginMm > 0))
        return 0;
    return pixelsOf({recipe.marginMm, recipe.marginMm}, recipe.dotsPerInch).width;
}

/// Without a product size: the photo's own pixels, and the margin around them.
Layout ownPixels(const cv::Mat &from, const Recipe &recipe)
{
    const Size picture {from.cols, from.rows};
    // No overflow: a margin is at most 1e9, which ends over the limit.
    const std::int64_t margin = std::min<std::int64_t>(marginPx(recipe), mostPixels);
    const auto side = [margin](int length) {
        return static_cast<int>(std::min<std::int64_t>(length + 2 * margin, 2'000'000'000));
    };
    return {from, {side(picture.width), side(picture.height)}, picture};
}

/// As large as it fits into the product's pixels less the margin.
Layout onProduct(const cv::Mat &from, const Recipe &recipe)
{
    const Size canvas = pixelsOf(*recipe.size, recipe.dotsPerInch);
    const std::int64_t margin = marginPx(recipe);
    const auto room = [margin](int side) {
        return static_cast<int>(std::max<std::int64_t>(1, side - 2 * margin));
    };
    const Size free {room(canvas.width), room(canvas.height)};
    const double scale = std::min(
        static_cast<double>(free.width) / from.cols, static_cast<double>(free.height) / from.rows);
    const auto scaled = [scale](int side, int most) {
        return static_cast<int>(std::clamp<std::int64_t>(std::llround(side * scale), 1, most));
    };
    return {from, canvas, {scaled(from.cols, free.width), scaled(from.rows, free.height)}};
}

Result<cv::Mat> resampled(const Layout &layout, const Progress &progress)
{
    if (layout.picture == Size {layout.from.cols, layout.from.rows})
        return layout.from;
    return resizedLanczos({layout.from}, layout.picture, progress).map([](const Image &image) {
        return image.pixels;
    });
}

cv::Mat onCanvas(const cv::Mat &picture, Size canvas)
{
    if (picture.cols == canvas.width && picture.rows == canvas.height)
        return picture;
    cv::Mat result(canvas.height, canvas.width, picture.type(), cv::Scalar::all(0));
    const cv::Point corner((canvas.width - picture.cols) / 2, (canvas.height - picture.rows) / 2);
    picture.copyTo(result(cv::Rect(corner, picture.size())));
    return result;
}

Result<cv::Mat> trimmed(const cv::Mat &rgba, Trim trim)
{
    if (trim == Trim::Frame)
        return rgba;
    const Frame frame = visibleFrame(rgba);
    if (areaOf(frame.size) == 0)
        return fail(Error::Code::NoAnimal, "nothing visible to trim to");
    return rgba(rectOf(frame));
}

} // namespace

Result<PrintPicture> printPicture(
    const Cutout &cutout, const Recipe &recipe, const Progress &progress)
{
    if (cutout.isEmpty() || !(recipe.dotsPerInch > 0))
        return fail(Error::Code::Unexpected, "nothing to print, or no resolution");
    return guarded([&]() -> Result<PrintPicture> {
        const auto from = trimmed(cutout.rgba, recipe.trim);
        if (!from)
            return tl::unexpected(from.error());
        const Layout layout = recipe.size ? onProduct(*from, recipe) : ownPixels(*from, recipe);
        if (areaOf(layout.canvas) > mostPixels)
            return fail(Error::Code::ImageTooLarge, "the print has more than 500 megapixels");
        const auto picture = resampled(layout, progress);
        if (!picture)
            return tl::unexpected(picture.error());
        return PrintPicture {{onCanvas(*picture, layout.canvas)}, recipe.dotsPerInch,
            static_cast<double>(layout.picture.width) / from->cols};
    });
}

} // namespace core
