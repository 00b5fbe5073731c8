#pragma once

#include "ui/ink_label.h"

#include <QFrame>
#include <QVBoxLayout>

namespace ui {

/// Paints a widget as a card, framed in `line`.
void paintCard(QWidget &widget, const QColor &line);

/// One step of the work in the inspector: a small heading, and whatever stands under it.
class Card : public QFrame
{
    Q_OBJECT
public:
    explicit Card(const QString &heading, QWidget *parent = nullptr);

    QVBoxLayout *column() const { return m_column; }
    /// "Size ........ 4284 × 5712": the row's value, to be set and hidden by setFact().
    InkLabel *addFact(const QString &name);
    /// Hides the row where there is nothing to say.
    static void setFact(InkLabel *value, const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_column = nullptr;
};

} // namespace ui
