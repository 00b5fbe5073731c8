#include "ui/model_loader.h"

#include <utility>

namespace ui {

using State = core::LocalSegmenter::State;

ModelLoader::ModelLoader(std::string model, Make make)
{
    connect(&m_making, &Lane::freed, this, &ModelLoader::startNext);
    connect(&m_waiting, &Lane::freed, this, &ModelLoader::startNext);
    load(std::move(model), std::move(make));
}

void ModelLoader::load(std::string model, Make make)
{
    m_making.stop();
    m_waiting.stop();
    m_next = {std::move(model), std::move(make)};
    if (m_working)
        Q_EMIT switching();
    startNext();
}

/// One after the other, so that memory holds the network that works and one more.
void ModelLoader::startNext()
{
    if (!m_making.isFree() || !m_waiting.isFree())
        return;
    m_bin.take(std::exchange(m_loading, {})); // nobody waits for it any more
    if (!m_next)
        return;
    Order order = *std::exchange(m_next, {});
    m_model = order.model;
    const auto tell = [this, model = m_model] {
        Q_EMIT statusChanged({.state = State::Loading, .plan = {.model = model}});
    };
    QMetaObject::invokeMethod(this, tell, Qt::QueuedConnection); // once somebody is connected
    m_making.start<Segmenter>(
        [make = std::move(order.make)](const core::Progress &) { return make(); },
        [this](const core::Result<Segmenter> &segmenter) {
            if (segmenter)
                take(*segmenter);
            else
                fail(segmenter.error());
        });
}

void ModelLoader::take(const Segmenter &segmenter)
{
    m_loading = segmenter;
    if (!m_working)
        Q_EMIT made(segmenter);
    Q_EMIT coming(segmenter);
    awaitReady(segmenter);
}

void ModelLoader::awaitReady(const Segmenter &segmenter)
{
    m_waiting.start<ModelStatus>(
        [segmenter](const core::Progress &) {
            return segmenter->waitUntilReady().map([&segmenter] {
                return ModelStatus {.state = State::Ready,
                    .plan = segmenter->plan(core::Detail::Full),
                    .threads = core::networkThreads()};
            });
        },
        [this, segmenter](const core::Result<ModelStatus> &ready) {
            if (ready)
                succeed(segmenter, *ready);
            else
                fail(ready.error());
        });
}

void ModelLoader::succeed(const Segmenter &segmenter, const ModelStatus &status)
{
    Segmenter before = std::exchange(m_working, segmenter);
    m_workingStatus = status;
    if (before)
        Q_EMIT made(segmenter);
    Q_EMIT statusChanged(status);
    m_bin.take(std::move(before));
}

void ModelLoader::fail(const core::Error &error)
{
    if (m_working) {
        Q_EMIT made(m_working);
        Q_EMIT statusChanged(m_workingStatus);
        Q_EMIT kept(m_model, error);
        return;
    }
    Q_EMIT failed(error);
    Q_EMIT statusChanged({.state = State::Failed, .error = error});
}

} // namespace ui
