#include "core/experiments/hyperoptimisation/scan_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "core/lab/demo_link.h"
#include "core/lab/panel.h"

namespace lectern {
namespace {

constexpr std::size_t kMostPictures = 6;  // with violins
constexpr std::array kPictureIds{"violins", "violins_2", "violins_3", "violins_4", "violins_5", "violins_6"};

constexpr const char* kScannedViolinsHelp =
    "The measure of all runs of the file, for each choice or part of the range of one hyperparameter: the wider the "
    "violin, the more runs have this value. The dot is the median. All other hyperparameters vary within a violin. "
    "Values above ten times the median of all are drawn there.";
constexpr const char* kScannedImportanceHelp =
    "How much of the spread of the runs' ranks each hyperparameter explains by itself, all others varying (ω² of an "
    "analysis of variance). What the seeds explain is luck. What matters only together with others does not show.";
constexpr const char* kScannedBestHelp =
    "Dots: the measure of each run, by its number in the list of links. Line: the least so far.";
constexpr const char* kScannedWinnersHelp =
    "The five configurations of least mean over their seeds. The arrow opens the best run of each in its own demo, "
    "with its own data: the same training, bit for bit.";

std::string measure_label(const ScannedRuns& runs) {
  std::string label = runs.measure();
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

void describe_violins_of(const ScannedRuns& runs, const ScannedRuns::Parameter& parameter, Distribution& distribution) {
  distribution.axes({.label = measure_label(runs), .logarithmic = runs.is_logarithmic()}, "density");
  int color = 0;
  for (const ScannedRuns::Violin& violin : parameter.violins)
    distribution.violin(violin.label, violin.at, violin.density, violin.median, {color++ % 8});
}

void describe_importance_of(const ScannedRuns& runs, Plane& plane) {
  const auto& parameters = runs.parameters();
  const auto count = static_cast<double>(std::max<std::size_t>(parameters.size(), 1));
  plane.axes({.label = "share of the spread explained alone"}, {.range = {-0.6, count - 0.4}});
  plane.y.names.resize(parameters.size());
  LineLayer& bars = plane.line("", Places(), {.width_px = 7});
  for (std::size_t i = 0; i < parameters.size(); ++i) {  // the first at the top
    const std::size_t row = parameters.size() - 1 - i;
    plane.y.names[row].assign(parameters[i].label);
    if (!(parameters[i].effect > 0)) continue;
    for (const double x : {0.0, parameters[i].effect, std::numeric_limits<double>::quiet_NaN()}) {
      bars.x.push_back(static_cast<float>(x));
      bars.y.push_back(static_cast<float>(row));
    }
  }
}

void describe_winners_of(const ScannedRuns& runs, Table& table) {
  std::array<std::string, 3> heads;
  const auto& parameters = runs.parameters();
  std::vector<std::size_t> shown;  // what matters most, seeds excepted
  for (std::size_t i = 0; i < parameters.size() && shown.size() < heads.size(); ++i)
    if (!parameters[i].is_seed) shown.push_back(i);
  for (std::size_t k = 0; k < shown.size(); ++k) heads[k] = parameters[shown[k]].label;
  const std::string measure = measure_label(runs);
  table.head({"place", measure, "± between seeds", "runs", "replay", heads[0], heads[1], heads[2]});
  table.columns.resize(5 + shown.size());
  int place = 0;
  for (const ScannedRuns::Configured& one : runs.best()) {
    ++place;
    const std::string words = std::string(kDemoLinkSign) + one.link;
    const auto value = [&](std::size_t k) {
      return k < shown.size() ? Cell(one.values[shown[k]]) : Cell(std::string_view());
    };
    TableRow& row = table.row({Cell(place, 0), Cell(one.mean, 3), Cell(one.spread, 2),
                               Cell(static_cast<double>(one.runs), 0), Cell(words), value(0), value(1), value(2)},
                              {place == 1 ? kColorAccent : kColorForeground});
    row.cells.resize(table.columns.size());
  }
}

void describe_numbers_of(const ScannedRuns& runs, Snapshot& snapshot) {
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = "Of the winner, and of the file."});
  const auto count = static_cast<double>(runs.runs());
  const double missing = static_cast<double>(runs.listed()) - count;
  if (missing > 0)
    numbers.warning(number_in_words(missing) + " of the scan's " + number_in_words(static_cast<double>(runs.listed())) +
                    " runs are missing in the file.");
  const ScannedRuns::Configured none{.mean = std::numeric_limits<double>::quiet_NaN(),
                                     .spread = std::numeric_limits<double>::quiet_NaN()};
  const ScannedRuns::Configured& winner = runs.best().empty() ? none : runs.best()[0];
  numbers.add("trials_done", "runs in the file", count, {.digits = 0})
      .add("best_reward", "the winner's mean", winner.mean)
      .add("restart_spread", "± between its seeds", winner.spread, {.digits = 2})
      .add("least_reward", "the least of all runs", runs.least().back())
      .add("trials_failed", "runs without a number", static_cast<double>(runs.failed()), {.digits = 0});
  for (const ScannedRuns::Parameter& parameter : runs.parameters())
    snapshot.metric("effect_" + parameter.id, parameter.label, parameter.effect);
}

}  // namespace

FileUse ScanData::file_use() {
  FileUse use = PlanarData::file_use();
  use.endings += " .jsonl";
  use.help += "; or the results of a scan, joined by lectern merge (JSON lines)";
  return use;
}

Result<ScanData> ScanData::make(const Settings& settings, const DataStart& start) {
  const bool reads_runs =
      settings.set == "file" && !start.files.empty() && ScannedRuns::is_begun_by(start.files[0]->bytes);
  if (!reads_runs) {
    Result<PlanarData> data = PlanarData::make(settings, start);
    if (!data) return Error{data.error()};
    return ScanData(std::move(*data));
  }
  if (start.files.size() > 1)
    return Error{"The results of a scan come in one file; lectern merge joins several to one."};
  Result<ScannedRuns> runs = ScannedRuns::read(start.files[0]->name, start.files[0]->bytes);
  if (!runs) return Error{runs.error()};
  const std::vector<std::shared_ptr<const DataFile>> no_files;
  Result<PlanarData> data = PlanarData::make(settings, {start.streams, {}, no_files});
  if (!data) return Error{data.error()};
  ScanData made(std::move(*data));
  made.shapes_ = {number_in_words(static_cast<double>(runs->runs())) + " runs"};
  made.notes_ = {"These are " + made.shapes_[0] + " of the demo " + runs->demo() + ", judged by " +
                 measure_label(*runs) + ": the least is best."};
  made.runs_ = std::make_shared<const ScannedRuns>(std::move(*runs));
  return made;
}

void describe_scanned_runs(const ScannedRuns& runs, std::string_view chosen, Snapshot& snapshot) {
  std::vector<const ScannedRuns::Parameter*> shown;
  for (const ScannedRuns::Parameter& parameter : runs.parameters()) shown.push_back(&parameter);
  const auto first =
      std::find_if(shown.begin(), shown.end(), [&](const auto* parameter) { return parameter->id == chosen; });
  if (first != shown.end()) std::rotate(shown.begin(), first, first + 1);
  shown.resize(std::min(shown.size(), kMostPictures));
  const auto add_violins = [&](std::size_t i) {
    const std::string title = i == 0 ? "All runs: " + shown[i]->label : shown[i]->label;
    describe_violins_of(runs, *shown[i],
                        snapshot.distribution(kPictureIds[i], title,
                                              {.weight = i == 0 ? 4 : 2, .help = kScannedViolinsHelp}));
  };
  if (!shown.empty()) add_violins(0);
  describe_importance_of(runs, snapshot.plane("importance", "Which hyperparameters matter",
                                              {.weight = 3, .help = kScannedImportanceHelp}));
  describe_numbers_of(runs, snapshot);
  describe_winners_of(runs, snapshot.table("winners", "The best five", {.weight = 2, .help = kScannedWinnersHelp}));
  for (std::size_t i = 1; i < shown.size(); ++i) add_violins(i);
  Plane& best = snapshot.curves("best", "Run by run", {.weight = 2, .help = kScannedBestHelp});
  best.axes({.label = "run", .range = {0, static_cast<double>(runs.listed())}},
            {.label = measure_label(runs), .logarithmic = runs.is_logarithmic()});
  best.points("each run", {runs.places(), runs.values()}, {.color = kColorMuted, .size_px = 2.5f, .opacity = 0.6f});
  best.line("the least so far", {runs.places(), runs.least()}, {.color = 0, .width_px = 2.5f});
}

}  // namespace lectern
