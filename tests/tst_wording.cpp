#include "ui/wording.h"

#include <QTest>

using namespace ui;
using Code = core::Error::Code;

namespace {

core::SizeVerdict verdictOf(core::Size size)
{
    return core::judge(size, {});
}

PhotoEntry entryIn(PhotoState state, PhotoActivity activity = PhotoActivity::Idle)
{
    PhotoEntry entry;
    entry.state = state;
    entry.activity = activity;
    entry.fraction = 0.62;
    return entry;
}

} // namespace

class tst_Wording : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyErrorIsSaidInThreeParts_data();
    void everyErrorIsSaidInThreeParts();
    void sizesReadAsOnTheBox_data();
    void sizesReadAsOnTheBox();
    void largePhotosAreOfferedAScale();
    void aFineOrScaledPhotoAsksNothing();
    void printsAreJudgedInNumbers_data();
    void printsAreJudgedInNumbers();
    void aGuessSaysThatItIsOne();
    void statesHaveWords_data();
    void statesHaveWords();
    void exportSaysWhyItIsLocked_data();
    void exportSaysWhyItIsLocked();
    void aPreviewThatWaitsForScalingSaysSo();
    void everyMoodThatJudgesHasASign();
    void everyModeHasANameOfItsOwn();
    void unknownEffectsReadWell();
};

void tst_Wording::everyErrorIsSaidInThreeParts_data()
{
    QTest::addColumn<Code>("code");
    const auto last = int(Code::ReaderDiffers);
    for (int code = 0; code <= last; ++code)
        QTest::addRow("code %d", code) << Code(code);
}

void tst_Wording::everyErrorIsSaidInThreeParts()
{
    QFETCH(Code, code);
    const Message message = wordingFor({code, "std::exception in imread: 0x7f"});
    QVERIFY(!message.happened.isEmpty());
    QVERIFY(!message.meaning.isEmpty());
    QVERIFY(!message.remedy.isEmpty());
    QVERIFY2(message.happened.size() <= 36, "it stands in a narrow film strip");
    const QString all = sentencesOf(message);
    for (const char *jargon : {"exception", "0x", "null", "code", "buffer", "header", "decode",
             "EXIF", "tensor", "invalid", "failed to", "error"})
        QVERIFY2(!all.contains(QLatin1String(jargon), Qt::CaseInsensitive), jargon);
}

void tst_Wording::sizesReadAsOnTheBox_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("a phone's photo")
        << sizeText({4284, 5712}) << QStringLiteral("4284 × 5712 · 24.5 MP");
    QTest::newRow("whole megapixels")
        << sizeText({6000, 4000}) << QStringLiteral("6000 × 4000 · 24 MP");
    QTest::newRow("tiny") << sizeText({100, 200}) << QStringLiteral("100 × 200 · 0.02 MP");
    QTest::newRow("centimetres") << printSizeText({300, 400}) << QStringLiteral("30 × 40 cm");
    QTest::newRow("A4") << printSizeText({210, 297}) << QStringLiteral("21 × 29.7 cm");
    QTest::newRow("rounded down") << printSizeText({203.99, 163.2})
                                  << QStringLiteral("20.3 × 16.3 cm");
    QTest::newRow("seconds") << secondsText(0.414) << QStringLiteral("0.41 s");
    core::MaskRecord record {
        .model = "lite", .device = "CPU", .precision = "float32", .seconds = 0.414};
    QTest::newRow("a mask") << recordText(record) << QStringLiteral("Lite · CPU · float32 · 0.41 s");
    record.isFromCache = true;
    QTest::newRow("a kept mask") << recordText(record)
                                 << QStringLiteral("Lite · CPU · float32 · kept earlier");
    QTest::newRow("nothing was different") << stepsText(record) << QString();
    record.cacheNote = "the mask is not kept";
    QTest::newRow("trouble with the cache")
        << stepsText(record) << QStringLiteral("▲ The mask is not kept");
}

void tst_Wording::sizesReadAsOnTheBox()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(text, expected);
}

void tst_Wording::largePhotosAreOfferedAScale()
{
    const core::SizeVerdict large = verdictOf({6000, 8000});
    const VerdictWords words = wordingFor(large);
    QCOMPARE(words.mood, Mood::Attention);
    QVERIFY(words.message.happened.contains(QStringLiteral("48 MP")));
    QVERIFY(words.message.happened.contains(QStringLiteral("24 MP")));
    QVERIFY(words.button.contains(pixelText(*large.suggested)));
    QCOMPARE(wordingFor(verdictOf({16320, 12240})).mood, Mood::Bad);
}

void tst_Wording::aFineOrScaledPhotoAsksNothing()
{
    const VerdictWords fine = wordingFor(verdictOf({6000, 4000}));
    QCOMPARE(fine.mood, Mood::Good);
    QVERIFY(fine.button.isEmpty());
    const VerdictWords scaled = wordingFor(verdictOf({6000, 8000}), core::Size {4242, 5656});
    QCOMPARE(scaled.mood, Mood::Good);
    QVERIFY(scaled.message.happened.contains(QStringLiteral("4242")));
    QVERIFY(!scaled.button.isEmpty()); // undo
    QVERIFY2(wordingFor(verdictOf({16320, 12240}), core::Size {5656, 4242}).button.isEmpty(),
        "there is no way back to a size that cannot be opened");
}

void tst_Wording::printsAreJudgedInNumbers_data()
{
    QTest::addColumn<core::Size>("animal");
    QTest::addColumn<Mood>("mood");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("good") << core::Size {4000, 5300} << Mood::Good
                          << QStringLiteral(
                                 "The animal alone prints at 338 DPI; this product needs 200.");
    QTest::newRow("soft") << core::Size {2000, 2600} << Mood::Attention
                          << QStringLiteral(
                                 "The animal alone prints at 169 DPI; this product needs 200.");
    QTest::newRow("too small") << core::Size {600, 800} << Mood::Bad
                               << QStringLiteral(
                                      "The animal alone prints at 50 DPI; this product needs 200.");
    QTest::newRow("199.9 is not 200")
        << core::Size {2361, 3148} << Mood::Attention
        << QStringLiteral("The animal alone prints at 199 DPI; this product needs 200.");
}

void tst_Wording::printsAreJudgedInNumbers()
{
    QFETCH(core::Size, animal);
    QFETCH(Mood, mood);
    QFETCH(QString, sentence);
    const core::PrintSize ordered {300, 400};
    const auto verdict = core::judgePrint(animal, ordered, {}, core::PrintSubject::Animal);
    const VerdictWords words = wordingFor(verdict, ordered, {}, Basis::Final);
    QCOMPARE(words.mood, mood);
    QCOMPARE(words.message.happened, sentence);
    QVERIFY(words.headline.contains(QStringLiteral("30 × 40 cm")));
    QCOMPARE(words.message.remedy.isEmpty(), mood == Mood::Good);
}

void tst_Wording::aGuessSaysThatItIsOne()
{
    const core::PrintSize ordered {300, 400};
    const auto verdict =
        core::judgePrint({6000, 8000}, ordered, {}, core::PrintSubject::WholeFrame);
    const auto guess = wordingFor(verdict, ordered, {}, Basis::Provisional);
    QVERIFY(guess.message.happened.startsWith(QStringLiteral("The whole photo")));
    QVERIFY(guess.message.meaning.contains(QStringLiteral("guess")));
    QVERIFY(wordingFor(verdict, ordered, {}, Basis::Final).message.meaning.isEmpty());
}

void tst_Wording::statesHaveWords_data()
{
    QTest::addColumn<PhotoEntry>("entry");
    QTest::addColumn<Mood>("mood");
    QTest::addColumn<QString>("words");
    QTest::newRow("cut") << entryIn(PhotoState::Cut) << Mood::Good << QStringLiteral("Cut");
    QTest::newRow("preview, full on its way") << entryIn(PhotoState::Preview,
        PhotoActivity::Working) << Mood::Busy << QStringLiteral("Preview · full mask 62 %");
    QTest::newRow("waiting") << entryIn(PhotoState::Checked, PhotoActivity::Waiting)
                             << Mood::Neutral << QStringLiteral("Waiting");
    QTest::newRow("stopped") << entryIn(PhotoState::Checked, PhotoActivity::Cancelled)
                             << Mood::Neutral << QStringLiteral("Stopped");
    PhotoEntry large = entryIn(PhotoState::Checked);
    large.verdict = verdictOf({6000, 8000});
    QTest::newRow("large") << large << Mood::Attention << QStringLiteral("48 MP: scale to 24?");
    PhotoEntry failed = entryIn(PhotoState::Failed);
    failed.error = core::Error {Code::FileDamaged, {}};
    QTest::newRow("failed") << failed << Mood::Bad << QStringLiteral("File is cut short");
}

void tst_Wording::statesHaveWords()
{
    QFETCH(PhotoEntry, entry);
    QFETCH(Mood, mood);
    QFETCH(QString, words);
    QCOMPARE(stateWords(entry).mood, mood);
    QCOMPARE(stateWords(entry).words, words);
}

void tst_Wording::exportSaysWhyItIsLocked_data()
{
    QTest::addColumn<PhotoState>("state");
    QTest::addColumn<bool>("isLocked");
    QTest::newRow("new") << PhotoState::New << true;
    QTest::newRow("checked") << PhotoState::Checked << true;
    QTest::newRow("preview") << PhotoState::Preview << true;
    QTest::newRow("cut") << PhotoState::Cut << false;
    QTest::newRow("exported") << PhotoState::Exported << false;
    QTest::newRow("failed") << PhotoState::Failed << true;
}

void tst_Wording::exportSaysWhyItIsLocked()
{
    QFETCH(PhotoState, state);
    QFETCH(bool, isLocked);
    for (const auto activity : {PhotoActivity::Idle, PhotoActivity::Cancelled})
        QCOMPARE(!exportObstacle(entryIn(state, activity)).isEmpty(), isLocked);
}

void tst_Wording::aPreviewThatWaitsForScalingSaysSo()
{
    PhotoEntry huge = entryIn(PhotoState::Preview);
    huge.verdict = verdictOf({9200, 6900});
    QCOMPARE(stateWords(huge).words, QStringLiteral("63 MP: scale to 24?"));
    QCOMPARE(stateWords(huge).mood, Mood::Bad);
    QVERIFY(maskWords(huge).message.happened.contains(QStringLiteral("scaled")));
    QVERIFY(exportObstacle(huge).contains(QStringLiteral("scaled")));
    QVERIFY(captionWords(MaskStage::Preview, huge).rest.contains(QStringLiteral("scale")));
    huge.importSize = huge.verdict->suggested;
    QCOMPARE(stateWords(huge).words, QStringLiteral("Preview only"));
    for (const QString &words : {maskWords(huge).message.happened, exportObstacle(huge),
             captionWords(MaskStage::Preview, huge).rest})
        QVERIFY2(!words.contains(QStringLiteral("scale")), qPrintable(words));
}

void tst_Wording::everyMoodThatJudgesHasASign()
{
    for (const Mood mood : {Mood::Good, Mood::Attention, Mood::Bad}) {
        QVERIFY(!signOf(mood).isEmpty());
        QVERIFY(!iconOf(mood).isEmpty());
    }
}

void tst_Wording::everyModeHasANameOfItsOwn()
{
    QSet<QString> names;
    for (int mode = 0; mode < 8; ++mode) {
        names.insert(nameOf(CanvasMode(mode)));
        QVERIFY(!descriptionOf(CanvasMode(mode)).isEmpty());
    }
    QCOMPARE(names.size(), 8);
}

void tst_Wording::unknownEffectsReadWell()
{
    QCOMPARE(effectName("pop-art"), QStringLiteral("Pop art"));
    QCOMPARE(effectName("oil-painting"), QStringLiteral("Oil painting"));
    QCOMPARE(effectName(""), QString());
}

QTEST_GUILESS_MAIN(tst_Wording)
#include "tst_wording.moc"
