#pragma once

#include "ui/settings.h"

#include <QDBusVariant>
#include <QObject>

namespace ui {

/// Whether the desktop is dark or light, by the XDG settings portal (org.freedesktop.appearance,
/// color-scheme), and where there is none by the lightness of the palette that Qt started with.
/// Make it before applyTheme().
class SystemScheme final : public QObject
{
    Q_OBJECT
public:
    explicit SystemScheme(QObject *parent = nullptr);

    /// Dark or Light.
    ColourScheme current() const { return m_current; }

Q_SIGNALS:
    void changed(ui::ColourScheme scheme);

private Q_SLOTS:
    void takeSetting(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void ask();
    void take(uint portalValue);

    ColourScheme m_started = ColourScheme::Light;
    ColourScheme m_current = ColourScheme::Light;
};

} // namespace ui
