#include "app/measurement.h"
#include "app/wait_policy.h"
#include "app/window_engine.h"
#include "ui/icons.h"
#include "ui/low_priority.h"
#include "ui/main_window.h"
#include "ui/model_loader.h"
#include "ui/paths.h"
#include "ui/system_scheme.h"
#include "ui/theme.h"

#include <QApplication>
#include <QCommandLineParser>

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

void connectEngine(ui::ModelLoader &loader, ui::Session &session, ui::MainWindow &window)
{
    using ui::ModelLoader;
    QObject::connect(&loader, &ModelLoader::switching, &session, &ui::Session::hold);
    QObject::connect(&loader, &ModelLoader::made, &session,
        [&session](const std::shared_ptr<core::Segmenter> &made) { session.use(made); });
    QObject::connect(&loader, &ModelLoader::coming, &session, &ui::Session::expect);
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
            loader.load(chosen.model.toStdString(), app::makeSegmenter(chosen));
        });
}

} // namespace

int main(int argc, char **argv)
{
    app::spinBrieflyWhileWaiting(argv);
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

    core::PhotoReaders readers(
        core::readerBeside(ui::pathOf(QApplication::applicationFilePath())));
    ui::Session session(
        core::effectiveLimits(settings.limits, core::processEnvironment).limits, readers);
    ui::MainWindow window(session, settings, app::engineAccess());
    QObject::connect(&window, &ui::MainWindow::schemeChosen, &application,
        [&wanted, &dress](ui::ColourScheme scheme) {
            wanted = scheme;
            dress();
        });

    ui::ModelLoader loader(settings.model.toStdString(), app::makeSegmenter(settings));
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
