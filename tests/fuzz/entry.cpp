#include "tests/fuzz/targets.h"

#include <opencv2/core/utility.hpp>

/// libFuzzer's entries; PAWTRAIT_FUZZ_TARGET is one of the functions in fuzz/targets.h.
extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
    cv::setNumThreads(1); // on a busy machine small pictures wait longer for threads than they take
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t count)
{
    fuzz::PAWTRAIT_FUZZ_TARGET({bytes, count});
    return 0;
}
