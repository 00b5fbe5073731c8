#include "support/fake_models.h"
#include "ui/ink_label.h"
#include "ui/model_card.h"
#include "ui/models_page.h"
#include "ui/own_model_card.h"
#include "ui/thin_bar.h"
#include "ui/transfer_speed.h"

#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QSignalSpy>
#include <QtTest>

using Kind = ui::ModelOnDisk::Kind;

class tst_ModelsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aModelThatIsNotThereCannotBeChosen();
    void aDownloadTellsBytesSpeedAndTimeLeft();
    void whatIsDownloadedCanBeChosen();
    void aPausedDownloadKeepsItsPartAndGoesOn();
    void aCancelledDownloadLeavesNothing();
    void anEarlierPartCanBeResumed();
    void anErrorStandsWhereItHappened_data();
    void anErrorStandsWhereItHappened();
    void verifyingSaysThatEveryByteIsRight();
    void aDamagedFileIsOfferedAgain();
    void removingTakesASecondPress();
    void theModelInUseAndTheBundledOneCannotBeRemoved();
    void aFileChosenByHandIsChecked();
    void aFileOfOnesOwnBecomesAModel();
    void aFileOfOnesOwnThatIsRefusedSaysWhy();
    void theProxyIsUsedAndAWrongOneIsMarked();
    void theChosenModelIsLoadedOnceItsFileComes();
    void aModelThatCannotBeUsedSaysWhy();
    void numbersDoNotMoveTheButtons();
    void everyButtonSaysWhichModelItMeans();
    void speedIsSmoothed();

private:
    ui::ModelCard *card(const char *name) const;
    ui::OwnModelCard *ownCard() const { return m_page->findChild<ui::OwnModelCard *>(); }
    QPushButton *ownButton(const char *text) const;
    QPushButton *button(const char *model, const char *text) const;
    QStringList buttons(const char *model) const;
    void click(const char *model, const char *text);
    QString headline(const char *model) const;
    QString text(const char *model, const char *label) const;

    std::unique_ptr<FakeModels> m_models;
    ui::Settings m_settings;
    std::unique_ptr<ui::ModelsPage> m_page;
};

void tst_ModelsPage::init()
{
    m_models = std::make_unique<FakeModels>();
    m_settings = {};
    m_page = std::make_unique<ui::ModelsPage>(m_models->store(), m_settings);
    m_page->resize(720, 700);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_ModelsPage::cleanup()
{
    m_page.reset(); // stops what runs
    m_models.reset();
}

ui::ModelCard *tst_ModelsPage::card(const char *name) const
{
    return m_page->findChild<ui::ModelCard *>(QLatin1String(name));
}

QPushButton *tst_ModelsPage::button(const char *model, const char *text) const
{
    for (QPushButton *button : card(model)->findChildren<QPushButton *>())
        if (button->isVisible() && button->text() == QString::fromUtf8(text))
            return button;
    return nullptr;
}

QPushButton *tst_ModelsPage::ownButton(const char *text) const
{
    for (QPushButton *button : ownCard()->findChildren<QPushButton *>())
        if (button->isVisible() && button->text() == QString::fromUtf8(text))
            return button;
    return nullptr;
}

QStringList tst_ModelsPage::buttons(const char *model) const
{
    QStringList texts;
    for (const QPushButton *button : card(model)->findChildren<QPushButton *>())
        if (button->isVisible() && button->isEnabled())
            texts.append(button->text());
    texts.sort();
    return texts;
}

void tst_ModelsPage::click(const char *model, const char *text)
{
    QPushButton *wanted = button(model, text);
    QVERIFY2(wanted, qPrintable(buttons(model).join(QLatin1Char(' '))));
    QTest::mouseClick(wanted, Qt::LeftButton);
}

QString tst_ModelsPage::headline(const char *model) const
{
    return card(model)->findChild<ui::VerdictLine *>()->accessibleName();
}

QString tst_ModelsPage::text(const char *model, const char *label) const
{
    return card(model)->findChild<QLabel *>(QLatin1String(label))->text();
}

void tst_ModelsPage::aModelThatIsNotThereCannotBeChosen()
{
    QCOMPARE(headline("lite"), QStringLiteral("✓ In use"));
    QCOMPARE(headline("base"), QStringLiteral("Not downloaded"));
    QCOMPARE(text("base", "amount"), QStringLiteral("400 MB to download"));
    QCOMPARE(buttons("base"), (QStringList {tr("Choose a file…"), tr("Download")}));
    QCOMPARE(buttons("res2net50"), QStringList {tr("Choose a file…")}); // nobody offers it
}

void tst_ModelsPage::aDownloadTellsBytesSpeedAndTimeLeft()
{
    click("base", "Download");
    QCOMPARE(headline("base"), QStringLiteral("Downloading"));
    QCOMPARE(buttons("base"), (QStringList {tr("Cancel"), tr("Pause")}));
    m_models->send(1'000'000);
    QTRY_COMPARE(text("base", "amount"), QStringLiteral("1.0 MB of 400 MB"));
    std::int64_t bytes = 1'000'000;
    const auto hasSpeed = [&] { // which takes some bytes and some time
        m_models->send(bytes += 1'000'000);
        return !text("base", "speed").isEmpty();
    };
    QTRY_VERIFY(hasSpeed());
    QVERIFY(text("base", "speed").endsWith(QLatin1String("MB/s")));
    QVERIFY(text("base", "left").startsWith(QLatin1String("about ")));
    QVERIFY(card("base")->findChild<ui::ThinBar *>()->fraction() > 0);
}

void tst_ModelsPage::whatIsDownloadedCanBeChosen()
{
    QSignalSpy chosen(m_page.get(), &ui::ModelsPage::modelChosen);
    click("base", "Download");
    m_models->end();
    QTRY_COMPARE(headline("base"), QStringLiteral("✓ Ready · checked, every byte is as published"));
    QCOMPARE(chosen.count(), 0);
    click("base", "Use this model");
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(m_settings.model, QStringLiteral("base"));
    QVERIFY(headline("base").startsWith(QStringLiteral("✓ In use")));
    QCOMPARE(headline("lite"), QStringLiteral("✓ Ready"));
}

void tst_ModelsPage::aPausedDownloadKeepsItsPartAndGoesOn()
{
    click("base", "Download");
    m_models->send(120'000'000);
    QTRY_COMPARE(text("base", "amount"), QStringLiteral("120 MB of 400 MB"));
    click("base", "Pause");
    QCOMPARE(headline("base"), QStringLiteral("Paused"));
    QCOMPARE(text("base", "amount"), QStringLiteral("120 MB of 400 MB"));
    QCOMPARE(buttons("base"),
        (QStringList {tr("Cancel"), tr("Choose a file…"), tr("Resume")}));
    click("base", "Resume");
    QTRY_COMPARE(m_models->asked(),
        (std::vector<std::string> {"download base", "download base"}));
    m_models->end();
    QTRY_VERIFY(headline("base").startsWith(QStringLiteral("✓ Ready")));
}

void tst_ModelsPage::aCancelledDownloadLeavesNothing()
{
    click("base", "Download");
    m_models->send(120'000'000);
    QTRY_COMPARE(text("base", "amount"), QStringLiteral("120 MB of 400 MB"));
    click("base", "Cancel");
    QCOMPARE(headline("base"), QStringLiteral("Not downloaded"));
    QTRY_COMPARE(m_models->asked().back(), std::string("remove base"));
    QCOMPARE(headline("base"), QStringLiteral("Not downloaded"));
}

void tst_ModelsPage::anEarlierPartCanBeResumed()
{
    m_models->put("base", Kind::Part, 100'000'000);
    m_page->look();
    QCOMPARE(headline("base"), QStringLiteral("Paused"));
    QCOMPARE(card("base")->findChild<ui::ThinBar *>()->fraction(), 0.25);
}

void tst_ModelsPage::anErrorStandsWhereItHappened_data()
{
    using Code = core::Error::Code;
    QTest::addColumn<Code>("code");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QString>("remedy");
    QTest::addRow("wrong bytes") << Code::ModelMismatch
                                 << QStringLiteral("✕ Not the published file")
                                 << QStringLiteral("Download it again, or choose another file.");
    QTest::addRow("no room") << Code::DiskFull << QStringLiteral("✕ Not enough room on the disk")
                             << QStringLiteral("Free some space, then try again.");
    QTest::addRow("not allowed") << Code::TargetUnwritable
                                 << QStringLiteral("✕ Cannot write the file")
                                 << QStringLiteral("Ask whoever looks after this computer.");
}

void tst_ModelsPage::anErrorStandsWhereItHappened()
{
    QFETCH(const core::Error::Code, code);
    QFETCH(const QString, expected);
    QFETCH(const QString, remedy);
    click("base", "Download");
    m_models->end(core::Error {code, "a reason"});
    QTRY_COMPARE(headline("base"), expected);
    QVERIFY(text("base", "sentences").endsWith(remedy));
    QVERIFY(!text("base", "sentences").contains(QLatin1String("a reason"))); // that is for the log
    QCOMPARE(buttons("base"), (QStringList {tr("Choose a file…"), tr("Download")}));
    QCOMPARE(headline("lite"), QStringLiteral("✓ In use"));
}

void tst_ModelsPage::verifyingSaysThatEveryByteIsRight()
{
    click("lite", "Verify");
    QCOMPARE(headline("lite"), QStringLiteral("Checking the file"));
    m_models->end();
    QTRY_COMPARE(
        headline("lite"), QStringLiteral("✓ In use · checked, every byte is as published"));
}

void tst_ModelsPage::aDamagedFileIsOfferedAgain()
{
    m_models->put("base", Kind::Whole);
    m_page->look();
    click("base", "Verify");
    m_models->end(core::Error {core::Error::Code::ModelMismatch, {}});
    QTRY_COMPARE(headline("base"), QStringLiteral("✕ Not the published file"));
    QCOMPARE(buttons("base"),
        (QStringList {tr("Choose a file…"), tr("Download"), tr("Remove")}));
    m_page->look(); // coming back to the page does not hide it
    QCOMPARE(headline("base"), QStringLiteral("✕ Not the published file"));
}

void tst_ModelsPage::removingTakesASecondPress()
{
    m_models->put("base", Kind::Whole);
    m_page->look();
    click("base", "Remove");
    QCOMPARE(buttons("base"), (QStringList {tr("Keep it"), tr("Remove the file")}));
    click("base", "Keep it");
    QCOMPARE(buttons("base"), (QStringList {tr("Remove"), tr("Use this model"), tr("Verify")}));
    click("base", "Remove");
    QVERIFY(m_models->asked().empty());
    click("base", "Remove the file");
    QCOMPARE(m_models->asked(), (std::vector<std::string> {"remove base"}));
    QCOMPARE(headline("base"), QStringLiteral("Not downloaded"));
}

void tst_ModelsPage::theModelInUseAndTheBundledOneCannotBeRemoved()
{
    QCOMPARE(buttons("lite"), (QStringList {tr("Verify")}));
    m_models->put("base", Kind::Whole);
    m_page->look();
    click("base", "Use this model");
    QCOMPARE(buttons("base"), (QStringList {tr("Verify")}));
    QCOMPARE(buttons("lite"), (QStringList {tr("Use this model"), tr("Verify")}));
}

void tst_ModelsPage::aFileChosenByHandIsChecked()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("mine.pth"));
    QFile written(file);
    QVERIFY(written.open(QIODevice::WriteOnly));
    written.close();
    click("base", "Choose a file…");
    auto *dialog = m_page->findChild<QFileDialog *>();
    QVERIFY(dialog);
    QVERIFY(!dialog->windowTitle().isEmpty());
    Q_EMIT dialog->fileSelected(file);
    dialog->close();
    QCOMPARE(headline("base"), QStringLiteral("Checking the file"));
    QTRY_COMPARE(
        m_models->asked(), (std::vector<std::string> {"import " + file.toStdString() + " base"}));
    m_models->end();
    QTRY_VERIFY(headline("base").startsWith(QStringLiteral("✓ Ready")));
}

void tst_ModelsPage::aFileOfOnesOwnBecomesAModel()
{
    QSignalSpy arrived(m_page.get(), &ui::ModelsPage::arrived);
    QVERIFY(ownButton("Choose a file…"));
    ownCard()->take("/disk/my-dogs.pth");
    QVERIFY(!ownButton("Choose a file…")); // one after the other
    m_models->end(core::Error {core::Error::Code::BaseSizeMissing, {}});
    QTRY_VERIFY(ownButton("Add the model"));
    QVERIFY(!card("my-dogs"));
    auto *size = ownCard()->findChild<QComboBox *>(QStringLiteral("baseSize"));
    size->setCurrentIndex(size->findData(512));
    QTest::mouseClick(ownButton("Add the model"), Qt::LeftButton);
    QTRY_COMPARE(m_models->asked(),
        (std::vector<std::string> {
            "add /disk/my-dogs.pth my-dogs", "add /disk/my-dogs.pth for 512 my-dogs"}));
    m_models->end();
    QTRY_VERIFY(card("my-dogs") && card("my-dogs")->isVisible());
    QCOMPARE(arrived.count(), 1);
    QCOMPARE(headline("my-dogs"), QStringLiteral("✓ Ready"));
    QCOMPARE(
        buttons("my-dogs"), (QStringList {tr("Remove"), tr("Use this model"), tr("Verify")}));
    QVERIFY(ownButton("Choose a file…")); // for another
    click("my-dogs", "Remove");
    click("my-dogs", "Remove the file");
    QVERIFY(!card("my-dogs")->isVisible());
}

void tst_ModelsPage::aFileOfOnesOwnThatIsRefusedSaysWhy()
{
    ownCard()->take("/disk/cat.jpg");
    m_models->end(core::Error {core::Error::Code::ModelMismatch, "a reason"});
    QTRY_VERIFY(ownButton("Choose a file…"));
    const QString words = ownCard()->findChild<QLabel *>(QStringLiteral("ownWords"))->text();
    QVERIFY(words.startsWith(QLatin1String("cat.jpg: ")));
    QVERIFY(!words.contains(QLatin1String("a reason"))); // that is for the log
}

void tst_ModelsPage::theProxyIsUsedAndAWrongOneIsMarked()
{
    auto *proxy = m_page->findChild<QLineEdit *>(QStringLiteral("proxy"));
    QSignalSpy changed(m_page.get(), &ui::ModelsPage::proxyChanged);
    proxy->setText(QStringLiteral("no proxy at all"));
    QVERIFY(proxy->property("wrong").toBool());
    QCOMPARE(changed.count(), 0);
    QVERIFY(m_settings.proxy.isEmpty());
    proxy->setText(QStringLiteral(" http://proxy.shop:3128 "));
    QVERIFY(!proxy->property("wrong").toBool());
    QCOMPARE(m_settings.proxy, QStringLiteral("http://proxy.shop:3128"));
    click("base", "Download");
    QTRY_COMPARE(m_models->asked(),
        (std::vector<std::string> {"download base by http://proxy.shop:3128"}));
    for (const char *right : {"proxy:80", "https://p.shop", "socks5h://[::1]:1080", "u:p@p:1"})
        QVERIFY2(ui::isProxy(QLatin1String(right)), right);
    for (const char *wrong : {"ftp://p:1", "http://", "p:999999", "http://p:80/path", "p p"})
        QVERIFY2(!ui::isProxy(QLatin1String(wrong)), wrong);
}

void tst_ModelsPage::theChosenModelIsLoadedOnceItsFileComes()
{
    m_settings.model = QStringLiteral("base"); // but somebody took its file away
    QSignalSpy chosen(m_page.get(), &ui::ModelsPage::modelChosen);
    click("base", "Download");
    m_models->end();
    QTRY_COMPARE(chosen.count(), 1);
}

void tst_ModelsPage::aModelThatCannotBeUsedSaysWhy()
{
    m_models->put("base", Kind::Whole);
    m_page->look();
    click("base", "Use this model");
    m_settings.model = QStringLiteral("lite"); // as the window does
    m_page->showKept("base", {core::Error::Code::OutOfMemory, {}});
    QCOMPARE(headline("base"), QStringLiteral("✕ Not enough memory"));
    QCOMPARE(headline("lite"), QStringLiteral("✓ In use"));
}

void tst_ModelsPage::numbersDoNotMoveTheButtons()
{
    click("base", "Download");
    m_models->send(1'000'000);
    QTRY_COMPARE(text("base", "amount"), QStringLiteral("1.0 MB of 400 MB"));
    const QPoint before = button("base", "Pause")->mapTo(m_page.get(), QPoint());
    const int left = card("base")->findChild<QLabel *>(QStringLiteral("left"))->x();
    std::int64_t bytes = 390'000'000;
    const auto isLonger = [&] { // not every report is shown
        m_models->send(++bytes);
        return text("base", "amount") == QLatin1String("390 MB of 400 MB");
    };
    QTRY_VERIFY(isLonger());
    QCOMPARE(button("base", "Pause")->mapTo(m_page.get(), QPoint()), before);
    QCOMPARE(card("base")->findChild<QLabel *>(QStringLiteral("left"))->x(), left);
}

void tst_ModelsPage::everyButtonSaysWhichModelItMeans()
{
    for (const QPushButton *button : card("base")->findChildren<QPushButton *>())
        QVERIFY2(button->accessibleName().contains(QLatin1String("Base")),
            qPrintable(button->text()));
    QVERIFY(!m_page->findChild<QLineEdit *>(QStringLiteral("proxy"))->accessibleName().isEmpty());
}

void tst_ModelsPage::speedIsSmoothed()
{
    using namespace std::chrono_literals;
    const ui::TransferSpeed::Clock::time_point start;
    ui::TransferSpeed speed;
    speed.restart(0, start);
    speed.reached(1000, start + 50ms); // too short to say anything
    QCOMPARE(speed.bytesPerSecond(), 0.0);
    speed.reached(1'000'000, start + 1s);
    QCOMPARE(speed.bytesPerSecond(), 1e6);
    speed.reached(1'000'000, start + 2s); // a second of nothing
    QVERIFY(speed.bytesPerSecond() > 0.5e6 && speed.bytesPerSecond() < 0.9e6);
    speed.reached(10, start + 3s); // the server began again
    QCOMPARE(speed.bytesPerSecond(), 0.0);
}

QTEST_MAIN(tst_ModelsPage)
#include "tst_models_page.moc"
