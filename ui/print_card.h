#pragma once

#include "core/print/recipe.h"
#include "ui/card.h"
#include "ui/photo_entry.h"

#include <QComboBox>
#include <QLineEdit>

namespace ui {

/// The product: its size, resolution and trim, how the animal comes out at it, and the file's name.
class PrintCard final : public Card
{
    Q_OBJECT
public:
    explicit PrintCard(QWidget *parent = nullptr);

    void showPhoto(const PhotoEntry &entry);
    /// Shown without recipeChanged().
    void setRecipe(const core::Recipe &recipe);
    const core::Recipe &recipe() const { return m_recipe; }
    /// What is written wrongly here, in words; "" where all is well.
    QString mistake() const { return m_wrong.first(); }

Q_SIGNALS:
    void recipeChanged(const core::Recipe &recipe);
    void mistakeChanged();

private:
    struct Wrong
    {
        QString size, dpi, name;
        QString first() const { return !size.isEmpty() ? size : !dpi.isEmpty() ? dpi : name; }
    };

    void addSizes();
    void addResolutionAndTrim();
    void addName();
    void takeInput();
    void refresh();
    VerdictWords verdict() const;
    QString nameExample() const;

    PhotoEntry m_entry;
    core::Recipe m_recipe;
    Wrong m_wrong;
    QComboBox *m_size = nullptr;
    QComboBox *m_dpi = nullptr;
    QComboBox *m_trim = nullptr;
    QLineEdit *m_name = nullptr;
    VerdictLine *m_verdict = nullptr;
    InkLabel *m_sentence = nullptr;
    InkLabel *m_example = nullptr;
};

} // namespace ui
