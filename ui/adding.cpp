#include "ui/adding.h"

#include "core/files/photo_folder.h"
#include "ui/incoming.h"
#include "ui/paths.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QStandardPaths>

namespace ui {

namespace {

QString openFilter()
{
    QStringList patterns;
    for (const std::string &extension : core::photoExtensions()) {
        const QString pattern = QLatin1Char('*') % QString::fromStdString(extension);
        patterns << pattern << pattern.toUpper();
    }
    return Adding::tr("Photos (%1);;All files (*)").arg(patterns.join(QLatin1Char(' ')));
}

/// That of the last dialog, else where photos usually lie.
QString firstFolder(const QString &last)
{
    if (!last.isEmpty() && QFileInfo(last).isDir())
        return last;
    const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    return QFileInfo(pictures).isDir() ? pictures : QDir::homePath();
}

} // namespace

Adding::Adding(QWidget *window, Settings &settings)
    : QObject(window)
    , m_window(window)
    , m_settings(settings)
{
}

void Adding::askForFiles()
{
    const QStringList files = QFileDialog::getOpenFileNames(m_window, tr("Add photos"),
        firstFolder(m_settings.photosFolder), openFilter(), nullptr,
        QFileDialog::HideNameFilterDetails);
    if (files.isEmpty())
        return;
    m_settings.photosFolder = QFileInfo(files.front()).path();
    std::vector<std::filesystem::path> paths;
    for (const QString &file : files)
        paths.push_back(pathOf(file));
    Q_EMIT chosen(paths);
}

void Adding::askForFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(
        m_window, tr("Add the photos of a folder"), firstFolder(m_settings.photosFolder));
    if (folder.isEmpty())
        return;
    m_settings.photosFolder = folder;
    Q_EMIT chosen({pathOf(folder)});
}

void Adding::paste()
{
    const QMimeData *pasted = QGuiApplication::clipboard()->mimeData();
    if (!pasted || !take(*pasted))
        Q_EMIT refused(tr("There is no photo to paste."));
}

bool Adding::take(const QMimeData &incoming)
{
    std::vector<std::filesystem::path> paths = filesIn(incoming);
    if (paths.empty() && incoming.hasImage()) {
        const std::filesystem::path picture = savedPicture(incoming, pastedFolder());
        if (picture.empty()) {
            Q_EMIT refused(tr("The picture could not be saved, so it was not added."));
            return true;
        }
        paths.push_back(picture);
    }
    if (paths.empty())
        return false;
    Q_EMIT chosen(paths);
    return true;
}

} // namespace ui
