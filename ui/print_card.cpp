#include "ui/print_card.h"

#include "core/print/name_template.h"
#include "core/print/print_size.h"
#include "ui/product_sizes.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QStyle>

#include <cmath>

namespace ui {
namespace {

constexpr double leastDpi = 30;
constexpr double mostDpi = 2400;

void mark(QWidget *field, const QString &wrong)
{
    if (field->property("wrong").toBool() == !wrong.isEmpty())
        return;
    field->setProperty("wrong", !wrong.isEmpty());
    field->style()->unpolish(field); // style sheets look at properties only then
    field->style()->polish(field);
}

InkLabel *wrapped(Ink ink, InkLabel::Size size)
{
    return new InkLabel({}, ink, size, InkLabel::Lines::Wrapped);
}

QString dpiText(double dotsPerInch)
{
    return PrintCard::tr("%1 DPI").arg(qRound(dotsPerInch));
}

std::optional<double> parsedDpi(const QString &text)
{
    QString number = text.trimmed();
    if (number.endsWith(QLatin1String("DPI"), Qt::CaseInsensitive))
        number.chop(3);
    bool isNumber = false;
    const double dpi = number.trimmed().toDouble(&isNumber);
    return isNumber && dpi >= leastDpi && dpi <= mostDpi ? std::optional(dpi) : std::nullopt;
}

} // namespace

PrintCard::PrintCard(QWidget *parent)
    : Card(tr("Print"), parent)
    , m_verdict(new VerdictLine)
    , m_sentence(wrapped(Ink::Secondary, InkLabel::Size::Normal))
{
    addSizes();
    addResolutionAndTrim();
    column()->addWidget(m_verdict);
    column()->addWidget(m_sentence);
    addName();
    setRecipe({.trim = core::Trim::Animal});
}

void PrintCard::addSizes()
{
    m_size = new QComboBox;
    m_size->setObjectName(QStringLiteral("size"));
    m_size->setEditable(true);
    m_size->setInsertPolicy(QComboBox::NoInsert);
    m_size->setAccessibleName(tr("Product size"));
    m_size->setToolTip(tr("Choose a product or write a size such as 30x40cm or 12x16in"));
    m_size->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const ProductSize &product : productSizes())
        m_size->addItem(textOf(product));
    column()->addWidget(m_size);
    connect(m_size, &QComboBox::editTextChanged, this, &PrintCard::takeInput);
}

void PrintCard::addResolutionAndTrim()
{
    m_dpi = new QComboBox;
    m_dpi->setObjectName(QStringLiteral("dpi"));
    m_dpi->setEditable(true);
    m_dpi->setInsertPolicy(QComboBox::NoInsert);
    m_dpi->setAccessibleName(tr("Resolution"));
    for (const int dpi : {150, 200, 240, 300, 360, 600})
        m_dpi->addItem(dpiText(dpi));
    m_trim = new QComboBox;
    m_trim->setObjectName(QStringLiteral("trim"));
    m_trim->setAccessibleName(tr("Trim"));
    m_trim->addItem(tr("Trimmed"));
    m_trim->addItem(tr("Whole photo"));
    m_trim->setItemData(0, tr("Cut to the animal, so that it fills the product"), Qt::ToolTipRole);
    m_trim->setItemData(
        1, tr("The photo's own frame, transparent around the animal"), Qt::ToolTipRole);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    for (QComboBox *box : {m_dpi, m_trim}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        line->addWidget(box, 1);
    }
    column()->addLayout(line);
    connect(m_dpi, &QComboBox::editTextChanged, this, &PrintCard::takeInput);
    connect(m_trim, &QComboBox::currentIndexChanged, this, &PrintCard::takeInput);
}

void PrintCard::addName()
{
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setAccessibleName(tr("File name"));
    m_name->setToolTip(tr("{name} of the photo, {effect}, {size}, {model}; "
                          "{_size} is _ and the size, or nothing"));
    m_example = wrapped(Ink::Secondary, InkLabel::Size::Caption);
    column()->addSpacing(2);
    column()->addWidget(m_name);
    column()->addWidget(m_example);
    connect(m_name, &QLineEdit::textChanged, this, &PrintCard::takeInput);
    for (QComboBox *choice :
        {m_size, m_dpi, m_trim}) // a choice made: the number keys are views again
        connect(choice, &QComboBox::activated, choice, &QWidget::clearFocus);
}

void PrintCard::showPhoto(const PhotoEntry &entry)
{
    m_entry = entry;
    refresh();
}

void PrintCard::setRecipe(const core::Recipe &recipe)
{
    const QSignalBlocker blockers[] = {QSignalBlocker(m_size), QSignalBlocker(m_dpi),
        QSignalBlocker(m_trim), QSignalBlocker(m_name)};
    m_recipe = recipe;
    m_wrong = {};
    const SizeInput shown = sizeFrom(m_size->currentText());
    if (!shown.isValid || shown.size != recipe.size) // two products may have one size
        m_size->setEditText(productText(recipe.size));
    m_dpi->setEditText(dpiText(recipe.dotsPerInch));
    m_trim->setCurrentIndex(recipe.trim == core::Trim::Animal ? 0 : 1);
    m_name->setText(QString::fromStdString(recipe.nameTemplate));
    refresh();
}

void PrintCard::takeInput()
{
    const SizeInput size = sizeFrom(m_size->currentText());
    const std::optional<double> dpi = parsedDpi(m_dpi->currentText());
    core::Recipe recipe = m_recipe;
    recipe.trim = m_trim->currentIndex() == 0 ? core::Trim::Animal : core::Trim::Frame;
    recipe.size = size.isValid ? size.size : m_recipe.size;
    recipe.dotsPerInch = dpi.value_or(m_recipe.dotsPerInch);
    recipe.nameTemplate = m_name->text().toStdString();
    m_wrong.size = size.isValid ? QString() : tr("Write a size such as 30x40cm or 12x16in.");
    m_wrong.dpi =
        dpi ? QString() : tr("Write a resolution from %1 to %2 DPI.").arg(leastDpi).arg(mostDpi);
    m_recipe = recipe;
    refresh();
    if (m_wrong.first().isEmpty())
        Q_EMIT recipeChanged(m_recipe);
}

void PrintCard::refresh()
{
    const QString example = nameExample();
    m_wrong.name = example.isEmpty()
        ? tr("Use only {name}, {effect}, {size}, {_size} and {model} in braces.")
        : QString();
    mark(m_size, m_wrong.size);
    mark(m_dpi, m_wrong.dpi);
    mark(m_name, m_wrong.name);
    const VerdictWords words = verdict();
    m_verdict->setVerdict(words.mood, words.headline);
    m_sentence->setText(sentencesOf(words.message));
    m_sentence->setVisible(!m_sentence->text().isEmpty());
    m_example->setInk(m_wrong.name.isEmpty() ? Ink::Secondary : Ink::Bad);
    m_example->setText(m_wrong.name.isEmpty() ? example : m_wrong.name);
    Q_EMIT mistakeChanged();
}

VerdictWords PrintCard::verdict() const
{
    if (!m_wrong.size.isEmpty())
        return {Mood::Bad, tr("Not a size"), {m_wrong.size, {}, {}}, {}};
    const bool isCut = m_entry.state == PhotoState::Cut || m_entry.state == PhotoState::Exported;
    const bool isTrimmed = m_recipe.trim == core::Trim::Animal;
    const bool knowsAnimal = isCut && isTrimmed && m_entry.animal && m_entry.animal->size.width > 0;
    const core::Size pixels = knowsAnimal ? m_entry.animal->size : m_entry.usedSize();
    if (pixels.width <= 0 || pixels.height <= 0)
        return {};
    if (!m_recipe.size)
        return ownSizeWords(pixels, m_recipe.dotsPerInch);
    const core::PrintNeed need;
    const auto subject = knowsAnimal ? core::PrintSubject::Animal : core::PrintSubject::WholeFrame;
    const bool isFinal = isCut && (knowsAnimal || !isTrimmed);
    return wordingFor(core::judgePrint(pixels, *m_recipe.size, need, subject), *m_recipe.size, need,
        isFinal ? Basis::Final : Basis::Provisional);
}

QString PrintCard::nameExample() const
{
    const std::string photo = m_entry.file.stem().string();
    const core::NameFacts facts {.name = photo.empty() ? "IMG_2041" : photo,
        .effect = m_entry.effect,
        .size = m_recipe.size ? core::nameOf(*m_recipe.size) : std::string(),
        .model = m_entry.mask ? m_entry.mask->model : "lite"};
    const core::Result<std::string> name = core::expandedName(m_recipe.nameTemplate, facts);
    return name ? QString::fromStdString(*name) + QStringLiteral(".png") : QString();
}

} // namespace ui
