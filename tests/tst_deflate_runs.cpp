#include "core/files/deflate_runs.h"

#include <zlib.h>

#include <QtTest>

#include <random>
#include <vector>

using Bytes = std::vector<std::uint8_t>;
using core::StreamPart;

Q_DECLARE_METATYPE(Bytes)

namespace {

/// What zlib makes of a whole raw stream; nothing where it is not one.
Bytes inflated(Bytes packed, std::size_t size)
{
    Bytes unpacked(size + 1);
    z_stream stream {};
    inflateInit2(&stream, -MAX_WBITS);
    stream.next_in = packed.data();
    stream.avail_in = uInt(packed.size());
    stream.next_out = unpacked.data();
    stream.avail_out = uInt(unpacked.size());
    const bool isWhole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0;
    unpacked.resize(stream.total_out);
    inflateEnd(&stream);
    return isWhole ? unpacked : Bytes();
}

Bytes noise(std::size_t count, unsigned differentBytes)
{
    std::mt19937 random(17);
    Bytes bytes(count);
    for (auto &byte : bytes)
        byte = std::uint8_t(random() % differentBytes);
    return bytes;
}

/// A run of each length up to 600, with noise between.
Bytes runsOfAllLengths()
{
    std::mt19937 random(3);
    Bytes bytes;
    for (std::size_t length = 1; length <= 600; ++length) {
        bytes.insert(bytes.end(), length, std::uint8_t(random() % 2));
        for (int i = 0; i < 5; ++i)
            bytes.push_back(std::uint8_t(2 + random() % 200));
    }
    return bytes;
}

/// Byte k as often as the k-th Fibonacci number: without a limit the rarest had codes of 23 bits.
Bytes steeplyUneven()
{
    Bytes bytes;
    std::size_t before = 0;
    std::size_t now = 1;
    for (int k = 0; k < 23; ++k) {
        bytes.insert(bytes.begin(), now, std::uint8_t(k));
        before = std::exchange(now, now + before);
    }
    std::shuffle(bytes.begin(), bytes.end(), std::mt19937(5)); // no runs
    return bytes;
}

} // namespace

class tst_DeflateRuns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void zlibUnpacksTheSameBytes_data()
    {
        QTest::addColumn<Bytes>("bytes");
        QTest::newRow("none") << Bytes();
        QTest::newRow("one") << Bytes {7};
        QTest::newRow("seven, equal") << Bytes(7, 7);
        QTest::newRow("eight, equal") << Bytes(8, 7);
        QTest::newRow("zeros over many blocks") << Bytes(300'000, 0);
        QTest::newRow("noise of two") << noise(100'000, 2);
        QTest::newRow("noise of all") << noise(200'000, 256);
        QTest::newRow("a block and a byte") << noise((1 << 16) + 1, 256);
        QTest::newRow("runs of all lengths") << runsOfAllLengths();
        QTest::newRow("codes too long") << steeplyUneven();
    }
    void zlibUnpacksTheSameBytes()
    {
        QFETCH(const Bytes, bytes);
        Bytes packed;
        core::appendDeflatedRuns(bytes, StreamPart::Last, packed);
        QVERIFY(inflated(packed, bytes.size()) == bytes);
    }

    void partsAreOneStream()
    {
        Bytes all;
        Bytes packed {};
        for (const unsigned kinds : {3U, 256U, 1U, 17U}) {
            const Bytes part = noise(1000 * kinds + 1, kinds);
            all.insert(all.end(), part.begin(), part.end());
            core::appendDeflatedRuns(
                part, kinds == 17 ? StreamPart::Last : StreamPart::Middle, packed);
        }
        QVERIFY(inflated(packed, all.size()) == all);
    }

    void aMiddleDoesNotCloseTheStream()
    {
        const Bytes bytes = noise(1000, 256);
        Bytes packed;
        core::appendDeflatedRuns(bytes, StreamPart::Middle, packed);
        QVERIFY(inflated(packed, bytes.size()).empty());
    }

    void whatStoodThereStays()
    {
        const Bytes bytes = noise(1000, 9);
        Bytes packed {1, 2, 3};
        core::appendDeflatedRuns(bytes, StreamPart::Last, packed);
        QVERIFY((Bytes(packed.begin(), packed.begin() + 3) == Bytes {1, 2, 3}));
        QVERIFY(inflated(Bytes(packed.begin() + 3, packed.end()), bytes.size()) == bytes);
    }

    void runsCostNextToNothing()
    {
        Bytes packed;
        core::appendDeflatedRuns(Bytes(1 << 20, 0), StreamPart::Last, packed);
        QVERIFY(packed.size() < 2000);
    }

    /// Of 32 values: five bits each.
    void noiseIsAsSmallAsItsCodes()
    {
        const Bytes bytes = noise(1 << 20, 32);
        Bytes packed;
        core::appendDeflatedRuns(bytes, StreamPart::Last, packed);
        QVERIFY(double(packed.size()) < 1.01 * 5.0 / 8 * double(bytes.size()));
    }
};

QTEST_GUILESS_MAIN(tst_DeflateRuns)
#include "tst_deflate_runs.moc"
