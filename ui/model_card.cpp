#include "ui/model_card.h"

#include "ui/card.h"
#include "ui/theme.h"
#include "ui/thin_bar.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

InkLabel *wrapped(const QString &text, Ink ink, InkLabel::Size size)
{
    return new InkLabel(text, ink, size, InkLabel::Lines::Wrapped);
}

/// As wide as its longest text, so that nothing jumps when numbers change.
InkLabel *reserved(const QString &longest)
{
    auto *label = new InkLabel({}, Ink::Secondary);
    label->setMinimumWidth(label->fontMetrics().horizontalAdvance(longest) + 4);
    return label;
}

/// Keeps its height while it is hidden.
void keepRoom(QWidget *widget)
{
    QSizePolicy policy = widget->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    widget->setSizePolicy(policy);
}

constexpr ModelAction allActions[] = {ModelAction::Use, ModelAction::Download, ModelAction::Resume,
    ModelAction::Pause, ModelAction::Cancel, ModelAction::Verify, ModelAction::ChooseFile,
    ModelAction::Remove};

} // namespace

ModelCard::ModelCard(const ModelOffer &offer, QWidget *parent)
    : QFrame(parent)
    , m_offer(offer)
    , m_headline(new VerdictLine)
    , m_sentences(wrapped({}, Ink::Secondary, InkLabel::Size::Normal))
    , m_amount(reserved(tr("%1 of %2").arg(bytesText(888'000'000), bytesText(888'000'000))))
    , m_speed(reserved(speedText(888e6)))
    , m_left(reserved(tr("about 88 min left")))
    , m_bar(new ThinBar)
    , m_keep(new KeyButton(tr("Keep it"), {}))
{
    setObjectName(QString::fromStdString(offer.name));
    setAccessibleName(modelName(offer.name));
    setAccessibleDescription(offer.purpose);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 13, 16, 14);
    column->setSpacing(4);
    addWords(column);
    column->addSpacing(6);
    column->addWidget(m_headline);
    column->addWidget(m_sentences);
    column->addLayout(figures());
    column->addWidget(m_bar);
    column->addSpacing(6);
    column->addLayout(buttons());
    showState(model_state::Absent {}, Use::Other);
}

void ModelCard::addWords(QVBoxLayout *column)
{
    auto *title = new InkLabel(modelName(m_offer.name));
    QFont larger = title->font();
    larger.setPointSizeF(larger.pointSizeF() * 1.2);
    larger.setWeight(QFont::DemiBold);
    title->setFont(larger);
    column->addWidget(title);
    column->addWidget(wrapped(m_offer.purpose, Ink::Text, InkLabel::Size::Normal));
    const QString terms = m_offer.caveat.isEmpty()
        ? licenceText(m_offer)
        : licenceText(m_offer) + QLatin1Char(' ') + m_offer.caveat;
    column->addWidget(wrapped(terms, Ink::Secondary, InkLabel::Size::Caption));
}

QHBoxLayout *ModelCard::figures()
{
    m_amount->setObjectName(QStringLiteral("amount"));
    m_speed->setObjectName(QStringLiteral("speed"));
    m_left->setObjectName(QStringLiteral("left"));
    m_sentences->setObjectName(QStringLiteral("sentences"));
    m_speed->setAlignment(Qt::AlignRight);
    m_left->setAlignment(Qt::AlignRight);
    m_bar->setAccessibleName(tr("Progress of %1").arg(modelName(m_offer.name)));
    keepRoom(m_bar);
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_amount);
    row->addStretch(1);
    row->addWidget(m_speed);
    row->addWidget(m_left);
    return row;
}

QHBoxLayout *ModelCard::buttons()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    for (const ModelAction action : allActions) {
        auto *button = new KeyButton(nameOf(action), {});
        button->setAccessibleName(
            tr("%1: %2").arg(modelName(m_offer.name), nameOf(action)));
        connect(button, &QPushButton::clicked, this, [this, action] { act(action); });
        row->addWidget(button);
        m_buttons[action] = button;
    }
    m_keep->setObjectName(QStringLiteral("keep"));
    m_keep->setAccessibleName(tr("%1: %2").arg(modelName(m_offer.name), m_keep->text()));
    connect(m_keep, &QPushButton::clicked, this, [this] {
        m_asksToRemove = false;
        showButtons();
    });
    row->addWidget(m_keep);
    row->addStretch(1);
    return row;
}

void ModelCard::act(ModelAction action)
{
    const bool isCertain = std::exchange(m_asksToRemove, false);
    if (action == ModelAction::Remove && !isCertain) {
        m_asksToRemove = true;
        showButtons();
        m_keep->setFocus();
        return;
    }
    Q_EMIT wanted(action);
}

void ModelCard::showState(const ModelState &state, Use use)
{
    if (state.index() != m_state.index() || use != m_use)
        m_asksToRemove = false;
    m_state = state;
    m_use = use;
    const ModelWords words = wordsOf(state, m_offer, use);
    m_headline->setVerdict(words.mood, words.headline);
    m_sentences->setText(words.sentences);
    m_sentences->setVisible(!words.sentences.isEmpty());
    m_amount->setText(words.amount);
    m_speed->setText(words.speed);
    m_left->setText(words.left);
    m_bar->setFraction(words.fraction);
    m_bar->setVisible(words.fraction > 0 || words.mood == Mood::Busy);
    showButtons();
    update();
}

void ModelCard::showButtons()
{
    const std::vector<ModelAction> possible = actionsFor(m_state, m_offer, m_use);
    const auto isShown = [&](ModelAction action) {
        const bool isPossible = std::ranges::find(possible, action) != possible.end();
        return isPossible && (!m_asksToRemove || action == ModelAction::Remove);
    };
    const bool hadFocus = std::ranges::any_of(
        m_buttons, [](const auto &pair) { return pair.second->hasFocus(); });
    const auto shown = std::ranges::find_if(allActions, isShown);
    for (const auto &[action, button] : m_buttons)
        button->setVisible(isShown(action));
    if (hadFocus && shown != std::end(allActions)) // Tab goes on from this card, not from the next
        m_buttons[*shown]->setFocus();
    m_keep->setVisible(m_asksToRemove);
    KeyButton *remove = m_buttons[ModelAction::Remove];
    remove->setText(m_asksToRemove ? tr("Remove the file") : nameOf(ModelAction::Remove));
    remove->updateGeometry();
}

void ModelCard::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(palette());
    paintCard(*this, m_use == Use::Current ? theme.accent : theme.line);
}

} // namespace ui
