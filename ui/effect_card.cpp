#include "ui/effect_card.h"

#include "core/effects/effect.h"
#include "core/image/frame.h"
#include "ui/theme.h"

#include <QGridLayout>
#include <QPainter>

namespace ui {
namespace {

constexpr int columns = 3;
constexpr int thumbnailPx = 224; // shown at about 70, sharp on a screen of 300 %

core::Cutout cutoutFrom(const QImage &image)
{
    const cv::Mat shared(image.height(), image.width(), CV_8UC4,
        const_cast<uchar *>(image.constBits()), static_cast<std::size_t>(image.bytesPerLine()));
    return {shared.clone()};
}

QImage copied(const core::Cutout &cutout)
{
    const cv::Mat &rgba = cutout.rgba;
    return QImage(
        rgba.data, rgba.cols, rgba.rows, static_cast<qsizetype>(rgba.step), QImage::Format_RGBA8888)
        .copy();
}

/// Small animals in large photos fill their thumbnails too. The whole picture where nothing is
/// visible.
QImage croppedToAnimal(const QImage &plain)
{
    const QImage alpha = plain.convertToFormat(QImage::Format_Alpha8);
    const cv::Mat shared(alpha.height(), alpha.width(), CV_8UC1,
        const_cast<uchar *>(alpha.constBits()), static_cast<std::size_t>(alpha.bytesPerLine()));
    const core::Frame frame = core::visibleFrame(shared);
    if (frame.size.width <= 0 || frame.size.height <= 0)
        return plain;
    return plain.copy(frame.left, frame.top, frame.size.width, frame.size.height);
}

} // namespace

std::vector<QImage> effectThumbnails(const QImage &plain, int sidePx, const std::stop_token &stop)
{
    QImage small = croppedToAnimal(plain);
    if (std::max(small.width(), small.height()) > sidePx)
        small = small.scaled(sidePx, sidePx, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    const core::Cutout cutout = cutoutFrom(small.convertToFormat(QImage::Format_RGBA8888));
    const core::Progress progress(stop, {});
    std::vector<QImage> thumbnails;
    for (const core::Effect &effect : core::allEffects()) {
        if (stop.stop_requested())
            return {};
        const core::Result<core::Cutout> result = effect.apply(cutout, progress);
        thumbnails.push_back(result ? copied(*result) : QImage());
    }
    return thumbnails;
}

EffectButton::EffectButton(const QString &name, QWidget *parent)
    : QAbstractButton(parent)
{
    setText(name);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void EffectButton::setThumbnail(const QImage &thumbnail)
{
    m_thumbnail = thumbnail;
    update();
}

QSize EffectButton::sizeHint() const
{
    return {84, 84 + fontMetrics().height()};
}
QSize EffectButton::minimumSizeHint() const
{
    return {60, 84 + fontMetrics().height()};
}

QRectF EffectButton::tile() const
{
    return {2.5, 2.5, width() - 5.0, height() - 9.0 - fontMetrics().height()};
}

void EffectButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRectF body = tile();
    const bool isLit = isChecked() || hasFocus();
    painter.setPen(isLit ? QPen(hasFocus() ? theme.text : theme.accent, 2) : QPen(theme.line));
    painter.setBrush(underMouse() ? theme.checkerEven : theme.canvas);
    painter.drawRoundedRect(body, 6, 6);
    if (isChecked() && hasFocus()) {
        painter.setPen(QPen(theme.accent, 2));
        painter.drawRoundedRect(body.adjusted(2, 2, -2, -2), 4, 4);
    }
    if (!m_thumbnail.isNull()) {
        const QRectF room = body.adjusted(5, 5, -5, -5);
        const QSizeF size = QSizeF(m_thumbnail.size()).scaled(room.size(), Qt::KeepAspectRatio);
        const qreal ratio = devicePixelRatioF();
        const QImage scaled = m_thumbnail.scaled(
            (size * ratio).toSize(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        painter.drawImage(
            QRectF(room.center() - QPointF(size.width(), size.height()) / 2, size), scaled);
    }
    QFont name = font();
    name.setPointSizeF(name.pointSizeF() * 0.88);
    name.setWeight(isChecked() ? QFont::DemiBold : QFont::Normal);
    painter.setFont(name);
    painter.setPen(isChecked() ? theme.text : theme.secondary);
    const QRectF line(0, body.bottom() + 3, width(), fontMetrics().height());
    painter.drawText(
        line, Qt::AlignCenter, QFontMetrics(name).elidedText(text(), Qt::ElideRight, width()));
}

EffectCard::EffectCard(QWidget *parent)
    : Card(tr("Effect"), parent)
{
    auto *grid = new QGridLayout;
    grid->setSpacing(4);
    column()->addLayout(grid);
    int index = 0;
    for (const core::Effect &effect : core::allEffects()) {
        auto *button = new EffectButton(effectName(effect.id));
        button->setToolTip(button->text());
        const QString id = QString::fromStdString(effect.id);
        button->setObjectName(id);
        grid->addWidget(button, index / columns, index % columns);
        m_group.addButton(button);
        m_buttons.push_back(button);
        connect(button, &QAbstractButton::clicked, this, [this, id] { Q_EMIT effectChosen(id); });
        ++index;
    }
    for (int column = 0; column < columns; ++column)
        grid->setColumnStretch(column, 1);
}

void EffectCard::showPhoto(const PhotoEntry &entry, const Picture &picture)
{
    for (EffectButton *button : m_buttons)
        if (button->objectName() == QString::fromStdString(entry.effect))
            button->setChecked(true);
    if (m_photo != entry.id) {
        m_photo = entry.id;
        m_source = {};
        ++m_wanted; // what is on its way is of another photo
        for (EffectButton *button : m_buttons)
            button->setThumbnail({});
    }
    const bool cutoutIsPlain = entry.effect == "original";
    const QImage plain = !picture.plain.isNull() ? picture.plain
        : cutoutIsPlain                          ? picture.cutout
                                                 : QImage();
    if (!plain.isNull() && plain.constBits() != m_source.constBits())
        request(plain);
}

void EffectCard::request(const QImage &plain)
{
    m_source = plain; // held, so that its address stays its own
    m_worker.run(
        [this, plain, number = ++m_wanted](const std::stop_token &stop) {
            auto thumbnails = effectThumbnails(plain, thumbnailPx, stop);
            if (thumbnails.empty())
                return;
            const auto take = [this, number, thumbnails = std::move(thumbnails)] {
                if (number != m_wanted)
                    return;
                for (std::size_t index = 0; index < m_buttons.size(); ++index)
                    m_buttons[index]->setThumbnail(thumbnails[index]);
                Q_EMIT thumbnailsReady();
            };
            QMetaObject::invokeMethod(this, take, Qt::QueuedConnection);
        },
        LatestWorker::WhileBusy::Stop);
}

} // namespace ui
