#pragma once

#include "core/inference/mask_passes.h"

#include <list>
#include <memory>

namespace core {

/// A request on its way: shared by whoever waits for it and the thread that works.
struct WaitingRequest
{
    PassMember member;
    std::function<int()> urgency; ///< see SegmentRequest
    bool isGivenUp = false; ///< nobody waits any more
    std::optional<Result<Saliency>> outcome;
};
using WaitingRequestPtr = std::shared_ptr<WaitingRequest>;
using RequestLine = std::list<WaitingRequestPtr>; ///< in the order they came

/// Takes out what goes through the network next: the most urgent request, the first of equals, and
/// the most urgent of those that share its size and detail, `limit` (at least 1) in all. Nothing
/// waits for a batch to grow, and a preview goes alone: somebody looks at it. Each urgency is asked
/// once. `line` is not empty.
std::vector<WaitingRequestPtr> takenBatch(RequestLine &line, int limit);

} // namespace core
