#include "ui/panel.h"

#include "ui/theme.h"

#include <QPainter>

namespace ui {

void paintPanel(QWidget &widget, Qt::Edge lineAt)
{
    const Theme &theme = themeOf(widget.palette());
    const QRect all = widget.rect();
    QPainter painter(&widget);
    painter.fillRect(all, theme.panel);
    painter.setPen(theme.line);
    switch (lineAt) {
    case Qt::TopEdge:
        painter.drawLine(all.topLeft(), all.topRight());
        break;
    case Qt::BottomEdge:
        painter.drawLine(all.bottomLeft(), all.bottomRight());
        break;
    case Qt::LeftEdge:
        painter.drawLine(all.topLeft(), all.bottomLeft());
        break;
    case Qt::RightEdge:
        painter.drawLine(all.topRight(), all.bottomRight());
        break;
    }
}

} // namespace ui
