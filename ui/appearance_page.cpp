#include "ui/appearance_page.h"

#include "ui/card.h"
#include "ui/segment_button.h"
#include "ui/setting_row.h"

#include <QButtonGroup>
#include <QComboBox>
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
    column->addWidget(locationCard(settings));
    column->addStretch(1);
}

Card *AppearancePage::locationCard(Settings &settings)
{
    auto *choice = new QComboBox;
    choice->setObjectName(QStringLiteral("keepLocation"));
    choice->addItems({tr("Left out"), tr("Kept")}); // as KeepLocation counts
    choice->setCurrentIndex(static_cast<int>(settings.keepLocation));
    leaveTheWheelToThePage(choice);
    auto *card = new Card(tr("Prints"));
    addSetting(*card, tr("Where a photo was taken"),
        tr("Time, camera, copyright and contact go into each print; the place only if you say so."),
        choice);
    connect(choice, &QComboBox::currentIndexChanged, this, [this, &settings](int index) {
        settings.keepLocation = static_cast<core::KeepLocation>(index);
        Q_EMIT locationChosen();
    });
    return card;
}

} // namespace ui
