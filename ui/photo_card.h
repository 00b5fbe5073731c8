#pragma once

#include "ui/card.h"
#include "ui/key_button.h"
#include "ui/photo_entry.h"

namespace ui {

/// Is this photo good enough? Verdict, what it means, and the one button that does something about
/// it; or what went wrong with it, and Retry.
class PhotoCard final : public Card
{
    Q_OBJECT
public:
    explicit PhotoCard(QWidget *parent = nullptr);

    void showPhoto(const PhotoEntry &entry);

Q_SIGNALS:
    void scaleWanted(core::Size size);
    void scaleUndone();
    void retryWanted();

private:
    enum class Action { None, Scale, Undo, Retry };

    void showWords(const VerdictWords &words, Action action);
    void act();

    Action m_action = Action::None;
    core::Size m_suggested;
    VerdictLine *m_verdict = nullptr;
    InkLabel *m_message = nullptr;
    KeyButton *m_button = nullptr;
    InkLabel *m_size = nullptr;
    InkLabel *m_file = nullptr;
    InkLabel *m_camera = nullptr;
    InkLabel *m_notes = nullptr;
};

/// What a cut-out is made by, and how far it is.
class MaskCard final : public Card
{
    Q_OBJECT
public:
    explicit MaskCard(QWidget *parent = nullptr);

    void showPhoto(const PhotoEntry &entry);

private:
    VerdictLine *m_state = nullptr;
    InkLabel *m_explanation = nullptr;
    InkLabel *m_madeBy = nullptr;
    InkLabel *m_steps = nullptr; ///< where it was not made as it was asked for
};

} // namespace ui
