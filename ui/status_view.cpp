#include "ui/status_view.h"

#include "ui/ink_label.h"
#include "ui/key_button.h"
#include "ui/panel.h"
#include "ui/thin_bar.h"
#include "ui/wording.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QTimer>

namespace ui {

namespace {

using State = core::LocalSegmenter::State;

/// As wide as its longest text, so that nothing jumps when numbers change.
void reserve(QLabel *label, const QString &longest)
{
    label->setMinimumWidth(label->fontMetrics().horizontalAdvance(longest) + 4);
}

Ink inkOf(State state)
{
    switch (state) {
    case State::Loading:
        return Ink::Attention;
    case State::Ready:
        return Ink::Good;
    case State::Failed:
        return Ink::Bad;
    }
    return Ink::Text;
}

} // namespace

StatusView::StatusView(QWidget *parent)
    : QWidget(parent)
    , m_work(new QLabel(this))
    , m_bar(new ThinBar(this))
    , m_left(new InkLabel({}, Ink::Secondary, InkLabel::Size::Normal, InkLabel::Lines::One, this))
    , m_cancel(cancelButton())
    , m_notice(new QLabel(this))
    , m_showInFolder(new KeyButton(tr("Show in folder"), {}, KeyButton::Role::Quiet, this))
    , m_model(new InkLabel({}, Ink::Secondary, InkLabel::Size::Normal, InkLabel::Lines::One, this))
    , m_state(new InkLabel({}, Ink::Attention, InkLabel::Size::Normal, InkLabel::Lines::One, this))
    , m_noticeEnd(new QTimer(this))
{
    setAccessibleName(tr("Status"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 2, 12, 2);
    row->setSpacing(12);
    for (QWidget *widget : std::initializer_list<QWidget *> {
             m_work, m_bar, m_left, m_cancel, m_notice, m_showInFolder})
        row->addWidget(widget);
    row->addStretch(1);
    row->addWidget(m_model);
    row->addWidget(m_state);
    m_bar->setMinimumWidth(60); // in a narrow window it gives way to the words
    m_bar->setMaximumWidth(220);
    row->setStretchFactor(m_bar, 100);
    m_bar->setAccessibleName(tr("Progress of all photos"));
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setAccessibleName(tr("Notice"));
    m_noticeEnd->setSingleShot(true);
    connect(m_noticeEnd, &QTimer::timeout, this, [this] { showNotice({}); });
    connect(m_showInFolder, &QPushButton::clicked, this,
        [this] { Q_EMIT showInFolderWanted(m_noticeFile); });
    showNotice({});
    showWork({}, 0);
    showModel({});
    setMinimumHeight(m_cancel->sizeHint().height() + 4);
}

QPushButton *StatusView::cancelButton()
{
    auto *button = new KeyButton(tr("Cancel ▾"), {}, KeyButton::Role::Quiet, this);
    button->setAccessibleName(tr("Cancel"));
    button->setAccessibleDescription(tr("Stops this photo, the waiting ones, or all"));
    auto *menu = new QMenu(button);
    m_cancelThis = menu->addAction(tr("This photo"));
    m_cancelThis->setShortcut(Qt::Key_Escape);
    addAction(m_cancelThis); // works while the menu is closed
    connect(m_cancelThis, &QAction::triggered, this, &StatusView::cancelThisWanted);
    connect(menu->addAction(tr("All that wait")), &QAction::triggered, this,
        &StatusView::cancelWaitingWanted);
    connect(
        menu->addAction(tr("Everything")), &QAction::triggered, this, &StatusView::cancelAllWanted);
    connect(button, &QPushButton::clicked, menu, [button, menu] {
        const QPoint above(0, -menu->sizeHint().height());
        menu->popup(button->mapToGlobal(above));
    });
    return button;
}

void StatusView::showWork(const WorkStatus &status, int photos)
{
    const bool isWorking = status.kind != WorkStatus::Kind::Nothing;
    m_work->setText(workText(status, photos));
    if (isWorking)
        reserve(m_work, tr("Cutting 888 of 888"));
    m_bar->setVisible(isWorking);
    m_bar->setFraction(status.fraction);
    m_left->setVisible(isWorking);
    m_left->setText(status.left && isWorking ? timeLeftText(*status.left) : QString());
    reserve(m_left, tr("about 88 min left"));
    m_cancel->setVisible(isWorking);
    m_cancelThis->setEnabled(isWorking); // else Escape belongs to whoever wants it
}

void StatusView::showModel(const ModelStatus &status)
{
    m_model->setText(modelText(status));
    m_state->setText(stateText(status));
    m_state->setInk(inkOf(status.state));
    m_state->setToolTip(status.error ? wordingFor(*status.error).happened : QString());
}

void StatusView::showNotice(const QString &sentence, const std::filesystem::path &file)
{
    using namespace std::chrono_literals;
    m_noticeFile = file;
    m_notice->setText(sentence);
    m_notice->setVisible(!sentence.isEmpty());
    m_showInFolder->setVisible(!file.empty());
    if (!sentence.isEmpty())
        m_noticeEnd->start(file.empty() ? 8s : 30s);
}

void StatusView::paintEvent(QPaintEvent *)
{
    paintPanel(*this, Qt::TopEdge);
}

} // namespace ui
