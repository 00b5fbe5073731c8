#include "ui/settings.h"

#include "core/network/choices.h"

#include <QSettings>

#include <cmath>

namespace ui {

namespace {

// Every key, once.
const QLatin1String geometryKey("window/geometry");
const QLatin1String photosFolderKey("folders/photos");
const QLatin1String exportFolderKey("folders/export");
const QLatin1String modeKey("view/mode");
const QLatin1String garmentKey("view/garment");
const QLatin1String schemeKey("view/scheme");
const QLatin1String printSizeKey("print/size");
const QLatin1String dotsPerInchKey("print/dotsPerInch");
const QLatin1String trimKey("print/trim");
const QLatin1String nameTemplateKey("print/nameTemplate");
const QLatin1String keepLocationKey("print/keepLocation");
const QLatin1String modelKey("network/model");
const QLatin1String deviceKey("network/device");
const QLatin1String precisionKey("network/precision");
const QLatin1String fineStagesKey("network/fineStages");
const QLatin1String blendingKey("network/blending");
const QLatin1String threadsKey("network/threads");
const QLatin1String memoryAlertKey("network/memoryAlertGigabytes");
const QLatin1String cacheKey("cache/gigabytes");
const QLatin1String proxyKey("download/proxy");
const QLatin1String desktopLimitKey("limits/desktop");
const QLatin1String mobileLimitKey("limits/mobile");
const QLatin1String hardLimitKey("limits/hard");
const QLatin1String downscaleKey("limits/downscaleMobile");

/// Numbers stand for enumerators in the file; what lies outside first..last takes the default.
template <typename E>
E enumerator(const QSettings &file, QLatin1String key, E last, E otherwise)
{
    bool isNumber = false;
    const int number = file.value(key).toInt(&isNumber);
    const bool isKnown = isNumber && number >= 0 && number <= static_cast<int>(last);
    return isKnown ? static_cast<E>(number) : otherwise;
}

double number(const QSettings &file, QLatin1String key, double least, double most, double otherwise)
{
    bool isNumber = false;
    const double value = file.value(key).toDouble(&isNumber);
    const bool isUsable = isNumber && std::isfinite(value) && value >= least && value <= most;
    return isUsable ? value : otherwise;
}

QString precisionFrom(const QSettings &file, const QString &otherwise)
{
    const QString stored = file.value(precisionKey).toString();
    return core::precisionNamed(stored.toStdString()) ? stored : otherwise;
}

QString wordFor(const std::optional<core::Blending> &blending)
{
    return blending ? QString::fromStdString(core::nameOf(*blending)) : QStringLiteral("off");
}

core::MegapixelLimits limitsFrom(const QSettings &file, const core::MegapixelLimits &otherwise)
{
    constexpr double least = 0.1;
    constexpr double most = 1000;
    core::MegapixelLimits limits {
        .desktop = number(file, desktopLimitKey, least, most, otherwise.desktop),
        .mobile = number(file, mobileLimitKey, least, most, otherwise.mobile),
        .hard = number(file, hardLimitKey, least, most, otherwise.hard),
        .downscaleMobile = file.value(downscaleKey, otherwise.downscaleMobile).toBool()};
    return limits;
}

} // namespace

Settings readSettings()
{
    const QSettings file;
    const Settings otherwise;
    Settings settings;
    settings.windowGeometry = file.value(geometryKey).toByteArray();
    settings.photosFolder = file.value(photosFolderKey).toString();
    settings.exportFolder = file.value(exportFolderKey).toString();
    settings.mode = enumerator(file, modeKey, CanvasMode::Wipe, otherwise.mode);
    const QColor garment(file.value(garmentKey).toString());
    settings.garment = garment.isValid() ? garment : otherwise.garment;
    settings.scheme = enumerator(file, schemeKey, ColourScheme::Light, otherwise.scheme);
    settings.printSize = file.value(printSizeKey).toString();
    settings.dotsPerInch = number(file, dotsPerInchKey, 30, 2400, otherwise.dotsPerInch);
    settings.trim = enumerator(file, trimKey, core::Trim::Animal, otherwise.trim);
    settings.nameTemplate = file.value(nameTemplateKey).toString();
    settings.keepLocation =
        enumerator(file, keepLocationKey, core::KeepLocation::Yes, otherwise.keepLocation);
    settings.model = file.value(modelKey, otherwise.model).toString();
    settings.device = file.value(deviceKey, otherwise.device).toString();
    settings.precision = precisionFrom(file, otherwise.precision);
    settings.fineStages =
        enumerator(file, fineStagesKey, core::FineStages::NearEdges, otherwise.fineStages);
    settings.blending = core::blendingNamed(file.value(blendingKey).toString().toStdString());
    settings.threads = static_cast<int>(number(file, threadsKey, 0, 256, otherwise.threads));
    settings.memoryAlertGigabytes =
        number(file, memoryAlertKey, 1, 1024, otherwise.memoryAlertGigabytes);
    settings.cacheGigabytes = number(file, cacheKey, 0, 1000, otherwise.cacheGigabytes);
    settings.proxy = file.value(proxyKey).toString();
    settings.limits = limitsFrom(file, otherwise.limits);
    return settings;
}

void writeSettings(const Settings &settings)
{
    QSettings file;
    file.setValue(geometryKey, settings.windowGeometry);
    file.setValue(photosFolderKey, settings.photosFolder);
    file.setValue(exportFolderKey, settings.exportFolder);
    file.setValue(modeKey, static_cast<int>(settings.mode));
    file.setValue(garmentKey, settings.garment.name());
    file.setValue(schemeKey, static_cast<int>(settings.scheme));
    file.setValue(printSizeKey, settings.printSize);
    file.setValue(dotsPerInchKey, settings.dotsPerInch);
    file.setValue(trimKey, static_cast<int>(settings.trim));
    file.setValue(nameTemplateKey, settings.nameTemplate);
    file.setValue(keepLocationKey, static_cast<int>(settings.keepLocation));
    file.setValue(modelKey, settings.model);
    file.setValue(deviceKey, settings.device);
    file.setValue(precisionKey, settings.precision);
    file.setValue(fineStagesKey, static_cast<int>(settings.fineStages));
    file.setValue(blendingKey, wordFor(settings.blending));
    file.setValue(threadsKey, settings.threads);
    file.setValue(memoryAlertKey, settings.memoryAlertGigabytes);
    file.setValue(cacheKey, settings.cacheGigabytes);
    file.setValue(proxyKey, settings.proxy);
    file.setValue(desktopLimitKey, settings.limits.desktop);
    file.setValue(mobileLimitKey, settings.limits.mobile);
    file.setValue(hardLimitKey, settings.limits.hard);
    file.setValue(downscaleKey, settings.limits.downscaleMobile);
}

} // namespace ui
