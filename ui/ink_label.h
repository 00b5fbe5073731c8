#pragma once

#include "ui/wording.h"

#include <QLabel>

namespace ui {

/// What a text's colour says.
enum class Ink { Text, Secondary, Good, Attention, Bad };

/// A label in one of the theme's inks, that follows the theme. Plain text, never markup, so that a
/// file's name cannot dress itself up.
class InkLabel final : public QLabel
{
    Q_OBJECT
public:
    enum class Size { Caption, Normal, Title };
    enum class Lines { One, Wrapped };

    explicit InkLabel(const QString &text = {}, Ink ink = Ink::Text, Size size = Size::Normal,
        Lines lines = Lines::One, QWidget *parent = nullptr);

    void setInk(Ink ink);
    void setWeight(QFont::Weight weight);

protected:
    void changeEvent(QEvent *event) override;

private:
    void dress();

    Ink m_ink;
};

/// A verdict's sign, word and colour in one line.
class VerdictLine final : public QWidget
{
    Q_OBJECT
public:
    explicit VerdictLine(QWidget *parent = nullptr);
    void setVerdict(Mood mood, const QString &words);

protected:
    void changeEvent(QEvent *event) override;

private:
    void dress();

    Mood m_mood = Mood::Neutral;
    QLabel *m_sign = nullptr;
    InkLabel *m_words = nullptr;
};

Ink inkOf(Mood mood);

} // namespace ui
