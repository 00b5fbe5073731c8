#include "tests/fuzz/targets.h"

/// libFuzzer's entry; PAWTRAIT_FUZZ_TARGET is one of the functions in fuzz/targets.h.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t count)
{
    fuzz::PAWTRAIT_FUZZ_TARGET({bytes, count});
    return 0;
}
