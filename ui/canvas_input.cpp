// CanvasView's mouse, touch and keys.
#include "ui/canvas_view.h"

#include <QGestureEvent>
#include <QKeyEvent>
#include <QPinchGesture>
#include <QWheelEvent>

#include <cmath>

namespace ui {
namespace {

/// One notch of a wheel (120 eighths of a degree) zooms by a quarter.
constexpr double zoomPerNotch = 1.25;
constexpr double notch = 120;
constexpr double keyStepPx = 80;
constexpr double wipeKeyStep = 0.02;
constexpr double dividerReachPx = 14;

} // namespace

bool CanvasView::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::Gesture: {
        auto *gestures = static_cast<QGestureEvent *>(event);
        const auto *pinch = static_cast<QPinchGesture *>(gestures->gesture(Qt::PinchGesture));
        if (!pinch)
            break;
        const QPointF centre = mapFromGlobal(pinch->centerPoint().toPoint());
        zoomAround(onScreen(centre), m_target.zoom * pinch->scaleFactor(), Motion::Jump);
        return true;
    }
    case QEvent::NativeGesture: {
        const auto *gesture = static_cast<QNativeGestureEvent *>(event);
        if (gesture->gestureType() != Qt::ZoomNativeGesture)
            break;
        zoomAround(
            onScreen(gesture->position()), m_target.zoom * (1 + gesture->value()), Motion::Jump);
        return true;
    }
    case QEvent::PaletteChange:
    case QEvent::ScreenChangeInternal:
        requestFrame();
        break;
    default:
        break;
    }
    return QWidget::event(event);
}

void CanvasView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_isFitted)
        refit();
    else
        moveTo(m_target, Motion::Jump);
}

void CanvasView::wheelEvent(QWheelEvent *event)
{
    const double notches = event->angleDelta().y() / notch;
    if (notches == 0 || m_picture.isNull()) {
        event->ignore();
        return;
    }
    // A touchpad's fine steps follow the fingers at once; a wheel's coarse ones glide.
    const Motion motion = std::abs(notches) < 0.5 ? Motion::Jump : Motion::Glide;
    zoomAround(
        onScreen(event->position()), m_target.zoom * std::pow(zoomPerNotch, notches), motion);
    event->accept();
}

bool CanvasView::isOverDivider(QPointF position) const
{
    return m_mode == CanvasMode::Wipe && !m_picture.cutout.isNull()
        && std::abs(position.x() - dividerX()) <= dividerReachPx;
}

CanvasView::Drag CanvasView::dragFrom(QPointF position, Qt::MouseButton button) const
{
    if (m_picture.isNull())
        return Drag::None;
    if (button == Qt::MiddleButton)
        return Drag::View;
    if (button != Qt::LeftButton)
        return Drag::None;
    return isOverDivider(position) && !m_isSpaceDown ? Drag::Divider : Drag::View;
}

void CanvasView::showPointer(QPointF position)
{
    if (m_drag == Drag::Divider
        || (m_drag == Drag::None && !m_isSpaceDown && isOverDivider(position)))
        setCursor(Qt::SplitHCursor);
    else if (m_drag == Drag::View)
        setCursor(Qt::ClosedHandCursor);
    else if (m_isSpaceDown)
        setCursor(Qt::OpenHandCursor);
    else
        unsetCursor();
}

void CanvasView::mousePressEvent(QMouseEvent *event)
{
    m_drag = dragFrom(event->position(), event->button());
    m_dragged = event->position();
    showPointer(event->position());
}

void CanvasView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF position = event->position();
    if (m_drag == Drag::View && position != m_dragged)
        moveBy(onScreen(position - m_dragged));
    if (m_drag == Drag::Divider)
        setWipe((position.x() - photoRect().left()) / photoRect().width());
    m_dragged = position;
    showPointer(position);
}

void CanvasView::mouseReleaseEvent(QMouseEvent *event)
{
    m_drag = Drag::None;
    showPointer(event->position());
}

void CanvasView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || isOverDivider(event->position()))
        return;
    if (m_isFitted)
        zoomAround(onScreen(event->position()), 1, Motion::Glide);
    else
        fit();
}

bool CanvasView::moveByKey(const QKeyEvent &event)
{
    const int right = (event.key() == Qt::Key_Right) - (event.key() == Qt::Key_Left);
    const int down = (event.key() == Qt::Key_Down) - (event.key() == Qt::Key_Up);
    const bool isShifted = event.modifiers().testFlag(Qt::ShiftModifier);
    if (m_picture.isNull() || (right == 0 && down == 0))
        return false;
    if (m_mode == CanvasMode::Wipe && right != 0 && (isShifted || m_isFitted)) {
        setWipe(m_wipe + right * wipeKeyStep);
        return true;
    }
    if (m_isFitted)
        return false; // the film strip's
    moveBy(-QPointF(right, down) * keyStepPx * devicePixelRatioF());
    return true;
}

void CanvasView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space) {
        m_isSpaceDown = true;
        showPointer(m_dragged);
        return;
    }
    if (!moveByKey(*event))
        QWidget::keyPressEvent(event);
}

void CanvasView::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space || event->isAutoRepeat()) {
        QWidget::keyReleaseEvent(event);
        return;
    }
    m_isSpaceDown = false;
    showPointer(m_dragged);
}

} // namespace ui
