#include "ui/kept_masks_card.h"

#include "ui/key_button.h"
#include "ui/model_wording.h"
#include "ui/setting_row.h"
#include "ui/wording.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>

namespace ui {

KeptMasksCard::KeptMasksCard(const EngineAccess &engine, Settings &settings, QWidget *parent)
    : Card(tr("Masks that are kept"), parent)
    , m_engine(engine)
    , m_limit(gigabytesBox("cache", {0, 1000}, settings.cacheGigabytes, this))
    , m_kept(new InkLabel({}, Ink::Secondary, InkLabel::Size::Normal, InkLabel::Lines::One, this))
    , m_clear(new KeyButton(tr("Clear"), {}, KeyButton::Role::Normal, this))
{
    m_limit->setSpecialValueText(tr("Nothing"));
    addSetting(*this, tr("Keep at most"),
        tr("A photo that was cut before is there at once. The oldest masks go first."), m_limit);
    connect(m_limit, &QDoubleSpinBox::valueChanged, this, [this, &settings](double value) {
        settings.cacheGigabytes = value;
        Q_EMIT limitChanged();
    });
    addRow();
    tell(0);
}

void KeptMasksCard::addRow()
{
    m_kept->setObjectName(QStringLiteral("kept"));
    m_clear->setObjectName(QStringLiteral("clear"));
    m_clear->setAccessibleName(tr("Clear the masks that are kept"));
    connect(m_clear, &QPushButton::clicked, this, &KeptMasksCard::clear);
    auto *row = new QHBoxLayout;
    row->addWidget(m_kept, 1);
    row->addWidget(m_clear);
    column()->addSpacing(6);
    column()->addLayout(row);
}

void KeptMasksCard::count()
{
    if (m_counting.isFree())
        m_counting.start<std::int64_t>(
            [count = m_engine.cacheBytes](
                const core::Progress &) -> core::Result<std::int64_t> { return count(); },
            [this](const core::Result<std::int64_t> &bytes) { tell(bytes.value_or(0)); });
}

void KeptMasksCard::tell(std::int64_t bytes)
{
    m_kept->setText(bytes > 0 ? tr("%1 are kept").arg(bytesText(bytes)) : tr("Nothing is kept"));
    m_clear->setEnabled(bytes > 0);
}

void KeptMasksCard::clear()
{
    if (!m_counting.isFree())
        return;
    m_counting.start<std::int64_t>(
        [clear = m_engine.clearCache, count = m_engine.cacheBytes](const core::Progress &) {
            return clear().map(count);
        },
        [this](const core::Result<std::int64_t> &left) {
            if (left)
                tell(*left);
            else
                m_kept->setText(sentencesOf(wordingFor(left.error())));
        });
}

} // namespace ui
