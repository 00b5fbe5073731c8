#include "core/inference/request_line.h"

#include <QtTest>

using core::Detail;
using core::RequestLine;
using core::Size;
using core::WaitingRequestPtr;

namespace {

WaitingRequestPtr request(Detail detail, Size size, int urgency = 0)
{
    const auto waiting = std::make_shared<core::WaitingRequest>();
    waiting->member.detail = detail;
    waiting->member.size = size;
    waiting->urgency = [urgency] { return urgency; };
    return waiting;
}

constexpr Size large {1024, 1024};
constexpr Size small {384, 384};

} // namespace

class tst_RequestLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsGoTogetherInTheOrderTheyCame()
    {
        const auto a = request(Detail::Full, large);
        const auto b = request(Detail::Full, large);
        const auto c = request(Detail::Full, large);
        RequestLine line {a, b, c};
        QVERIFY(takenBatch(line, 4) == (std::vector {a, b, c}));
        QVERIFY(line.empty());
    }

    void noMoreThanTheLimitAndTheRestStaysInOrder()
    {
        const auto a = request(Detail::Full, large);
        const auto b = request(Detail::Full, large);
        const auto c = request(Detail::Full, large);
        RequestLine line {a, b, c};
        QVERIFY(takenBatch(line, 2) == (std::vector {a, b}));
        QVERIFY(line == RequestLine {c});
    }

    void theMostUrgentDecidesWhatTheBatchIs()
    {
        const auto first = request(Detail::Full, large, 1);
        const auto wide = request(Detail::Full, {1280, 704}, 5);
        const auto second = request(Detail::Full, large, 2);
        const auto alsoWide = request(Detail::Full, {1280, 704}, 0);
        RequestLine line {first, alsoWide, second, wide};
        QVERIFY(takenBatch(line, 4) == (std::vector {wide, alsoWide}));
        QVERIFY(takenBatch(line, 4) == (std::vector {second, first}));
    }

    void theMoreUrgentComeIntoTheBatchFirst()
    {
        const auto a = request(Detail::Full, large, 0);
        const auto b = request(Detail::Full, large, 3);
        const auto c = request(Detail::Full, large, 2);
        RequestLine line {a, b, c};
        QVERIFY(takenBatch(line, 2) == (std::vector {b, c}));
        QVERIFY(line == RequestLine {a});
    }

    void aPreviewGoesAlone()
    {
        const auto full = request(Detail::Full, small);
        const auto preview = request(Detail::Preview, small, 1);
        const auto other = request(Detail::Preview, small, 1);
        RequestLine line {full, preview, other};
        QVERIFY(takenBatch(line, 4) == std::vector {preview});
        QVERIFY(takenBatch(line, 4) == std::vector {other});
        QVERIFY(takenBatch(line, 4) == std::vector {full});
    }

    void eachUrgencyIsAskedOnce()
    {
        int asked = 0;
        RequestLine line;
        for (int i = 0; i < 5; ++i) {
            line.push_back(request(Detail::Full, large));
            line.back()->urgency = [&asked] { return ++asked; };
        }
        (void)takenBatch(line, 1);
        QCOMPARE(asked, 5);
    }
};

QTEST_GUILESS_MAIN(tst_RequestLine)
#include "tst_request_line.moc"
