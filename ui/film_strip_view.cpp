#include "ui/film_strip_view.h"

#include "ui/panel.h"
#include "ui/photo_delegate.h"
#include "ui/theme.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QScrollBar>
#include <QToolButton>

namespace ui {

namespace {

constexpr int columnWidthPx = 208;

QListView *photoList(PhotoListModel *model, PhotoDelegate *delegate, QWidget *parent)
{
    auto *list = new QListView(parent);
    list->setModel(model);
    list->setItemDelegate(delegate);
    list->setFrameShape(QFrame::NoFrame);
    list->setUniformItemSizes(true);
    list->setMouseTracking(true);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setContextMenuPolicy(Qt::CustomContextMenu);
    list->setSelectionMode(QAbstractItemView::SingleSelection);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->viewport()->setAutoFillBackground(false);
    list->setAccessibleName(FilmStripView::tr("Photos"));
    return list;
}

} // namespace

FilmStripView::FilmStripView(QWidget *parent)
    : QWidget(parent)
    , m_delegate(new PhotoDelegate(this))
    , m_list(photoList(&m_model, m_delegate, this))
    , m_title(new QLabel(tr("Photos"), this))
    , m_hint(new QLabel(tr("Photos that you drop appear here, each with its verdict."), this))
    , m_order(orderButton())
{
    setAccessibleName(tr("Film strip"));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_hint->setWordWrap(true);
    m_hint->setContentsMargins(12, 0, 12, 0);
    auto *header = new QHBoxLayout;
    header->setContentsMargins(12, 8, 8, 4);
    header->addWidget(m_title);
    header->addStretch(1);
    header->addWidget(m_order);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(header);
    column->addWidget(m_hint);
    column->addWidget(m_list, 1000);
    setFocusProxy(m_list);
    column->addStretch(1); // below the hint, while there is no list
    connect(m_list, &QWidget::customContextMenuRequested, this, &FilmStripView::showMenu);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
        [this] { Q_EMIT currentChanged(current()); });
    setShape(Shape::Column);
    showHint();
}

QToolButton *FilmStripView::orderButton()
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    button->setPopupMode(QToolButton::InstantPopup);
    button->setAccessibleName(tr("Order of the photos"));
    auto *menu = new QMenu(button);
    auto *choices = new QActionGroup(menu);
    const auto offer = [&](const QString &name, PhotoOrder order) {
        QAction *action = menu->addAction(name);
        action->setCheckable(true);
        choices->addAction(action);
        connect(action, &QAction::triggered, this, [this, button, name, order] {
            m_model.setOrder(order);
            button->setText(name % QStringLiteral(" ▾"));
        });
        return action;
    };
    QAction *worstFirst = offer(tr("Worst first"), PhotoOrder::WorstFirst);
    offer(tr("As added"), PhotoOrder::AsAdded);
    worstFirst->setChecked(true);
    button->setText(worstFirst->text() % QStringLiteral(" ▾"));
    button->setMenu(menu);
    return button;
}

void FilmStripView::add(const PhotoEntry &entry)
{
    m_model.add(entry);
    showHint();
}

void FilmStripView::change(const PhotoEntry &entry)
{
    m_model.change(entry);
}

void FilmStripView::remove(PhotoId id)
{
    m_model.remove(id);
    showHint();
}

PhotoId FilmStripView::current() const
{
    return m_model.idAt(m_list->currentIndex().row());
}

void FilmStripView::setCurrent(PhotoId id)
{
    m_list->setCurrentIndex(m_model.indexOf(id));
}

void FilmStripView::go(Step step)
{
    const int row = m_list->currentIndex().row() + (step == Step::Next ? 1 : -1);
    if (m_model.idAt(row))
        setCurrent(m_model.idAt(row));
}

void FilmStripView::setShape(Shape shape)
{
    m_shape = shape;
    const bool isRow = shape == Shape::Row;
    m_delegate->setShape(isRow ? PhotoDelegate::Shape::Cards : PhotoDelegate::Shape::Rows);
    m_list->setFlow(isRow ? QListView::LeftToRight : QListView::TopToBottom);
    m_list->setHorizontalScrollBarPolicy(isRow ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollBarPolicy(isRow ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    m_list->doItemsLayout();
    setMinimumSize(0, 0);
    setMaximumSize(QWIDGETSIZE_MAX, QWIDGETSIZE_MAX);
    if (!isRow) {
        setFixedWidth(columnWidthPx);
        return;
    }
    QStyleOptionViewItem option;
    option.font = m_list->font();
    const int card = m_delegate->sizeHint(option, {}).height();
    const int scrollBar = m_list->horizontalScrollBar()->sizeHint().height();
    setFixedHeight(card + scrollBar + m_order->sizeHint().height() + 20);
}

void FilmStripView::showMenu(const QPoint &place)
{
    const QModelIndex index = m_list->indexAt(place);
    if (!index.isValid())
        return;
    const auto entry = index.data(PhotoListModel::EntryRole).value<PhotoEntry>();
    const bool isOver =
        entry.state == PhotoState::Failed || entry.activity == PhotoActivity::Cancelled;
    const bool runs =
        entry.activity == PhotoActivity::Waiting || entry.activity == PhotoActivity::Working;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *retry = menu->addAction(tr("Retry"));
    retry->setEnabled(isOver);
    connect(retry, &QAction::triggered, this, [this, id = entry.id] { Q_EMIT retryWanted(id); });
    QAction *cancel = menu->addAction(tr("Cancel"));
    cancel->setEnabled(runs);
    connect(cancel, &QAction::triggered, this, [this, id = entry.id] { Q_EMIT cancelWanted(id); });
    connect(menu->addAction(tr("Remove from the list")), &QAction::triggered, this,
        [this, id = entry.id] { Q_EMIT removeWanted(id); });
    menu->addSeparator();
    connect(menu->addAction(tr("Show in folder")), &QAction::triggered, this,
        [this, file = entry.file] { Q_EMIT showInFolderWanted(file); });
    menu->popup(m_list->viewport()->mapToGlobal(place));
}

void FilmStripView::showHint()
{
    const bool isEmpty = count() == 0;
    m_hint->setVisible(isEmpty);
    m_list->setVisible(!isEmpty);
    m_order->setVisible(!isEmpty);
}

void FilmStripView::paintEvent(QPaintEvent *)
{
    paintPanel(*this, m_shape == Shape::Column ? Qt::RightEdge : Qt::TopEdge);
}

} // namespace ui
