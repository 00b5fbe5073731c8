#pragma once

#include "core/files/stored.h"
#include "core/files/tiff_file.h"

#include <opencv2/core/mat.hpp>

namespace core {

/// The first page of a TIFF, opened to read its rows part by part from the top: in strips or tiles,
/// planes together or apart, made RGB by libtiff where the kind needs it.
class TiffPage
{
public:
    /// `file` must live as long as the result. Errors: FileDamaged; FileChanged; FormatUnsupported;
    /// ImageWholeOnly (compressed strips or tiles of more than a chunk may have).
    static Result<TiffPage> open(const ByteFile &file, const StoredHeader &stored);

    Size size() const { return m_size; }
    /// Of the rows: CV_8U or CV_16U, as many channels as the header says.
    int pixelType() const { return CV_MAKETYPE(m_layout.depth, m_layout.channels); }
    /// Parts begin at multiples of this.
    int rowsOfBlock() const { return m_rowsOfBlock; }
    std::uint16_t photometric() const;
    /// False where libtiff made RGB of it.
    bool isPlain() const { return m_layout.isPlain; }
    /// True where colours are multiplied by their alpha.
    bool isMultiplied() const;

    /// Rows from `top` on, as many as `rows` has, into it. Errors: FileDamaged; FormatUnsupported;
    /// Cancelled.
    Result<> read(int top, cv::Mat rows, const Progress &progress) const;

private:
    /// How samples lie in the file.
    struct Layout
    {
        int samples = 0; ///< a pixel, extra ones included
        int channels = 0; ///< wanted; the first ones
        int depth = CV_8U;
        bool isApart = false; ///< one plane after the other
        bool isTiled = false;
        bool isPlain = false; ///< needs no conversion
        bool isBare = false; ///< long uncompressed strips: their rows lie in the file as they are
    };

    Result<> addHandle();
    Result<> findLayout(const StoredHeader &stored);
    Result<> findBlocks();
    /// libtiff keeps its place in one plane: each has a handle of its own where they lie apart.
    const TiffFile &handleOf(int plane) const;
    Error damage() const;
    int blockType() const;
    void place(const cv::Mat &block, cv::Mat target, int plane) const;
    bool readRow(int plane, int y, std::vector<std::uint8_t> &row) const;
    bool readBareRow(int plane, int y, std::vector<std::uint8_t> &row) const;
    Result<> readStrips(int top, cv::Mat &rows, const Progress &progress) const;
    Result<> readTiles(int top, cv::Mat &rows, const Progress &progress) const;
    Result<> readConverted(int top, cv::Mat &rows) const;

    const ByteFile *m_file = nullptr;
    std::vector<TiffFile> m_handles;
    Size m_size;
    Layout m_layout;
    int m_rowsOfBlock = 1;
    tmsize_t m_mostBlock = 0; ///< bytes of a tile or a row; usual tiles are under 1 MB
};

} // namespace core
