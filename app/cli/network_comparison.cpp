#include "app/cli/network_comparison.h"

#include "app/cli/network_figures.h"
#include "app/cli/words.h"
#include "core/files/photo.h"
#include "core/inference/map_agreement.h"
#include "core/inference/network_input.h"
#include "core/metrics/stopwatch.h"
#include "core/network/choices.h"
#include "core/network/half_range.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace fs = std::filesystem;

namespace cli {

namespace {

core::NetworkOptions inTheOtherWay(core::NetworkOptions options, const std::string &way)
{
    using core::Precision;
    for (const Precision precision : {Precision::BFloat16, Precision::Float16, Precision::Int8})
        if (core::nameOf(precision) == way)
            options.precision = precision;
    if (way == wordFor(core::FineStages::NearEdges))
        options.fineStages = core::FineStages::NearEdges;
    return options;
}

core::Result<core::SaliencyMap> timed(core::Network &network, const core::NetworkInput &input,
    const std::stop_token &stop, double &seconds, double &onProcessor)
{
    core::Stopwatch watch;
    const double before = processorSeconds();
    auto map = network.run(input, stop);
    onProcessor = processorSeconds() - before;
    seconds = watch.lap();
    return map;
}

void noteDifferences(
    const core::SaliencyMap &exact, const core::SaliencyMap &other, ComparedPhoto &row)
{
    double sum = 0;
    for (std::size_t i = 0; i < exact.values.size(); ++i) {
        const double apart = std::abs(double(exact.values[i]) - other.values[i]);
        const double difference = std::isfinite(apart) ? apart : 1;
        const bool isEdge = exact.values[i] > 0.1F && exact.values[i] < 0.9F;
        double &largest = isEdge ? row.largestAtEdges : row.largestElsewhere;
        largest = std::max(largest, difference);
        sum += difference;
    }
    row.mean = sum / double(exact.values.size());
}

core::Result<ComparedPhoto> compared(core::Network &exact, core::Network &other,
    const fs::path &photo, int size, const std::stop_token &stop)
{
    const auto read = core::readPhoto(photo);
    if (!read)
        return tl::unexpected(read.error());
    const auto input = core::networkInput(read->image, {size, size});
    if (!input)
        return tl::unexpected(input.error());
    ComparedPhoto row {.name = photo.filename().string()};
    const auto reference = timed(exact, *input, stop, row.seconds, row.processorSeconds);
    if (!reference)
        return tl::unexpected(reference.error());
    const auto map = timed(other, *input, stop, row.otherSeconds, row.otherProcessorSeconds);
    if (!map)
        return tl::unexpected(map.error());
    noteDifferences(*reference, *map, row);
    return row;
}

/// The value that `share` of the rows do not exceed.
double percentile(
    const std::vector<ComparedPhoto> &rows, double ComparedPhoto::*figure, double share)
{
    std::vector<double> values;
    for (const ComparedPhoto &row : rows)
        values.push_back(row.*figure);
    std::ranges::sort(values);
    const auto last = double(values.size()) - 1;
    return values.empty() ? 0 : values[std::size_t(std::ceil(share * last))];
}

double total(const std::vector<ComparedPhoto> &rows, double ComparedPhoto::*figure)
{
    double sum = 0;
    for (const ComparedPhoto &row : rows)
        sum += row.*figure;
    return sum;
}

void printSummary(const char *title, const std::vector<ComparedPhoto> &rows,
    double ComparedPhoto::*figure)
{
    std::printf("%-28s mean %.2e   95 %% of photos below %.2e   largest %.2e\n", title,
        total(rows, figure) / double(rows.size()), percentile(rows, figure, 0.95),
        percentile(rows, figure, 1));
}

/// Of float16 alone, which is emulated.
void printMagnitudes()
{
    const auto stages = core::largestMagnitudes();
    if (core::largestMagnitude() == 0)
        return;
    std::printf("largest magnitude %.0f, where half precision ends at %.0f; by stage:\n",
        core::largestMagnitude(), core::largestHalf);
    for (const core::StageMagnitude &one : stages)
        if (one.largest != 0)
            std::printf("%-10s %10.2f\n", one.stage.c_str(), one.largest);
}

} // namespace

std::vector<std::string> comparableWays()
{
    return {core::nameOf(core::Precision::BFloat16), core::nameOf(core::Precision::Float16),
        core::nameOf(core::Precision::Int8), wordFor(core::FineStages::NearEdges)};
}

core::Result<std::vector<ComparedPhoto>> comparedPhotos(const ChosenNetwork &chosen,
    const std::string &way, int size, const std::vector<fs::path> &photos,
    const std::stop_token &stop)
{
    core::NetworkOptions options = chosen.options;
    options.stretched = false;
    if (const auto possible = core::checkOptions(inTheOtherWay(options, way)); !possible)
        return tl::unexpected(possible.error());
    auto exact = core::Network::load(chosen.checkpoint, options);
    if (!exact)
        return tl::unexpected(exact.error());
    core::forgetMagnitudes();
    auto other = core::Network::load(chosen.checkpoint, inTheOtherWay(options, way));
    if (!other)
        return tl::unexpected(other.error());
    std::vector<ComparedPhoto> rows;
    for (const fs::path &photo : photos) {
        auto row = compared(*exact, *other, photo, size, stop);
        if (!row)
            return tl::unexpected(row.error());
        rows.push_back(std::move(*row));
    }
    return rows;
}

void printComparison(const std::string &way, const std::vector<ComparedPhoto> &rows)
{
    std::printf("%-28s %9s %9s %9s %9s %9s\n", "photo", "float32 s", (way + " s").c_str(), "mean",
        "at edges", "elsewhere");
    for (const ComparedPhoto &row : rows)
        std::printf("%-28s %9.2f %9.2f %9.2e %9.2e %9.2e\n", clipped(shown(row.name), 28).c_str(),
            row.seconds, row.otherSeconds, row.mean, row.largestAtEdges, row.largestElsewhere);
    if (rows.empty())
        return;
    std::puts("");
    printSummary("difference, mean of a photo", rows, &ComparedPhoto::mean);
    printSummary("largest at edges (0.1..0.9)", rows, &ComparedPhoto::largestAtEdges);
    printSummary("largest elsewhere", rows, &ComparedPhoto::largestElsewhere);
    std::printf("%s takes %.2f of float32's time, %.2f of its processor time\n", way.c_str(),
        total(rows, &ComparedPhoto::otherSeconds) / total(rows, &ComparedPhoto::seconds),
        total(rows, &ComparedPhoto::otherProcessorSeconds)
            / total(rows, &ComparedPhoto::processorSeconds));
    const auto over = std::ranges::count_if(
        rows, [](const ComparedPhoto &row) { return row.mean > core::secondOpinionBound; });
    std::printf("%zu of %zu differ by more than the second opinion's bound of %.3f\n",
        std::size_t(over), rows.size(), core::secondOpinionBound);
    printMagnitudes();
}

} // namespace cli
