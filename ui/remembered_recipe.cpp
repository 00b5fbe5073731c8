#include "ui/remembered_recipe.h"

#include "core/print/print_size.h"

namespace ui {

core::Recipe rememberedRecipe(const Settings &settings)
{
    core::Recipe recipe;
    recipe.size = core::parsedPrintSize(settings.printSize.toStdString());
    recipe.dotsPerInch = settings.dotsPerInch;
    recipe.trim = settings.trim;
    if (!settings.nameTemplate.isEmpty())
        recipe.nameTemplate = settings.nameTemplate.toStdString();
    return recipe;
}

void remember(const core::Recipe &recipe, Settings &settings)
{
    settings.printSize =
        recipe.size ? QString::fromStdString(core::nameOf(*recipe.size)) : QString();
    settings.dotsPerInch = recipe.dotsPerInch;
    settings.trim = recipe.trim;
    settings.nameTemplate = recipe.nameTemplate == core::Recipe().nameTemplate
        ? QString()
        : QString::fromStdString(recipe.nameTemplate);
}

} // namespace ui
