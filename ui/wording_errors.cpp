#include "ui/wording.h"
#include "ui/words.h"

namespace ui {
namespace {

Message fileMessage(core::Error::Code code)
{
    switch (code) {
    case core::Error::Code::FileMissing:
        return {Words::tr("File is gone"), Words::tr("It was moved, renamed or deleted."),
            Words::tr("Put it back and try again, or drop it once more from where it is now.")};
    case core::Error::Code::FileUnreadable:
        return {Words::tr("Cannot open the file"),
            Words::tr("This is a folder, or you are not allowed to read it, or the disk failed."),
            Words::tr("Copy the photo to this computer and drop the copy.")};
    case core::Error::Code::FileEmpty:
        return {Words::tr("File is empty"),
            Words::tr("There is nothing in it, usually because a download or copy broke off."),
            Words::tr("Ask the customer to send the photo again.")};
    case core::Error::Code::FileDamaged:
        return {Words::tr("File is cut short"),
            Words::tr("Part of the photo is missing or broken, so a print would be too."),
            Words::tr("Ask the customer to send the photo again.")};
    case core::Error::Code::FileChanged:
        return {Words::tr("File has changed"),
            Words::tr("It is not the photo that was checked any more."),
            Words::tr("Try again: the new photo is checked first.")};
    default:
        return {};
    }
}

Message imageMessage(core::Error::Code code)
{
    switch (code) {
    case core::Error::Code::FormatUnsupported:
        return {Words::tr("Not a photo we can read"),
            Words::tr("Whatever its name says, it is not a JPEG, HEIC, PNG, WebP, AVIF or TIFF."),
            Words::tr("Ask for the photo as JPEG or PNG.")};
    case core::Error::Code::CameraRaw:
        return {Words::tr("A camera's raw file"),
            Words::tr("It holds what the sensor saw; how it should look is not decided yet."),
            Words::tr("Develop it in the camera's own program or a photo editor, save it as TIFF or "
                      "JPEG at best quality, and drop that.")};
    case core::Error::Code::ImageTooLarge:
        return {Words::tr("Too many pixels"),
            Words::tr("Opened at full size, this photo would fill the computer's memory."),
            Words::tr("Use it scaled down; the print does not need more.")};
    case core::Error::Code::ImageWholeOnly:
        return {Words::tr("Too large for this kind of file"),
            Words::tr("It can only be opened whole, which would fill the computer's memory: an "
                      "interlaced PNG, a lossless WebP, or a HEIC or AVIF of one piece."),
            Words::tr("Scale it down in the program that made it, or save it as JPEG, and drop "
                      "that.")};
    case core::Error::Code::ImageTooSmall:
        return {Words::tr("Too small to print"),
            Words::tr("The photo is only a few pixels wide or high."),
            Words::tr("Ask the customer for the original photo.")};
    case core::Error::Code::NoAnimal:
        return {Words::tr("No animal found"),
            Words::tr("Nothing in this photo stands out as an animal to cut out."),
            Words::tr("Check that it is the right photo, or ask for another one.")};
    default:
        return {};
    }
}

Message targetMessage(core::Error::Code code)
{
    switch (code) {
    case core::Error::Code::TargetExists:
        return {Words::tr("That file is already there"),
            Words::tr("It was left as it is; nothing was written."),
            Words::tr("Choose another name or another folder.")};
    case core::Error::Code::TargetUnwritable:
        return {Words::tr("Cannot write there"),
            Words::tr("The folder is missing, or you are not allowed to change it."),
            Words::tr("Choose another folder and export again.")};
    case core::Error::Code::DiskFull:
        return {Words::tr("Disk is full"),
            Words::tr("There was no room for the print file; nothing half-written is left."),
            Words::tr("Free some space, or choose a folder on another disk.")};
    default:
        return {};
    }
}

Message downloadMessage(core::Error::Code code)
{
    switch (code) {
    case core::Error::Code::NetworkFailed:
        return {Words::tr("Download broke off"),
            Words::tr("There is no connection to the server, or it stopped answering."),
            Words::tr("What came so far is kept. Check the connection and go on.")};
    case core::Error::Code::ServerRefused:
        return {Words::tr("The server does not give the file"),
            Words::tr("It was moved or removed, or the address leads somewhere unsafe."),
            Words::tr("Try again later, or choose a file of your own.")};
    case core::Error::Code::HashMismatch:
        return {Words::tr("Not the right file"),
            Words::tr("Its length or checksum is not what it should be. It is not used."),
            Words::tr("Download it again, or choose another file.")};
    case core::Error::Code::InUse:
        return {Words::tr("Already being downloaded"),
            Words::tr("Another window or program is downloading this file."),
            Words::tr("Wait until it is done.")};
    default:
        return {};
    }
}

Message programMessage(core::Error::Code code)
{
    switch (code) {
    case core::Error::Code::Cancelled:
        return {Words::tr("Stopped"), Words::tr("You stopped it; nothing is lost."),
            Words::tr("Try again whenever you like.")};
    case core::Error::Code::ModelMissing:
        return {Words::tr("Cutting model is missing"),
            Words::tr("Pawtrait was installed without the file it cuts with."),
            Words::tr("Install Pawtrait again, or choose another model in the settings.")};
    case core::Error::Code::ModelMismatch:
        return {Words::tr("Cutting model is damaged"),
            Words::tr("The file that Pawtrait cuts with is not what it should be."),
            Words::tr("Install Pawtrait again, or choose another model in the settings.")};
    case core::Error::Code::BaseSizeMissing:
        return {Words::tr("Training size is missing"),
            Words::tr("The file does not say which picture size it was trained for."),
            Words::tr("Ask whoever made it; the official ones have 1024 or 384.")};
    case core::Error::Code::ChoiceImpossible:
        return {Words::tr("Masks cannot be made this way"),
            Words::tr("The device or the way of calculating that is set is not there for this "
                      "model or on this computer."),
            Words::tr("Choose another one in the settings, under Device and speed.")};
    case core::Error::Code::OutOfMemory:
        return {Words::tr("Not enough memory"),
            Words::tr("The computer has too little free memory for a photo of this size."),
            Words::tr("Close other programs or use the photo scaled down, then try again.")};
    case core::Error::Code::ReaderFailed:
        return {Words::tr("Reading the photo broke off"),
            Words::tr("The part of Pawtrait that reads photos stopped on this one, or took far too "
                      "long. Other photos go on."),
            Words::tr("Try again. If it comes back, save the photo anew in another program.")};
    case core::Error::Code::ReaderMissing:
        return {Words::tr("Pawtrait cannot read photos"),
            Words::tr("Its program pawtrait-reader is missing or does not start."),
            Words::tr("Install Pawtrait again, then try again.")};
    case core::Error::Code::ReaderDiffers:
        return {Words::tr("Pawtrait cannot read photos"),
            Words::tr("Its program pawtrait-reader is not of the same Pawtrait as this window."),
            Words::tr("Close Pawtrait and start it again. If it stays so, install Pawtrait again.")};
    case core::Error::Code::Unexpected:
        return {Words::tr("Something went wrong in Pawtrait"),
            Words::tr("This is our mistake, not the photo's. The photo is unchanged."),
            Words::tr("Try again; if it comes back, send us the photo.")};
    default:
        return {};
    }
}

} // namespace

Message wordingFor(const core::Error &error)
{
    for (const auto &family : {fileMessage, imageMessage, targetMessage, downloadMessage}) {
        Message message = family(error.code);
        if (!message.happened.isEmpty())
            return message;
    }
    return programMessage(error.code);
}

} // namespace ui
