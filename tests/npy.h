#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

namespace tests {

/// A NumPy array of float32, row-major.
struct FloatArray
{
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};

inline std::vector<char> bytesOf(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw std::runtime_error("cannot open " + file.string());
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Reads a version 1 `.npy` file of little-endian float32; throws std::runtime_error on anything
/// else.
inline FloatArray readNpy(const std::filesystem::path &file)
{
    const std::vector<char> bytes = bytesOf(file);
    constexpr std::size_t start = 10;
    std::uint16_t headerSize = 0;
    if (bytes.size() < start || bytes[6] != 1)
        throw std::runtime_error("not a version 1 .npy: " + file.string());
    std::memcpy(&headerSize, bytes.data() + 8, 2);
    const std::string header(bytes.data() + start, headerSize);
    if (header.find("'<f4'") == std::string::npos
        || header.find("'fortran_order': False") == std::string::npos)
        throw std::runtime_error("not row-major float32: " + file.string());

    FloatArray array;
    std::string shape = header.substr(header.find('(') + 1);
    shape.resize(shape.find(')'));
    const std::regex number("[0-9]+");
    for (std::sregex_iterator match(shape.begin(), shape.end(), number), end; match != end; ++match)
        array.shape.push_back(std::stoll(match->str()));
    const std::size_t payload = bytes.size() - start - headerSize;
    array.values.resize(payload / sizeof(float));
    std::memcpy(array.values.data(), bytes.data() + start + headerSize,
        array.values.size() * sizeof(float));
    return array;
}

} // namespace tests
