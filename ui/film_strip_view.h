#pragma once

#include "ui/photo_list_model.h"

#include <QWidget>

class QLabel;
class QListView;
class QMenu;
class QToolButton;

namespace ui {

class PhotoDelegate;

/// Every photo with its state in words. A column beside the canvas, or a row under it.
class FilmStripView final : public QWidget
{
    Q_OBJECT

public:
    explicit FilmStripView(QWidget *parent = nullptr);

    void add(const PhotoEntry &entry);
    void change(const PhotoEntry &entry);
    /// The photo beside it becomes the current one.
    void remove(PhotoId id);

    PhotoId current() const; ///< 0: none
    void setCurrent(PhotoId id);
    enum class Step { Previous, Next };
    void go(Step step);
    int count() const { return m_model.rowCount(); }

    enum class Shape { Column, Row };
    void setShape(Shape shape);

Q_SIGNALS:
    void currentChanged(ui::PhotoId id);
    void retryWanted(ui::PhotoId id);
    void cancelWanted(ui::PhotoId id);
    void removeWanted(ui::PhotoId id);
    void showInFolderWanted(const std::filesystem::path &file);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QToolButton *orderButton();
    void showMenu(const QPoint &place);
    void showHint();

    PhotoListModel m_model;
    PhotoDelegate *m_delegate;
    QListView *m_list;
    QLabel *m_title;
    QLabel *m_hint;
    QToolButton *m_order;
    Shape m_shape = Shape::Column;
};

} // namespace ui
