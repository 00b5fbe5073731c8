#include "core/network/torch_error.h"

#include <c10/util/Exception.h>

#include <new>
#include <string_view>

namespace core {

/// LibTorch's CPU allocator reports a full memory as a plain c10::Error.
Error errorFrom(const std::exception &problem)
{
    const std::string_view what = problem.what();
    const bool memory = dynamic_cast<const c10::OutOfMemoryError *>(&problem)
        || dynamic_cast<const std::bad_alloc *>(&problem)
        || what.find("can't allocate memory") != std::string_view::npos
        || what.find("not enough memory") != std::string_view::npos;
    return {memory ? Error::Code::OutOfMemory : Error::Code::Unexpected, std::string(what)};
}

} // namespace core
