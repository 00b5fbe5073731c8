#include "ui/incoming.h"

#include "ui/paths.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDateTime>
#include <QDesktopServices>
#include <QDir>
#include <QImage>
#include <QStandardPaths>
#include <QUrl>

namespace ui {

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
    const auto image = qvariant_cast<QImage>(pasted.imageData());
    const QDir target(textOf(folder));
    if (image.isNull() || !target.mkpath(QStringLiteral(".")))
        return {};
    int number = 1;
    const auto name = [&number] { return QStringLiteral("Pasted %1.png").arg(number); };
    while (target.exists(name()))
        ++number;
    const QString file = target.filePath(name());
    return image.save(file, "PNG") ? pathOf(file) : std::filesystem::path();
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
