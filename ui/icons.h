#pragma once

#include <QColor>
#include <QIcon>
#include <QPalette>
#include <QPixmap>
#include <QString>

namespace ui {

/// One of our single-colour drawings (resources/icons/NAME.svg) in `colour`, sharp at every size
/// and device pixel ratio; paler where it is disabled. An unknown name gives a null icon.
QIcon tintedIcon(const QString &name, const QColor &colour);

/// The same as a picture of `side` device-independent pixels.
QPixmap tintedPixmap(const QString &name, const QColor &colour, int side, qreal devicePixelRatio);

/// The program's own icon, in its own colours.
QIcon applicationIcon();

} // namespace ui
