#include "ui/device_wording.h"

#include "ui/wording.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui {

namespace {

struct DeviceTexts
{
    Q_DECLARE_TR_FUNCTIONS(DeviceTexts)
};

bool isCard(const EngineDevice &device)
{
    return device.setting != "cpu";
}

} // namespace

QString deviceText(const EngineDevice &device)
{
    return isCard(device) ? QString::fromStdString(device.name) : DeviceTexts::tr("Processor");
}

QString automaticText(const std::vector<EngineDevice> &devices)
{
    if (devices.empty())
        return DeviceTexts::tr("Automatic");
    return DeviceTexts::tr("Automatic: %1").arg(isCard(devices.back()) ? deviceText(devices.back())
                                      : DeviceTexts::tr("processor"));
}

QString foundText(const std::vector<EngineDevice> &devices, const QString &wanted)
{
    if (devices.empty())
        return DeviceTexts::tr("Looking for NVIDIA cards…");
    const bool isThere = wanted == QLatin1String("auto")
        || std::ranges::any_of(devices, [&wanted](const EngineDevice &device) {
               return QString::fromStdString(device.setting) == wanted;
           });
    const auto cards = std::ranges::count_if(devices, isCard);
    if (!isThere)
        return DeviceTexts::tr("%1 is not here any more: choose another.").arg(wanted.toUpper());
    if (cards == 0)
        return DeviceTexts::tr("No NVIDIA card was found: masks are made on the processor.");
    if (cards == 1)
        return DeviceTexts::tr("1 NVIDIA card was found. It makes masks many times faster.");
    return DeviceTexts::tr("%1 NVIDIA cards were found. They make masks many times faster.")
        .arg(cards);
}

QString nameOfChoice(const std::optional<core::Precision> &precision)
{
    if (!precision)
        return DeviceTexts::tr("Automatic");
    switch (*precision) {
    case core::Precision::Float32:
        return DeviceTexts::tr("Exact (float32)");
    case core::Precision::BFloat16:
        return DeviceTexts::tr("Fast (bfloat16)");
    case core::Precision::Float16:
        return DeviceTexts::tr("Fast (float16)");
    case core::Precision::Int8:
        return DeviceTexts::tr("Small (int8)");
    }
    return {};
}

QString explanationOf(const std::optional<core::Precision> &precision)
{
    if (!precision)
        return DeviceTexts::tr("Exact on the processor, fast on a card. Every mask says how it "
                               "was made.");
    switch (*precision) {
    case core::Precision::Float32:
        return DeviceTexts::tr("The masks of the model's authors, number for number. Takes the "
                               "most time and memory.");
    case core::Precision::BFloat16:
        return DeviceTexts::tr("Rounds more: less time and memory, and edges that differ by a "
                               "shade that a print hardly shows.");
    case core::Precision::Float16:
        return DeviceTexts::tr("Rounds more: less time and memory on a card. One mask is compared "
                               "with the exact one at the start.");
    case core::Precision::Int8:
        return DeviceTexts::tr("Rounds the most. A photo where that shows is done again exactly, "
                               "and its mask says so.");
    }
    return {};
}

QString unsuitedText(core::Precision precision)
{
    return DeviceTexts::tr("%1 is not for this model: it has no layers that could be calculated so.")
        .arg(nameOfChoice(precision));
}

QString nameOf(core::FineStages stages)
{
    switch (stages) {
    case core::FineStages::Everywhere:
        return DeviceTexts::tr("Everywhere");
    case core::FineStages::NearEdges:
        return DeviceTexts::tr("Near edges only");
    }
    return {};
}

QString nameOfSecondLook(const std::optional<core::Blending> &blending)
{
    if (!blending)
        return DeviceTexts::tr("Off");
    switch (*blending) {
    case core::Blending::ShiftCorrected:
        return DeviceTexts::tr("On");
    case core::Blending::Exact:
        return DeviceTexts::tr("On, as the authors do it");
    }
    return {};
}

QString secondLookText(const std::optional<core::Blending> &blending)
{
    const QString what = DeviceTexts::tr(
        "Photos over 512 pixels are looked at twice, the second time in more detail: their edges "
        "become sharper, and a mask takes many times as long.");
    if (blending != core::Blending::Exact)
        return what;
    return what % QLatin1Char(' ')
        % DeviceTexts::tr("The authors' way puts soft edges 3.5 pixels too far up and left.");
}

QString noSecondLookText(const std::string &model)
{
    return DeviceTexts::tr("%1 needs no second look: it sees large photos in detail at once.")
        .arg(modelName(model));
}

} // namespace ui
