#include "core/network/bfloat16_units.h"
#include "core/network/window_attention.h"

#include <QtTest>

#include <cmath>

using namespace core;

namespace {

constexpr int64_t window = 12;
constexpr int64_t heads = 3;
constexpr int64_t headSize = 32;
constexpr int64_t channels = heads * headSize;

double largestDifference(const torch::Tensor &a, const torch::Tensor &b)
{
    return (a - b).abs().max().item<double>();
}

WindowTerms someTerms(bool isShifted)
{
    WindowTerms terms {.bias = torch::randn({heads, window * window, window * window}),
        .masks = {},
        .paddingQkv = torch::randn({3 * channels})};
    if (isShifted)
        terms.masks = windowMasks(window, window / 2);
    return terms;
}

/// Liu et al., equation 4, window by window with LibTorch's plain operators.
torch::Tensor byTheBook(
    const torch::Tensor &qkv, const WindowStrip &strip, const WindowTerms &terms)
{
    const torch::Tensor padded = at::cat({qkv, terms.paddingQkv.view({1, -1})}, 0);
    const torch::Tensor windows = padded.index_select(0, strip.tokenAt)
                                      .view({-1, window * window, 3, heads, headSize})
                                      .permute({2, 0, 3, 1, 4});
    torch::Tensor logits =
        at::matmul(windows[0], windows[1].transpose(2, 3)) / std::sqrt(double(headSize))
        + terms.bias;
    int64_t first = 0;
    for (std::size_t place = 0; place < windowPlaces; ++place) {
        const int64_t count = strip.windows.at(place);
        if (terms.masks.defined() && count > 0)
            logits.narrow(0, first, count).add_(terms.masks[int64_t(place)]);
        first += count;
    }
    return at::matmul(logits.softmax(-1), windows[2])
        .transpose(1, 2)
        .reshape({-1, channels})
        .index_select(0, strip.placeOf);
}

} // namespace

class TestWindowAttention : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!hasWindowKernel(window * window, headSize))
            QSKIP("this processor has neither AVX2 nor AVX-512: there is no kernel to test");
        torch::manual_seed(7);
    }

    void theKernelEqualsTheFormula_data()
    {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("shift");
        QTest::newRow("whole windows") << 24 << 36 << 0;
        QTest::newRow("padded right and below") << 20 << 31 << 0;
        QTest::newRow("shifted, whole windows") << 24 << 36 << 6;
        QTest::newRow("shifted and padded") << 20 << 31 << 6;
        QTest::newRow("less than a window") << 7 << 5 << 6;
    }

    void theKernelEqualsTheFormula()
    {
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, shift);
        const WindowTerms terms = someTerms(shift > 0);
        const WindowGrid grid {.height = height, .width = width, .size = window, .shift = shift};
        for (const WindowStrip &strip : windowStrips(grid, window * width, torch::kCPU)) {
            const torch::Tensor qkv = torch::randn({2, strip.tokens, 3 * channels});
            const torch::Tensor attended = attendedInWindows(qkv, strip, terms);
            for (int64_t photo = 0; photo < 2; ++photo)
                QVERIFY(largestDifference(attended[photo], byTheBook(qkv[photo], strip, terms))
                    < 5e-6);
        }
    }

    void pairsOfBFloat16AreNear_data() { theKernelEqualsTheFormula_data(); }

    void pairsOfBFloat16AreNear()
    {
        if (!hasBFloat16Pairs())
            QSKIP("this processor does not add up pairs of bfloat16 at float32's rate");
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, shift);
        WindowTerms terms = someTerms(shift > 0);
        terms.products = Products::BFloat16Pairs;
        const WindowGrid grid {.height = height, .width = width, .size = window, .shift = shift};
        for (const WindowStrip &strip : windowStrips(grid, window * width, torch::kCPU)) {
            const torch::Tensor qkv = torch::randn({strip.tokens, 3 * channels});
            const torch::Tensor exact = byTheBook(qkv, strip, terms);
            const torch::Tensor attended = attendedInWindows(qkv.unsqueeze(0), strip, terms)[0];
            const double error = ((attended - exact).norm() / exact.norm()).item<double>();
            QVERIFY(error < 8e-3);
            QVERIFY(error > 1e-4); // they were used
        }
    }

    void oneStrongKeyTakesAllTheWeight()
    {
        const WindowGrid grid {.height = window, .width = window, .size = window};
        const WindowStrip strip = windowStrips(grid, 0, torch::kCPU).front();
        const WindowTerms terms {.bias = torch::zeros({heads, window * window, window * window}),
            .masks = {},
            .paddingQkv = torch::zeros({3 * channels})};
        torch::Tensor qkv = torch::zeros({1, strip.tokens, 3 * channels});
        qkv.narrow(2, 0, channels).fill_(10); // queries
        qkv[0][5].narrow(0, channels, channels).fill_(10); // one key: logits of 566 against 0
        qkv[0][5].narrow(0, 2 * channels, channels).fill_(0.25);
        const torch::Tensor attended = attendedInWindows(qkv, strip, terms);
        QVERIFY(attended.eq(0.25).all().item<bool>());
    }

    void oddSizesHaveNoKernel()
    {
        QVERIFY(!hasWindowKernel(7 * 7, 32));
        QVERIFY(!hasWindowKernel(12 * 12, 24));
    }
};

QTEST_APPLESS_MAIN(TestWindowAttention)

#include "tst_window_attention.moc"
