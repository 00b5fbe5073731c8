#pragma once

#include "ui/card.h"
#include "ui/lane.h"
#include "ui/model_store.h"

class QComboBox;

namespace ui {

class KeyButton;
class ThinBar;

/// Takes a file of one's own in as a model, and asks for what no such file says of itself.
class OwnModelCard final : public Card
{
    Q_OBJECT

public:
    /// `store` outlives it, and can add().
    explicit OwnModelCard(const ModelStore &store, QWidget *parent = nullptr);

    /// As if it had been chosen.
    void take(const std::filesystem::path &file);

Q_SIGNALS:
    void added(const ui::ModelOffer &offer);

private:
    enum class State {
        Idle,
        Working,
        Asking, ///< for the base size
    };

    void askForFile();
    void addWidgets();
    void start(std::optional<int> baseSize);
    void end(const core::Result<ModelOffer> &outcome);
    void setState(State state, const QString &words, Ink ink = Ink::Secondary);

    const ModelStore &m_store;
    std::filesystem::path m_file;
    KeyButton *m_choose;
    InkLabel *m_words;
    QWidget *m_question; ///< the base size, and what to do with it
    QComboBox *m_baseSize;
    KeyButton *m_add;
    KeyButton *m_cancel;
    ThinBar *m_bar;
    Lane m_lane; // last: joined before anything it uses goes away
};

} // namespace ui
