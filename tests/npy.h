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

/// A NumPy array of any type, row-major.
struct NpyArray
{
    std::string type; ///< NumPy's word for it: "<f4", "|u1"
    std::vector<std::int64_t> shape;
    std::vector<char> bytes;
};

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

/// Reads a version 1, row-major `.npy` file; throws std::runtime_error on anything else.
inline NpyArray readNpyArray(const std::filesystem::path &file)
{
    const std::vector<char> bytes = bytesOf(file);
    constexpr std::size_t start = 10;
    std::uint16_t headerSize = 0;
    if (bytes.size() < start || bytes[6] != 1)
        throw std::runtime_error("not a version 1 .npy: " + file.string());
    std::memcpy(&headerSize, bytes.data() + 8, 2);
    const std::string header(bytes.data() + start, headerSize);
    std::smatch type;
    if (!std::regex_search(header, type, std::regex("'descr': '([^']*)'"))
        || header.find("'fortran_order': False") == std::string::npos)
        throw std::runtime_error("not a row-major .npy: " + file.string());

    NpyArray array {.type = type[1]};
    std::string shape = header.substr(header.find('(') + 1);
    shape.resize(shape.find(')'));
    const std::regex number("[0-9]+");
    for (std::sregex_iterator match(shape.begin(), shape.end(), number), end; match != end; ++match)
        array.shape.push_back(std::stoll(match->str()));
    array.bytes.assign(bytes.begin() + std::ptrdiff_t(start + headerSize), bytes.end());
    return array;
}

/// Reads a version 1 `.npy` file of little-endian float32; throws std::runtime_error on anything
/// else.
inline FloatArray readNpy(const std::filesystem::path &file)
{
    const NpyArray array = readNpyArray(file);
    if (array.type != "<f4")
        throw std::runtime_error("not float32: " + file.string());
    FloatArray floats {.shape = array.shape};
    floats.values.resize(array.bytes.size() / sizeof(float));
    std::memcpy(
        floats.values.data(), array.bytes.data(), floats.values.size() * sizeof(float));
    return floats;
}

} // namespace tests
