#include "ui/canvas_view.h"

#include "ui/theme.h"

#include <QCursor>
#include <QShortcut>
#include <QStyle>

#include <cmath>

namespace ui {
namespace {

constexpr double fitMarginPx = 40;
constexpr double narrowMarginPx = 12;
constexpr int glideMilliseconds = 130;
constexpr int cellPx = 11;

} // namespace

CanvasView::CanvasView(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    grabGesture(Qt::PinchGesture);
    setMinimumSize(160, 120);
    setAccessibleName(tr("Photo"));
    const auto onKey = [this](const QKeySequence &key, void (CanvasView::*slot)()) {
        auto *shortcut = new QShortcut(key, this);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    onKey(Qt::Key_Z, &CanvasView::toggleFit);
    onKey(Qt::Key_Plus, &CanvasView::zoomIn);
    onKey(Qt::Key_Equal, &CanvasView::zoomIn);
    onKey(Qt::Key_Minus, &CanvasView::zoomOut);
    m_glide.setStartValue(0.0);
    m_glide.setEndValue(1.0);
    m_glide.setDuration(glideMilliseconds);
    m_glide.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_glide, &QVariantAnimation::valueChanged, this, [this](const QVariant &value) {
        // Zoom runs evenly on its logarithm; a point on the photo runs on a straight line.
        const double share = value.toDouble();
        const double zoom = m_start.zoom * std::pow(m_target.zoom / m_start.zoom, share);
        const double span = 1 / m_target.zoom - 1 / m_start.zoom;
        const double way = std::abs(span) < 1e-12 ? share : (1 / zoom - 1 / m_start.zoom) / span;
        const QPointF from = m_start.origin / m_start.zoom;
        const QPointF to = m_target.origin / m_target.zoom;
        m_shown = {zoom, (from + (to - from) * way) * zoom};
        if (share >= 1)
            m_shown = m_target;
        update();
    });
}

CanvasView::~CanvasView() = default;

void CanvasView::setPicture(const Picture &picture)
{
    m_picture = picture;
    m_frame = {};
    m_oldest = m_wanted + 1;
    m_isFitted = true;
    refit();
}

void CanvasView::replacePicture(const Picture &picture)
{
    if (m_picture.isNull() || picture.isNull()) {
        setPicture(picture);
        return;
    }
    const double ratio = double(m_picture.photoSize.width) / picture.photoSize.width;
    const bool sameExtent = extentOf(m_picture) == extentOf(picture);
    m_picture = picture;
    if (m_isFitted && !sameExtent)
        refit();
    else
        // The same part of the photo stays in sight, should it be used at another size by now.
        moveTo({m_target.zoom * ratio, m_target.origin}, Motion::Jump);
}

void CanvasView::setMode(CanvasMode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    setAccessibleDescription(nameOf(mode) + QStringLiteral(": ") + descriptionOf(mode));
    requestFrame();
}

void CanvasView::setGarment(const QColor &colour)
{
    m_garment = colour;
    requestFrame();
}

void CanvasView::setCaption(const CaptionWords &words)
{
    m_caption = words;
    update();
}

void CanvasView::setWipe(double fraction)
{
    m_wipe = std::clamp(fraction, 0.0, 1.0);
    update();
}

QRectF CanvasView::photoRect() const
{
    const QSizeF size(m_picture.photoSize.width, m_picture.photoSize.height);
    const QRectF there = m_target.toScreen(QRectF(QPointF(0, 0), size));
    return {there.topLeft() / devicePixelRatioF(), there.size() / devicePixelRatioF()};
}

void CanvasView::fit()
{
    m_isFitted = true;
    moveTo(fitted(), Motion::Glide);
}

void CanvasView::zoomTo(double zoom)
{
    zoomAround(anchor(), zoom, Motion::Glide);
}
void CanvasView::zoomIn()
{
    zoomTo(nextZoomStep(m_target.zoom, 1));
}
void CanvasView::zoomOut()
{
    zoomTo(nextZoomStep(m_target.zoom, -1));
}

void CanvasView::toggleFit()
{
    if (m_isFitted)
        zoomTo(1);
    else
        fit();
}

QSizeF CanvasView::screen() const
{
    return QSizeF(size()) * devicePixelRatioF();
}

QPointF CanvasView::anchor() const
{
    const QPoint pointer = mapFromGlobal(QCursor::pos());
    const bool isOver = underMouse() && rect().contains(pointer);
    return onScreen(isOver ? QPointF(pointer) : QRectF(rect()).center());
}

CanvasTransform CanvasView::fitted() const
{
    const double margin = width() < 600 ? narrowMarginPx : fitMarginPx;
    return m_picture.isNull()
        ? CanvasTransform {}
        : fittedTransform(extentOf(m_picture), screen(), margin * devicePixelRatioF());
}

void CanvasView::refit()
{
    moveTo(fitted(), Motion::Jump);
}

void CanvasView::zoomAround(QPointF anchor, double zoom, Motion motion)
{
    if (m_picture.isNull())
        return;
    m_isFitted = false;
    moveTo(zoomedAround(m_target, anchor, zoom), motion);
}

void CanvasView::moveBy(QPointF devicePixels)
{
    const CanvasTransform moved =
        kept({m_target.zoom, m_target.origin + devicePixels}, extentOf(m_picture), screen());
    if (moved == m_target)
        return; // all of it is in sight already: it stays fitted
    m_isFitted = false;
    moveTo(moved, Motion::Jump);
}

void CanvasView::moveTo(const CanvasTransform &transform, Motion motion)
{
    m_glide.stop();
    m_target = m_picture.isNull() ? transform : kept(transform, extentOf(m_picture), screen());
    const bool glides = motion == Motion::Glide && isVisible() && !m_frame.isNull()
        && style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0;
    if (glides) {
        m_start = m_shown;
        m_glide.start();
    } else {
        m_shown = m_target;
    }
    requestFrame();
    Q_EMIT viewChanged();
}

CanvasLook CanvasView::look() const
{
    const Theme &theme = themeOf(palette());
    return {m_mode, m_garment, theme.canvas, theme.checkerEven, theme.checkerOdd,
        qRound(cellPx * devicePixelRatioF())};
}

void CanvasView::requestFrame()
{
    update();
    ++m_wanted;
    if (m_picture.isNull()) {
        m_worker.run([this](const std::stop_token &) { m_renderer = {}; }); // frees the last photo
        return;
    }
    CanvasScene scene {m_picture, look(), m_target, screen().toSize()};
    m_worker.run([this, scene = std::move(scene), number = m_wanted](const std::stop_token &stop) {
        CanvasFrame frame = m_renderer.render(scene, stop);
        QMetaObject::invokeMethod(
            this, [this, number, frame = std::move(frame)] { takeFrame(number, frame); },
            Qt::QueuedConnection);
    });
}

void CanvasView::takeFrame(int number, const CanvasFrame &frame)
{
    if (frame.isNull() || m_picture.isNull() || number < m_oldest)
        return;
    m_frame = frame;
    update();
    if (number == m_wanted)
        Q_EMIT rendered();
}

} // namespace ui
