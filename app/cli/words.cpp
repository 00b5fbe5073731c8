#include "app/cli/words.h"

#include "core/files/utf8.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>

namespace cli {

namespace {

using Code = core::Error::Code;

template <typename... Values>
std::string text(const char *format, Values... values)
{
    std::array<char, 512> buffer {};
    std::snprintf(buffer.data(), buffer.size(), format, values...);
    return buffer.data();
}

bool startsCharacter(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

struct CodeWords
{
    Code code;
    const char *name;
    const char *sentence;
};

constexpr CodeWords allWords[] {
    {Code::Cancelled, "cancelled", "Cancelled."},
    {Code::FileMissing, "file-missing", "The file is not there."},
    {Code::FileUnreadable, "file-unreadable",
        "The file cannot be opened: a folder, or no permission to read it."},
    {Code::FileEmpty, "file-empty", "The file is empty. Ask the customer to send it again."},
    {Code::FileDamaged, "file-damaged",
        "The file is cut short or damaged. Ask the customer to send it again."},
    {Code::FileChanged, "file-changed",
        "The file changed while it was being worked on. Run it again."},
    {Code::FormatUnsupported, "format-unsupported",
        "This is not a JPEG, PNG, WebP, HEIC, AVIF or TIFF picture."},
    {Code::CameraRaw, "camera-raw",
        "This is a camera's raw file. Develop it first and save it as TIFF or JPEG."},
    {Code::ImageTooLarge, "image-too-large", "The picture is over the size limit."},
    {Code::ImageWholeOnly, "image-whole-only",
        "The picture is over the size limit and of a kind that can only be opened whole. Save "
        "it smaller, or as JPEG."},
    {Code::ImageTooSmall, "image-too-small", "The picture is too small to print anything."},
    {Code::TargetExists, "target-exists",
        "A file of that name is already there; it was not replaced."},
    {Code::TargetUnwritable, "target-unwritable", "The output folder cannot be written to."},
    {Code::DiskFull, "disk-full", "The disk is full. Nothing was written for this photo."},
    {Code::ModelMissing, "model-missing",
        "The model file is not there: see pawtrait-cli model list, and model get."},
    {Code::ModelMismatch, "model-mismatch",
        "The model file is damaged or made for something else."},
    {Code::BaseSizeMissing, "base-size-missing",
        "The file does not say which size it was trained for: give it with --base-size."},
    {Code::ChoiceImpossible, "choice-impossible", "This cannot be had here."},
    {Code::NetworkFailed, "network-failed",
        "The download broke off. What came so far is kept: run the same command to go on."},
    {Code::ServerRefused, "server-refused", "The server does not give this file."},
    {Code::HashMismatch, "hash-mismatch",
        "This is not the file it should be (wrong checksum or length). It is not used."},
    {Code::InUse, "in-use", "This file is being downloaded already."},
    {Code::NoAnimal, "no-animal", "No animal was found in this photo."},
    {Code::OutOfMemory, "out-of-memory", "There was not enough memory for this photo."},
    {Code::ReaderFailed, "reader-failed",
        "The process that reads photos broke off on this one, or it took far too long."},
    {Code::ReaderMissing, "reader-missing",
        "pawtrait-reader, which reads photos, is missing or does not start."},
    {Code::ReaderDiffers, "reader-differs",
        "pawtrait-reader, which reads photos, is of another build than this program. Install both anew."},
    {Code::Unexpected, "unexpected", "Something went wrong inside Pawtrait."},
};

// Codes are numbered from 0 without gaps, up to this one.
static_assert(std::size(allWords) == static_cast<std::size_t>(Code::ReaderDiffers) + 1);

const CodeWords &wordsFor(Code code)
{
    const auto *words = std::ranges::find(allWords, code, &CodeWords::code);
    return words != std::end(allWords) ? *words : wordsFor(Code::Unexpected);
}

} // namespace

std::string nameOf(core::Acceptance acceptance)
{
    switch (acceptance) {
    case core::Acceptance::Pass:
        return "pass";
    case core::Acceptance::Suggest:
        return "suggest";
    case core::Acceptance::Reject:
        return "reject";
    }
    return {};
}

std::string nameOf(Code code)
{
    return wordsFor(code).name;
}

std::string sentenceFor(const core::SizeVerdict &verdict)
{
    const std::string advice = verdict.suggested
        ? text("; use it at %d x %d", verdict.suggested->width, verdict.suggested->height)
        : std::string();
    switch (verdict.reason) {
    case core::SizeReason::WithinLimit:
        return text("%.1f MP, within the limit of %g", verdict.megapixels, verdict.limitMegapixels);
    case core::SizeReason::WithinTolerance:
        return text("%.1f MP, within the tolerance of the limit of %g", verdict.megapixels,
            verdict.limitMegapixels);
    case core::SizeReason::OverLimit:
        return text("%.1f MP, over the limit of %g", verdict.megapixels, verdict.limitMegapixels)
            + advice;
    case core::SizeReason::OverHardLimit:
        return text("%.1f MP, over the hard limit of %g", verdict.megapixels,
                   verdict.limitMegapixels)
            + advice;
    case core::SizeReason::TooSmall:
        return text(
            "%d x %d pixels is too small to print", verdict.size.width, verdict.size.height);
    }
    return {};
}

std::string sentenceFor(const core::PrintVerdict &verdict, const core::PrintNeed &need)
{
    const char *word = "good";
    if (verdict.quality == core::PrintQuality::Soft)
        word = "soft";
    if (verdict.quality == core::PrintQuality::TooSmall)
        word = "too small";
    const char *subject = verdict.subject == core::PrintSubject::WholeFrame
        ? "the whole photo, before cutting"
        : "the animal";
    return text("%s, %.0f DPI of the %.0f needed (%s); good up to %.1f x %.1f cm", word,
        verdict.dpi, need.goodDpi, subject, verdict.largestGood.widthMm / 10,
        verdict.largestGood.heightMm / 10);
}

std::string sentenceFor(const core::Error &error)
{
    const std::string sentence = wordsFor(error.code).sentence;
    return error.detail.empty() ? sentence : sentence + " (" + shown(error.detail) + ")";
}

std::string sentenceFor(core::PhotoNote note)
{
    switch (note) {
    case core::PhotoNote::ProfileIgnored:
        return "the photo's colour profile is broken; its colours were taken as sRGB";
    case core::PhotoNote::MetadataBroken:
        return "the photo's metadata (Exif, XMP) is broken; what could not be read is not kept";
    case core::PhotoNote::FirstOfAnimation:
        return "the photo moves; its first picture was used";
    case core::PhotoNote::FirstOfPages:
        return "the file has several pages; the first was used";
    case core::PhotoNote::PrimaryOfSeveral:
        return "the file holds several pictures; its main one was used";
    case core::PhotoNote::DepthIgnored:
        return "the depth map in the file was not used";
    case core::PhotoNote::GainMapIgnored:
        return "the file's map for HDR screens was not used; a print cannot show it";
    case core::PhotoNote::HighlightsCompressed:
        return "the photo is made for HDR screens; its highlights were brought down to paper white";
    case core::PhotoNote::ReducedToEightBits:
        return "the photo has more than 8 bits a channel; the print has 8";
    }
    return {};
}

std::string shown(const std::string &name)
{
    std::string text = core::validUtf8(name);
    const auto steers = [](char c) { return (c >= 0 && c < ' ') || c == '\x7F'; };
    std::ranges::replace_if(text, steers, '?');
    return text;
}

int lengthOf(const std::string &text)
{
    return static_cast<int>(std::ranges::count_if(text, startsCharacter));
}

std::string clipped(const std::string &text, int most)
{
    std::size_t end = 0;
    for (int characters = 0; end < text.size(); ++end)
        if (startsCharacter(text[end]) && ++characters > most)
            break;
    return text.substr(0, end);
}

} // namespace cli
