#include "ui/models_page.h"

#include "ui/card.h"
#include "ui/model_card.h"
#include "ui/own_model_card.h"
#include "ui/paths.h"
#include "ui/setting_row.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QRegularExpression>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int gapPx = 10;

void mark(QWidget *field, bool isWrong)
{
    field->setProperty("wrong", isWrong);
    field->style()->unpolish(field); // style sheets look at properties only then
    field->style()->polish(field);
}

} // namespace

bool isProxy(const QString &address)
{
    static const QRegularExpression shape(QStringLiteral(
        R"(^((https?|socks4a?|socks5h?)://)?([^\s/@]+@)?([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?/?$)"));
    return shape.match(address.trimmed()).hasMatch();
}

ModelsPage::ModelsPage(const ModelStore &store, Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_settings(settings)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gapPx);
    for (const ModelOffer &offer : m_store.offers)
        addCard(offer);
    if (m_store.add)
        column->addWidget(ownFileCard());
    column->addWidget(downloadsCard());
    column->addStretch(1);
}

ModelsPage::~ModelsPage() = default;

void ModelsPage::addCard(const ModelOffer &offer)
{
    m_rows.push_back({std::make_unique<ModelWork>(m_store, offer), new ModelCard(offer, this)});
    const std::size_t index = m_rows.size() - 1;
    ModelWork *work = m_rows.back().work.get();
    static_cast<QVBoxLayout *>(layout())->insertWidget(int(index), m_rows.back().card);
    connect(work, &ModelWork::changed, this, [this, index] { showCard(m_rows[index]); });
    connect(work, &ModelWork::arrived, this, [this, work] {
        Q_EMIT arrived(work->offer().name);
        if (work->offer().name == m_settings.model.toStdString())
            Q_EMIT modelChosen();
    });
    connect(m_rows.back().card, &ModelCard::wanted, this,
        [this, work](ModelAction action) { act(*work, action); });
    showCard(m_rows.back());
}

void ModelsPage::showCard(const Row &row)
{
    const ModelOffer &offer = row.work->offer();
    const bool isChosen = offer.name == m_settings.model.toStdString();
    row.card->showState(row.work->state(), isChosen ? Use::Current : Use::Other);
    if (offer.isOwn)
        row.card->setVisible(row.isThere());
}

QWidget *ModelsPage::ownFileCard()
{
    auto *card = new OwnModelCard(m_store);
    connect(card, &OwnModelCard::added, this, &ModelsPage::takeOffer);
    return card;
}

/// A model of that name may be here already, or have been here before.
void ModelsPage::takeOffer(const ModelOffer &offer)
{
    const auto same = std::ranges::find_if(
        m_rows, [&offer](const Row &row) { return row.work->offer().name == offer.name; });
    if (same == m_rows.end())
        addCard(offer);
    else
        same->work->look();
    Q_EMIT arrived(offer.name);
}

void ModelsPage::look()
{
    for (const Row &row : m_rows)
        row.work->look();
}

void ModelsPage::showKept(const std::string &chosen, const core::Error &error)
{
    for (const Row &row : m_rows) {
        if (row.work->offer().name == chosen && m_settings.model.toStdString() != chosen)
            row.work->refuse(error);
        showCard(row);
    }
}

void ModelsPage::act(ModelWork &work, ModelAction action)
{
    switch (action) {
    case ModelAction::Use:
        use(work.offer().name);
        return;
    case ModelAction::Download:
    case ModelAction::Resume:
        work.download(m_settings.proxy);
        return;
    case ModelAction::Pause:
        work.pause();
        return;
    case ModelAction::Cancel:
        work.cancel();
        return;
    case ModelAction::Verify:
        work.verify();
        return;
    case ModelAction::ChooseFile:
        askForFile(work);
        return;
    case ModelAction::Remove:
        work.remove();
        return;
    }
}

void ModelsPage::use(const std::string &name)
{
    m_settings.model = QString::fromStdString(name);
    for (const Row &row : m_rows)
        showCard(row);
    Q_EMIT modelChosen();
}

void ModelsPage::askForFile(ModelWork &work)
{
    auto *dialog = new QFileDialog(this, tr("A file of %1").arg(modelName(work.offer().name)),
        QString(), tr("Model files (*.pth *.pt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this,
        [&work](const QString &file) { work.import(pathOf(file)); });
    dialog->open();
}

QWidget *ModelsPage::downloadsCard()
{
    auto *card = new Card(tr("Downloads"));
    m_proxy = new QLineEdit(m_settings.proxy);
    m_proxy->setObjectName(QStringLiteral("proxy"));
    m_proxy->setPlaceholderText(tr("As the system says"));
    addSetting(*card, tr("Proxy"),
        tr("Where the shop's network wants one, for instance http://proxy.shop:3128. "
           "Only models are downloaded; photos never leave this computer."),
        m_proxy);
    connect(m_proxy, &QLineEdit::textChanged, this, &ModelsPage::takeProxy);
    return card;
}

void ModelsPage::takeProxy()
{
    const QString address = m_proxy->text().trimmed();
    const bool isUsable = address.isEmpty() || isProxy(address);
    mark(m_proxy, !isUsable);
    if (!isUsable)
        return;
    m_settings.proxy = address;
    Q_EMIT proxyChanged();
}

} // namespace ui
