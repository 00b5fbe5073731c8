#include "ui/system_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>
#include <QPalette>

namespace ui {
namespace {

const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colourScheme = QStringLiteral("color-scheme");

/// The portal wraps a read value in one or two variants, by its version.
uint unwrapped(const QVariant &value)
{
    if (value.canConvert<QDBusVariant>())
        return unwrapped(value.value<QDBusVariant>().variant());
    return value.toUInt();
}

} // namespace

SystemScheme::SystemScheme(QObject *parent)
    : QObject(parent)
{
    const bool startedDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    m_started = startedDark ? ColourScheme::Dark : ColourScheme::Light;
    m_current = m_started;
    QDBusConnection::sessionBus().connect(service, path, interface,
        QStringLiteral("SettingChanged"), this, SLOT(takeSetting(QString, QString, QDBusVariant)));
    ask();
}

void SystemScheme::ask()
{
    if (!QDBusConnection::sessionBus().isConnected())
        return;
    QDBusMessage call =
        QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
    call << appearance << colourScheme;
    auto *watcher =
        new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call, 2000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QVariant> reply = *watcher;
        if (!reply.isError())
            take(unwrapped(reply.value()));
        watcher->deleteLater();
    });
}

void SystemScheme::takeSetting(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (group == appearance && key == colourScheme)
        take(unwrapped(value.variant()));
}

void SystemScheme::take(uint portalValue)
{
    // 1: dark is preferred, 2: light, 0: no preference
    const ColourScheme scheme = portalValue == 1 ? ColourScheme::Dark
        : portalValue == 2                       ? ColourScheme::Light
                                                 : m_started;
    if (scheme == m_current)
        return;
    m_current = scheme;
    Q_EMIT changed(scheme);
}

} // namespace ui
