#include "core/files/photo_folder.h"

#include "core/files/byte_file.h"
#include "core/files/format.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <system_error>

namespace core {
namespace {

namespace fs = std::filesystem;

bool isDigit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/// The run of digits at `at`, which is moved behind it. Leading zeros are dropped.
std::string_view numberAt(std::string_view text, std::size_t &at)
{
    const auto isZero = [&] { return at + 1 < text.size() && text[at] == '0'; };
    while (isZero() && isDigit(text[at + 1]))
        ++at;
    const auto from = at;
    while (at < text.size() && isDigit(text[at]))
        ++at;
    return text.substr(from, at - from);
}

/// As people count: IMG_2 before IMG_10, capitals like small letters.
bool naturallyBefore(std::string_view left, std::string_view right)
{
    std::size_t l = 0;
    std::size_t r = 0;
    while (l < left.size() && r < right.size()) {
        if (isDigit(left[l]) && isDigit(right[r])) {
            const auto a = numberAt(left, l);
            const auto b = numberAt(right, r);
            if (a != b)
                return a.size() != b.size() ? a.size() < b.size() : a < b;
            continue;
        }
        const auto a = std::tolower(static_cast<unsigned char>(left[l++]));
        const auto b = std::tolower(static_cast<unsigned char>(right[r++]));
        if (a != b)
            return a < b;
    }
    const auto leftRest = left.size() - l;
    const auto rightRest = right.size() - r;
    return leftRest != rightRest ? leftRest < rightRest : left < right;
}

bool isPhotoName(const fs::path &file)
{
    auto extension = file.extension().string();
    for (char &letter : extension)
        letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    const auto &known = photoExtensions();
    return std::find(known.begin(), known.end(), extension) != known.end();
}

bool isPicture(const fs::path &file)
{
    const auto opened = ByteFile::open(file);
    if (!opened)
        return false;
    const auto first = opened->bytesAt(0, 32);
    return formatOf(first) || isCameraRaw(first) || isOtherPicture(first);
}

} // namespace

const std::vector<std::string> &photoExtensions()
{
    static const std::vector<std::string> extensions {".jpg", ".jpeg", ".jpe", ".jfif", ".png",
        ".webp", ".heic", ".heif", ".hif", ".avif", ".tif", ".tiff"};
    return extensions;
}

std::vector<fs::path> photosIn(const fs::path &folder)
{
    std::vector<fs::path> photos;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code vanished;
        const fs::path &path = entry->path();
        const bool isShown = !path.filename().string().starts_with('.');
        if (isShown && entry->is_regular_file(vanished) && (isPhotoName(path) || isPicture(path)))
            photos.push_back(path);
    }
    std::sort(photos.begin(), photos.end(), [](const fs::path &left, const fs::path &right) {
        return naturallyBefore(left.filename().string(), right.filename().string());
    });
    return photos;
}

} // namespace core
