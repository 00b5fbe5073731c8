#pragma once

#include "ui/model_wording.h"
#include "ui/model_work.h"
#include "ui/settings.h"

#include <QWidget>

#include <memory>
#include <vector>

class QLineEdit;

namespace ui {

class ModelCard;

/// The models: a card each, and how they are downloaded.
class ModelsPage final : public QWidget
{
    Q_OBJECT

public:
    ModelsPage(const ModelStore &store, Settings &settings, QWidget *parent = nullptr);
    ~ModelsPage() override;

    /// The disk is looked at again.
    void look();
    /// `chosen` could not be used: its card says why, and the one in the settings is current.
    void showKept(const std::string &chosen, const core::Error &error);

Q_SIGNALS:
    /// A model to make masks with was chosen, or the chosen one's file has come.
    void modelChosen();
    void proxyChanged();
    void arrived(const std::string &name);

private:
    struct Row
    {
        std::unique_ptr<ModelWork> work;
        ModelCard *card = nullptr;

        /// False for a file of one's own that was removed.
        bool isThere() const
        {
            return !std::holds_alternative<model_state::Absent>(work->state());
        }
    };

    void addCard(const ModelOffer &offer);
    void showCard(const Row &row);
    void act(ModelWork &work, ModelAction action);
    void use(const std::string &name);
    void askForFile(ModelWork &work);
    QWidget *ownFileCard();
    void takeOffer(const ModelOffer &offer);
    QWidget *downloadsCard();
    void takeProxy();

    ModelStore m_store;
    Settings &m_settings;
    std::vector<Row> m_rows;
    QLineEdit *m_proxy = nullptr;
};

/// False for what is no address of a proxy ("http://host:port", "host:port", "socks5://host:port").
bool isProxy(const QString &address);

} // namespace ui
