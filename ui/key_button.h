#pragma once

#include <QKeySequence>
#include <QPushButton>

namespace ui {

/// A push button that shows the shortcut it belongs to as a key cap, and answers to it.
class KeyButton final : public QPushButton
{
    Q_OBJECT
public:
    enum class Role {
        Primary, ///< filled with the accent; one in view at a time
        Normal,
        Quiet, ///< without a frame, for tool bars
    };
    /// `key` may be empty.
    explicit KeyButton(const QString &text, const QKeySequence &key, Role role = Role::Normal,
        QWidget *parent = nullptr);

    /// Who answers to the key: the button (default), or somebody else and the cap only tells it.
    enum class Answer { Button, Elsewhere };
    void setAnswer(Answer answer);
    /// Tinted like the text; "" for none.
    void setIconName(const QString &name);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int contentWidth() const;

    QKeySequence m_key;
    Role m_role;
    QString m_icon;
};

} // namespace ui
