#include "core/files/photo_readers.h"

#include <utility>

namespace core {
namespace {

/// One of 24 megapixels in whatever depth, with transparency.
constexpr std::size_t mostKeptBytes = 200'000'000;

} // namespace

PhotoReaders::PhotoReaders(ReaderCommand command, DecodeTime time)
    : m_command(std::move(command))
    , m_time(time)
    , m_kept(mostKeptBytes)
{
}

Result<Header> PhotoReaders::probe(
    const std::filesystem::path &file, const ReadLimits &limits, const Progress &progress)
{
    return asked([&](ContainedReader &reader) { return reader.probe(file, limits, progress); });
}

Result<Photo> PhotoReaders::read(
    const std::filesystem::path &file, const ReadOptions &options, const Progress &progress)
{
    return asked([&](ContainedReader &reader) { return reader.read(file, options, progress); });
}

Result<Photo> PhotoReaders::readOnce(
    const std::filesystem::path &file, const ReadOptions &options, const Progress &progress)
{
    return m_kept.photo(
        file, options, [&] { return read(file, options, progress); }, progress);
}

PhotoReaders::Reader PhotoReaders::taken()
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.empty())
        return std::make_unique<ContainedReader>(m_command, m_time);
    auto last = std::move(m_idle.back());
    m_idle.pop_back();
    return last;
}

void PhotoReaders::giveBack(Reader reader)
{
    if (reader->process() == 0)
        return; // whoever comes next may find an idle one
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(reader));
}

} // namespace core
