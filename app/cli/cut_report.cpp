#include "app/cli/cut_report.h"

#include "app/cli/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

using Json = nlohmann::ordered_json;

namespace cli {

namespace {

Json secondsOf(const Outcome &outcome)
{
    const core::CutSeconds &cutting = outcome.cutSeconds;
    const core::ExportSeconds exporting =
        outcome.exported ? outcome.exported->seconds : core::ExportSeconds {};
    return {{"decode", cutting.decode}, {"network", cutting.network}, {"matte", cutting.matte},
        {"foreground", cutting.foreground}, {"effect", exporting.effect},
        {"print", exporting.print}, {"write", exporting.write},
        {"total", cutting.total() + exporting.total()}};
}

/// "CPU", "CPU, blended, kept earlier"
std::string madeOn(const core::MaskRecord &mask)
{
    return mask.device + (mask.blending.empty() ? "" : ", blended")
        + (mask.isFromCache ? ", kept earlier" : "");
}

/// What a printer must know of a print that worked.
std::vector<std::string> notesOf(const Outcome &outcome)
{
    std::vector<std::string> notes = outcome.mask.steps;
    if (!outcome.mask.cacheNote.empty())
        notes.push_back(outcome.mask.cacheNote);
    if (outcome.exported->scale > 1.001)
        notes.emplace_back("enlarged beyond the photo's own pixels");
    for (const core::PhotoNote note : outcome.photoNotes)
        notes.push_back(sentenceFor(note));
    return notes;
}

} // namespace

void StageSums::add(const Outcome &outcome)
{
    decode += outcome.cutSeconds.decode;
    network += outcome.cutSeconds.network;
    cutOut += outcome.cutSeconds.matte + outcome.cutSeconds.foreground;
    write += outcome.exported ? outcome.exported->seconds.total() : 0;
    total = outcome.finishedAfter;
}

double StageSums::longest() const
{
    return std::max({decode, network, cutOut, write});
}

Json jsonOf(const Outcome &outcome)
{
    Json json = {{"file", outcome.file.string()}, {"output", nullptr},
        {"model", outcome.mask.model}, {"device", outcome.mask.device},
        {"precision", outcome.mask.precision},
        {"network_width", outcome.mask.networkSize.width},
        {"network_height", outcome.mask.networkSize.height},
        {"blending", outcome.mask.blending}, {"steps", outcome.mask.steps},
        {"from_cache", outcome.mask.isFromCache}, {"seconds", secondsOf(outcome)},
        {"finished_after", outcome.finishedAfter},
        {"peak_mb", std::round(outcome.peakMegabytes)}, {"error", nullptr}};
    if (outcome.exported) {
        json["output"] = outcome.exported->file.string();
        json["width"] = outcome.exported->size.width;
        json["height"] = outcome.exported->size.height;
        json["bits"] = outcome.exported->bitsPerChannel;
        json["dpi"] = outcome.exported->dotsPerInch;
        json["notes"] = notesOf(outcome);
    } else {
        json["error"] = sentenceFor(outcome.exported.error());
        json["error_code"] = nameOf(outcome.exported.error().code);
    }
    return json;
}

void printLine(const Outcome &outcome)
{
    const std::string name = shown(outcome.file.filename());
    if (!outcome.exported) {
        std::printf(
            "FAILED  %s: %s\n", name.c_str(), sentenceFor(outcome.exported.error()).c_str());
        std::fflush(stdout);
        return;
    }
    const core::Exported &done = *outcome.exported;
    std::printf("done    %s -> %s  %d x %d, %.0f DPI, %s on %s, %.2f s\n", name.c_str(),
        shown(done.file.filename()).c_str(), done.size.width, done.size.height, done.dotsPerInch,
        outcome.mask.model.c_str(), madeOn(outcome.mask).c_str(),
        outcome.cutSeconds.total() + done.seconds.total());
    for (const std::string &note : notesOf(outcome))
        std::printf("        note: %s\n", note.c_str());
    std::fflush(stdout);
}

void printSums(const StageSums &sums)
{
    std::printf("%.1f s; decoding took %.1f s, the network %.1f s, cutting out %.1f s, writing %.1f s "
                "at once: %.2f times the longest\n",
        sums.total, sums.decode, sums.network, sums.cutOut, sums.write,
        sums.longest() > 0 ? sums.total / sums.longest() : 0);
}

} // namespace cli
