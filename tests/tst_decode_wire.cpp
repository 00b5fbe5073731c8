#include "core/files/decode_wire.h"

#include <QtTest/QtTest>

#include <opencv2/core.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <cmath>
#include <cstring>

using core::DecodeRequest;
using core::Error;
using core::OwnedFile;
using core::Packet;
using core::PhotoNote;

/// What the two processes tell each other arrives as it was meant, or not at all.
class tst_DecodeWire : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsItsOwnGreeting();
    void carriesRequests();
    void carriesHeaders();
    void carriesPhotos_data();
    void carriesPhotos();
    void carriesErrors();
    void carriesProgress();
    void shortensEndlessTexts();
    void takesNoPacketThatIsCut();
    void takesNoPacketThatIsTooLong();
    void believesNoPixels_data();
    void believesNoPixels();
    void believesNoErrors();
};

namespace {

/// Each field has a value of its own, which is no default.
core::ReadOptions fullOptions()
{
    return {.mostPixels = 11,
        .enough = {12, 13},
        .exactly = {14, 15},
        .depth = core::Depth::AsStored,
        .expected = core::FileStamp {16, 17},
        .limits = {.mostPixels = 18,
            .mostSidePx = 19,
            .mostProfileBytes = 20,
            .mostExifBytes = 21,
            .mostChunkBytes = 22,
            .mostTiles = 23,
            .mostExpansion = 24,
            .mostMemoryBytes = 25}};
}

DecodeRequest fullRequest()
{
    return {.wanted = DecodeRequest::Wanted::Header, .path = "/a/photo\xFF.jpg", .options = fullOptions()};
}

core::Header fullHeader()
{
    return {.format = core::Format::Tiff,
        .size = {6, 2},
        .orientation = 7,
        .bitsPerChannel = 16,
        .channels = 4,
        .isCmyk = true,
        .isAnimated = true,
        .extensionAgrees = false,
        .profileName = "Display P3",
        .camera = "Maker Model",
        .stamp = {3'000'000'000'000, -5}};
}

core::Photo fullPhoto(int type = CV_16UC4)
{
    core::Photo photo {.header = fullHeader(),
        .metadata = {.captureTime = "2024:06:01 12:34:56",
            .captureFraction = "25",
            .captureOffset = "+02:00",
            .make = "Maker",
            .model = "Model",
            .artist = "Somebody",
            .copyright = "(c) Somebody",
            .contact = "rex@example.org",
            .location = core::Location {52.5, -13.25, 34.125}},
        .notes = {PhotoNote::DepthIgnored, PhotoNote::FirstOfPages}};
    photo.image.pixels.create(2, 6, type);
    cv::RNG(3).fill(photo.image.pixels, cv::RNG::UNIFORM, 0, 250);
    return photo;
}

template <typename Value>
Error::Code codeOf(const core::Result<Value> &value)
{
    return value ? Error::Code::TargetExists : value.error().code; // one that readers never give
}

} // namespace

void tst_DecodeWire::knowsItsOwnGreeting()
{
    QVERIFY(!core::differenceIn(core::greeting()));
    for (std::size_t i = 0; i < core::greeting().size(); ++i) {
        Packet other = core::greeting();
        other[i] ^= 1;
        QVERIFY2(core::differenceIn(other), std::to_string(i).c_str());
        other.resize(i);
        QVERIFY2(core::differenceIn(other), std::to_string(i).c_str());
    }
}

void tst_DecodeWire::carriesRequests()
{
    const auto request = core::requestFrom(core::packed(fullRequest()));
    QVERIFY(request);
    QCOMPARE(request->wanted, DecodeRequest::Wanted::Header);
    QCOMPARE(request->path, fullRequest().path);
    const auto &there = request->options;
    const auto here = fullOptions();
    QCOMPARE(there.mostPixels, here.mostPixels);
    QVERIFY(there.enough == here.enough && there.exactly == here.exactly);
    QCOMPARE(there.depth, here.depth);
    QVERIFY(there.expected == here.expected);
    QVERIFY(there.limits == here.limits);
    const auto plain = core::requestFrom(core::packed(DecodeRequest {}));
    QVERIFY(plain && !plain->options.expected);
    QCOMPARE(plain->wanted, DecodeRequest::Wanted::Photo);
}

void tst_DecodeWire::carriesHeaders()
{
    const auto header = core::headerFrom(core::packed(core::Result<core::Header>(fullHeader())));
    QVERIFY(header && *header == fullHeader());
}

void tst_DecodeWire::carriesPhotos_data()
{
    QTest::addColumn<int>("type");
    QTest::newRow("8 bit") << CV_8UC3;
    QTest::newRow("8 bit, alpha") << CV_8UC4;
    QTest::newRow("16 bit") << CV_16UC3;
    QTest::newRow("16 bit, alpha") << CV_16UC4;
}

void tst_DecodeWire::carriesPhotos()
{
    QFETCH(int, type);
    const auto here = fullPhoto(type);
    const auto reply = core::packed(core::Result<core::Photo>(here));
    const auto there = core::photoFrom(reply.packet, reply.pixels);
    QVERIFY(there);
    QVERIFY(there->header == here.header);
    QVERIFY(there->metadata == here.metadata);
    QVERIFY(there->notes == here.notes);
    QCOMPARE(there->image.pixels.type(), type);
    QCOMPARE(cv::norm(there->image.pixels, here.image.pixels, cv::NORM_INF), 0.0);
    auto bare = fullPhoto();
    bare.metadata.location = core::Location {1, 2, std::nullopt};
    const auto second = core::packed(core::Result<core::Photo>(bare));
    QVERIFY(core::photoFrom(second.packet, second.pixels)->metadata == bare.metadata);
}

void tst_DecodeWire::carriesErrors()
{
    const core::Error error {Error::Code::CameraRaw, "a camera's raw file"};
    const auto header = core::headerFrom(core::packed(core::Result<core::Header>(tl::unexpected(error))));
    const auto reply = core::packed(core::Result<core::Photo>(tl::unexpected(error)));
    const auto photo = core::photoFrom(reply.packet, reply.pixels);
    QCOMPARE(codeOf(header), error.code);
    QCOMPARE(header.error().detail, error.detail);
    QCOMPARE(codeOf(photo), error.code);
    QCOMPARE(photo.error().detail, error.detail);
}

void tst_DecodeWire::carriesProgress()
{
    for (const double fraction : {0.0, 0.375, 1.0})
        QCOMPARE(core::progressFrom(core::packedProgress(fraction)), std::optional(fraction));
    for (const double fraction : {-0.1, 1.1, double(INFINITY), double(NAN)})
        QVERIFY(!core::progressFrom(core::packedProgress(fraction)));
    const auto packet = core::packedProgress(0.5);
    QVERIFY(!core::progressFrom({packet.begin(), packet.end() - 1}));
    QVERIFY(!core::progressFrom(core::greeting()));
    QVERIFY(!core::progressFrom(core::packed(core::Result<core::Header>(fullHeader()))));
    QCOMPARE(codeOf(core::headerFrom(packet)), Error::Code::ReaderFailed); // an answer it is not
    QCOMPARE(codeOf(core::photoFrom(packet, OwnedFile())), Error::Code::ReaderFailed);
}

void tst_DecodeWire::shortensEndlessTexts()
{
    auto photo = fullPhoto();
    photo.metadata.artist = std::string(1'000'000, 'x');
    auto reply = core::packed(core::Result<core::Photo>(photo));
    QVERIFY(reply.packet.size() < 65536);
    QCOMPARE(core::photoFrom(reply.packet, reply.pixels)->metadata.artist, std::string(4000, 'x'));
    reply = core::packed(
        core::Result<core::Photo>(core::fail(Error::Code::FileDamaged, std::string(1'000'000, 'y'))));
    QVERIFY(reply.packet.size() < 65536);
}

void tst_DecodeWire::takesNoPacketThatIsCut()
{
    const auto request = core::packed(fullRequest());
    const auto header = core::packed(core::Result<core::Header>(fullHeader()));
    const auto photo = core::packed(core::Result<core::Photo>(fullPhoto()));
    const auto cut = [](const Packet &packet, std::size_t count) {
        return Packet(packet.begin(), packet.begin() + std::ptrdiff_t(count));
    };
    for (std::size_t i = 0; i < request.size(); ++i)
        QVERIFY(!core::requestFrom(cut(request, i)));
    for (std::size_t i = 0; i < header.size(); ++i)
        QCOMPARE(codeOf(core::headerFrom(cut(header, i))), Error::Code::ReaderFailed);
    for (std::size_t i = 0; i < photo.packet.size(); ++i)
        QCOMPARE(codeOf(core::photoFrom(cut(photo.packet, i), photo.pixels)), Error::Code::ReaderFailed);
}

void tst_DecodeWire::takesNoPacketThatIsTooLong()
{
    auto request = core::packed(fullRequest());
    request.push_back(0);
    QVERIFY(!core::requestFrom(request));
    auto photo = core::packed(core::Result<core::Photo>(fullPhoto()));
    photo.packet.push_back(0);
    QCOMPARE(codeOf(core::photoFrom(photo.packet, photo.pixels)), Error::Code::ReaderFailed);
}

void tst_DecodeWire::believesNoPixels_data()
{
    QTest::addColumn<int>("back"); // bytes from the end of the packet: the last numbers are rows, columns, type
    QTest::addColumn<qint64>("number");
    QTest::newRow("a row more") << 24 << qint64 {3};
    QTest::newRow("no rows") << 24 << qint64 {0};
    QTest::newRow("rows below zero") << 24 << qint64 {-2};
    QTest::newRow("a column less") << 16 << qint64 {5};
    QTest::newRow("floats") << 8 << qint64 {CV_32FC4};
    QTest::newRow("half as deep") << 8 << qint64 {CV_8UC4};
    QTest::newRow("no type at all") << 8 << qint64 {0x7FFFFFFF};
}

void tst_DecodeWire::believesNoPixels()
{
    QFETCH(int, back);
    QFETCH(qint64, number);
    auto reply = core::packed(core::Result<core::Photo>(fullPhoto()));
    std::memcpy(reply.packet.data() + reply.packet.size() - std::size_t(back), &number, sizeof number);
    QCOMPARE(codeOf(core::photoFrom(reply.packet, reply.pixels)), Error::Code::ReaderFailed);
    // Nor a memory file that could still shrink, nor none.
    const auto whole = core::packed(core::Result<core::Photo>(fullPhoto()));
    const OwnedFile open(memfd_create("open", MFD_CLOEXEC));
    QCOMPARE(ftruncate(open.number(), 2 * 6 * 8), 0);
    QCOMPARE(codeOf(core::photoFrom(whole.packet, open)), Error::Code::ReaderFailed);
    QCOMPARE(codeOf(core::photoFrom(whole.packet, OwnedFile())), Error::Code::ReaderFailed);
}

void tst_DecodeWire::believesNoErrors()
{
    for (const int code : {-1, 1000, int(Error::Code::ReaderMissing)}) {
        const core::Error error {Error::Code(code), "?"};
        QCOMPARE(codeOf(core::headerFrom(core::packed(core::Result<core::Header>(tl::unexpected(error))))),
            Error::Code::ReaderFailed);
    }
}

QTEST_GUILESS_MAIN(tst_DecodeWire)
#include "tst_decode_wire.moc"
