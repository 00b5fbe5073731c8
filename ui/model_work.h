#pragma once

#include "ui/lane.h"
#include "ui/model_state.h"
#include "ui/model_store.h"
#include "ui/transfer_speed.h"

namespace ui {

/// What is done with one model's file: download, check, import, remove; one at a time, off the
/// window's thread. Goes on while nobody looks.
class ModelWork final : public QObject
{
    Q_OBJECT

public:
    /// `store` outlives it.
    ModelWork(const ModelStore &store, ModelOffer offer);

    const ModelOffer &offer() const { return m_offer; }
    const ModelState &state() const { return m_state; }
    bool isReady() const { return std::holds_alternative<model_state::Ready>(m_state); }

    /// The disk is looked at again, unless something runs.
    void look();
    /// From the start, or from where it was paused or cut off.
    void download(const QString &proxy);
    void pause(); ///< the part stays
    void cancel(); ///< a download and its part go; a check ends
    void verify();
    void import(const std::filesystem::path &file);
    void remove();
    /// The file could not be used as a network.
    void refuse(const core::Error &error);

Q_SIGNALS:
    void changed();
    void arrived(); ///< downloaded or imported: whole and verified

private:
    void set(ModelState state);
    void after(std::function<void()> next);
    void startDownload(const std::string &proxy);
    enum class Then { Nothing, TellArrival };
    void check(std::function<core::Result<>(const core::Progress &)> work, Then then);
    void succeed(Then then);
    void takeBytes(std::int64_t bytes, std::int64_t total);
    void fail(const core::Error &error);
    ModelState stateOnDisk() const;

    const ModelStore &m_store;
    ModelOffer m_offer;
    ModelState m_state;
    TransferSpeed m_speed;
    std::function<void()> m_next; ///< once the lane is free
    Lane m_lane; // last: joined before anything it uses goes away
};

} // namespace ui
