#include "ui/photo_delegate.h"

#include "ui/paths.h"
#include "ui/photo_list_model.h"
#include "ui/theme.h"
#include "ui/thin_bar.h"
#include "ui/wording.h"

#include <QPainter>
#include <QPainterPath>

namespace ui {

namespace {

constexpr int marginPx = 4; // between the row and its card
constexpr int paddingPx = 8;
constexpr QSize thumbnailPx(64, 56);
constexpr int cardWidthPx = 208;

QFont captionFont(const QFont &font)
{
    QFont caption = font;
    caption.setPointSizeF(font.pointSizeF() * 11 / 13);
    return caption;
}

QColor colourOf(Mood mood, const Theme &theme)
{
    switch (mood) {
    case Mood::Neutral:
    case Mood::Busy:
        return theme.secondary;
    case Mood::Good:
        return theme.good;
    case Mood::Attention:
        return theme.attention;
    case Mood::Bad:
        return theme.bad;
    }
    return theme.text;
}

void paintCard(QPainter &painter, const QRectF &card, QStyle::State state, const Theme &theme)
{
    const bool isSelected = state.testFlag(QStyle::State_Selected);
    const bool isHovered = state.testFlag(QStyle::State_MouseOver);
    if (!isSelected && !isHovered)
        return;
    const bool hasFocus = isSelected && state.testFlag(QStyle::State_HasFocus);
    painter.setPen(isSelected ? QPen(theme.accent, hasFocus ? 2 : 1) : QPen(Qt::NoPen));
    painter.setBrush(theme.card);
    painter.drawRoundedRect(card, 8, 8);
}

void paintThumbnail(
    QPainter &painter, const QRect &place, const QImage &thumbnail, const Theme &theme)
{
    QPainterPath corners;
    corners.addRoundedRect(place, 5, 5);
    painter.save();
    painter.setClipPath(corners);
    painter.fillRect(place, theme.canvas);
    if (!thumbnail.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        const bool isCutout = thumbnail.hasAlphaChannel();
        const QSize size = thumbnail.size().scaled(
            place.size(), isCutout ? Qt::KeepAspectRatio : Qt::KeepAspectRatioByExpanding);
        QRect target(QPoint(), size);
        target.moveCenter(place.center());
        painter.drawImage(target, thumbnail);
    }
    painter.restore();
}

/// Name on one line, state on up to two below it.
void paintWords(QPainter &painter, const QRect &place, const PhotoEntry &entry, const QFont &font,
    const Theme &theme)
{
    const StateWords state = stateWords(entry);
    const QFontMetrics nameMetrics(font);
    painter.setFont(font);
    painter.setPen(theme.text);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignTop | Qt::TextSingleLine,
        nameMetrics.elidedText(textOf(entry.file.filename()), Qt::ElideMiddle, place.width()));
    const QFont caption = captionFont(font);
    const QString sign = signOf(state.mood);
    const QString words = sign.isEmpty() ? state.words : sign % QLatin1Char(' ') % state.words;
    const QRect below = place.adjusted(0, nameMetrics.height() + 1, 0, 0);
    painter.setFont(caption);
    painter.setPen(colourOf(state.mood, theme));
    const int lines = std::min(2, below.height() / QFontMetrics(caption).height());
    const QRect text(below.topLeft(), QSize(below.width(), lines * QFontMetrics(caption).height()));
    painter.drawText(text, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, words);
}

} // namespace

void PhotoDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto entry = index.data(PhotoListModel::EntryRole).value<PhotoEntry>();
    const Theme &theme = themeOf(option.palette);
    const QRect card = option.rect.adjusted(marginPx, marginPx / 2, -marginPx, -marginPx / 2);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintCard(*painter, QRectF(card).adjusted(1, 1, -1, -1), option.state, theme);
    const QRect inside = card.adjusted(paddingPx, paddingPx, -paddingPx, -paddingPx);
    const QRect thumbnail(
        QPoint(inside.left(), inside.center().y() - thumbnailPx.height() / 2), thumbnailPx);
    paintThumbnail(*painter, thumbnail, entry.thumbnail, theme);
    QRect words = inside;
    words.setLeft(thumbnail.right() + paddingPx + 1);
    if (entry.activity == PhotoActivity::Working) {
        const QRectF bar(words.left(), words.bottom() - ThinBar::thicknessPx + 1, words.width(),
            ThinBar::thicknessPx);
        ThinBar::paint(*painter, bar, entry.fraction, theme.line, theme.accent);
        words.setBottom(words.bottom() - ThinBar::thicknessPx - 1);
    }
    paintWords(*painter, words, entry, option.font, theme);
    painter->restore();
}

QSize PhotoDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const int words = QFontMetrics(option.font).height() + 1
        + 2 * QFontMetrics(captionFont(option.font)).height() + ThinBar::thicknessPx + 1;
    const int height = std::max(thumbnailPx.height(), words) + 2 * paddingPx + marginPx;
    return {m_shape == Shape::Cards ? cardWidthPx : 0, height};
}

} // namespace ui
