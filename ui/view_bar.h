#pragma once

#include "ui/picture.h"
#include "ui/segment_button.h"

#include <QButtonGroup>
#include <QColor>
#include <QMenu>
#include <QToolButton>
#include <QWidget>

namespace ui {

/// The eight views as one row of segments with their keys 1 to 8 (which work in the whole window),
/// the shirt's colour while that view is chosen, and the zoom. Narrow, it drops the keys and at
/// last becomes one menu button.
class ViewBar final : public QWidget
{
    Q_OBJECT
public:
    explicit ViewBar(QWidget *parent = nullptr);

    /// Neither emits.
    void setMode(CanvasMode mode);
    void setGarment(const QColor &colour);

    enum class Fit { Fitted, Free };
    /// zoom: device pixels per photo pixel, shown as "Fit · 34 %"; 0: nothing is shown.
    void setZoom(double zoom, Fit fit);

    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void modeChosen(ui::CanvasMode mode);
    void garmentChosen(const QColor &colour);
    void zoomClicked(); ///< toggle fit and 100 %

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void addModes();
    void addColours();
    void choose(CanvasMode mode);
    void chooseOtherColour();
    void arrange();
    int rowWidth(SegmentButton::Keys keys) const;

    CanvasMode m_mode = CanvasMode::Checker;
    QColor m_garment;
    QButtonGroup m_group;
    QWidget *m_row = nullptr; ///< the segments
    QToolButton *m_menuButton = nullptr; ///< in their place where it is narrow
    QToolButton *m_colourButton = nullptr;
    QToolButton *m_zoom = nullptr;
    QMenu *m_modes = nullptr;
    QMenu *m_colours = nullptr;
};

} // namespace ui
