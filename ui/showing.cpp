#include "ui/showing.h"

#include "ui/qimage_from.h"

#include <utility>

namespace ui {

namespace {

bool isFullMask(const SmallCut &small)
{
    return small.saliency.detail == core::Detail::Full;
}

MaskStage stageOf(const SmallCut &small)
{
    return isFullMask(small) ? MaskStage::Full : MaskStage::Preview;
}

} // namespace

Showing::Showing(PhotoShelf &shelf, core::PhotoReaders &readers)
    : m_shelf(shelf)
    , m_readers(readers)
{
    connect(&m_lane, &Lane::freed, this, &Showing::freed);
}

void Showing::use(Cutting::SharedSegmenter segmenter)
{
    m_shelf.discard(std::exchange(m_segmenter, std::move(segmenter)));
    Q_EMIT freed();
}

void Showing::show(PhotoId id)
{
    if (id == m_id)
        return;
    m_id = id;
    showAgain();
}

void Showing::showAgain()
{
    m_lane.stop();
    m_shelf.discard(std::exchange(m_look, {}));
    m_shelf.discard(std::exchange(m_full, {}));
    const PhotoShelf::Kept *photo = m_shelf.kept(m_id);
    m_shelf.discard(std::exchange(m_small, photo ? photo->small : nullptr));
    m_smallEffect.clear();
    m_fullEffect.clear();
    m_failed = false;
    Q_EMIT freed();
}

void Showing::takeFull(const FullCut &full)
{
    m_lane.stop(); // whatever it makes is worse
    m_shelf.discard(std::exchange(m_full, full.cut));
    m_shelf.discard(std::exchange(m_small, std::make_shared<const SmallCut>(full.small)));
    m_smallEffect.clear();
    m_fullEffect.clear();
    m_failed = false;
}

void Showing::stopCutting()
{
    if (isHurrying())
        m_lane.stop();
}

bool Showing::isHurrying() const
{
    const PhotoEntry *entry = m_shelf.entry(m_id);
    const bool couldShowMore = entry && entry->header && entry->activity != PhotoActivity::Cancelled
        && entry->state != PhotoState::Failed && m_segmenter;
    return couldShowMore && !m_small && !m_failed;
}

std::shared_ptr<const core::CutPhoto> Showing::fullOf(PhotoId id) const
{
    return id == m_id ? m_full : nullptr;
}

bool Showing::isStale(const std::string &shownEffect) const
{
    return shownEffect != m_shelf.entry(m_id)->effect;
}

void Showing::advance(bool isBeingCut)
{
    const PhotoShelf::Kept *photo = m_shelf.kept(m_id);
    if (photo && m_lane.isWorking() && !m_runningEffect.empty() && isStale(m_runningEffect))
        m_lane.stop(); // another effect was chosen meanwhile
    if (!photo || !photo->entry.header || !m_lane.isFree() || m_failed)
        return;
    m_runningEffect.clear();
    const bool mayCut = m_segmenter && photo->entry.state != PhotoState::Failed
        && (photo->saliency || photo->entry.activity != PhotoActivity::Cancelled);
    const bool needsMask = !m_small || (photo->saliency && !isFullMask(*m_small));
    if (needsMask && !m_look)
        look(photo->entry);
    else if (needsMask && mayCut)
        makeSmall(*photo);
    else if (m_small && isStale(m_smallEffect) && (!m_full || isStale(m_fullEffect)))
        applyToSmall(photo->entry);
    else if (m_full && isStale(m_fullEffect))
        applyToFull(photo->entry);
    else if (photo->saliency && !m_full && mayCut && !isBeingCut)
        makeFull(*photo);
}

void Showing::look(const PhotoEntry &entry)
{
    m_lane.start<SmallPhoto>(
        [&readers = m_readers, source = m_shelf.sourceOf(entry)](
            const core::Progress &progress) { return smallPhoto(readers, source, progress); },
        [this, id = m_id](const core::Result<SmallPhoto> &small) {
            if (!small) {
                m_failed = true;
                m_shelf.fail(id, small.error());
                return;
            }
            m_look = small->image;
            m_shelf.change(id, [&small](PhotoEntry &changed) {
                if (changed.thumbnail.isNull())
                    changed.thumbnail = small->thumbnail;
            });
            if (const PhotoEntry *looked = m_shelf.entry(id); looked && !m_small)
                present(plainPicture(*m_look, looked->usedSize()));
        });
}

void Showing::makeSmall(const PhotoShelf::Kept &photo)
{
    m_lane.start<SmallCut>(
        [segmenter = m_segmenter, source = m_shelf.sourceOf(photo.entry), image = *m_look,
            known = photo.saliency](const core::Progress &progress) {
            return smallCut(*segmenter, source, image, known, progress);
        },
        [this](const core::Result<SmallCut> &outcome) { takeSmall(outcome); });
}

void Showing::takeSmall(const core::Result<SmallCut> &outcome)
{
    if (!outcome) { // the full mask says what is wrong, or does better
        m_failed = true;
        return;
    }
    m_shelf.discard(std::exchange(m_small, std::make_shared<const SmallCut>(*outcome)));
    m_smallEffect.clear();
    if (isFullMask(*outcome))
        return;
    m_shelf.change(m_id, [&outcome](PhotoEntry &entry) {
        if (entry.state != PhotoState::Checked)
            return;
        entry.state = PhotoState::Preview;
        entry.mask = outcome->saliency.record;
    });
}

void Showing::makeFull(const PhotoShelf::Kept &photo)
{
    m_lane.start<FullCut>(
        [segmenter = m_segmenter, &readers = m_readers, source = m_shelf.sourceOf(photo.entry),
            known = photo.saliency](const core::Progress &progress) {
            return fullCut(*segmenter, readers, source, known, progress);
        },
        [this, id = m_id](core::Result<FullCut> outcome) {
            if (!outcome) {
                m_failed = true;
                m_shelf.fail(id, outcome.error());
                return;
            }
            takeFull(*outcome);
            // For the screen alone: of the photo nothing new was found out, and an export may have
            // failed meanwhile.
            m_shelf.keepSmall(id, std::make_shared<const SmallCut>(outcome->small));
            m_shelf.discard(std::move(*outcome));
        });
}

void Showing::applyToSmall(const PhotoEntry &entry)
{
    m_runningEffect = entry.effect;
    m_lane.start<Picture>(
        [small = m_small, size = entry.usedSize(), effect = entry.effect](
            const core::Progress &progress) {
            return effectPicture(
                small->image, small->cutout, size, effect, stageOf(*small), progress);
        },
        [this, effect = entry.effect](const core::Result<Picture> &outcome) {
            m_smallEffect = effect;
            takeEffect(outcome);
        });
}

void Showing::applyToFull(const PhotoEntry &entry)
{
    m_runningEffect = entry.effect;
    m_lane.start<Picture>(
        [full = m_full, size = entry.usedSize(), effect = entry.effect](
            const core::Progress &progress) {
            return effectPicture(
                full->photo.image, full->cutout, size, effect, MaskStage::Full, progress);
        },
        [this, effect = entry.effect](const core::Result<Picture> &outcome) {
            m_fullEffect = effect;
            takeEffect(outcome);
        });
}

void Showing::takeEffect(const core::Result<Picture> &outcome)
{
    if (outcome)
        present(*outcome);
    else
        m_shelf.fail(m_id, outcome.error());
}

void Showing::present(const Picture &picture)
{
    Picture last = std::exchange(m_picture, picture);
    if (m_small)
        m_picture.plain = qimageFrom(m_small->cutout);
    Q_EMIT pictureReady(m_id, m_picture);
    m_shelf.discard(std::move(last)); // after the canvas let go of it
}

} // namespace ui
