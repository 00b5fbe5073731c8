#include "ui/export_bar.h"

#include "ui/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace ui {

ExportBar::ExportBar(QWidget *parent)
    : QWidget(parent)
    , m_export(new KeyButton(
          tr("Export PNG"), QKeySequence(Qt::CTRL | Qt::Key_E), KeyButton::Role::Primary))
    , m_obstacle(
          new InkLabel({}, Ink::Secondary, InkLabel::Size::Caption, InkLabel::Lines::Wrapped))
    , m_written(new VerdictLine)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 11, 12, 12);
    column->setSpacing(8);
    column->addWidget(m_written);
    column->addWidget(m_obstacle);
    column->addWidget(m_export);
    m_export->setAnswer(KeyButton::Answer::Elsewhere); // the inspector's, folded or not
    m_export->setObjectName(QStringLiteral("export"));
    m_obstacle->setObjectName(QStringLiteral("obstacle"));
    connect(m_export, &QPushButton::clicked, this, &ExportBar::exportClicked);
    showState({}, {});
}

void ExportBar::showState(const QString &obstacle, const std::filesystem::path &written)
{
    m_export->setEnabled(obstacle.isEmpty());
    m_export->setAccessibleDescription(obstacle);
    m_obstacle->setText(obstacle);
    m_obstacle->setVisible(!obstacle.isEmpty());
    const QString file = QString::fromStdString(written.filename().string());
    m_written->setVerdict(Mood::Good, tr("Written: %1").arg(file));
    m_written->setToolTip(QString::fromStdString(written.string()));
    m_written->setVisible(!file.isEmpty());
}

void ExportBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(0, 0, width(), 1, themeOf(palette()).line);
}

} // namespace ui
