#include "core/matte/refine.h"

#include "core/image/guarded.h"
#include "core/image/in_parts.h"
#include "core/matte/small_matte.h"

#include <opencv2/core/hal/intrin.hpp>

#include <vector>

namespace core {
namespace {

using Lanes = cv::v_float32x4; // red, green, blue, offset

constexpr int rowsAtOnce = 32;

/// Where a pixel centre of the photo falls between two pixels of the small matte.
struct Between
{
    int first = 0;
    int second = 0;
    float weight = 0; ///< of the second
    int nearest() const { return weight < 0.5F ? first : second; }
};

Between between(int position, int from, int to)
{
    const float at =
        std::clamp((float(position) + 0.5F) * float(to) / float(from) - 0.5F, 0.0F, float(to - 1));
    const int first = int(at);
    return {first, std::min(first + 1, to - 1), at - float(first)};
}

std::vector<Between> betweenAll(int from, int to)
{
    std::vector<Between> all(static_cast<std::size_t>(from));
    for (int i = 0; i < from; ++i)
        all[std::size_t(i)] = between(i, from, to);
    return all;
}

Lanes mixed(const cv::Vec4f &first, const cv::Vec4f &second, float weight)
{
    const Lanes from = cv::v_load(first.val);
    return from + (cv::v_load(second.val) - from) * cv::v_setall_f32(weight);
}

/// The photo's rows, one after another, through the model of the small matte.
class RowWriter
{
public:
    RowWriter(const SmallMatte &small, const cv::Mat &photo, const std::vector<Between> &columns)
        : m_small(small)
        , m_photo(photo)
        , m_columns(columns)
        , m_model(std::size_t(small.model.cols))
    {
    }

    void write(int y, std::uint8_t *alpha)
    {
        const Between row = between(y, m_photo.rows, m_small.model.rows);
        const auto *upper = m_small.model.ptr<cv::Vec4f>(row.first);
        const auto *lower = m_small.model.ptr<cv::Vec4f>(row.second);
        for (std::size_t x = 0; x < m_model.size(); ++x)
            cv::v_store(m_model[x].val, mixed(upper[x], lower[x], row.weight));

        const auto *zones = m_small.zones.ptr<std::uint8_t>(row.nearest());
        const auto *colours = m_photo.ptr<cv::Vec3b>(y);
        for (std::size_t x = 0; x < m_columns.size(); ++x) {
            const std::uint8_t zone = zones[m_columns[x].nearest()];
            alpha[x] = zone == SmallMatte::uncertain ? modelled(colours[x], m_columns[x]) : zone;
        }
    }

private:
    std::uint8_t modelled(const cv::Vec3b &colour, const Between &column) const
    {
        const Lanes model = mixed(
            m_model[std::size_t(column.first)], m_model[std::size_t(column.second)], column.weight);
        const Lanes values(colour[0], colour[1], colour[2], 1);
        const float alpha = cv::v_reduce_sum(model * values);
        return std::uint8_t(std::clamp(alpha, 0.0F, 1.0F) * 255.0F + 0.5F);
    }

    const SmallMatte &m_small;
    const cv::Mat &m_photo;
    const std::vector<Between> &m_columns;
    std::vector<cv::Vec4f> m_model; ///< of the row being written
};

/// How large the photo is that the matte is fitted to. Enough for fur in print; a preview wants
/// speed.
int studiedSide(Detail detail)
{
    return detail == Detail::Full ? 1280 : 640;
}

Result<Matte> refined(const cv::Mat &photo, const Saliency &saliency, const Progress &progress)
{
    const auto small =
        smallMatte(photo, saliency.map, studiedSide(saliency.detail), progress.part(0, 0.5));
    if (!small)
        return tl::unexpected(small.error());
    const std::vector<Between> columns = betweenAll(photo.cols, small->model.cols);
    Matte matte {cv::Mat(photo.size(), CV_8UC1)};
    const auto write = [&](int from, int to) {
        RowWriter writer(*small, photo, columns);
        for (int y = from; y < to; ++y)
            writer.write(y, matte.alpha.ptr<std::uint8_t>(y));
    };
    if (!inParts(photo.rows, rowsAtOnce, progress.part(0.5, 1), write))
        return fail(Error::Code::Cancelled);
    return matte;
}

} // namespace

Result<Matte> refinedMatte(const Image &image, const Saliency &saliency, const Progress &progress)
{
    if (image.pixels.empty() || image.pixels.type() != CV_8UC3 || saliency.map.empty()
        || saliency.map.type() != CV_32FC1)
        return fail(Error::Code::Unexpected, "refinedMatte wants RGB and a float map");
    return guarded([&] { return refined(image.pixels, saliency, progress); });
}

} // namespace core
