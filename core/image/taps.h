#pragma once

#include <vector>

namespace core {

/// How the pixels of one axis become those of another length: output i is the weighted sum of the
/// inputs first[i] .. first[i] + count[i] - 1, its weights at i * most. Each row sums to 1.
/// Source: Pillow's precompute_coeffs; inspyrenet spec, section 15.
struct Taps
{
    int most = 0; ///< the largest count
    std::vector<int> first;
    std::vector<int> count;
    std::vector<double> weights;
};

/// The shape of the weights around an output pixel.
enum class Filter { Triangle, Lanczos3 };

/// Antialiased: the filter widens by from / to where that is over 1.
Taps tapsOf(Filter filter, int from, int to);

/// The weights of output `i`.
inline const double *weightsOf(const Taps &taps, int i)
{
    return taps.weights.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(taps.most);
}

} // namespace core
