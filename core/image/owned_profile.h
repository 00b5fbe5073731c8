#pragma once

#include <lcms2.h>

#include <memory>

namespace core {

/// Closes what lcms2 opened.
struct CloseProfile
{
    void operator()(void *profile) const { cmsCloseProfile(profile); }
};

/// A colour profile opened or made by lcms2; null where it could not be.
using OwnedProfile = std::unique_ptr<void, CloseProfile>;

} // namespace core
