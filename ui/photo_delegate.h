#pragma once

#include <QStyledItemDelegate>

namespace ui {

/// One photo in the film strip: thumbnail, name, state as a sign and words and a colour, and a thin
/// bar while it is worked on.
class PhotoDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    /// Rows in a column, or cards side by side.
    enum class Shape { Rows, Cards };
    void setShape(Shape shape) { m_shape = shape; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    Shape m_shape = Shape::Rows;
};

} // namespace ui
