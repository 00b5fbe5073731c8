#include "core/files/photo.h"
#include "core/inference/network_input.h"
#include "core/network/normalisation.h"
#include "tests/npy.h"

#include <QtTest>

#include <bit>

namespace fs = std::filesystem;

/// What the reference's tool (transparent-background) shows its network, bit for bit.
class tst_NetworkInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const fs::path data = PAWTRAIT_TEST_DATA;
        m_photo = core::readPhoto(data / "image" / "chelsea.png").value().image;
        m_resized =
            core::readPhoto(data / "image" / "bilinear_chelsea_to_384x384.png").value().image;
        m_first = tests::readNpy(data / "pipeline" / "remover" / "net_input_first_rows.npy");
    }

    void bytesAreTheReferences()
    {
        const core::NetworkInput input = core::networkInput(m_photo, {384, 384}).value();
        QCOMPARE(input.width, 384);
        QCOMPARE(input.height, 384);
        QCOMPARE(input.rgb.size(), m_resized.pixels.total() * 3);
        QVERIFY(std::memcmp(input.rgb.data(), m_resized.pixels.ptr(), input.rgb.size()) == 0);
    }

    void valuesAreTheReferences()
    {
        const core::NetworkInput input = core::networkInput(m_photo, {384, 384}).value();
        const auto values = core::normalisedValues();
        const std::size_t plane = m_first.values.size() / 3; // [3, rows, 384]
        QCOMPARE(plane % 384, std::size_t(0));
        for (std::size_t channel = 0; channel < 3; ++channel)
            for (std::size_t i = 0; i < plane; ++i)
                QCOMPARE(std::bit_cast<std::uint32_t>(
                             values.at(channel).at(input.rgb[i * 3 + channel])),
                    std::bit_cast<std::uint32_t>(m_first.values[channel * plane + i]));
    }

private:
    core::Image m_photo;
    core::Image m_resized;
    tests::FloatArray m_first;
};

QTEST_GUILESS_MAIN(tst_NetworkInput)
#include "tst_network_input.moc"
