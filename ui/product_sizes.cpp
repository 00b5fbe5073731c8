#include "ui/product_sizes.h"

#include "core/print/print_size.h"
#include "ui/wording.h"
#include "ui/words.h"

namespace ui {

const std::vector<ProductSize> &productSizes()
{
    static const std::vector<ProductSize> products {
        {Words::tr("Photo's own size"), {}},
        {Words::tr("T-shirt"), core::PrintSize {300, 400}},
        {Words::tr("Canvas"), core::PrintSize {300, 400}},
        {Words::tr("Mug"), core::PrintSize {200, 90}},
        {Words::tr("Sticker"), core::PrintSize {100, 100}},
        {Words::tr("A4"), core::PrintSize {210, 297}},
        {Words::tr("A3"), core::PrintSize {297, 420}},
    };
    return products;
}

QString textOf(const ProductSize &product)
{
    return product.size ? product.name + QLatin1Char(' ') + printSizeText(*product.size)
                        : product.name;
}

QString productText(const std::optional<core::PrintSize> &size)
{
    for (const ProductSize &product : productSizes())
        if (product.size == size)
            return textOf(product);
    return size ? QString::fromStdString(core::nameOf(*size)) : textOf(productSizes().front());
}

SizeInput sizeFrom(const QString &text)
{
    const QString written = text.trimmed();
    for (const ProductSize &product : productSizes())
        if (written.compare(textOf(product), Qt::CaseInsensitive) == 0)
            return {true, product.size};
    QString plain = written;
    plain.replace(QChar(0x00d7), QLatin1Char('x'));
    const auto size = core::parsedPrintSize(plain.toStdString());
    return {size.has_value(), size};
}

} // namespace ui
