#include "ui/empty_view.h"

#include "ui/icons.h"
#include "ui/ink_label.h"
#include "ui/key_button.h"
#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace ui {
namespace {

constexpr int pawPx = 84;
constexpr int framePaddingPx = 48;
constexpr int widestPx = 560;

InkLabel *centred(const QString &text, Ink ink, InkLabel::Size size)
{
    auto *label = new InkLabel(text, ink, size, InkLabel::Lines::Wrapped);
    label->setAlignment(Qt::AlignCenter);
    return label;
}

} // namespace

EmptyView::EmptyView(QWidget *parent)
    : QWidget(parent)
    , m_content(new QWidget(this))
    , m_paw(new QLabel)
{
    auto *choose = new KeyButton(
        tr("Choose photos"), QKeySequence(Qt::CTRL | Qt::Key_O), KeyButton::Role::Primary);
    auto *paste = new KeyButton(tr("Paste"), QKeySequence(Qt::CTRL | Qt::Key_V));
    choose->setObjectName(QStringLiteral("choose"));
    paste->setObjectName(QStringLiteral("paste"));
    // The window has these shortcuts too, with and without photos.
    choose->setAnswer(KeyButton::Answer::Elsewhere);
    paste->setAnswer(KeyButton::Answer::Elsewhere);
    connect(choose, &QPushButton::clicked, this, &EmptyView::chooseWanted);
    connect(paste, &QPushButton::clicked, this, &EmptyView::pasteWanted);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(choose);
    buttons->addWidget(paste);
    buttons->addStretch();
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_paw->setAlignment(Qt::AlignCenter);
    column->addWidget(m_paw);
    column->addSpacing(12);
    column->addWidget(centred(tr("Drop pet photos or a folder"), Ink::Text, InkLabel::Size::Title));
    column->addWidget(centred(tr("JPEG, HEIC, PNG, WebP, AVIF or TIFF, up to 50 megapixels. Larger "
                                 "ones are scaled while they open."),
        Ink::Secondary, InkLabel::Size::Normal));
    column->addSpacing(10);
    column->addLayout(buttons);
    column->addSpacing(6);
    column->addWidget(centred(tr("Your originals are never changed. Nothing leaves this computer."),
        Ink::Secondary, InkLabel::Size::Caption));
    setMinimumSize(160, 120);
    dress();
}

void EmptyView::setDrop(Drop drop)
{
    m_drop = drop;
    update();
}

QRectF EmptyView::frame() const
{
    return QRectF(m_content->geometry())
        .adjusted(-framePaddingPx, -framePaddingPx, framePaddingPx, framePaddingPx)
        .intersected(QRectF(rect()).adjusted(8, 8, -8, -8));
}

void EmptyView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int width =
        qBound(120, this->width() - 2 * framePaddingPx, widestPx - 2 * framePaddingPx);
    const int height = m_content->layout()->heightForWidth(width);
    m_content->setGeometry(
        (this->width() - width) / 2, (this->height() - height) / 2, width, height);
}

void EmptyView::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.canvas);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isHovering = m_drop == Drop::Hovering;
    QPen pen(isHovering ? theme.accent : theme.faint, 2);
    pen.setDashPattern({3.5, 2.5});
    painter.setPen(pen);
    if (isHovering) {
        QColor glow = theme.accent;
        glow.setAlphaF(0.12F);
        painter.setBrush(glow);
    }
    painter.drawRoundedRect(frame(), 16, 16);
}

void EmptyView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void EmptyView::dress()
{
    m_paw->setPixmap(
        tintedPixmap(QStringLiteral("paw"), themeOf(palette()).accent, pawPx, devicePixelRatioF()));
}

} // namespace ui
