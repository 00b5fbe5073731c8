#pragma once

#include "ui/card.h"
#include "ui/latest_worker.h"
#include "ui/photo_entry.h"
#include "ui/picture.h"

#include <QAbstractButton>
#include <QButtonGroup>

#include <vector>

namespace ui {

/// One effect to choose: a thumbnail of this photo, and its name.
class EffectButton final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit EffectButton(const QString &name, QWidget *parent = nullptr);

    /// Any size; a null picture leaves the tile empty.
    void setThumbnail(const QImage &thumbnail);
    bool hasThumbnail() const { return !m_thumbnail.isNull(); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QRectF tile() const;

    QImage m_thumbnail;
};

/// All effects of core, each as it looks on this photo. Thumbnails are made on a thread.
class EffectCard final : public Card
{
    Q_OBJECT
public:
    explicit EffectCard(QWidget *parent = nullptr);

    void showPhoto(const PhotoEntry &entry, const Picture &picture);

Q_SIGNALS:
    void effectChosen(const QString &id);
    void thumbnailsReady();

private:
    void request(const QImage &plain);

    std::vector<EffectButton *> m_buttons; ///< in the order of core::allEffects()
    QButtonGroup m_group;
    PhotoId m_photo = 0;
    QImage m_source; ///< what the thumbnails are of
    int m_wanted = 0;
    LatestWorker m_worker; // last: joined before anything it reports to goes away
};

/// Each effect of core on a small copy of `plain` (RGBA8888), long side at most `sidePx`; null
/// images where an effect failed. Stops early once asked to.
std::vector<QImage> effectThumbnails(
    const QImage &plain, int sidePx, const std::stop_token &stop = {});

} // namespace ui
