#include "core/network/inspyrenet_modules.h"

#include "core/network/bilinear.h"
#include "core/network/image_pyramid.h"

namespace core {
namespace {

constexpr std::array<const char *, 5> contextNames {
    "context1", "context2", "context3", "context4", "context5"};

Sica attention(const InspyrenetOptions &options, int64_t stage)
{
    return Sica(SicaOptions {.in = stage == 0 ? options.depth : 2 * options.depth,
        .depth = options.depth,
        .contextHeight = options.baseHeight >> stage,
        .contextWidth = options.baseWidth >> stage,
        .laplacian = stage == 2 ? UsesLaplacian::No : UsesLaplacian::Yes});
}

Preparation forHeads(const Preparation &how)
{
    Preparation heads = how;
    if (how.execution == Execution::Planned && how.type() == torch::kBFloat16)
        heads.precision = Precision::Float32;
    return heads;
}

} // namespace

InspyrenetImpl::InspyrenetImpl(const InspyrenetOptions &options, std::shared_ptr<Backbone> backbone)
    : m_options(options)
    , m_backbone(register_module("backbone", std::move(backbone)))
    , m_decoder(register_module("decoder", Decoder(options.depth)))
    , m_attention0(register_module("attention0", attention(options, 0)))
    , m_attention1(register_module("attention1", attention(options, 1)))
    , m_attention2(register_module("attention2", attention(options, 2)))
{
    const std::array<int64_t, 5> channels = m_backbone->channels();
    for (std::size_t i = 0; i < channels.size(); ++i)
        m_contexts.push_back(
            register_module(contextNames.at(i), Context(channels.at(i), options.depth)));
}

void InspyrenetImpl::prepareParts(const Preparation &how)
{
    m_headType = forHeads(how).type();
    for (const auto &part : children())
        prepareAll(*part, part == m_backbone ? how : forHeads(how));
}

void InspyrenetImpl::takeMaps(MapParts parts)
{
    for (Sica attention : {m_attention0, m_attention1, m_attention2})
        attention->takeMaps(parts);
}

std::array<torch::Tensor, 5> InspyrenetImpl::contexts(const torch::Tensor &x, const Watch &watch)
{
    std::array<torch::Tensor, 5> maps = m_backbone->forward(x, watch);
    for (std::size_t i = 0; i < maps.size(); ++i) {
        maps.at(i) = m_contexts[i]->forward(maps.at(i).to(m_headType));
        watch(contextNames.at(i), maps.at(i));
    }
    return maps;
}

PyramidMaps InspyrenetImpl::forward(
    const torch::Tensor &x, const Watch &watch, const FinestStage &finest)
{
    const int64_t height = x.size(2);
    const int64_t width = x.size(3);
    PyramidMaps maps;
    auto [c1, c2, c3, c4, c5] = contexts(x, watch);
    const DecoderOutput coarse = m_decoder->forward(c3, c4, c5);
    maps.d3 = coarse.map;
    watch("f3", coarse.feature);
    watch("d3", maps.d3);

    const SicaOutput stage2 = m_attention2->forward(
        {c2, coarse.feature}, height / 4, width / 4, maps.d3, {}, SicaWants::Both);
    maps.p2 = stage2.laplacian;
    watch("p2", maps.p2);
    maps.d2 = rebuilt(maps.d3, maps.p2);
    watch("d2", maps.d2);

    const SicaOutput stage1 = m_attention1->forward(
        {c1, stage2.feature}, height / 2, width / 2, maps.d2, maps.p2, SicaWants::Both);
    maps.p1 = stage1.laplacian;
    watch("p1", maps.p1);
    maps.d1 = rebuilt(maps.d2, maps.p1);
    watch("d1", maps.d1);

    const SicaParts parts {finest.where, finest.counts ? finest.counts(maps) : torch::Tensor()};
    maps.p0 = m_attention0
                  ->forward({stage1.feature}, height, width, maps.d1, maps.p1,
                      SicaWants::LaplacianOnly, parts)
                  .laplacian;
    watch("p0", maps.p0);
    maps.d0 = rebuilt(maps.d1, maps.p0);
    watch("d0", maps.d0);
    return maps;
}

} // namespace core
