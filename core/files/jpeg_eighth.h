#pragma once

#include "core/files/jpeg_scans.h"

#include <cstdio>
#include <deque>
#include <vector>

#include <jpeglib.h>

namespace core {

/// An eighth of a JPEG that comes in several scans (progressive) without holding all of it: of the
/// components that become an eighth each block gives one pixel, its mean. Their other coefficients
/// are neither decoded nor kept: 2 bytes a block instead of 128. Coarser components, of which
/// libjpeg makes more than a pixel a block, stay whole. The pixels are those of the ordinary way.
///
/// An object of libjpeg's, so that libjpeg's functions find it. It has to outlive the decoding.
class JpegEighth : private jpeg_source_mgr
{
public:
    explicit JpegEighth(const ByteFile &file);
    JpegEighth(const JpegEighth &) = delete;
    JpegEighth &operator=(const JpegEighth &) = delete;
    ~JpegEighth();

    /// `jpeg` takes its bytes and its arrays from here, from now on. It is as jpeg_read_header() and
    /// jpeg_calc_output_dimensions() leave it; `first` is where in the file the data of its first scan
    /// begin. Errors: those of partsWithout(); throws std::bad_alloc.
    Result<> takeOver(jpeg_decompress_struct &jpeg, std::uint64_t first);

private:
    /// What libjpeg takes for the array of all coefficients of a component.
    class Means;
    static JpegEighth &of(j_common_ptr jpeg);
    static jvirt_barray_ptr request(j_common_ptr jpeg, int pool, boolean preZero,
        JDIMENSION blocks, JDIMENSION rows, JDIMENSION rowsAtOnce);
    static JBLOCKARRAY access(j_common_ptr jpeg, jvirt_barray_ptr array, JDIMENSION first,
        JDIMENSION rows, boolean isWritable);
    static boolean fill(j_decompress_ptr jpeg);
    static void skip(j_decompress_ptr jpeg, long count);

    const ByteFile &m_file;
    std::vector<std::uint8_t> m_block; ///< of the file
    std::vector<FilePart> m_parts; ///< what is still to be read, backwards
    std::deque<Means> m_means;
    std::vector<Means *> m_wanted; ///< by component; null: libjpeg's own
    std::size_t m_requested = 0; ///< components
    decltype(jpeg_memory_mgr::request_virt_barray) m_request = nullptr;
    decltype(jpeg_memory_mgr::access_virt_barray) m_access = nullptr;
};

} // namespace core
