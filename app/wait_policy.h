#pragma once

namespace app {

/// Makes the network's threads sleep while they wait for one another, instead of spinning: with
/// other programs on the same cores a mask is then made up to twice as fast, alone it costs next to
/// nothing. libgomp reads OMP_WAIT_POLICY when it is loaded, so the program starts itself once more
/// with it set; whoever set it already is obeyed. Call first in main(). Returns where starting anew
/// fails.
void sleepWhileWaiting(char **arguments);

} // namespace app
