#pragma once

#include "core/result.h"

#include <opencv2/core.hpp>

#include <exception>
#include <new>

namespace core {

/// Runs `work` (returning a Result) and turns what OpenCV and the standard library throw into an
/// Error: OutOfMemory or Unexpected. For functions that call OpenCV.
template <typename Work>
auto guarded(const Work &work) -> decltype(work())
{
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return fail(Error::Code::OutOfMemory, "not enough memory for the pixels");
    } catch (const cv::Exception &error) {
        const bool memory = error.code == cv::Error::StsNoMem;
        return fail(memory ? Error::Code::OutOfMemory : Error::Code::Unexpected, error.what());
    } catch (const std::exception &error) {
        return fail(Error::Code::Unexpected, error.what());
    }
}

} // namespace core
