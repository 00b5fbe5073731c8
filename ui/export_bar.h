#pragma once

#include "ui/ink_label.h"
#include "ui/key_button.h"

#include <filesystem>

namespace ui {

/// The one primary button, always in sight at the inspector's foot: Export, or why not yet.
class ExportBar final : public QWidget
{
    Q_OBJECT
public:
    explicit ExportBar(QWidget *parent = nullptr);

    /// `obstacle`: why it cannot be exported now; "" where it can. `written`: the last file, if
    /// any.
    void showState(const QString &obstacle, const std::filesystem::path &written);
    bool canExport() const { return m_export->isEnabled(); }

Q_SIGNALS:
    void exportClicked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    KeyButton *m_export = nullptr;
    InkLabel *m_obstacle = nullptr;
    VerdictLine *m_written = nullptr;
};

} // namespace ui
