#pragma once

#include "ui/status_wording.h"

#include <QWidget>

class QAction;
class QLabel;
class QMenu;
class QPushButton;
class QTimer;

namespace ui {

class InkLabel;
class ThinBar;

/// The line at the bottom: what is running and how long still, with Cancel; a notice where there is
/// one; and on the right which model works on which device.
class StatusView final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusView(QWidget *parent = nullptr);

    void showWork(const WorkStatus &status, int photos);
    void showModel(const ModelStatus &status);
    /// A sentence that stays for some seconds. `file`: offered as "Show in folder".
    void showNotice(const QString &sentence, const std::filesystem::path &file = {});

Q_SIGNALS:
    void cancelThisWanted();
    void cancelWaitingWanted();
    void cancelAllWanted();
    void showInFolderWanted(const std::filesystem::path &file);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QPushButton *cancelButton();

    QLabel *m_work;
    ThinBar *m_bar;
    InkLabel *m_left;
    QAction *m_cancelThis = nullptr;
    QPushButton *m_cancel;
    QLabel *m_notice;
    QPushButton *m_showInFolder;
    InkLabel *m_model;
    InkLabel *m_state;
    QTimer *m_noticeEnd;
    std::filesystem::path m_noticeFile;
};

} // namespace ui
