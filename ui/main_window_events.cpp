#include "ui/adding.h"
#include "ui/empty_view.h"
#include "ui/export_asking.h"
#include "ui/film_strip_view.h"
#include "ui/incoming.h"
#include "ui/inspector_view.h"
#include "ui/main_window.h"

#include <QCloseEvent>
#include <QMessageBox>
#include <QMimeData>

namespace ui {

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!holdsPhotos(*event->mimeData()))
        return;
    event->acceptProposedAction();
    m_empty->setDrop(EmptyView::Drop::Hovering);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *)
{
    m_empty->setDrop(EmptyView::Drop::Idle);
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_empty->setDrop(EmptyView::Drop::Idle);
    if (m_adding->take(*event->mimeData()))
        event->acceptProposedAction();
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Left)
        m_strip->go(FilmStripView::Step::Previous);
    else if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Right)
        m_strip->go(FilmStripView::Step::Next);
    else if (event->keyCombination() == (Qt::CTRL | Qt::Key_E)) // where its button is folded away
        m_exporting->exportSelected(m_inspector->recipe());
    else
        QWidget::keyPressEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeStrip();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const bool mayClose = !m_session.isWorking()
        || QMessageBox::question(this, tr("Photos are still being worked on"),
               tr("Closing stops the work. What was exported is safe. Close now?"),
               QMessageBox::Close | QMessageBox::Cancel)
            == QMessageBox::Close;
    if (!mayClose) {
        event->ignore();
        return;
    }
    m_session.cancelAll();
    m_settings.windowGeometry = saveGeometry();
    writeSettings(m_settings);
}

} // namespace ui
