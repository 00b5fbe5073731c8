#include "ui/low_priority.h"

#ifdef __linux__
#include <sched.h>
#include <sys/resource.h>
#endif

namespace ui {

void giveWayToTheWindow()
{
#ifdef __linux__
    // Linux counts niceness per thread. A refusal only costs smoothness, so nobody is told.
    constexpr int background = 10;
    setpriority(PRIO_PROCESS, 0, background);
    const sched_param none {};
    sched_setscheduler(0, SCHED_BATCH, &none);
#endif
}

} // namespace ui
