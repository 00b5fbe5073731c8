#pragma once

#include "ui/engine_access.h"
#include "ui/ink_label.h"
#include "ui/lane.h"
#include "ui/settings.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QVBoxLayout;

namespace ui {

class Card;
class KeyButton;

/// Where masks are made, how exactly, with how much of the computer, and what is kept of them.
class DevicePage final : public QWidget
{
    Q_OBJECT

public:
    DevicePage(const EngineAccess &engine, Settings &settings, QWidget *parent = nullptr);

    /// Asks for devices (once), and how much is kept.
    void look();
    /// Another model is chosen: precisions that it cannot be calculated in, and a second look that
    /// it has no use for, are not offered.
    void modelChanged();

Q_SIGNALS:
    void changed(); ///< something that the next masks are made with

private:
    void addCards(QVBoxLayout &column);
    Card *speedCard();
    Card *memoryCard();
    Card *cacheCard();
    void takeDevices(std::vector<EngineDevice> devices);
    void offerDevices();
    void offerPrecisions();
    bool suits(core::Precision precision) const;
    void offerFineStages();
    void offerBlending();
    bool blends() const;
    void takeBlending();
    void explainBlending();
    void offerThreads();
    void takeDevice();
    void takePrecision();
    void explainPrecision();
    void showKept(std::int64_t bytes);
    void clear();
    const EngineDevice *chosen() const;

    EngineAccess m_engine;
    Settings &m_settings;
    std::vector<EngineDevice> m_devices; ///< empty until they are known
    QComboBox *m_device;
    InkLabel *m_deviceWords = nullptr;
    QComboBox *m_precision;
    InkLabel *m_precisionWords = nullptr;
    QComboBox *m_fineStages;
    QComboBox *m_blending;
    InkLabel *m_blendingWords = nullptr;
    QComboBox *m_threads;
    QDoubleSpinBox *m_alert;
    QDoubleSpinBox *m_cache;
    InkLabel *m_kept;
    KeyButton *m_clear;
    Lane m_asking; // last: joined before anything they use goes away
    Lane m_counting;
};

} // namespace ui
