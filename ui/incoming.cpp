#include "ui/incoming.h"

#include "ui/paths.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDateTime>
#include <QDesktopServices>
#include <QDir>
#include <QImage>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUrl>

namespace ui {

namespace {

/// As another program coded it, untouched: like any file it is read where a broken one does no harm.
bool saveCoded(const QByteArray &png, const QString &file)
{
    QSaveFile saved(file);
    return saved.open(QIODevice::WriteOnly) && saved.write(png) == png.size() && saved.commit();
}

} // namespace

bool holdsPhotos(const QMimeData &dropped)
{
    return dropped.hasImage() || !filesIn(dropped).empty();
}

std::vector<std::filesystem::path> filesIn(const QMimeData &dropped)
{
    std::vector<std::filesystem::path> files;
    for (const QUrl &url : dropped.urls())
        if (url.isLocalFile())
            files.push_back(pathOf(url.toLocalFile()));
    return files;
}

std::filesystem::path savedPicture(const QMimeData &pasted, const std::filesystem::path &folder)
{
    const QByteArray png = pasted.data(QStringLiteral("image/png"));
    const auto image = png.isEmpty() ? qvariant_cast<QImage>(pasted.imageData()) : QImage();
    const QDir target(textOf(folder));
    if ((png.isEmpty() && image.isNull()) || !target.mkpath(QStringLiteral(".")))
        return {};
    int number = 1;
    const auto name = [&number] { return QStringLiteral("Pasted %1.png").arg(number); };
    while (target.exists(name()))
        ++number;
    const QString file = target.filePath(name());
    const bool isSaved = png.isEmpty() ? image.save(file, "PNG") : saveCoded(png, file);
    return isSaved ? pathOf(file) : std::filesystem::path();
}

std::filesystem::path pastedFolder()
{
    const QString pictures = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    const QString day = QDate::currentDate().toString(Qt::ISODate);
    return pathOf(pictures % QStringLiteral("/pasted/") % day);
}

void showInFolder(const std::filesystem::path &file)
{
    QDBusMessage show =
        QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.FileManager1"),
            QStringLiteral("/org/freedesktop/FileManager1"),
            QStringLiteral("org.freedesktop.FileManager1"), QStringLiteral("ShowItems"));
    const QUrl url = QUrl::fromLocalFile(textOf(file));
    show << QStringList {url.toString()} << QString();
    const bool hasBus = QDBusConnection::sessionBus().isConnected();
    if (!hasBus || !QDBusConnection::sessionBus().send(show))
        QDesktopServices::openUrl(QUrl::fromLocalFile(textOf(file.parent_path())));
}

} // namespace ui
