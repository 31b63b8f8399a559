#include "core/experiments/recurrent-networks/series_data.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/lab/text.h"
#include "core/math/sums.h"
#include "core/parts/given_weights.h"

namespace lectern {
namespace {

constexpr double kTrainingShare = 0.7;

}  // namespace

Schema<SeriesSettings> SeriesSettings::schema(const SeriesSettings& defaults) {
  using Self = SeriesSettings;
  using enum SeriesSource;
  Schema<Self> schema(1, defaults);
  return schema.group("Data")
      .choice(&Self::source, "data", glossary_label("data"),
              {{oscillation, "oscillation", "Noisy oscillation"},
               {lorenz, "lorenz", "Lorenz: x alone of three"},
               {logistic, "logistic", "Logistic map"},
               {echo, "echo", "Pulses and their echoes"},
               {file, "file", kOwnTable},
               {trees, "trees", "Arithmetic, read as trees"}})
      .help(
          "What is read: a series, number by number, to forecast the next one; or expressions, pair by pair. Of a table "
          "the label column is the series, its rows in their order.")
      .include_while(&Self::source, {file}, &Self::table)
      .integer(&Self::n, "n", {300, 5000})
      .help("Steps of the series. The last 30 % are held out.")
      .shown_when(&Self::source, {oscillation, lorenz, logistic, echo})
      .real(&Self::noise, "noise", {0, 1})
      .help("Standard deviation of what is added to each number that is observed.")
      .shown_when(&Self::source, {oscillation, lorenz, logistic, echo})
      .real(&Self::growth, "growth", "Growth r of the map", {3.4, 4})
      .help("x ← r x (1 − x). Beyond 3.57 most r give chaos.")
      .shown_when(&Self::source, {logistic})
      .integer(&Self::delay, "delay", "Delay of the echo", {2, 40})
      .unit("steps")
      .help("So many steps after a pulse its echo is heard. To forecast it, the network must remember that long.")
      .shown_when(&Self::source, {echo});
}

FileUse SeriesData::file_use() {
  return {kTableEndings, "a table (CSV or NPY) whose label column is the series", "data", "file"};
}

void SeriesData::standardise(const std::vector<double>& observed, const std::vector<double>& clean, Given& given) {
  const auto n = observed.size();
  given.split = static_cast<int>(kTrainingShare * static_cast<double>(n));
  const math::MeanVariance moments =
      math::mean_and_variance(std::span(observed).first(static_cast<std::size_t>(given.split)));
  given.mean = moments.mean;
  given.spread = std::sqrt(moments.variance);
  const auto units = [&given](double x) { return static_cast<float>((x - given.mean) / given.spread); };
  given.observed.resize(n);
  given.clean.resize(clean.size());
  std::transform(observed.begin(), observed.end(), given.observed.begin(), units);
  std::transform(clean.begin(), clean.end(), given.clean.begin(), units);
}

Result<SeriesData::Given> SeriesData::of_table(const Settings& settings, const DataStart& start) {
  TableSettings reading = settings.table;
  reading.options.label_kind = data::LabelKind::numbers;
  Result<UsedTable> table = use_table(reading, start, std::numeric_limits<std::size_t>::max());
  if (!table) return Error{table.error()};
  if (table->is_drawn_from_file())
    return Error{
        "The table is too large to be kept, and a series with rows left out is none: give its beginning alone."};
  std::vector<double> values;
  const data::Dataset& set = table->set;
  for (std::ptrdiff_t i = 0; i < std::min<std::ptrdiff_t>(set.size(), kMostSteps); ++i)
    values.push_back(set.is_regression() ? set.target(i) : set.features() > 0 ? set.value(i, 0) : 0);
  if (values.size() < static_cast<std::size_t>(kFewestSteps))
    return Error{"A series needs at least " + std::to_string(kFewestSteps) + " numbers; the table has " +
                 std::to_string(values.size()) + " rows."};
  Given given;
  given.is_random = false;
  given.name = table->label.empty() ? "x" : table->label;
  given.file_shapes = {table->shape()};
  given.notes = std::move(table->notes);
  given.notes.push_back("The series is " + in_quotes(given.name) +
                        ", its rows in their order; another column can be chosen " + "as the label.");
  if (set.size() > kMostSteps)
    given.notes.push_back("Only the first " + std::to_string(kMostSteps) + " of its numbers are used.");
  standardise(values, {}, given);
  if (!(given.spread > 0))
    return Error{"The first " + std::to_string(given.split) + " numbers of " + in_quotes(given.name) +
                 " are all equal: there is nothing to learn."};
  return given;
}

Result<SeriesData> SeriesData::make(const Settings& settings, const DataStart& with_weights) {
  const DataFilesOf own(with_weights);
  const DataStart& start = own.start();
  Given given;
  if (settings.source == SeriesSource::trees) {
    given.is_series = given.is_random = false;
    return SeriesData(std::move(given));
  }
  const bool is_file = settings.source == SeriesSource::file;
  if (is_file && !start.files.empty()) {
    Result<Given> table = of_table(settings, start);
    if (!table) return Error{table.error()};
    return SeriesData(std::move(*table));
  }
  const auto law = is_file ? data::SeriesLaw::oscillation : static_cast<data::SeriesLaw>(settings.source);
  const data::SeriesSample sample = data::series({law, settings.n, settings.noise, settings.growth, settings.delay},
                                                 start.streams.data_rng("series"));
  given.lyapunov = sample.lyapunov;
  standardise(sample.observed, sample.clean, given);
  if (is_file) given.notes = {"No table was dropped yet: this is the noisy oscillation."};
  return SeriesData(std::move(given));
}

}  // namespace lectern
