#include "core/metrics/memory.h"

#include <fstream>
#include <string>

namespace core {

namespace {

double statusMegabytes(const std::string &key)
{
    std::ifstream status("/proc/self/status");
    for (std::string name; status >> name;) {
        if (name == key) {
            double kibibytes = 0;
            status >> kibibytes;
            return kibibytes * 1024 / 1e6;
        }
        std::getline(status, name);
    }
    return 0;
}

} // namespace

double residentMegabytes()
{
    return statusMegabytes("VmRSS:");
}

double peakMegabytes()
{
    return statusMegabytes("VmHWM:");
}

void forgetPeakMemory()
{
    std::ofstream("/proc/self/clear_refs") << '5';
}

} // namespace core
