#pragma once

#include "core/print/recipe.h"
#include "ui/card.h"
#include "ui/key_button.h"
#include "ui/photo_entry.h"

#include <QComboBox>
#include <QLineEdit>

namespace ui {

/// The product: its size, resolution and trim, how the animal comes out at it, the file's name, and
/// Export, which says why where it is locked.
class PrintCard final : public Card
{
    Q_OBJECT
public:
    explicit PrintCard(QWidget *parent = nullptr);

    void showPhoto(const PhotoEntry &entry);
    /// Shown without recipeChanged().
    void setRecipe(const core::Recipe &recipe);
    const core::Recipe &recipe() const { return m_recipe; }
    void exportNow();

Q_SIGNALS:
    void recipeChanged(const core::Recipe &recipe);
    void exportWanted(const core::Recipe &recipe);

private:
    /// What is written wrongly, in words; "" where all is well.
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
    KeyButton *m_export = nullptr;
    InkLabel *m_obstacle = nullptr;
    InkLabel *m_exported = nullptr;
};

} // namespace ui
