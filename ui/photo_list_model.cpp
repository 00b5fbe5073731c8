#include "ui/photo_list_model.h"

#include "ui/paths.h"
#include "ui/wording.h"

#include <algorithm>

namespace ui {

namespace {

/// 0: the worst
int badness(const PhotoEntry &entry)
{
    switch (stateWords(entry).mood) {
    case Mood::Bad:
        return 0;
    case Mood::Attention:
        return 1;
    case Mood::Neutral:
    case Mood::Busy:
    case Mood::Good:
        return 2;
    }
    return 2;
}

} // namespace

int PhotoListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant PhotoListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PhotoEntry &entry = m_entries[static_cast<std::size_t>(index.row())];
    switch (role) {
    case EntryRole:
        return QVariant::fromValue(entry);
    case IdRole:
        return entry.id;
    case Qt::DisplayRole:
        return textOf(entry.file.filename());
    case Qt::ToolTipRole:
        return textOf(entry.file);
    case Qt::AccessibleTextRole:
        return tr("%1: %2").arg(textOf(entry.file.filename()), stateWords(entry).words);
    default:
        return {};
    }
}

void PhotoListModel::add(const PhotoEntry &entry)
{
    const int row = placeFor(entry, -1);
    beginInsertRows({}, row, row);
    m_entries.insert(m_entries.begin() + row, entry);
    endInsertRows();
}

void PhotoListModel::change(const PhotoEntry &entry)
{
    const int row = rowOf(entry.id);
    if (row < 0)
        return;
    const auto from = m_entries.begin() + row;
    *from = entry;
    const int place = placeFor(entry, row);
    const int target = place > row ? place - 1 : place;
    if (target != row) {
        beginMoveRows({}, row, row, {}, place);
        if (target < row)
            std::rotate(m_entries.begin() + target, from, from + 1);
        else
            std::rotate(from, from + 1, m_entries.begin() + place);
        endMoveRows();
    }
    Q_EMIT dataChanged(index(target), index(target));
}

void PhotoListModel::remove(PhotoId id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_entries.erase(m_entries.begin() + row);
    endRemoveRows();
}

void PhotoListModel::setOrder(PhotoOrder order)
{
    if (order == m_order)
        return;
    m_order = order;
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    std::vector<PhotoId> ids;
    for (const QModelIndex &old : before)
        ids.push_back(idAt(old.row()));
    std::sort(m_entries.begin(), m_entries.end(),
        [this](const PhotoEntry &one, const PhotoEntry &other) { return isBefore(one, other); });
    QModelIndexList after;
    for (const PhotoId id : ids)
        after.append(indexOf(id));
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

QModelIndex PhotoListModel::indexOf(PhotoId id) const
{
    return index(rowOf(id));
}

PhotoId PhotoListModel::idAt(int row) const
{
    const bool isThere = row >= 0 && row < rowCount();
    return isThere ? m_entries[static_cast<std::size_t>(row)].id : 0;
}

int PhotoListModel::rowOf(PhotoId id) const
{
    const auto place = std::find_if(m_entries.begin(), m_entries.end(),
        [id](const PhotoEntry &entry) { return entry.id == id; });
    return place == m_entries.end() ? -1 : static_cast<int>(place - m_entries.begin());
}

int PhotoListModel::placeFor(const PhotoEntry &entry, int self) const
{
    int row = 0;
    for (; row < rowCount(); ++row)
        if (row != self && isBefore(entry, m_entries[static_cast<std::size_t>(row)]))
            break;
    return row;
}

bool PhotoListModel::isBefore(const PhotoEntry &one, const PhotoEntry &other) const
{
    if (m_order == PhotoOrder::WorstFirst && badness(one) != badness(other))
        return badness(one) < badness(other);
    return one.id < other.id;
}

} // namespace ui
