#pragma once

#include "core/checks/megapixel_policy.h"
#include "core/files/metadata.h"
#include "core/network/network.h"
#include "core/print/recipe.h"
#include "ui/picture.h"

#include <QByteArray>
#include <QColor>
#include <QString>

#include <optional>

namespace ui {

/// Dark and light follow the system or are forced.
enum class ColourScheme { System, Dark, Light };

/// Everything that is remembered from one start to the next. Read once, passed in, written at changes.
struct Settings
{
    QByteArray windowGeometry;
    QString photosFolder;    ///< of the last open dialog
    QString exportFolder;    ///< empty: not asked yet; relative ("Pawtrait"): a folder beside each photo
    CanvasMode mode = CanvasMode::Checker;
    QColor garment = QColor(0x1f, 0x3a, 0x5f);
    ColourScheme scheme = ColourScheme::System;
    QString printSize;       ///< "30x40cm"; empty: the photo's own pixels
    double dotsPerInch = 300;
    core::Trim trim = core::Trim::Animal;
    QString nameTemplate;    ///< empty: the recipe's own
    core::KeepLocation keepLocation = core::KeepLocation::No; ///< in prints: where a photo was taken
    QString model = QStringLiteral("lite");
    QString device = QStringLiteral("auto");
    QString precision = QStringLiteral("auto"); ///< or core::nameOf() one
    core::FineStages fineStages = core::FineStages::Everywhere;
    std::optional<core::Blending> blending; ///< of large photos, where the model can
    int threads = 0;         ///< of the network; 0: all physical cores
    double memoryAlertGigabytes = 20; ///< 1..1024; above it the user is asked to look
    double cacheGigabytes = 2;        ///< 0..1000 of results kept on the disk; 0: none
    QString proxy;           ///< for downloads; empty: as the system says
    core::MegapixelLimits limits;
};

/// From the user's settings file; missing and unusable values take their defaults.
Settings readSettings();
void writeSettings(const Settings &settings);

} // namespace ui
