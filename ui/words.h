#pragma once

#include <QCoreApplication>

namespace ui {

/// The translation context of all sentences that wording.h hands out.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Words)
};

} // namespace ui
