#include "app/wait_policy.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace app {

void spinBrieflyWhileWaiting(char **arguments)
{
    constexpr const char *spins = "GOMP_SPINCOUNT";
    if (std::getenv(spins) || std::getenv("OMP_WAIT_POLICY"))
        return;
    std::error_code error; // by its real path, so that the system shows the program's own name
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error)
        return;
    setenv(spins, "10000", 1);
    execv(program.c_str(), arguments);
}

} // namespace app
