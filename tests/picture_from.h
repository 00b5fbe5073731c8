#pragma once

#include "core/image/image.h"

#include <QImage>
#include <QString>

/// A picture of tests/data as RGB; an empty one where it is not there.
inline core::Image pictureFrom(const char *file)
{
    const QImage image = QImage(QStringLiteral(PAWTRAIT_TEST_DATA "/") + QLatin1String(file))
                             .convertToFormat(QImage::Format_RGB888);
    if (image.isNull())
        return {};
    return {cv::Mat(image.height(), image.width(), CV_8UC3, const_cast<uchar *>(image.constBits()),
        static_cast<std::size_t>(image.bytesPerLine()))
                .clone()};
}
