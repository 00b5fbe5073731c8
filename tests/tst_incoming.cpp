#include "ui/incoming.h"
#include "ui/paths.h"

#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QtTest>

namespace fs = std::filesystem;

class tst_Incoming : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPictureWithoutAFileIsWritten();
    void aCodedPictureIsKeptUnseen();
    void withoutAPictureNothingIsWritten();

private:
    fs::path folder() const { return ui::pathOf(m_folder.path()) / "pasted"; }

    QTemporaryDir m_folder;
};

void tst_Incoming::aPictureWithoutAFileIsWritten()
{
    QImage image(20, 10, QImage::Format_RGB888);
    image.fill(Qt::darkGreen);
    QMimeData pasted;
    pasted.setImageData(image);
    const fs::path first = ui::savedPicture(pasted, folder());
    const fs::path second = ui::savedPicture(pasted, folder());
    QVERIFY(first != second);
    QCOMPARE(QImage(ui::textOf(first)).convertToFormat(QImage::Format_RGB888), image);
    QCOMPARE(QImage(ui::textOf(second)).size(), image.size());
}

void tst_Incoming::aCodedPictureIsKeptUnseen()
{
    QMimeData pasted;
    pasted.setData(QStringLiteral("image/png"), "whatever a stranger sent");
    QFile kept(ui::textOf(ui::savedPicture(pasted, folder())));
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), QByteArray("whatever a stranger sent"));
}

void tst_Incoming::withoutAPictureNothingIsWritten()
{
    QMimeData pasted;
    pasted.setText(QStringLiteral("no picture"));
    const fs::path nowhere = ui::pathOf(m_folder.path()) / "none";
    QVERIFY(ui::savedPicture(pasted, nowhere).empty());
    QVERIFY(!fs::exists(nowhere));
}

QTEST_MAIN(tst_Incoming)

#include "tst_incoming.moc"
