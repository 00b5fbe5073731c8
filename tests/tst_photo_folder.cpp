#include "core/files/photo_folder.h"

#include <QtTest/QtTest>

#include <fstream>

namespace fs = std::filesystem;

class tst_PhotoFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void photosComeAsPeopleCount();
    void missingFolderHoldsNoPhotos();
};

void tst_PhotoFolder::photosComeAsPeopleCount()
{
    const QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    for (const char *name : {"IMG_10.jpg", "img_9.JPG", "IMG_2.jpg", "IMG_002.png", "a.heic",
             "notes.txt", ".hidden.jpg", "IMG_2b.jpg"})
        std::ofstream(root / name) << 'x';
    fs::create_directory(root / "folder.jpg");
    std::vector<std::string> names;
    for (const auto &photo : core::photosIn(root))
        names.push_back(photo.filename().string());
    const std::vector<std::string> expected {
        "a.heic", "IMG_2.jpg", "IMG_002.png", "IMG_2b.jpg", "img_9.JPG", "IMG_10.jpg"};
    QCOMPARE(names, expected);
}

void tst_PhotoFolder::missingFolderHoldsNoPhotos()
{
    QVERIFY(core::photosIn("/no/such/folder").empty());
}

QTEST_GUILESS_MAIN(tst_PhotoFolder)
#include "tst_photo_folder.moc"
