#include "ui/inspector_view.h"

namespace ui {

InspectorView::InspectorView(QWidget *parent)
    : QWidget(parent)
{
}

InspectorView::~InspectorView() = default;

void InspectorView::showPhoto(const PhotoEntry &, const Picture &) { }
void InspectorView::showReady(const std::optional<core::MaskRecord> &) { }
void InspectorView::setRecipe(const core::Recipe &recipe)
{
    m_recipe = recipe;
}
void InspectorView::setFold(Fold) { }
void InspectorView::exportNow()
{
    Q_EMIT exportWanted(m_recipe);
}

} // namespace ui
