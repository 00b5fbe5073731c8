#pragma once

#include "ui/model_store.h"

#include <variant>

namespace ui {

/// What is going on with one model's file: exactly one of these.
namespace model_state {

/// Nothing of it is on the disk.
struct Absent
{
    friend bool operator==(const Absent &, const Absent &) = default;
};
/// It is coming.
struct Downloading
{
    std::int64_t bytes = 0; ///< so far
    std::int64_t total = 0; ///< as the server says; 0: not known yet
    double bytesPerSecond = 0; ///< 0: not known yet
    friend bool operator==(const Downloading &, const Downloading &) = default;
};
/// A part is on the disk.
struct Paused
{
    std::int64_t bytes = 0;
    friend bool operator==(const Paused &, const Paused &) = default;
};
/// Its bytes are read against the checksum.
struct Checking
{
    double fraction = 0; ///< 0..1
    friend bool operator==(const Checking &, const Checking &) = default;
};
/// The whole file is there and may be used.
struct Ready
{
    enum class Checked { Earlier, JustNow };
    Checked checked = Checked::Earlier;
    friend bool operator==(const Ready &, const Ready &) = default;
};
/// The last thing that was done with it did not work.
struct Failed
{
    core::Error error;
    ModelOnDisk left; ///< a part to go on from, or the whole file that is not what it should be
};

} // namespace model_state

using ModelState = std::variant<model_state::Absent, model_state::Downloading, model_state::Paused,
    model_state::Checking, model_state::Ready, model_state::Failed>;

} // namespace ui
