#include "core/inference/request_line.h"

#include <algorithm>

namespace core {

std::vector<WaitingRequestPtr> takenBatch(RequestLine &line, int limit)
{
    std::vector<std::pair<int, WaitingRequestPtr>> byUrgency;
    for (const WaitingRequestPtr &request : line)
        byUrgency.emplace_back(request->urgency ? request->urgency() : 0, request);
    std::ranges::stable_sort(byUrgency, std::ranges::greater {},
        &std::pair<int, WaitingRequestPtr>::first);

    const PassMember &first = byUrgency.front().second->member;
    const std::size_t most = first.detail == Detail::Preview ? 1 : std::size_t(std::max(1, limit));
    std::vector<WaitingRequestPtr> batch;
    for (const auto &[urgency, request] : byUrgency) {
        const PassMember &member = request->member;
        if (batch.size() < most && member.size == first.size && member.detail == first.detail)
            batch.push_back(request);
    }
    line.remove_if([&batch](const WaitingRequestPtr &request) {
        return std::ranges::find(batch, request) != batch.end();
    });
    return batch;
}

} // namespace core
