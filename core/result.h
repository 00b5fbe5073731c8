#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace core {

/// Why something did not work. The user interface words its own message from `code`.
struct Error
{
    enum class Code {
        Cancelled, ///< somebody asked for the end
        FileMissing, ///< not there, or vanished since it was looked at
        FileUnreadable, ///< a directory, no permission, or the disk failed
        FileEmpty, ///< zero bytes
        FileDamaged, ///< cut short or broken inside
        FileChanged, ///< not the file that was checked
        FormatUnsupported, ///< not an image, or a kind we do not read
        ImageTooLarge, ///< over the hard limit, refused before decoding
        ImageWholeOnly, ///< over the hard limit, and of a kind that can only be decoded whole
        ImageTooSmall, ///< nothing to print
        TargetExists, ///< would replace a file that nobody said may be replaced
        TargetUnwritable, ///< folder missing, read-only, or not ours
        DiskFull, ///< no room for the output
        ModelMissing, ///< no such model file
        ModelMismatch, ///< a model file that does not hold what the network needs
        BaseSizeMissing, ///< a model file of one's own, and nobody said what it was trained for
        ChoiceImpossible, ///< a device or precision that this machine or model has not; `detail` is
                          ///< a sentence that says what there is
        NetworkFailed, ///< a download broke off or never began: no connection, a server that stalls
        ServerRefused, ///< the server does not give the file (404, a redirect that is not safe)
        HashMismatch, ///< not the file it should be: wrong checksum or length
        InUse, ///< somebody else is downloading this file right now
        NoAnimal, ///< the network found nothing to cut out
        OutOfMemory,
        Unexpected, ///< a defect of ours or of a library
        CameraRaw, ///< a camera's raw file: somebody has to develop it first
        ReaderFailed, ///< the process that reads photos crashed on this one, or took too long
        ReaderMissing, ///< the program for that process is not there, or does not start
        ReaderDiffers, ///< the program for that process is not of the same build as this one
    };
    Code code = Code::Unexpected;
    std::string detail; ///< for the log, English
};

template <typename T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Error::Code code, std::string detail = {})
{
    return tl::unexpected<Error>({code, std::move(detail)});
}

} // namespace core
