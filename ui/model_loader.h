#pragma once

#include "ui/lane.h"
#include "ui/status_wording.h"

namespace ui {

/// Brings the network up in the background: the window is usable before it is.
class ModelLoader final : public QObject
{
    Q_OBJECT

public:
    using Segmenter = std::shared_ptr<core::LocalSegmenter>;
    /// Looks for devices and model files and starts loading; may take its time.
    using Make = std::function<core::Result<Segmenter>()>;

    /// Starts at once.
    explicit ModelLoader(Make make);

Q_SIGNALS:
    /// Requests may be made from now on; they wait until the network is ready.
    void made(const std::shared_ptr<core::Segmenter> &segmenter);
    /// There will be no network.
    void failed(const core::Error &error);
    void statusChanged(const ui::ModelStatus &status);

private:
    void awaitReady(const Segmenter &segmenter);
    void fail(const core::Error &error);

    Lane m_making;
    Lane m_waiting;
};

} // namespace ui
