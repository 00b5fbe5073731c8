#include "ui/view_bar.h"

#include "ui/theme.h"
#include "ui/wording.h"

#include <QColorDialog>
#include <QHBoxLayout>
#include <QPainter>
#include <QShortcut>

#include <array>

namespace ui {
namespace {

constexpr std::array modes {CanvasMode::Original, CanvasMode::Checker, CanvasMode::Black,
    CanvasMode::White, CanvasMode::Garment, CanvasMode::Alpha, CanvasMode::Overlay,
    CanvasMode::Wipe};
constexpr int sideMarginPx = 12;

struct GarmentColour
{
    QString name;
    QColor colour;
};

std::array<GarmentColour, 10> garmentColours()
{
    return {{{ViewBar::tr("White"), QColor(0xfa, 0xfa, 0xf7)},
        {ViewBar::tr("Black"), QColor(0x17, 0x17, 0x19)},
        {ViewBar::tr("Navy"), QColor(0x1f, 0x3a, 0x5f)},
        {ViewBar::tr("Heather grey"), QColor(0x9d, 0xa0, 0xa4)},
        {ViewBar::tr("Red"), QColor(0xb7, 0x25, 0x2b)},
        {ViewBar::tr("Royal blue"), QColor(0x24, 0x4f, 0xa8)},
        {ViewBar::tr("Forest green"), QColor(0x24, 0x4a, 0x34)},
        {ViewBar::tr("Sand"), QColor(0xd9, 0xc8, 0xa8)},
        {ViewBar::tr("Pink"), QColor(0xee, 0xb4, 0xc4)},
        {ViewBar::tr("Yellow"), QColor(0xf2, 0xc2, 0x2e)}}};
}

QIcon swatch(const QColor &colour, const QColor &line)
{
    QPixmap pixmap(48, 48);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(line, 3));
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(4, 4, 40, 40), 10, 10);
    return QIcon(pixmap);
}

QToolButton *flatButton(QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

ViewBar::ViewBar(QWidget *parent)
    : QWidget(parent)
    , m_row(new QWidget(this))
    , m_menuButton(flatButton(this))
    , m_colourButton(flatButton(this))
    , m_zoom(flatButton(this))
    , m_modes(new QMenu(this))
    , m_colours(new QMenu(this))
{
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(sideMarginPx, 7, sideMarginPx, 7);
    line->setSpacing(8);
    line->setSizeConstraint(QLayout::SetNoConstraint); // arrange() makes it fit
    line->addWidget(m_row);
    line->addWidget(m_menuButton);
    line->addWidget(m_colourButton);
    line->addStretch();
    line->addWidget(m_zoom);
    addModes();
    addColours();
    m_zoom->setForegroundRole(QPalette::PlaceholderText);
    m_zoom->setToolTip(tr("Fit or 100 % (Z); + and - or the wheel zoom"));
    connect(m_zoom, &QToolButton::clicked, this, &ViewBar::zoomClicked);
    setGarment(QColor(0x1f, 0x3a, 0x5f));
    setMode(m_mode);
    setZoom(0, Fit::Fitted);
    setAccessibleName(tr("View"));
}

void ViewBar::addModes()
{
    auto *row = new QHBoxLayout(m_row);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (const CanvasMode mode : modes) {
        const int index = int(mode);
        const QString key = QString::number(index + 1);
        const auto place = index == 0        ? SegmentButton::Place::First
            : index + 1 == int(modes.size()) ? SegmentButton::Place::Last
                                             : SegmentButton::Place::Middle;
        auto *button = new SegmentButton(nameOf(mode), key, place);
        button->setToolTip(descriptionOf(mode));
        button->setAccessibleDescription(descriptionOf(mode));
        button->setObjectName(QStringLiteral("view") + key);
        row->addWidget(button);
        m_group.addButton(button, index);
        auto *shortcut = new QShortcut(QKeySequence(Qt::Key_1 + index), this);
        connect(shortcut, &QShortcut::activated, this, [this, mode] { choose(mode); });
        QAction *action = m_modes->addAction(nameOf(mode) + QLatin1Char('\t') + key);
        connect(action, &QAction::triggered, this, [this, mode] { choose(mode); });
    }
    connect(&m_group, &QButtonGroup::idClicked, this,
        [this](int index) { choose(modes.at(std::size_t(index))); });
    m_menuButton->setMenu(m_modes);
    m_menuButton->setPopupMode(QToolButton::InstantPopup);
    m_menuButton->setAccessibleName(tr("View"));
}

void ViewBar::addColours()
{
    for (const GarmentColour &garment : garmentColours()) {
        QAction *action =
            m_colours->addAction(swatch(garment.colour, themeOf(palette()).faint), garment.name);
        connect(action, &QAction::triggered, this, [this, colour = garment.colour] {
            setGarment(colour);
            Q_EMIT garmentChosen(colour);
        });
    }
    m_colours->addSeparator();
    connect(m_colours->addAction(tr("Other colour…")), &QAction::triggered, this,
        &ViewBar::chooseOtherColour);
    m_colourButton->setMenu(m_colours);
    m_colourButton->setText(QStringLiteral("   "));
    m_colourButton->setPopupMode(QToolButton::InstantPopup);
    m_colourButton->setToolTip(tr("Colour of the shirt"));
    m_colourButton->setAccessibleName(tr("Colour of the shirt"));
}

void ViewBar::choose(CanvasMode mode)
{
    setMode(mode);
    Q_EMIT modeChosen(mode);
}

void ViewBar::chooseOtherColour()
{
    auto *dialog = new QColorDialog(m_garment, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QColorDialog::colorSelected, this, [this](const QColor &colour) {
        setGarment(colour);
        Q_EMIT garmentChosen(colour);
    });
    dialog->open();
}

void ViewBar::setMode(CanvasMode mode)
{
    m_mode = mode;
    m_group.button(int(mode))->setChecked(true);
    // The spaces are the room of the menu's arrow.
    m_menuButton->setText(
        QStringLiteral("%1  %2     ").arg(nameOf(mode), QString::number(int(mode) + 1)));
    m_colourButton->setVisible(mode == CanvasMode::Garment);
    arrange();
}

void ViewBar::setGarment(const QColor &colour)
{
    m_garment = colour;
    m_colourButton->setIcon(swatch(colour, themeOf(palette()).faint));
}

void ViewBar::setZoom(double zoom, Fit fit)
{
    const QString percent = tr("%1 %").arg(qRound(zoom * 100));
    m_zoom->setText(fit == Fit::Fitted ? tr("Fit · %1").arg(percent) : percent);
    m_zoom->setVisible(zoom > 0);
    m_zoom->setAccessibleName(tr("Zoom %1").arg(m_zoom->text()));
}

int ViewBar::rowWidth(SegmentButton::Keys keys) const
{
    int width = 0;
    for (const QAbstractButton *button : m_group.buttons())
        width += static_cast<const SegmentButton *>(button)->widthWith(keys);
    return width;
}

void ViewBar::arrange()
{
    const int zoomWidth =
        QFontMetrics(m_zoom->font()).horizontalAdvance(tr("Fit · %1").arg(tr("3200 %")));
    const int colour = m_mode == CanvasMode::Garment ? m_colourButton->sizeHint().width() + 8 : 0;
    const int room = width() - 2 * sideMarginPx - zoomWidth - 24 - colour;
    const bool fitsKeys = rowWidth(SegmentButton::Keys::Shown) <= room;
    const bool fitsNames = rowWidth(SegmentButton::Keys::Hidden) <= room;
    for (QAbstractButton *button : m_group.buttons())
        static_cast<SegmentButton *>(button)->setKeys(
            fitsKeys ? SegmentButton::Keys::Shown : SegmentButton::Keys::Hidden);
    m_row->setVisible(fitsNames);
    m_menuButton->setVisible(!fitsNames);
}

QSize ViewBar::minimumSizeHint() const
{
    const int menu = m_menuButton->sizeHint().width() + m_zoom->sizeHint().width();
    return {menu + m_colourButton->sizeHint().width() + 4 * sideMarginPx,
        m_group.button(0)->sizeHint().height() + 14};
}

void ViewBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ViewBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        setGarment(m_garment);
}

} // namespace ui
