#pragma once

#include "ui/settings.h"

#include <QWidget>

namespace ui {

/// What the window looks like.
class AppearancePage final : public QWidget
{
    Q_OBJECT

public:
    AppearancePage(Settings &settings, QWidget *parent = nullptr);

Q_SIGNALS:
    void schemeChosen(ui::ColourScheme scheme);
};

} // namespace ui
