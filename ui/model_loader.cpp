#include "ui/model_loader.h"

namespace ui {

using State = core::LocalSegmenter::State;

ModelLoader::ModelLoader(Make make)
{
    m_making.start<Segmenter>([make = std::move(make)](const core::Progress &) { return make(); },
        [this](const core::Result<Segmenter> &segmenter) {
            if (!segmenter) {
                fail(segmenter.error());
                return;
            }
            Q_EMIT made(*segmenter);
            awaitReady(*segmenter);
        });
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
        [this](const core::Result<ModelStatus> &ready) {
            if (ready)
                Q_EMIT statusChanged(*ready);
            else
                fail(ready.error());
        });
}

void ModelLoader::fail(const core::Error &error)
{
    Q_EMIT failed(error);
    Q_EMIT statusChanged({.state = State::Failed, .error = error});
}

} // namespace ui
