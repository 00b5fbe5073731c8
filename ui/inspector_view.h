#pragma once

#include "core/print/recipe.h"
#include "ui/photo_entry.h"
#include "ui/picture.h"

#include <QWidget>

namespace ui {

/// From verdict to print, top to bottom, in the order the work goes: photo, mask, effect, print.
/// Without a photo it says what is ready to work.
class InspectorView final : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorView(QWidget *parent = nullptr);
    ~InspectorView() override;

    /// Call again whenever the entry or its picture changed; the picture may be null.
    void showPhoto(const PhotoEntry &entry, const Picture &picture);
    /// No photo. `plan`: what the next mask will be made with; nothing while the model loads.
    void showReady(const std::optional<core::MaskRecord> &plan);

    /// The print settings, for instance from the last session. Does not emit recipeChanged().
    void setRecipe(const core::Recipe &recipe);
    core::Recipe recipe() const { return m_recipe; }

    /// Open: the column. Icons: a narrow row of icons, each opening its card beside it, over the
    /// canvas. For windows below 1100 px.
    enum class Fold { Open, Icons };
    void setFold(Fold fold);

    /// What Ctrl+E does: emits exportWanted() where that is possible now.
    void exportNow();

Q_SIGNALS:
    void effectChosen(const QString &id);
    void scaleWanted(core::Size size); ///< the suggestion was accepted
    void scaleUndone();
    void retryWanted();
    void exportWanted(const core::Recipe &recipe);
    void recipeChanged(const core::Recipe &recipe);

private:
    core::Recipe m_recipe;
};

} // namespace ui
