#pragma once

namespace app {

/// Makes the network's threads spin for a fraction of a millisecond while they wait for one another,
/// then sleep. A pass has thousands of waits, most of them that short: waking a sleeping thread each
/// time took up to a quarter of it. Spinning on, as libgomp does by itself (milliseconds), makes a mask
/// up to ten times slower when other programs use the same cores. libgomp reads GOMP_SPINCOUNT when
/// it is loaded, so the program starts itself once more with it set; whoever set it or
/// OMP_WAIT_POLICY already is obeyed. Call first in main(). Returns where starting anew fails.
void spinBrieflyWhileWaiting(char **arguments);

} // namespace app
