#include "ui/device_page.h"

#include "core/network/choices.h"
#include "ui/device_wording.h"
#include "ui/key_button.h"
#include "ui/model_wording.h"
#include "ui/setting_row.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int gapPx = 10;

QComboBox *choice(const char *name, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return box;
}

struct Range
{
    double least = 0;
    double most = 0;
};

QDoubleSpinBox *gigabytes(const char *name, const Range &range, double value, QWidget *parent)
{
    auto *box = new QDoubleSpinBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setDecimals(1);
    box->setRange(range.least, range.most);
    box->setValue(value);
    box->setSuffix(DevicePage::tr(" GB"));
    box->setButtonSymbols(QAbstractSpinBox::NoButtons); // arrow keys do it
    box->setKeyboardTracking(false); // not at every digit
    return box;
}

/// Shows the choice with that value; the first where there is none.
void select(QComboBox *box, const QVariant &value)
{
    box->setCurrentIndex(std::max(0, box->findData(value)));
}

QVariant wordOf(const std::optional<core::Blending> &blending)
{
    return blending ? QString::fromStdString(core::nameOf(*blending)) : QString();
}

} // namespace

DevicePage::DevicePage(const EngineAccess &engine, Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_engine(engine)
    , m_settings(settings)
    , m_device(choice("device", this))
    , m_precision(choice("precision", this))
    , m_fineStages(choice("fineStages", this))
    , m_blending(choice("blending", this))
    , m_threads(choice("threads", this))
    , m_alert(gigabytes("memoryAlert", {1, 1024}, settings.memoryAlertGigabytes, this))
    , m_cache(gigabytes("cache", {0, 1000}, settings.cacheGigabytes, this))
    , m_kept(new InkLabel({}, Ink::Secondary, InkLabel::Size::Normal, InkLabel::Lines::One, this))
    , m_clear(new KeyButton(tr("Clear"), {}, KeyButton::Role::Normal, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gapPx);
    for (QWidget *control : std::initializer_list<QWidget *> {
             m_fineStages, m_blending, m_alert, m_cache, m_kept, m_clear})
        control->hide(); // until a card takes it
    addCards(*column);
    offerDevices();
    offerPrecisions();
    offerBlending();
}

void DevicePage::addCards(QVBoxLayout &column)
{
    column.addWidget(speedCard());
    if (m_engine.knows.memoryAlert)
        column.addWidget(memoryCard());
    if (m_engine.cacheBytes && m_engine.clearCache)
        column.addWidget(cacheCard());
    column.addStretch(1);
}

Card *DevicePage::speedCard()
{
    auto *card = new Card(tr("Device and speed"));
    m_deviceWords = addSetting(*card, tr("Masks are made on"), foundText({}, {}), m_device);
    m_precisionWords = addSetting(*card, tr("Calculated"), explanationOf({}), m_precision);
    if (m_engine.knows.fineStages)
        addSetting(*card, tr("Finest detail"),
            tr("Near edges only: the last steps are left out where there is no fur, and a mask "
               "takes less time. At the edges it is the same."),
            m_fineStages);
    if (m_engine.knows.blending)
        m_blendingWords = addSetting(*card, tr("Second look"), secondLookText({}), m_blending);
    offerFineStages();
    offerThreads();
    addSetting(*card, tr("Processor cores"),
        tr("Fewer leave more of the computer to other programs."), m_threads);
    connect(m_device, &QComboBox::currentIndexChanged, this, &DevicePage::takeDevice);
    connect(m_precision, &QComboBox::currentIndexChanged, this, &DevicePage::takePrecision);
    connect(m_fineStages, &QComboBox::currentIndexChanged, this, [this] {
        m_settings.fineStages = static_cast<core::FineStages>(m_fineStages->currentData().toInt());
        Q_EMIT changed();
    });
    connect(m_blending, &QComboBox::currentIndexChanged, this, &DevicePage::takeBlending);
    connect(m_threads, &QComboBox::currentIndexChanged, this, [this] {
        m_settings.threads = m_threads->currentData().toInt();
        Q_EMIT changed();
    });
    return card;
}

Card *DevicePage::memoryCard()
{
    auto *card = new Card(tr("Memory"));
    addSetting(*card, tr("Warn above"),
        tr("A photo that needs more than this to be cut says so. What does not fit into the "
           "computer is made smaller by itself."),
        m_alert);
    connect(m_alert, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_settings.memoryAlertGigabytes = value;
        Q_EMIT changed();
    });
    return card;
}

Card *DevicePage::cacheCard()
{
    auto *card = new Card(tr("Masks that are kept"));
    m_cache->setSpecialValueText(tr("Nothing"));
    addSetting(*card, tr("Keep at most"),
        tr("A photo that was cut before is there at once. The oldest masks go first."), m_cache);
    connect(m_cache, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_settings.cacheGigabytes = value;
        Q_EMIT changed();
    });
    m_kept->setObjectName(QStringLiteral("kept"));
    m_clear->setObjectName(QStringLiteral("clear"));
    m_clear->setAccessibleName(tr("Clear the masks that are kept"));
    connect(m_clear, &QPushButton::clicked, this, &DevicePage::clear);
    m_kept->setVisible(true);
    m_clear->setVisible(true);
    auto *row = new QHBoxLayout;
    row->addWidget(m_kept, 1);
    row->addWidget(m_clear);
    card->column()->addSpacing(6);
    card->column()->addLayout(row);
    showKept(0);
    return card;
}

void DevicePage::look()
{
    if (m_devices.empty() && m_engine.devices && m_asking.isFree())
        m_asking.start<std::vector<EngineDevice>>(
            [devices = m_engine.devices](const core::Progress &)
                -> core::Result<std::vector<EngineDevice>> { return devices(); },
            [this](core::Result<std::vector<EngineDevice>> devices) {
                if (devices)
                    takeDevices(std::move(*devices));
            });
    if (m_engine.cacheBytes && m_counting.isFree())
        m_counting.start<std::int64_t>(
            [count = m_engine.cacheBytes](
                const core::Progress &) -> core::Result<std::int64_t> { return count(); },
            [this](const core::Result<std::int64_t> &bytes) { showKept(bytes.value_or(0)); });
}

void DevicePage::takeDevices(std::vector<EngineDevice> devices)
{
    m_devices = std::move(devices);
    offerDevices();
    offerPrecisions();
}

void DevicePage::offerDevices()
{
    const QSignalBlocker quiet(m_device);
    m_device->clear();
    m_device->addItem(automaticText(m_devices), QStringLiteral("auto"));
    for (const EngineDevice &device : m_devices)
        m_device->addItem(deviceText(device), QString::fromStdString(device.setting));
    select(m_device, m_settings.device);
    m_device->setEnabled(!m_devices.empty());
    m_deviceWords->setText(foundText(m_devices, m_settings.device));
    m_device->setAccessibleDescription(m_deviceWords->text());
}

/// The device that the setting means; null until the devices are known.
const EngineDevice *DevicePage::chosen() const
{
    const auto found = std::ranges::find_if(m_devices, [this](const EngineDevice &device) {
        return QString::fromStdString(device.setting) == m_settings.device;
    });
    if (found != m_devices.end())
        return &*found;
    return m_devices.empty() ? nullptr : &m_devices.back();
}

void DevicePage::offerPrecisions()
{
    const QSignalBlocker quiet(m_precision);
    m_precision->clear();
    m_precision->addItem(nameOfChoice({}), QStringLiteral("auto"));
    if (const EngineDevice *device = chosen())
        for (const core::Precision precision : device->precisions)
            if (suits(precision))
                m_precision->addItem(
                    nameOfChoice(precision), QString::fromStdString(core::nameOf(precision)));
    m_precision->setEnabled(!m_devices.empty());
    select(m_precision, m_settings.precision);
    explainPrecision();
}

bool DevicePage::suits(core::Precision precision) const
{
    return !m_engine.suits || m_engine.suits(m_settings.model.toStdString(), precision);
}

void DevicePage::modelChanged()
{
    offerBlending();
    offerPrecisions();
    m_settings.precision = m_precision->currentData().toString(); // it may not have the last one
}

void DevicePage::offerFineStages()
{
    for (const auto stages : {core::FineStages::Everywhere, core::FineStages::NearEdges})
        m_fineStages->addItem(nameOf(stages), static_cast<int>(stages));
    select(m_fineStages, static_cast<int>(m_settings.fineStages));
}

/// A model that cannot leaves the setting as it is, for one that can.
void DevicePage::offerBlending()
{
    const QSignalBlocker quiet(m_blending);
    m_blending->clear();
    using Choice = std::optional<core::Blending>;
    for (const Choice &one : {Choice(), Choice(core::Blending::ShiftCorrected),
             Choice(core::Blending::Exact)})
        m_blending->addItem(nameOfSecondLook(one), wordOf(one));
    m_blending->setEnabled(blends());
    select(m_blending, wordOf(blends() ? m_settings.blending : Choice()));
    explainBlending();
}

bool DevicePage::blends() const
{
    return !m_engine.blends || m_engine.blends(m_settings.model.toStdString());
}

void DevicePage::takeBlending()
{
    m_settings.blending =
        core::blendingNamed(m_blending->currentData().toString().toStdString());
    explainBlending();
    Q_EMIT changed();
}

void DevicePage::explainBlending()
{
    if (!m_blendingWords)
        return;
    m_blendingWords->setText(blends() ? secondLookText(m_settings.blending)
                                      : noSecondLookText(m_settings.model.toStdString()));
    m_blending->setAccessibleDescription(m_blendingWords->text());
}

void DevicePage::offerThreads()
{
    m_threads->addItem(tr("All"), 0);
    for (int threads = 1; threads < m_engine.cores; ++threads)
        m_threads->addItem(QString::number(threads), threads);
    select(m_threads, m_settings.threads);
}

void DevicePage::takeDevice()
{
    m_settings.device = m_device->currentData().toString();
    m_deviceWords->setText(foundText(m_devices, m_settings.device));
    offerPrecisions();
    m_settings.precision = m_precision->currentData().toString(); // it may not have the last one
    Q_EMIT changed();
}

void DevicePage::takePrecision()
{
    m_settings.precision = m_precision->currentData().toString();
    explainPrecision();
    Q_EMIT changed();
}

void DevicePage::explainPrecision()
{
    const auto precision =
        core::precisionNamed(m_precision->currentData().toString().toStdString());
    QStringList sentences {explanationOf(precision)};
    if (const EngineDevice *device = chosen())
        for (const core::Precision one : device->precisions)
            if (!suits(one))
                sentences.append(unsuitedText(one));
    m_precisionWords->setText(sentences.join(QLatin1Char(' ')));
    m_precision->setAccessibleDescription(m_precisionWords->text());
}

void DevicePage::showKept(std::int64_t bytes)
{
    m_kept->setText(bytes > 0 ? tr("%1 are kept").arg(bytesText(bytes)) : tr("Nothing is kept"));
    m_clear->setEnabled(bytes > 0);
}

void DevicePage::clear()
{
    if (!m_counting.isFree())
        return;
    m_counting.start<std::int64_t>(
        [clear = m_engine.clearCache, count = m_engine.cacheBytes](const core::Progress &) {
            return clear().map(count);
        },
        [this](const core::Result<std::int64_t> &left) {
            if (left)
                showKept(*left);
            else
                m_kept->setText(sentencesOf(wordingFor(left.error())));
        });
}

} // namespace ui
