#pragma once

#include "ui/ink_label.h"
#include "ui/key_button.h"
#include "ui/model_wording.h"

#include <QFrame>

#include <map>

class QHBoxLayout;
class QVBoxLayout;

namespace ui {

class ThinBar;

/// One model: what it is for, what is going on with its file, and what can be done about it.
class ModelCard final : public QFrame
{
    Q_OBJECT

public:
    explicit ModelCard(const ModelOffer &offer, QWidget *parent = nullptr);

    void showState(const ModelState &state, Use use);

Q_SIGNALS:
    void wanted(ui::ModelAction action);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void addWords(QVBoxLayout *column);
    QHBoxLayout *figures();
    QHBoxLayout *buttons();
    void showButtons();
    void act(ModelAction action);

    ModelOffer m_offer;
    ModelState m_state;
    Use m_use = Use::Other;
    bool m_asksToRemove = false; ///< Remove was pressed: it takes another press
    VerdictLine *m_headline;
    InkLabel *m_sentences;
    InkLabel *m_amount;
    InkLabel *m_speed;
    InkLabel *m_left;
    ThinBar *m_bar;
    std::map<ModelAction, KeyButton *> m_buttons;
    KeyButton *m_keep;
};

} // namespace ui
