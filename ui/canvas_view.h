#pragma once

#include "ui/canvas_renderer.h"
#include "ui/latest_worker.h"
#include "ui/wording.h"

#include <QVariantAnimation>
#include <QWidget>

namespace ui {

/// One photo, large, in one of eight ways. The visible part is rendered on a thread; painting only
/// puts the last finished part where it belongs by now. Wheel and pinch zoom around the pointer;
/// dragging, Space + dragging and the arrow keys move; Z or a double click toggles fit and 100 %.
class CanvasView final : public QWidget
{
    Q_OBJECT
public:
    explicit CanvasView(QWidget *parent = nullptr);
    ~CanvasView() override;

    /// Another photo: it is fitted. A null picture empties the canvas.
    void setPicture(const Picture &picture);
    /// A better picture of the same photo: zoom and place stay.
    void replacePicture(const Picture &picture);
    const Picture &picture() const { return m_picture; }

    void setMode(CanvasMode mode);
    CanvasMode mode() const { return m_mode; }
    void setGarment(const QColor &colour);
    /// In the lower left corner; empty words hide it.
    void setCaption(const CaptionWords &words);
    const CaptionWords &caption() const { return m_caption; }
    /// Where the wipe divides the photo: 0 left .. 1 right; the original is left of it.
    void setWipe(double fraction);
    double wipe() const { return m_wipe; }

    double zoom() const { return m_target.zoom; } ///< device pixels per photo pixel
    bool isFitted() const { return m_isFitted; }
    QRectF photoRect() const; ///< in this widget's coordinates, once movement has come to rest

public Q_SLOTS:
    void fit();
    void zoomTo(double zoom);
    void zoomIn();
    void zoomOut();
    void toggleFit(); ///< fit <-> 100 %

Q_SIGNALS:
    void viewChanged(); ///< zoom or place
    void rendered(); ///< what was asked for last is seen

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;

private:
    enum class Drag { None, View, Divider };
    enum class Motion { Jump, Glide };

    QSizeF screen() const; ///< device pixels
    QPointF onScreen(QPointF position) const { return position * devicePixelRatioF(); }
    QPointF anchor() const; ///< the pointer where it is over the canvas, else the centre
    CanvasTransform fitted() const;
    void moveTo(const CanvasTransform &transform, Motion motion);
    void zoomAround(QPointF anchor, double zoom, Motion motion);
    void moveBy(QPointF devicePixels);
    void refit();

    void requestFrame();
    void takeFrame(int number, const CanvasFrame &frame);
    CanvasLook look() const;

    void paintPicture(QPainter &painter) const;
    void paintDivider(QPainter &painter) const;
    void paintCaption(QPainter &painter) const;
    double dividerX() const; ///< widget coordinates, of what is seen now
    bool isOverDivider(QPointF position) const;
    Drag dragFrom(QPointF position, Qt::MouseButton button) const;
    void showPointer(QPointF position);
    bool moveByKey(const QKeyEvent &event);

    Picture m_picture;
    CanvasMode m_mode = CanvasMode::Checker;
    QColor m_garment = QColor(0x1f, 0x3a, 0x5f);
    CaptionWords m_caption;
    double m_wipe = 0.5;

    CanvasTransform m_target; ///< where the view is or glides to
    CanvasTransform m_shown; ///< where it is now
    CanvasTransform m_start; ///< where the glide began
    QVariantAnimation m_glide;
    bool m_isFitted = true;

    Drag m_drag = Drag::None;
    QPointF m_dragged; ///< last position, widget coordinates
    bool m_isSpaceDown = false;

    CanvasFrame m_frame;
    int m_wanted = 0; ///< counts requests
    int m_oldest = 0; ///< frames of earlier requests show another photo
    CanvasRenderer m_renderer; ///< the worker's alone
    LatestWorker m_worker; // last: joined before anything it reports to goes away
};

} // namespace ui
