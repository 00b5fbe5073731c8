#pragma once

#include "ui/photo_entry.h"

#include <QUndoCommand>

#include <functional>

namespace ui {

/// One property of one photo goes from one value to another, and back.
template <typename T>
class PhotoCommand final : public QUndoCommand
{
public:
    using Set = std::function<void(PhotoId id, const T &value)>;

    PhotoCommand(const QString &text, PhotoId id, T before, T after, Set set)
        : QUndoCommand(text)
        , m_id(id)
        , m_before(std::move(before))
        , m_after(std::move(after))
        , m_set(std::move(set))
    {
    }

    void undo() override { m_set(m_id, m_before); }
    void redo() override { m_set(m_id, m_after); }

private:
    PhotoId m_id;
    T m_before;
    T m_after;
    Set m_set;
};

using EffectCommand = PhotoCommand<std::string>;
using ImportSizeCommand = PhotoCommand<std::optional<core::Size>>;

} // namespace ui
