#pragma once

namespace at {
class Tensor;
}

namespace core {

/// Half precision holds no number beyond this.
inline constexpr double largestHalf = 65504;

/// A layer's result as half precision would hold it, in float32; its largest magnitude is noted
/// before rounding.
at::Tensor heldAsHalf(const at::Tensor &x);

/// The largest magnitude that a layer's result had where half precision is emulated (on the CPU),
/// process-wide since the start or forgetLargestMagnitude(). Over largestHalf a card would have
/// had infinity there; not a number where a result was none. What stays in float32 on a card too -
/// the logits of the axial attention and SICA's sums - is not looked at.
double largestMagnitude();
void forgetLargestMagnitude();

} // namespace core
