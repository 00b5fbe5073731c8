#pragma once

#include "core/result.h"

#include <opencv2/core.hpp>

#include <new>

namespace core {

/// Runs `work`, which returns a Result, and makes an Error of what OpenCV and the allocator throw.
template <typename Work>
auto guarded(const Work &work) -> decltype(work())
{
    try {
        return work();
    } catch (const cv::Exception &error) {
        return fail(
            error.code == cv::Error::StsNoMem ? Error::Code::OutOfMemory : Error::Code::Unexpected,
            error.what());
    } catch (const std::bad_alloc &) {
        return fail(Error::Code::OutOfMemory);
    }
}

} // namespace core
