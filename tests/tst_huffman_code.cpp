#include "core/files/huffman_code.h"

#include <QtTest>

#include <numeric>

using Counts = std::vector<std::uint32_t>;
using Lengths = std::vector<std::uint8_t>;

class tst_HuffmanCode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void frequentSymbolsHaveShortCodes()
    {
        QCOMPARE(core::codeLengths(Counts {8, 4, 2, 1, 1}, 15), (Lengths {1, 2, 3, 4, 4}));
        QCOMPARE(core::codeLengths(Counts {5, 5, 5, 5}, 15), (Lengths {2, 2, 2, 2}));
    }

    void whatDoesNotOccurHasNoCode()
    {
        QCOMPARE(core::codeLengths(Counts {0, 3, 0, 2}, 15), (Lengths {0, 1, 0, 1}));
        QCOMPARE(core::codeLengths(Counts {0, 3}, 15), (Lengths {0, 1}));
        QCOMPARE(core::codeLengths(Counts {0, 0}, 15), (Lengths {0, 0}));
    }

    void theLimitIsKeptAndNoCodeWasted()
    {
        Counts counts {1, 1};
        while (counts.size() < 40) // of Fibonacci's numbers: as deep as a tree gets
            counts.push_back(counts.end()[-1] + counts.end()[-2]);
        for (const int longest : {6, 7, 14, 15}) {
            const Lengths lengths = core::codeLengths(counts, longest);
            double sum = 0; // Kraft's: 1 where the codes are whole
            for (const auto length : lengths) {
                QVERIFY(length >= 1 && length <= longest);
                sum += std::ldexp(1, -length);
            }
            QCOMPARE(sum, 1.0);
            QVERIFY(std::ranges::is_sorted(lengths, std::greater()));
        }
    }

    /// The example of RFC 1951, 3.2.2: A to H of 3, 3, 3, 3, 3, 2, 4, 4 bits.
    void codesAreThoseOfTheStandard()
    {
        const auto codes = core::codesOf(Lengths {3, 3, 3, 3, 3, 2, 4, 4});
        const std::vector<std::string> expected {
            "010", "011", "100", "101", "110", "00", "1110", "1111"};
        for (std::size_t symbol = 0; symbol < codes.size(); ++symbol) {
            std::string bits; // the first is the lowest
            for (int i = 0; i < codes[symbol].length; ++i)
                bits += (codes[symbol].bits >> i & 1) != 0 ? '1' : '0';
            QCOMPARE(bits, expected[symbol]);
        }
    }
};

QTEST_GUILESS_MAIN(tst_HuffmanCode)
#include "tst_huffman_code.moc"
