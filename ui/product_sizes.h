#pragma once

#include "core/checks/print_check.h"

#include <QString>

#include <optional>
#include <vector>

namespace ui {

/// A product that shops sell often. Without a size: the photo's own pixels.
struct ProductSize
{
    QString name;
    std::optional<core::PrintSize> size;
};

/// The first is the photo's own size.
const std::vector<ProductSize> &productSizes();

QString textOf(const ProductSize &product); ///< "T-shirt 30 × 40 cm"

/// What to write into the field for a size: the product's text, or the size itself.
QString productText(const std::optional<core::PrintSize> &size);

/// What somebody chose or wrote: a product's text, "30x40cm", "12 × 16 in".
struct SizeInput
{
    bool isValid = false;
    std::optional<core::PrintSize> size;
};
SizeInput sizeFrom(const QString &text);

} // namespace ui
