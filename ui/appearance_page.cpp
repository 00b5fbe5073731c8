#include "ui/appearance_page.h"

#include "ui/card.h"
#include "ui/segment_button.h"

#include <QButtonGroup>
#include <QHBoxLayout>

namespace ui {

namespace {

QHBoxLayout *schemeRow(QButtonGroup &group, ColourScheme current)
{
    using Place = SegmentButton::Place;
    const std::tuple<QString, ColourScheme, Place> choices[] = {
        {AppearancePage::tr("As the system"), ColourScheme::System, Place::First},
        {AppearancePage::tr("Dark"), ColourScheme::Dark, Place::Middle},
        {AppearancePage::tr("Light"), ColourScheme::Light, Place::Last}};
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    for (const auto &[name, scheme, place] : choices) {
        auto *button = new SegmentButton(name, {}, place);
        button->setKeys(SegmentButton::Keys::Hidden);
        button->setAccessibleName(name);
        button->setChecked(scheme == current);
        group.addButton(button, static_cast<int>(scheme));
        row->addWidget(button);
    }
    row->addStretch(1);
    return row;
}

} // namespace

AppearancePage::AppearancePage(Settings &settings, QWidget *parent)
    : QWidget(parent)
{
    auto *group = new QButtonGroup(this);
    auto *card = new Card(tr("Colours"));
    card->column()->addLayout(schemeRow(*group, settings.scheme));
    card->column()->addWidget(
        new InkLabel(tr("Surroundings stay a neutral grey either way, so that the eye judges the "
                        "pet's colours and nothing else."),
            Ink::Secondary, InkLabel::Size::Caption, InkLabel::Lines::Wrapped));
    connect(group, &QButtonGroup::idClicked, this, [this, &settings](int scheme) {
        settings.scheme = static_cast<ColourScheme>(scheme);
        Q_EMIT schemeChosen(settings.scheme);
    });
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(card);
    column->addStretch(1);
}

} // namespace ui
