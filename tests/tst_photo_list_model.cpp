#include "ui/photo_list_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using ui::PhotoId;

namespace {

ui::PhotoEntry entry(PhotoId id, ui::PhotoState state = ui::PhotoState::Cut)
{
    ui::PhotoEntry entry;
    entry.id = id;
    entry.file = "/photos/rex" + std::to_string(id) + ".jpg";
    entry.state = state;
    if (state == ui::PhotoState::Failed)
        entry.error = core::Error {core::Error::Code::FileDamaged, ""};
    return entry;
}

/// Cut well, but larger than is useful.
ui::PhotoEntry oversized(PhotoId id)
{
    ui::PhotoEntry large = entry(id, ui::PhotoState::Checked);
    large.verdict = core::SizeVerdict {.acceptance = core::Acceptance::Suggest,
        .megapixels = 50,
        .suggested = core::Size {6000, 4000}};
    return large;
}

std::vector<PhotoId> ids(const ui::PhotoListModel &model)
{
    std::vector<PhotoId> found;
    for (int row = 0; row < model.rowCount(); ++row)
        found.push_back(model.idAt(row));
    return found;
}

} // namespace

class tst_PhotoListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void worstFirstPutsFailuresAndWarningsOnTop();
    void aPhotoMovesWhenItFailsAndBackWhenItIsMended();
    void asAddedKeepsTheOrder();
    void theSelectionStaysWithItsPhotoWhenTheOrderChanges();
    void rowsTellNameAndStateToAScreenReader();
    void unknownPhotosAreIgnored();
};

void tst_PhotoListModel::worstFirstPutsFailuresAndWarningsOnTop()
{
    ui::PhotoListModel model;
    const QAbstractItemModelTester tester(&model);
    model.add(entry(1));
    model.add(oversized(2));
    model.add(entry(3, ui::PhotoState::Failed));
    model.add(entry(4));
    QCOMPARE(ids(model), (std::vector<PhotoId> {3, 2, 1, 4}));
}

void tst_PhotoListModel::aPhotoMovesWhenItFailsAndBackWhenItIsMended()
{
    ui::PhotoListModel model;
    const QAbstractItemModelTester tester(&model);
    for (const PhotoId id : {1, 2, 3, 4})
        model.add(entry(id));
    model.change(entry(3, ui::PhotoState::Failed));
    QCOMPARE(ids(model), (std::vector<PhotoId> {3, 1, 2, 4}));
    model.change(entry(3));
    QCOMPARE(ids(model), (std::vector<PhotoId> {1, 2, 3, 4}));
}

void tst_PhotoListModel::asAddedKeepsTheOrder()
{
    ui::PhotoListModel model;
    const QAbstractItemModelTester tester(&model);
    model.add(entry(1));
    model.add(entry(2, ui::PhotoState::Failed));
    model.setOrder(ui::PhotoOrder::AsAdded);
    QCOMPARE(ids(model), (std::vector<PhotoId> {1, 2}));
    model.remove(1);
    QCOMPARE(ids(model), (std::vector<PhotoId> {2}));
}

void tst_PhotoListModel::theSelectionStaysWithItsPhotoWhenTheOrderChanges()
{
    ui::PhotoListModel model;
    model.add(entry(1));
    model.add(entry(2, ui::PhotoState::Failed));
    const QPersistentModelIndex selected = model.indexOf(1);
    model.setOrder(ui::PhotoOrder::AsAdded);
    QCOMPARE(selected.row(), 0);
    QCOMPARE(model.idAt(selected.row()), 1);
}

void tst_PhotoListModel::rowsTellNameAndStateToAScreenReader()
{
    ui::PhotoListModel model;
    model.add(entry(1, ui::PhotoState::Failed));
    const QString text = model.index(0).data(Qt::AccessibleTextRole).toString();
    QVERIFY(text.startsWith(QStringLiteral("rex1.jpg: ")));
    QVERIFY(text.size() > QStringLiteral("rex1.jpg: ").size());
}

void tst_PhotoListModel::unknownPhotosAreIgnored()
{
    ui::PhotoListModel model;
    model.change(entry(7));
    model.remove(7);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.indexOf(7).isValid());
    QCOMPARE(model.idAt(0), 0);
}

QTEST_MAIN(tst_PhotoListModel)
#include "tst_photo_list_model.moc"
