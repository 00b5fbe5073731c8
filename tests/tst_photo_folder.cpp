#include "core/files/photo_folder.h"

#include <QtTest/QtTest>

#include <fstream>

namespace fs = std::filesystem;

class tst_PhotoFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void photosComeAsPeopleCount();
    void picturesWithoutAPhotosNameCome();
    void missingFolderHoldsNoPhotos();
};

namespace {

std::vector<std::string> namesIn(const fs::path &folder)
{
    std::vector<std::string> names;
    for (const auto &photo : core::photosIn(folder))
        names.push_back(photo.filename().string());
    return names;
}

} // namespace

void tst_PhotoFolder::photosComeAsPeopleCount()
{
    const QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    for (const char *name : {"IMG_10.jpg", "img_9.JPG", "IMG_2.jpg", "IMG_002.png", "a.heic",
             "notes.txt", ".hidden.jpg", "IMG_2b.jpg"})
        std::ofstream(root / name) << 'x';
    fs::create_directory(root / "folder.jpg");
    const std::vector<std::string> expected {
        "a.heic", "IMG_2.jpg", "IMG_002.png", "IMG_2b.jpg", "img_9.JPG", "IMG_10.jpg"};
    QCOMPARE(namesIn(root), expected);
}

/// Whether they can be read is for the reader to say.
void tst_PhotoFolder::picturesWithoutAPhotosNameCome()
{
    const QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    const auto write = [&](const char *name, const QByteArray &bytes) {
        std::ofstream(root / name).write(bytes.constData(), bytes.size());
    };
    write("IMG_1", "\xFF\xD8\xFF\xE0");
    write("IMG_2.bin", "\x89PNG\r\n\x1A\n");
    write("IMG_3.dng", QByteArray("II*\0\x08\0\0\0", 8));
    write("IMG_4.cr3", QByteArray("\0\0\0\x18" "ftypcrx \0\0\0\1crx isom", 24));
    write("IMG_5.gif", "GIF89a");
    write(".IMG_6", "\xFF\xD8\xFF\xE0");
    write("IMG_1.mov", QByteArray("\0\0\0\x14" "ftypqt  \0\0\0\0qt  ", 20));
    write("order.txt", "GIFt for Anna");
    const std::vector<std::string> expected {
        "IMG_1", "IMG_2.bin", "IMG_3.dng", "IMG_4.cr3", "IMG_5.gif"};
    QCOMPARE(namesIn(root), expected);
}

void tst_PhotoFolder::missingFolderHoldsNoPhotos()
{
    QVERIFY(core::photosIn("/no/such/folder").empty());
}

QTEST_GUILESS_MAIN(tst_PhotoFolder)
#include "tst_photo_folder.moc"
