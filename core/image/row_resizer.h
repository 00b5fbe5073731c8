#pragma once

#include "core/image/image.h"
#include "core/image/lanczos_rows.h"
#include "core/result.h"

namespace core {

/// Which axis is resampled before the other. resizedLanczos() takes Across.
enum class FirstPass {
    Across,
    Down, ///< for a picture that is turned by a quarter afterwards: its rows are columns then
};

/// Lanczos for a picture that is never whole: rows go in one after another, and only as many are
/// held as an output row is made from. The result is resizedLanczos()'s of the whole picture, bit
/// for bit. Several threads work within each call.
class RowResizer
{
public:
    /// Both at least 1 x 1.
    RowResizer(Size from, Size target, FirstPass firstPass = FirstPass::Across);

    /// The next rows from the top, any number of them; all of one kind, RGB or RGBA (alpha straight)
    /// of 8 or 16 bit.
    /// Errors: Unexpected (another width or kind, or more rows than there are); OutOfMemory.
    Result<> add(const cv::Mat &rows);

    /// True once all rows were added.
    bool isComplete() const { return m_added == m_from.height; }

    /// Of the target's size; complete when isComplete().
    const Image &image() const { return m_image; }

private:
    void take(const cv::Mat &rows);
    void forgetRows();
    void makeRows();
    float *rowAt(int y);

    Size m_from;
    FirstPass m_firstPass;
    LanczosTaps m_across;
    LanczosTaps m_down;
    std::size_t m_stride; ///< floats of a row that is held
    Image m_image;
    std::vector<float> m_rows; ///< [m_first, m_added) of the picture
    int m_first = 0;
    int m_added = 0;
    int m_made = 0; ///< rows of the result
};

} // namespace core
