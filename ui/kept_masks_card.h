#pragma once

#include "ui/card.h"
#include "ui/engine_access.h"
#include "ui/lane.h"
#include "ui/settings.h"

class QDoubleSpinBox;

namespace ui {

class KeyButton;

/// How much may be kept of masks that were made, how much is, and a way to be rid of it. Only where
/// the engine counts and clears them.
class KeptMasksCard final : public Card
{
    Q_OBJECT

public:
    KeptMasksCard(const EngineAccess &engine, Settings &settings, QWidget *parent = nullptr);

    /// Counts what is kept, in the background.
    void count();

Q_SIGNALS:
    void limitChanged();

private:
    void addRow();
    void tell(std::int64_t bytes);
    void clear();

    EngineAccess m_engine;
    QDoubleSpinBox *m_limit;
    InkLabel *m_kept;
    KeyButton *m_clear;
    Lane m_counting; // last: joined before anything it uses goes away
};

} // namespace ui
