#include "app/engine.h"
#include "app/measurement.h"
#include "app/wait_policy.h"
#include "ui/icons.h"
#include "ui/low_priority.h"
#include "ui/main_window.h"
#include "ui/model_loader.h"
#include "ui/paths.h"
#include "ui/system_scheme.h"
#include "ui/theme.h"

#include <QApplication>
#include <QCommandLineParser>

#include <cmath>

namespace {

struct Options
{
    std::vector<std::filesystem::path> photos;
    bool measures = false;
    bool quitsWhenDone = false;
};

Options optionsOf(const QApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::tr("Cuts pets out of photos, ready to print."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption measure(QStringLiteral("measure-stalls"),
        QApplication::tr("Print start times and the window's longest stall at the end."));
    const QCommandLineOption quit(
        QStringLiteral("quit-when-done"), QApplication::tr("Close when all photos are done."));
    parser.addOptions({measure, quit});
    parser.addPositionalArgument(QStringLiteral("photos"),
        QApplication::tr("Photos and folders to open."), QStringLiteral("[photos...]"));
    parser.process(application);
    Options options {.measures = parser.isSet(measure), .quitsWhenDone = parser.isSet(quit)};
    for (const QString &photo : parser.positionalArguments())
        options.photos.push_back(ui::pathOf(photo));
    return options;
}

ui::ModelLoader::Make makeSegmenter(const ui::Settings &settings)
{
    const app::EngineOptions engine {.model = settings.model.toStdString(),
        .device = settings.device.toStdString(),
        .threads = settings.threads,
        .maskCacheBytes = std::llround(settings.cacheGigabytes * 1e9)};
    const std::filesystem::path program = ui::pathOf(QCoreApplication::applicationFilePath());
    return [engine, program] {
        return app::engineFor(engine, program)
            .map([](std::unique_ptr<core::Segmenter> segmenter) {
                return ui::ModelLoader::Segmenter(std::move(segmenter));
            });
    };
}

std::vector<ui::EngineDevice> devicesHere()
{
    using core::Precision;
    std::vector<ui::EngineDevice> devices;
    for (const core::Device &device : core::availableDevices()) {
        const bool isCard = device.kind == core::Device::Kind::Cuda;
        devices.push_back({.setting = isCard ? "cuda:" + std::to_string(device.index) : "cpu",
            .name = core::nameOf(device),
            .precisions = {Precision::Float32}});
    }
    return devices;
}

ui::EngineAccess engineAccess()
{
    ui::EngineAccess access;
    access.devices = devicesHere;
    access.cores = core::networkThreads();
    access.cacheBytes = [] { return core::keptMasks(core::maskCacheFolder()).bytes; };
    access.clearCache = [] { return core::clearMasks(core::maskCacheFolder()); };
    return access;
}

void connectEngine(ui::ModelLoader &loader, ui::Session &session, ui::MainWindow &window)
{
    using ui::ModelLoader;
    QObject::connect(&loader, &ModelLoader::switching, &session, &ui::Session::hold);
    QObject::connect(&loader, &ModelLoader::made, &session,
        [&session](const std::shared_ptr<core::Segmenter> &made) { session.use(made); });
    QObject::connect(&loader, &ModelLoader::failed, &session,
        [&session](const core::Error &error) { session.use(tl::unexpected(error)); });
    QObject::connect(&loader, &ModelLoader::kept, &window, &ui::MainWindow::showModelKept);
    QObject::connect(&loader, &ModelLoader::statusChanged, &window, &ui::MainWindow::showModel);
    QObject::connect(
        &loader, &ModelLoader::statusChanged, &session, [&session](const ui::ModelStatus &status) {
            if (status.state == core::LocalSegmenter::State::Ready)
                session.networkIsReady();
        });
    QObject::connect(
        &window, &ui::MainWindow::engineChosen, &loader, [&loader](const ui::Settings &chosen) {
            loader.load(chosen.model.toStdString(), makeSegmenter(chosen));
        });
}

} // namespace

int main(int argc, char **argv)
{
    app::sleepWhileWaiting(argv);
    const app::Measurement::Clock::time_point started = app::Measurement::Clock::now();
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Pawtrait"));
    QApplication::setApplicationName(QStringLiteral("pawtrait"));
    QApplication::setApplicationVersion(QStringLiteral(PAWTRAIT_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("pawtrait"));
    const Options options = optionsOf(application);

    const ui::Settings settings = ui::readSettings();
    const ui::SystemScheme system;
    ui::ColourScheme wanted = settings.scheme;
    const auto dress = [&] {
        ui::applyTheme(application, ui::resolvedScheme(wanted, system.current()));
    };
    QObject::connect(&system, &ui::SystemScheme::changed, &application, dress);
    dress();
    QApplication::setWindowIcon(ui::applicationIcon());

    ui::Session session(core::effectiveLimits(settings.limits, core::processEnvironment).limits);
    ui::MainWindow window(session, settings, engineAccess());
    QObject::connect(&window, &ui::MainWindow::schemeChosen, &application,
        [&wanted, &dress](ui::ColourScheme scheme) {
            wanted = scheme;
            dress();
        });

    ui::ModelLoader loader(settings.model.toStdString(), makeSegmenter(settings));
    connectEngine(loader, session, window);

    std::optional<app::Measurement> measurement;
    if (options.measures || options.quitsWhenDone)
        measurement.emplace(started, session, loader,
            options.quitsWhenDone ? app::Measurement::AtTheEnd::Quit
                                  : app::Measurement::AtTheEnd::Stay);
    window.show();
    if (measurement)
        measurement->windowShown();
    if (!options.photos.empty())
        session.add(options.photos);
    const int status = QApplication::exec();
    if (measurement)
        measurement->print();
    return status;
}
