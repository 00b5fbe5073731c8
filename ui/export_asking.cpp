#include "ui/export_asking.h"

#include "ui/paths.h"
#include "ui/status_wording.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace ui {

namespace {

/// Relative: beside each photo.
QString folderBesidePhotos()
{
    return QStringLiteral("Pawtrait");
}

/// Empty: the user thought better of it.
QString askedFolder(QWidget *window, const QString &current)
{
    QMessageBox box(window);
    box.setWindowTitle(ExportAsking::tr("Folder for cut-outs"));
    box.setText(ExportAsking::tr("Where should cut-outs go?"));
    box.setInformativeText(
        ExportAsking::tr("Originals are never changed, and files of the same name are never "
                         "replaced. You can choose again in the menu at the top."));
    const QPushButton *beside =
        box.addButton(ExportAsking::tr("Beside the photos, in “%1”").arg(folderBesidePhotos()),
            QMessageBox::AcceptRole);
    const QPushButton *choose =
        box.addButton(ExportAsking::tr("Choose a folder…"), QMessageBox::ActionRole);
    box.addButton(QMessageBox::Cancel);
    box.exec();
    if (box.clickedButton() == beside)
        return folderBesidePhotos();
    if (box.clickedButton() != choose)
        return {};
    return QFileDialog::getExistingDirectory(
        window, ExportAsking::tr("Folder for cut-outs"), current);
}

} // namespace

ExportAsking::ExportAsking(QWidget *window, Session &session, Settings &settings)
    : QObject(window)
    , m_window(window)
    , m_session(session)
    , m_settings(settings)
{
}

void ExportAsking::exportSelected(const core::Recipe &recipe)
{
    const PhotoId id = m_session.selected();
    if (const std::optional<ExportLock> lock = m_session.exportLock(id))
        Q_EMIT refused(lockText(*lock));
    else if (hasFolder())
        m_session.exportPhoto(id, orderOf(recipe));
}

void ExportAsking::exportAll(const core::Recipe &recipe)
{
    if (hasFolder() && m_session.exportAll(orderOf(recipe)) == 0)
        Q_EMIT refused(tr("No photo is cut yet."));
}

void ExportAsking::askForFolder()
{
    const QString folder = askedFolder(m_window, m_settings.exportFolder);
    if (!folder.isEmpty())
        m_settings.exportFolder = folder;
}

bool ExportAsking::hasFolder()
{
    if (m_settings.exportFolder.isEmpty())
        askForFolder();
    return !m_settings.exportFolder.isEmpty();
}

ExportOrder ExportAsking::orderOf(const core::Recipe &recipe) const
{
    return {pathOf(m_settings.exportFolder), recipe, m_settings.keepLocation};
}

} // namespace ui
