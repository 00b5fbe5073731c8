#pragma once

#include <QMimeData>

#include <filesystem>
#include <vector>

namespace ui {

/// Whether something that is dragged or pasted holds files or a picture.
bool holdsPhotos(const QMimeData &dropped);

/// The local files and folders in it. Addresses of other machines are left out.
std::vector<std::filesystem::path> filesIn(const QMimeData &dropped);

/// A picture without a file, written as PNG into `folder` (made where it is missing) under a name
/// that is free: "Pasted 1.png". One that came as PNG is not looked at, only kept. An empty path
/// where there is no picture or it cannot be written.
std::filesystem::path savedPicture(const QMimeData &pasted, const std::filesystem::path &folder);

/// Where pasted pictures of this session are kept: in the user's data, since exports lie beside.
std::filesystem::path pastedFolder();

/// Opens the folder of a file in the desktop's file manager, the file selected where it can.
void showInFolder(const std::filesystem::path &file);

} // namespace ui
