#include "ui/empty_view.h"

namespace ui {

EmptyView::EmptyView(QWidget *parent)
    : QWidget(parent)
{
}

void EmptyView::setDrop(Drop drop)
{
    m_drop = drop;
    update();
}

void EmptyView::paintEvent(QPaintEvent *event)
{
    QWidget::paintEvent(event);
}

} // namespace ui
