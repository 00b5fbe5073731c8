#pragma once

#include <algorithm>
#include <vector>

namespace core {

/// What somebody who prints a photo should know of how it was read. None of them is an error.
enum class PhotoNote {
    ProfileIgnored, ///< its colour profile is broken or for other channels: taken as sRGB
    MetadataBroken, ///< Exif, XMP or IPTC cannot be read, or not all of it: the rest is kept
    FirstOfAnimation, ///< the first picture of a moving one
    FirstOfPages, ///< the first page of a file with several
    PrimaryOfSeveral, ///< the picture that the file names as its main one
    DepthIgnored, ///< a depth map lies beside it
    GainMapIgnored, ///< a map for brighter-than-white screens lies beside it
    HighlightsCompressed, ///< made for brighter-than-white screens (PQ, HLG): brought down to paper
    ReducedToEightBits, ///< more than 8 bits a channel: not kept, see Depth
};

using PhotoNotes = std::vector<PhotoNote>;

inline bool contains(const PhotoNotes &notes, PhotoNote note)
{
    return std::ranges::find(notes, note) != notes.end();
}

/// Adds a note once.
inline void add(PhotoNotes &notes, PhotoNote note)
{
    if (!contains(notes, note))
        notes.push_back(note);
}

} // namespace core
