#pragma once

#include "ui/lane.h"
#include "ui/status_wording.h"
#include "ui/wastebin.h"

#include <optional>
#include <string>

namespace ui {

/// Brings networks up in the background: the window is usable before one is, and goes on working
/// with one while the next comes.
class ModelLoader final : public QObject
{
    Q_OBJECT

public:
    using Segmenter = std::shared_ptr<core::Segmenter>;
    /// Looks for devices and model files and starts loading; may take its time.
    using Make = std::function<core::Result<Segmenter>()>;

    /// Starts at once. `model`: its name, to be shown while it loads.
    ModelLoader(std::string model, Make make);

    /// Another model, or the same on another device. Of several calls in a row the last counts.
    void load(std::string model, Make make);

Q_SIGNALS:
    /// Another network is on its way in place of the one that works.
    void switching();
    /// Requests may be made from now on. The first network takes them before it is ready, and they
    /// wait in it; one that takes another's place is ready.
    void made(const std::shared_ptr<core::Segmenter> &segmenter);
    /// The network of this segmenter begins to load; the masks that it keeps are there already.
    void coming(const std::shared_ptr<core::Segmenter> &segmenter);
    /// There is no network.
    void failed(const core::Error &error);
    /// `model` cannot be used; made() says again which one goes on.
    void kept(const std::string &model, const core::Error &error);
    void statusChanged(const ui::ModelStatus &status);

private:
    struct Order
    {
        std::string model;
        Make make;
    };

    void startNext();
    void take(const Segmenter &segmenter);
    void awaitReady(const Segmenter &segmenter);
    void succeed(const Segmenter &segmenter, const ModelStatus &status);
    void fail(const core::Error &error);

    std::optional<Order> m_next;
    std::string m_model; ///< of the one that loads
    Segmenter m_loading;
    Segmenter m_working; ///< null until the first one is ready
    ModelStatus m_workingStatus;
    Wastebin m_bin; ///< freeing a network takes longer than the window may stand still
    Lane m_making; // last: joined before anything they use goes away
    Lane m_waiting;
};

} // namespace ui
