#pragma once

#include "ui/settings.h"

#include <QWidget>

namespace ui {

class Card;

/// What the window looks like, and what prints tell.
class AppearancePage final : public QWidget
{
    Q_OBJECT

public:
    AppearancePage(Settings &settings, QWidget *parent = nullptr);

Q_SIGNALS:
    void schemeChosen(ui::ColourScheme scheme);
    void locationChosen();

private:
    Card *locationCard(Settings &settings);
};

} // namespace ui
