#include "ui/own_model_card.h"

#include "ui/key_button.h"
#include "ui/model_wording.h"
#include "ui/paths.h"
#include "ui/setting_row.h"
#include "ui/thin_bar.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>

namespace ui {

namespace {

/// What networks of this family are trained for; the official ones come first.
constexpr int baseSizes[] = {1024, 384, 512, 640, 768, 896, 1280};

QString nameOf(const std::filesystem::path &file)
{
    return QString::fromStdString(file.filename().string());
}

} // namespace

OwnModelCard::OwnModelCard(const ModelStore &store, QWidget *parent)
    : Card(tr("A file of your own"), parent)
    , m_store(store)
    , m_choose(new KeyButton(tr("Choose a file…"), {}))
    , m_words(new InkLabel({}, Ink::Secondary, InkLabel::Size::Normal, InkLabel::Lines::Wrapped))
    , m_question(new QWidget)
    , m_baseSize(new QComboBox)
    , m_add(new KeyButton(tr("Add the model"), {}))
    , m_cancel(new KeyButton(tr("Cancel"), {}))
    , m_bar(new ThinBar)
{
    setObjectName(QStringLiteral("ownFile"));
    m_words->setObjectName(QStringLiteral("ownWords"));
    m_baseSize->setObjectName(QStringLiteral("baseSize"));
    m_bar->setAccessibleName(tr("Progress of taking the file in"));
    for (KeyButton *button : {m_choose, m_add, m_cancel})
        button->setAccessibleName(tr("A file of your own: %1").arg(button->text()));
    addWidgets();
    connect(m_choose, &QPushButton::clicked, this, &OwnModelCard::askForFile);
    connect(m_add, &QPushButton::clicked, this,
        [this] { start(m_baseSize->currentData().toInt()); });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_lane.stop();
        setState(State::Idle, {});
    });
    connect(&m_lane, &Lane::progressed, m_bar, &ThinBar::setFraction);
    setState(State::Idle, {});
}

void OwnModelCard::addWidgets()
{
    column()->addWidget(new InkLabel(
        tr("A checkpoint (.pth) of an InSPyReNet network: one that you trained, or an official one "
           "that is on this computer already. It is copied; the file itself stays as it is."),
        Ink::Secondary, InkLabel::Size::Caption, InkLabel::Lines::Wrapped));
    column()->addWidget(m_words);
    for (const int pixels : baseSizes)
        m_baseSize->addItem(tr("%1 pixels").arg(pixels), pixels);
    m_baseSize->setAccessibleName(tr("Trained for"));
    leaveTheWheelToThePage(m_baseSize);
    auto *question = new QHBoxLayout(m_question);
    question->setContentsMargins(0, 0, 0, 0);
    question->addWidget(new InkLabel(tr("Trained for")));
    question->addWidget(m_baseSize);
    question->addWidget(m_add);
    question->addStretch(1);
    column()->addWidget(m_question);
    column()->addWidget(m_bar);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_choose);
    buttons->addWidget(m_cancel);
    buttons->addStretch(1);
    column()->addSpacing(4);
    column()->addLayout(buttons);
}

void OwnModelCard::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("A model of your own"), QString(),
        tr("Model files (*.pth *.pt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this,
        [this](const QString &file) { take(pathOf(file)); });
    dialog->open();
}

void OwnModelCard::take(const std::filesystem::path &file)
{
    m_file = file;
    start(std::nullopt);
}

void OwnModelCard::start(std::optional<int> baseSize)
{
    if (!m_lane.isFree())
        return;
    setState(State::Working, tr("Reading %1…").arg(nameOf(m_file)));
    m_lane.start<ModelOffer>(
        [add = m_store.add, file = m_file, baseSize](
            const core::Progress &progress) { return add(file, baseSize, progress); },
        [this](const core::Result<ModelOffer> &outcome) { end(outcome); });
}

void OwnModelCard::end(const core::Result<ModelOffer> &outcome)
{
    if (!outcome && outcome.error().code == core::Error::Code::BaseSizeMissing) {
        setState(State::Asking,
            tr("Nobody published %1, and the file does not say which picture size it was trained "
               "for. With a wrong one its masks are worse.")
                .arg(nameOf(m_file)));
        m_baseSize->setFocus();
    } else if (!outcome) {
        setState(State::Idle, nameOf(m_file) + QStringLiteral(": ") + refusalText(outcome.error()),
            Ink::Bad);
    } else {
        setState(State::Idle, tr("%1 was added.").arg(modelName(outcome->name)), Ink::Good);
        Q_EMIT added(*outcome);
    }
}

void OwnModelCard::setState(State state, const QString &words, Ink ink)
{
    m_words->setInk(ink);
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    m_question->setVisible(state == State::Asking);
    m_bar->setFraction(0);
    m_bar->setVisible(state == State::Working);
    m_choose->setVisible(state == State::Idle);
    m_cancel->setVisible(state != State::Idle);
}

} // namespace ui
