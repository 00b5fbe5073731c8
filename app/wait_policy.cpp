#include "app/wait_policy.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace app {

void sleepWhileWaiting(char **arguments)
{
    constexpr const char *policy = "OMP_WAIT_POLICY";
    if (std::getenv(policy))
        return;
    std::error_code error; // by its real path, so that the system shows the program's own name
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error)
        return;
    setenv(policy, "passive", 1);
    execv(program.c_str(), arguments);
}

} // namespace app
