#pragma once

#include "ui/photo_entry.h"

#include <QAbstractListModel>

#include <vector>

namespace ui {

/// How the film strip is sorted.
enum class PhotoOrder {
    WorstFirst, ///< failed, then what needs attention, then the rest as added
    AsAdded,
};

/// The photos as rows for the film strip. Entries come in as values; the row's text is what a
/// screen reader says.
class PhotoListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        EntryRole = Qt::UserRole, ///< PhotoEntry
        IdRole, ///< PhotoId
    };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

    void add(const PhotoEntry &entry);
    void change(const PhotoEntry &entry);
    void remove(PhotoId id);
    void setOrder(PhotoOrder order);

    /// Invalid for an unknown photo.
    QModelIndex indexOf(PhotoId id) const;
    PhotoId idAt(int row) const;

private:
    int rowOf(PhotoId id) const;
    /// Where an entry belongs among the others; `self` does not count.
    int placeFor(const PhotoEntry &entry, int self) const;
    bool isBefore(const PhotoEntry &one, const PhotoEntry &other) const;

    std::vector<PhotoEntry> m_entries;
    PhotoOrder m_order = PhotoOrder::WorstFirst;
};

} // namespace ui
