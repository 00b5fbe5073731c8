#pragma once

#include <QString>

#include <filesystem>

namespace ui {

/// Paths are std::filesystem::path in core and QString in the window; bytes that are no text
/// survive only where the system's own coding lets them.
QString textOf(const std::filesystem::path &path);
std::filesystem::path pathOf(const QString &text);

} // namespace ui
