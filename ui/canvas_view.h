#pragma once

#include "ui/picture.h"
#include "ui/wording.h"

#include <QColor>
#include <QWidget>

namespace ui {

/// One photo, large, in one of eight ways. Wheel and pinch zoom around the pointer; dragging,
/// Space + dragging and the arrow keys move; Z or a double click toggles fit and 100 %.
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
    /// Where the wipe divides the photo: 0 left .. 1 right; original on its left.
    void setWipe(double fraction);
    double wipe() const { return m_wipe; }

    double zoom() const; ///< device pixels per photo pixel
    bool isFitted() const { return m_isFitted; }
    QRectF photoRect() const; ///< in this widget's coordinates

public Q_SLOTS:
    void fit();
    void zoomTo(double zoom);
    void zoomIn();
    void zoomOut();
    void toggleFit(); ///< fit <-> 100 %

Q_SIGNALS:
    void viewChanged(); ///< zoom or place
    void rendered(); ///< what was asked for last is seen

private:
    Picture m_picture;
    CanvasMode m_mode = CanvasMode::Checker;
    double m_wipe = 0.5;
    bool m_isFitted = true;
};

} // namespace ui
