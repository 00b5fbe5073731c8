#include "ui/photo_card.h"

namespace ui {
namespace {

bool isAboutTheFile(const PhotoEntry &entry)
{
    return entry.error && entry.error->code != core::Error::Code::NoAnimal;
}

VerdictWords failureWords(const core::Error &error)
{
    Message message = wordingFor(error);
    VerdictWords words;
    words.mood = Mood::Bad;
    words.headline = std::exchange(message.happened, {});
    words.message = message;
    words.button = PhotoCard::tr("Try again");
    return words;
}

} // namespace

PhotoCard::PhotoCard(QWidget *parent)
    : Card(tr("Photo"), parent)
    , m_verdict(new VerdictLine)
    , m_message(new InkLabel({}, Ink::Secondary, InkLabel::Size::Normal, InkLabel::Lines::Wrapped))
    , m_button(new KeyButton({}, {}))
{
    column()->addWidget(m_verdict);
    column()->addWidget(m_message);
    column()->addWidget(m_button);
    m_button->setObjectName(QStringLiteral("photoAction"));
    column()->addSpacing(2);
    m_size = addFact(tr("Size"));
    m_file = addFact(tr("File"));
    m_camera = addFact(tr("Camera"));
    m_notes = new InkLabel({}, Ink::Secondary, InkLabel::Size::Normal, InkLabel::Lines::Wrapped);
    m_notes->setObjectName(QStringLiteral("photoNotes"));
    m_notes->setAccessibleName(tr("How it was read"));
    column()->addWidget(m_notes);
    connect(m_button, &QPushButton::clicked, this, &PhotoCard::act);
}

void PhotoCard::showPhoto(const PhotoEntry &entry)
{
    m_suggested =
        entry.verdict && entry.verdict->suggested ? *entry.verdict->suggested : core::Size {};
    if (entry.state == PhotoState::Failed && isAboutTheFile(entry))
        showWords(failureWords(*entry.error), Action::Retry);
    else if (entry.verdict)
        showWords(wordingFor(*entry.verdict, entry.importSize),
            entry.importSize ? Action::Undo : Action::Scale);
    else
        showWords({.headline = tr("Being checked")}, Action::None);
    const core::Size used = entry.usedSize();
    setFact(m_size, used.width > 0 ? sizeText(used) : QString());
    setFact(m_file, entry.header ? fileText(*entry.header) : QString());
    setFact(m_camera, entry.header ? QString::fromStdString(entry.header->camera) : QString());
    m_notes->setText(notesText(entry.notes));
    m_notes->setVisible(!m_notes->text().isEmpty());
}

void PhotoCard::showWords(const VerdictWords &words, Action action)
{
    m_action = words.button.isEmpty() ? Action::None : action;
    m_verdict->setVerdict(words.mood, words.headline);
    m_message->setText(sentencesOf(words.message));
    m_message->setVisible(!m_message->text().isEmpty());
    m_button->setText(words.button);
    m_button->setVisible(m_action != Action::None);
}

void PhotoCard::act()
{
    switch (m_action) {
    case Action::None:
        return;
    case Action::Scale:
        Q_EMIT scaleWanted(m_suggested);
        return;
    case Action::Undo:
        Q_EMIT scaleUndone();
        return;
    case Action::Retry:
        Q_EMIT retryWanted();
        return;
    }
}

MaskCard::MaskCard(QWidget *parent)
    : Card(tr("Mask"), parent)
    , m_state(new VerdictLine)
    , m_explanation(
          new InkLabel({}, Ink::Secondary, InkLabel::Size::Normal, InkLabel::Lines::Wrapped))
{
    column()->addWidget(m_state);
    column()->addWidget(m_explanation);
    m_madeBy = addFact(tr("Made by"));
    m_steps = new InkLabel({}, Ink::Attention, InkLabel::Size::Normal, InkLabel::Lines::Wrapped);
    m_steps->setObjectName(QStringLiteral("steps"));
    m_steps->setAccessibleName(tr("Made differently"));
    column()->addWidget(m_steps);
}

void MaskCard::showPhoto(const PhotoEntry &entry)
{
    const VerdictWords words = maskWords(entry);
    m_state->setVerdict(words.mood, words.headline);
    m_explanation->setText(sentencesOf(words.message));
    m_explanation->setVisible(!m_explanation->text().isEmpty());
    setFact(m_madeBy, entry.mask ? recordText(*entry.mask) : QString());
    m_steps->setText(entry.mask ? stepsText(*entry.mask) : QString());
    m_steps->setVisible(!m_steps->text().isEmpty());
    if (entry.mask)
        m_madeBy->setToolTip(
            tr("The model saw the photo at %1 pixels").arg(pixelText(entry.mask->networkSize)));
}

} // namespace ui
