#include "core/files/scaled_rows.h"

#include "core/files/alpha.h"
#include "core/files/in_srgb.h"
#include "core/files/orientation.h"
#include "core/image/row_resizer.h"

namespace core {
namespace {

Result<PhotoNotes> rowsOf(const ByteFile &file, const StoredHeader &stored, const TakeRows &take,
    const Progress &progress)
{
    switch (stored.header.format) {
    case Format::Png:
        return pngRows(file, stored, take, progress);
    case Format::WebP:
        return webpRows(file, stored, take, progress);
    case Format::Heic:
    case Format::Avif:
        return heifRows(file, stored, take, progress);
    case Format::Tiff:
        return tiffRows(file, stored, take, progress);
    case Format::Jpeg:
        break;
    }
    return fail(Error::Code::Unexpected, "JPEG is made smaller by its own decoder");
}

/// What rows still have to be turned by: HEIC and AVIF have their own way to say it.
int rowsOrientation(const StoredHeader &stored)
{
    return stored.turn != 1 ? stored.turn : stored.header.orientation;
}

/// As RowResizer sees it, rows lie in the file: turned by a quarter, they are columns.
FirstPass firstPassOf(int orientation)
{
    return orientation >= 5 ? FirstPass::Down : FirstPass::Across;
}

} // namespace

Result<Photo> scaledFromRows(const ByteFile &file, const StoredHeader &stored, Size target,
    const Progress &progress)
{
    const int orientation = rowsOrientation(stored);
    const Size size = uprightSize(stored.header.size, stored.turn);
    RowResizer resizer(size, uprightSize(target, orientation), firstPassOf(orientation));
    Photo photo {.header = stored.header};
    bool isSeeThrough = false;
    const auto take = [&](const cv::Mat &rows) -> Result<> {
        const auto image = inSrgb(rows, stored, photo.notes);
        if (!image)
            return tl::unexpected(image.error());
        isSeeThrough = isSeeThrough || (image->hasAlpha() && !isOpaque(image->pixels));
        return resizer.add(image->pixels);
    };
    const auto notes = rowsOf(file, stored, take, progress);
    if (!notes)
        return tl::unexpected(notes.error());
    if (!resizer.isComplete())
        return fail(Error::Code::Unexpected, "rows are missing");
    for (const auto note : *notes)
        add(photo.notes, note);
    photo.image.pixels = uprightPixels(resizer.image().pixels, orientation);
    if (photo.image.hasAlpha() && !isSeeThrough)
        photo.image = withoutAlpha(photo.image);
    progress.report(1);
    return photo;
}

} // namespace core
