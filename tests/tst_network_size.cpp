#include "core/inference/network_size.h"

#include <QtTest>

#include <fstream>

using core::ResizeRule;
using core::Size;

class tst_NetworkSize : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void staticIsTheModelsSquareWhateverThePhoto()
    {
        QCOMPARE(core::networkSize({4000, 3000}, 1024, ResizeRule::Static).value(),
            (Size {1024, 1024}));
        QCOMPARE(
            core::networkSize({16, 9000}, 384, ResizeRule::Static).value(), (Size {384, 384}));
    }

    void dynamicRoundsAsTheReferenceDoes_data()
    {
        QTest::addColumn<Size>("photo");
        QTest::addColumn<Size>("expected");
        QTest::newRow("fits") << Size {640, 480} << Size {640, 480};
        QTest::newRow("half to even, down: 22.5") << Size {1280, 720} << Size {1280, 704};
        QTest::newRow("half to even, up: 23.5") << Size {752, 752} << Size {768, 768};
        QTest::newRow("half to even, down: 2.5") << Size {80, 80} << Size {64, 64};
        QTest::newRow("half to even, up: 1.5") << Size {48, 48} << Size {64, 64};
        QTest::newRow("full HD") << Size {1920, 1080} << Size {1920, 1088};
        QTest::newRow("wide: the shorter side is capped") << Size {3840, 2160} << Size {2272, 1280};
        QTest::newRow("12 MP") << Size {4000, 3000} << Size {1696, 1280};
        QTest::newRow("12 MP upright") << Size {3000, 4000} << Size {1280, 1696};
        QTest::newRow("just over the cap") << Size {1281, 1281} << Size {1280, 1280};
        QTest::newRow("panorama: the longer side is not") << Size {8000, 1000} << Size {8000, 992};
        QTest::newRow("capped, then on the grid") << Size {8000, 1300} << Size {7872, 1280};
        QTest::newRow("barely over 16 px") << Size {17, 400} << Size {32, 384};
        QTest::newRow("upright panorama") << Size {1500, 9000} << Size {1280, 7680};
    }
    void dynamicRoundsAsTheReferenceDoes()
    {
        QFETCH(const Size, photo);
        QFETCH(const Size, expected);
        QCOMPARE(core::networkSize(photo, 1024, ResizeRule::Dynamic).value(), expected);
    }

    void agreesWithEveryGoldenRow()
    {
        std::ifstream table(PAWTRAIT_SHARED "/inspyrenet/golden/aux/dynamic_resize.tsv");
        std::string head;
        if (!std::getline(table, head))
            QSKIP("the golden table is not here; its rows that matter are tested above");
        int rows = 0;
        for (Size in, out; table >> in.width >> in.height >> out.width >> out.height; ++rows) {
            const auto size = core::networkSize(in, 1024, ResizeRule::Dynamic);
            const bool crashesTheReference = out.width == 0 || out.height == 0;
            QVERIFY2(crashesTheReference ? !size : size && *size == out, core::nameOf(in).c_str());
        }
        QVERIFY(rows > 20);
    }

    void photosWithNextToNoPixelsAreRefused_data()
    {
        QTest::addColumn<Size>("photo");
        QTest::addColumn<ResizeRule>("rule");
        QTest::newRow("static, 15 px") << Size {15, 400} << ResizeRule::Static;
        QTest::newRow("dynamic, 15 px") << Size {400, 15} << ResizeRule::Dynamic;
        QTest::newRow("dynamic, exactly 16: rounds to nothing")
            << Size {16, 400} << ResizeRule::Dynamic;
    }
    void photosWithNextToNoPixelsAreRefused()
    {
        QFETCH(const Size, photo);
        QFETCH(const ResizeRule, rule);
        const auto size = core::networkSize(photo, 384, rule);
        QVERIFY(!size);
        QCOMPARE(size.error().code, core::Error::Code::ImageTooSmall);
    }

    void theNextSmallerSizeKeepsTheAspectOnTheGrid()
    {
        QCOMPARE(core::nextSmaller({1024, 1024}, {1024, 1024}), (Size {992, 992}));
        QCOMPARE(core::nextSmaller({8000, 992}, {8000, 992}), (Size {7968, 992}));
        QCOMPARE(core::nextSmaller({4032, 512}, {8000, 992}), (Size {4000, 512})); // 496: even half
        QCOMPARE(core::nextSmaller({32, 32}, {64, 64}), (Size {32, 32}));
    }
};

QTEST_GUILESS_MAIN(tst_NetworkSize)
#include "tst_network_size.moc"
