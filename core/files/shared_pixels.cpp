#include "core/files/shared_pixels.h"

#include <opencv2/core.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>

namespace core {
namespace {

/// Lets cv::Mat own a mapping.
class MappedPixels final : public cv::MatAllocator
{
public:
    cv::UMatData *allocate(int, const int *, int, void *, std::size_t *, cv::AccessFlag,
        cv::UMatUsageFlags) const override
    {
        return nullptr; // new pixels come from OpenCV's own allocator
    }
    bool allocate(cv::UMatData *, cv::AccessFlag, cv::UMatUsageFlags) const override
    {
        return false;
    }
    void deallocate(cv::UMatData *held) const override
    {
        munmap(held->origdata, held->size);
        delete held;
    }
};

const MappedPixels mappedPixels;

constexpr int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

} // namespace

int sharedCopyOf(const cv::Mat &pixels)
{
    const auto bytes = pixels.total() * pixels.elemSize();
    const int file = memfd_create("pixels", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file < 0)
        return -1;
    const auto rowBytes = pixels.elemSize() * static_cast<std::size_t>(pixels.cols);
    // write() fills pages without the fault for each that a mapping costs.
    bool isWritten = true;
    const auto rows = static_cast<std::size_t>(pixels.rows);
    const std::size_t steps = pixels.isContinuous() ? 1 : rows;
    for (std::size_t step = 0; isWritten && step < steps; ++step) {
        const auto *from = pixels.ptr(static_cast<int>(step));
        std::size_t left = pixels.isContinuous() ? bytes : rowBytes;
        while (left > 0) {
            const auto count = write(file, from, left);
            if (count <= 0)
                break;
            from += count;
            left -= static_cast<std::size_t>(count);
        }
        isWritten = left == 0;
    }
    if (isWritten && fcntl(file, F_ADD_SEALS, seals) == 0)
        return file;
    close(file);
    return -1;
}

cv::Mat takenOver(int file, int rows, int cols, int type)
{
    struct stat status {};
    std::uint64_t bytes = 0;
    if (rows <= 0 || cols <= 0 || fstat(file, &status) != 0
        || (fcntl(file, F_GET_SEALS) & seals) != seals
        || __builtin_mul_overflow(
            static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(cols),
            static_cast<std::uint64_t>(CV_ELEM_SIZE(type)), &bytes)
        || static_cast<std::uint64_t>(status.st_size) != bytes)
        return {};
    void *mapped =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    if (mapped == MAP_FAILED)
        return {};
    cv::Mat pixels(rows, cols, type, mapped);
    auto held = std::make_unique<cv::UMatData>(&mappedPixels);
    held->data = held->origdata = static_cast<std::uint8_t *>(mapped);
    held->size = bytes;
    held->refcount = 1;
    pixels.u = held.release();
    return pixels;
}

} // namespace core
