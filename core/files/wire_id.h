#pragma once

namespace core {

/// Differs between two builds that may not understand each other's packets: a hash of the text of
/// all that decides what they mean, made while building (wire_id.cmake).
extern const char *const wireId;

} // namespace core
