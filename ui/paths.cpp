#include "ui/paths.h"

#include <QFile>

namespace ui {

QString textOf(const std::filesystem::path &path)
{
    return QFile::decodeName(QByteArray::fromStdString(path.string()));
}

std::filesystem::path pathOf(const QString &text)
{
    return std::filesystem::path(QFile::encodeName(text).toStdString());
}

} // namespace ui
