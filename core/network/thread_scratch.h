#pragma once

#include <ATen/Parallel.h>
#include <torch/torch.h>

namespace core {

/// Memory to work in, so many floats for each thread. Make it before shareOut().
class ThreadScratch
{
public:
    explicit ThreadScratch(int64_t floats)
        : m_all(torch::empty({at::get_num_threads(), floats}))
        , m_first(m_all.data_ptr<float>())
        , m_floats(floats)
    {
    }

    /// That of the thread that asks, in shareOut().
    float *mine() const { return m_first + at::get_thread_num() * m_floats; }

private:
    torch::Tensor m_all;
    float *m_first;
    int64_t m_floats;
};

} // namespace core
