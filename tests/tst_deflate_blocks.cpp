#include "core/files/deflate_blocks.h"

#include <zlib.h>

#include <QtTest>

#include <random>
#include <vector>

using Bytes = std::vector<std::uint8_t>;
using core::DeflateBlock;
using core::lastBlockOf;

namespace {

/// Runs, words that come again, and noise.
Bytes mixedBytes(std::size_t count)
{
    std::mt19937 random(17);
    Bytes bytes;
    while (bytes.size() < count) {
        const std::size_t length = 1 + random() % 3000;
        switch (random() % 3) {
        case 0:
            bytes.insert(bytes.end(), length, std::uint8_t(random()));
            break;
        case 1:
            for (std::size_t i = 0; i < length; ++i)
                bytes.push_back(std::uint8_t(random()));
            break;
        default:
            for (std::size_t i = 0; i < length && !bytes.empty(); ++i)
                bytes.push_back(bytes[bytes.size() - std::min<std::size_t>(bytes.size(), 777)]);
        }
    }
    bytes.resize(count);
    return bytes;
}

Bytes deflated(const Bytes &bytes, int level, int strategy)
{
    z_stream stream {};
    deflateInit2(&stream, level, Z_DEFLATED, -MAX_WBITS, 8, strategy);
    Bytes packed(deflateBound(&stream, uLong(bytes.size())));
    stream.next_in = const_cast<Bytef *>(bytes.data());
    stream.avail_in = uInt(bytes.size());
    stream.next_out = packed.data();
    stream.avail_out = uInt(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

/// By unpacking with zlib, which can stop after each block.
DeflateBlock lastBlockByZlib(const Bytes &packed, std::size_t unpackedSize)
{
    Bytes unpacked(unpackedSize + 1);
    z_stream stream {};
    inflateInit2(&stream, -MAX_WBITS);
    stream.next_in = const_cast<Bytef *>(packed.data());
    stream.avail_in = uInt(packed.size());
    stream.next_out = unpacked.data();
    stream.avail_out = uInt(unpacked.size());
    DeflateBlock last;
    for (int result = Z_OK; result == Z_OK;) {
        result = inflate(&stream, Z_BLOCK);
        const std::size_t place = stream.total_in * 8 - std::size_t(stream.data_type & 7);
        if (result == Z_STREAM_END)
            last.end = place;
        else if ((stream.data_type & 128) && !(stream.data_type & 64))
            last.start = place;
    }
    inflateEnd(&stream);
    return last;
}

} // namespace

class tst_DeflateBlocks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLastBlockIsWhereZlibFindsIt_data()
    {
        QTest::addColumn<int>("level");
        QTest::addColumn<int>("strategy");
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 300, 100000, 900000}) {
            QTest::addRow("stored, %d bytes", size) << 0 << Z_DEFAULT_STRATEGY << size;
            QTest::addRow("fixed codes, %d bytes", size) << 6 << Z_FIXED << size;
            QTest::addRow("runs, %d bytes", size) << 1 << Z_RLE << size;
            QTest::addRow("all, %d bytes", size) << 6 << Z_DEFAULT_STRATEGY << size;
        }
    }

    void theLastBlockIsWhereZlibFindsIt()
    {
        QFETCH(int, level);
        QFETCH(int, strategy);
        QFETCH(int, size);
        const Bytes packed = deflated(mixedBytes(std::size_t(size)), level, strategy);
        const auto found = lastBlockOf(packed);
        QVERIFY(found);
        const DeflateBlock expected = lastBlockByZlib(packed, std::size_t(size));
        QCOMPARE(found->start, expected.start);
        QCOMPARE((found->end + 7) / 8, expected.end / 8); // zlib counts whole bytes at the end
    }

    void whatIsCutShortHasNone()
    {
        const Bytes packed = deflated(mixedBytes(20000), 6, Z_DEFAULT_STRATEGY);
        for (std::size_t length = 0; length < packed.size(); length += 97)
            QVERIFY(!lastBlockOf(std::span(packed).first(length)));
    }

    void noiseEndsWithoutACrash()
    {
        std::mt19937 random(5);
        for (int i = 0; i < 2000; ++i) {
            Bytes noise(200);
            for (std::uint8_t &byte : noise)
                byte = std::uint8_t(random());
            const auto found = lastBlockOf(noise);
            QVERIFY(!found || found->end <= noise.size() * 8);
        }
    }
};

QTEST_APPLESS_MAIN(tst_DeflateBlocks)

#include "tst_deflate_blocks.moc"
