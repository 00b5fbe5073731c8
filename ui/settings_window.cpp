#include "ui/settings_window.h"

#include "ui/appearance_page.h"
#include "ui/device_page.h"
#include "ui/models_page.h"
#include "ui/segment_button.h"
#include "ui/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QScreen>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QTimer>

namespace ui {

namespace {

constexpr QSize firstSize(760, 720);
constexpr int marginPx = 16;
/// Somebody who tries some choices one after the other loads one model, not each.
constexpr std::chrono::milliseconds settlingTime(400);

} // namespace

SettingsWindow::SettingsWindow(const EngineAccess &engine, Settings &settings, QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_models(new ModelsPage(engine.models, settings))
    , m_device(new DevicePage(engine, settings))
    , m_appearance(new AppearancePage(settings))
    , m_tabs(new QButtonGroup(this))
    , m_pages(new QStackedWidget)
    , m_engineChange(new QTimer(this))
{
    setWindowTitle(tr("Settings"));
    setMinimumSize(360, 300);
    resize(firstSize.boundedTo(screen()->availableSize() - QSize(40, 60)));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(tabs());
    column->addWidget(m_pages, 1);
    for (QWidget *page : std::initializer_list<QWidget *> {m_models, m_device, m_appearance})
        addPage(page);
    connectPages();
    const bool hasModels = !engine.models.offers.empty();
    m_tabs->button(static_cast<int>(Page::Models))->setVisible(hasModels);
    showPage(hasModels ? Page::Models : Page::Device);
}

QHBoxLayout *SettingsWindow::tabs()
{
    using Place = SegmentButton::Place;
    const std::tuple<QString, Page, Place> pages[] = {
        {tr("Models"), Page::Models, Place::First},
        {tr("Device and speed"), Page::Device, Place::Middle},
        {tr("Appearance"), Page::Appearance, Place::Last}};
    auto *row = new QHBoxLayout;
    row->setContentsMargins(marginPx, marginPx, marginPx, marginPx - 4);
    row->setSpacing(0);
    for (const auto &[name, page, place] : pages) {
        auto *button = new SegmentButton(name, {}, place);
        button->setKeys(SegmentButton::Keys::Hidden);
        button->setAccessibleName(name);
        m_tabs->addButton(button, static_cast<int>(page));
        row->addWidget(button);
    }
    row->addStretch(1);
    connect(m_tabs, &QButtonGroup::idToggled, this, [this](int page, bool isChecked) {
        if (isChecked)
            m_pages->setCurrentIndex(page);
    });
    return row;
}

void SettingsWindow::addPage(QWidget *page)
{
    page->setContentsMargins(marginPx, 0, marginPx, marginPx);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false); // setWidget() turns it on
    m_pages->addWidget(scroll);
}

void SettingsWindow::connectPages()
{
    const auto save = [this] { writeSettings(m_settings); };
    m_engineChange->setSingleShot(true);
    m_engineChange->setInterval(settlingTime);
    connect(m_engineChange, &QTimer::timeout, this, [this] { Q_EMIT engineChosen(m_settings); });
    connect(m_models, &ModelsPage::modelChosen, m_device, &DevicePage::modelChanged);
    connect(m_models, &ModelsPage::modelChosen, this, save);
    connect(m_models, &ModelsPage::modelChosen, m_engineChange, qOverload<>(&QTimer::start));
    connect(m_models, &ModelsPage::proxyChanged, this, save);
    connect(m_models, &ModelsPage::arrived, this, &SettingsWindow::modelArrived);
    connect(m_device, &DevicePage::changed, this, save);
    connect(m_device, &DevicePage::changed, m_engineChange, qOverload<>(&QTimer::start));
    connect(m_appearance, &AppearancePage::schemeChosen, this, save);
    connect(m_appearance, &AppearancePage::locationChosen, this, save);
    connect(m_appearance, &AppearancePage::schemeChosen, this, &SettingsWindow::schemeChosen);
    const auto turn = [this](int step) {
        return [this, step] {
            const int pages = m_pages->count();
            int next = m_pages->currentIndex();
            do
                next = (next + step + pages) % pages;
            while (m_tabs->button(next)->isHidden());
            showPage(static_cast<Page>(next));
        };
    };
    const auto onKey = [this](const QKeySequence &key, auto action) {
        connect(new QShortcut(key, this), &QShortcut::activated, this, action);
    };
    onKey(Qt::CTRL | Qt::Key_PageDown, turn(1));
    onKey(Qt::CTRL | Qt::Key_PageUp, turn(-1));
    onKey(QKeySequence::Close, [this] { close(); });
}

void SettingsWindow::showPage(Page page)
{
    m_tabs->button(static_cast<int>(page))->setChecked(true);
}

void SettingsWindow::showModelKept(const std::string &chosen, const core::Error &error)
{
    m_models->showKept(chosen, error);
}

void SettingsWindow::look()
{
    m_models->look();
    m_device->look();
}

void SettingsWindow::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    look();
}

void SettingsWindow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), themeOf(palette()).panel);
}

} // namespace ui
