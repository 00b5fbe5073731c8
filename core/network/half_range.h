#pragma once

#include <string>
#include <vector>

namespace at {
class Tensor;
}

/// How large numbers get where half precision is emulated (on the CPU): process-wide, for one pass
/// at a time. Looked at is every layer's result before and after its activation, every sum of
/// two, every weight that is made in a pass, and what Swin's attention takes the softmax of. What
/// stays in float32 on a card too - the products of the axial attention and SICA's sums - is not.
namespace core {

/// Half precision holds no number beyond this.
inline constexpr double largestHalf = 65504;

/// The largest magnitude within "weights" or one stage of a pass ("x1", "context1", "f3", ...).
struct StageMagnitude
{
    std::string stage;
    double largest = 0; ///< not a number where a result was none
};

void noteMagnitude(const at::Tensor &x);

/// x as half precision would hold it, in float32; its largest magnitude is noted before rounding.
at::Tensor heldAsHalf(const at::Tensor &x);

/// What was noted since the stage before is this one's.
void endStage(const char *stage);

/// Since the start or forgetMagnitudes(). Over largestHalf a card would have had infinity there.
double largestMagnitude();
/// The same by stage, in their order.
std::vector<StageMagnitude> largestMagnitudes();
void forgetMagnitudes();

} // namespace core
