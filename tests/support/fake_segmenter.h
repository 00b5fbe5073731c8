#pragma once

#include "core/inference/segmenter.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

/// A Segmenter that finds an animal in the middle of every photo, at once, or when told to.
class FakeSegmenter final : public core::Segmenter
{
public:
    /// mark: in MaskRecord::seconds of its masks, to know them by.
    explicit FakeSegmenter(double mark = 0)
        : m_mark(mark)
    {
    }

    struct Asked
    {
        core::Detail detail;
        core::Size size;
    };

    core::Result<core::Saliency> segment(
        const core::SegmentRequest &request, const core::Progress &progress) override
    {
        std::unique_lock lock(m_mutex);
        m_asked.push_back({request.detail, request.image.size()});
        if (request.detail == core::Detail::Full)
            m_mostFull = std::max(m_mostFull, ++m_full);
        m_opened.wait(lock, progress.stopToken(), [&] { return isOpen(request.detail); });
        if (request.detail == core::Detail::Full)
            --m_full;
        if (progress.stopped())
            return core::fail(core::Error::Code::Cancelled);
        if (m_error)
            return tl::unexpected(*m_error);
        return middle(request.detail);
    }

    core::MaskRecord plan(core::Detail) const override
    {
        return {.model = "fake", .device = "CPU", .precision = "float32"};
    }

    /// As a graphics card is best asked.
    void takeAtOnce(int count) { m_atOnce = count; }
    int atOnce() const override { return m_atOnce; }
    /// How many full masks it was ever asked for at the same time.
    int mostFullAtOnce() const
    {
        const std::lock_guard lock(m_mutex);
        return m_mostFull;
    }

    /// Requests of that kind wait until the gate is opened.
    void close(core::Detail detail) { set(detail, false); }
    void open(core::Detail detail) { set(detail, true); }
    void failWith(std::optional<core::Error> error)
    {
        const std::lock_guard lock(m_mutex);
        m_error = std::move(error);
    }
    std::vector<Asked> asked() const
    {
        const std::lock_guard lock(m_mutex);
        return m_asked;
    }
    int asked(core::Detail detail) const
    {
        int count = 0;
        for (const Asked &request : asked())
            count += request.detail == detail ? 1 : 0;
        return count;
    }

private:
    core::Saliency middle(core::Detail detail) const
    {
        constexpr int side = 64;
        core::Saliency saliency;
        saliency.map = cv::Mat(side, side, CV_32FC1, cv::Scalar(0));
        saliency.map(cv::Rect(side / 4, side / 4, side / 2, side / 2)).setTo(cv::Scalar(1));
        saliency.rawMaximum = 1;
        saliency.detail = detail;
        saliency.record = plan(detail);
        saliency.record.seconds = m_mark;
        return saliency;
    }

    bool isOpen(core::Detail detail) const
    {
        return detail == core::Detail::Full ? m_fullOpen : m_previewOpen;
    }

    void set(core::Detail detail, bool open)
    {
        const std::lock_guard lock(m_mutex);
        (detail == core::Detail::Full ? m_fullOpen : m_previewOpen) = open;
        m_opened.notify_all();
    }

    const double m_mark;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_opened;
    bool m_fullOpen = true;
    bool m_previewOpen = true;
    std::optional<core::Error> m_error;
    std::vector<Asked> m_asked;
    std::atomic<int> m_atOnce = 1;
    int m_full = 0;
    int m_mostFull = 0;
};
