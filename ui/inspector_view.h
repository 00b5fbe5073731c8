#pragma once

#include "core/print/recipe.h"
#include "ui/effect_card.h"
#include "ui/export_bar.h"
#include "ui/photo_card.h"
#include "ui/picture.h"
#include "ui/print_card.h"

#include <QFrame>
#include <QScrollArea>
#include <QToolButton>
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
    core::Recipe recipe() const;

    /// Open: the column. Icons: a narrow row of icons, each opening its card beside it, over the
    /// canvas. For windows below 1100 px.
    enum class Fold { Open, Icons };
    void setFold(Fold fold);
    Fold fold() const { return m_fold; }

    /// What Ctrl+E does: emits exportWanted() where that is possible now.
    void exportNow();

Q_SIGNALS:
    void effectChosen(const QString &id);
    void scaleWanted(core::Size size); ///< the suggestion was accepted
    void scaleUndone();
    void retryWanted();
    void exportWanted(const core::Recipe &recipe);
    void recipeChanged(const core::Recipe &recipe);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addCards();
    void connectCards();
    void refreshExport();
    void addIcon(const QString &icon, Card *card);
    void openBeside(Card *card);
    void closePanel();
    void placePanel();
    void dress();

    Fold m_fold = Fold::Open;
    PhotoEntry m_entry;
    QWidget *m_body = nullptr; ///< the cards and the export bar
    QScrollArea *m_scroll = nullptr;
    Card *m_ready = nullptr;
    InkLabel *m_model = nullptr;
    InkLabel *m_device = nullptr;
    PhotoCard *m_photo = nullptr;
    MaskCard *m_mask = nullptr;
    EffectCard *m_effect = nullptr;
    PrintCard *m_print = nullptr;
    ExportBar *m_export = nullptr;
    QWidget *m_icons = nullptr; ///< the folded column
    std::vector<QToolButton *> m_iconButtons;
    QFrame *m_panel = nullptr; ///< holds the cards over the canvas while folded
};

} // namespace ui
