#pragma once

#include "ui/picture.h"

#include <QColor>
#include <QWidget>

namespace ui {

/// The eight views as one row of segments with their keys 1 to 8 (which work in the whole window),
/// the garment's colour behind "Shirt", and the zoom. Narrow, it drops the key caps and at last
/// becomes one menu button.
class ViewBar final : public QWidget
{
    Q_OBJECT
public:
    explicit ViewBar(QWidget *parent = nullptr);

    void setMode(CanvasMode mode);
    void setGarment(const QColor &colour);
    /// zoom: device pixels per photo pixel; `fitted`: shown as "Fit · 34 %". 0: nothing is shown.
    enum class Fit { Fitted, Free };
    void setZoom(double zoom, Fit fit);

Q_SIGNALS:
    void modeChosen(ui::CanvasMode mode);
    void garmentChosen(const QColor &colour);
    void zoomClicked(); ///< toggle fit and 100 %

private:
    CanvasMode m_mode = CanvasMode::Checker;
};

} // namespace ui
