#include "core/parts/curve_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/data/planar_problem.h"
#include "core/lab/drawn_points.h"
#include "core/lab/text.h"
#include "core/ml/metrics/regression.h"
#include "core/parts/two_columns.h"

namespace lectern {
namespace {

constexpr double kShortestInterval = 0.01;
constexpr double kLargestValue = 1e6;  // of a typed law

Result<CurveLaw> typed_law(const CurveLawSettings& settings) {
  static constexpr std::array<std::string_view, 1> kVariables{"x"};
  Result<Expression> typed = Expression::parse(settings.formula, kVariables);
  if (!typed) return Error{typed.error()};
  const Range interval{settings.from, settings.to};
  if (!(interval.high - interval.low >= kShortestInterval)) {
    return Error{"The interval from " + number_text(interval.low) + " to " + number_text(interval.high) +
                 " holds no points; its end must be above its start by " + number_text(kShortestInterval) +
                 " or more."};
  }
  CurveLaw law(std::move(*typed), interval);
  if (std::optional<std::string> fault = unusable_value(law, interval)) return Error{std::move(*fault)};
  return law;
}

std::vector<std::string> sampled_laws() {
  std::vector<std::string> ids;
  for (const data::PlanarChoice& law : data::planar_laws_of_one()) ids.push_back(law.id);
  ids.push_back("typed");
  return ids;
}

}  // namespace

std::optional<std::string> unusable_value(const CurveLaw& law, Range window) {
  constexpr int kPlacesChecked = 512;
  for (int i = 0; i <= kPlacesChecked; ++i) {
    const double x = window.low + (window.high - window.low) * i / kPlacesChecked;
    const double y = law.value(x);
    if (std::fabs(y) <= kLargestValue) continue;
    const char* fault = std::isfinite(y) ? " is too large" : " has no finite value";
    return "The formula " + in_quotes(law.formula()) + fault + " at x = " + number_text(static_cast<float>(x)) +
           "; allowed are values up to " + number_text(kLargestValue) + " everywhere in the window.";
  }
  return std::nullopt;
}

void CurveSample::add(std::span<const DrawnPoint> points) {
  for (const DrawnPoint& point : points) add(static_cast<double>(point.x), static_cast<double>(point.y));
}

Schema<CurveLawSettings> CurveLawSettings::schema(const CurveLawSettings& defaults) {
  using Self = CurveLawSettings;
  std::vector<Option<std::string>> laws;
  for (const data::PlanarChoice& law : data::planar_laws_of_one()) laws.push_back({law.id, law.id, law.label});
  laws.push_back({"typed", "typed", "Typed formula"});
  if (defaults.own_points) laws.push_back({"drawn", "drawn", "My own points"});
  if (defaults.own_table) laws.push_back({"file", "file", kOwnTable});
  Schema<Self> schema(1, defaults);
  return schema.group("Data")
      .choice(&Self::law, "law", glossary_label("law"), std::move(laws))
      .help("The true law y = f(x), drawn dashed. The models see only noisy points of it.")
      .text(&Self::formula, "formula", glossary_label("formula"), Expression::kMaximumLength)
      .help("Any formula of x, such as 2x - 10x^5 + 15x^10 or abs(x - 0.5); functions: exp, log, sin, cos, tanh, sqrt.")
      .shown_when(&Self::law, {"typed"})
      .real(&Self::from, "from", "From x =", {-10, 10})
      .help("Lower end of the interval from which points are drawn.")
      .shown_when(&Self::law, {"typed"})
      .real(&Self::to, "to", "To x =", {-10, 10})
      .help("Upper end of the interval.")
      .shown_when(&Self::law, {"typed"});
}

std::vector<Option<Spacing>> spacing_options() {
  return {{Spacing::random, "random", "Random"}, {Spacing::even, "even", "Evenly spaced"}};
}

Schema<CurveDataSettings> CurveDataSettings::schema(const CurveDataSettings& defaults) {
  using Self = CurveDataSettings;
  const auto law = [](Self& settings) -> std::string& { return settings.law.law; };
  const std::vector<std::string> sampled = sampled_laws();
  std::vector<std::string> sized = sampled;
  if (defaults.draws_rows) sized.push_back("file");
  Schema<Self> schema(1, defaults);
  schema.include(&Self::law);
  if (defaults.law.own_table)
    schema.include_while(law, {"file"}, &Self::table)
        .integer(&Self::column, "column", {1, 100})
        .help("Inputs count from 1; the label column is y.")
        .shown_when(law, {"file"});
  return schema.integer(&Self::n, "n", {4, static_cast<double>(defaults.largest_n)})
      .help("Size of a data set. With many points the noise averages out.")
      .shown_when(law, sized)
      .real(&Self::noise, "noise", {0, 2})
      .help("Standard deviation of the noise added to every y. No model can have an expected error below σ².")
      .shown_when(law, sampled)
      .choice(&Self::spacing, "spacing", "Spacing of x", spacing_options())
      .help(kSpacingHelp)
      .shown_when(law, sampled);
}

Result<CurveProblem> CurveProblem::make(const CurveDataSettings& settings) {
  CurveProblem problem;
  problem.n = settings.n;
  problem.noise = settings.noise;
  problem.is_even = settings.spacing == Spacing::even;
  const std::string& id = settings.law.law;
  if (id == "typed") {
    Result<CurveLaw> law = typed_law(settings.law);
    if (!law) return Error{law.error()};
    problem.law = std::move(*law);
  } else if (id != "drawn") {
    const std::vector<std::string> ids = sampled_laws();
    // Until a table is there, points of the first law stand in for it.
    const auto place = id == "file" ? 0 : std::find(ids.begin(), ids.end(), id) - ids.begin();
    problem.law = CurveLaw(data::laws_of_one()[static_cast<std::size_t>(place)]);
  }
  if (problem.law) problem.interval = problem.law->interval();
  return problem;
}

CurveSample CurveProblem::sample(int count, Rng& rng) const {
  CurveSample result;
  if (!law) return result;
  for (int i = 0; i < count; ++i) {
    const double fraction = is_even ? (i + 0.5) / count : rng.uniform();
    const double x = interval.low + (interval.high - interval.low) * fraction;
    result.add(x, law->value(x) + noise * rng.normal());
  }
  return result;
}

Range CurveProblem::value_range(const CurveSample& sample, Range window) const {
  constexpr int kPlaces = 100;
  constexpr double kMargin = 0.15, kFollowed = 0.3;
  if (is_table) {
    const double margin = kMargin * std::max(table_values.high - table_values.low, 1e-3);
    return {table_values.low - margin, table_values.high + margin};
  }
  double least = -0.25, largest = 0.25;  // a flat law has room too
  const auto take = [&](double y) {
    least = std::min(least, y);
    largest = std::max(largest, y);
  };
  const auto law_at = [&](Range range, int i) {
    return law->value(range.low + (range.high - range.low) * i / kPlaces);
  };
  for (const double y : sample.y) take(y);
  for (int i = 0; law && i <= kPlaces; ++i) take(law_at(interval, i));
  const double beyond = kFollowed * (largest - least), floor = least - beyond, ceiling = largest + beyond;
  for (int i = 0; law && i <= kPlaces; ++i) take(std::clamp(law_at(window, i), floor, ceiling));
  const double margin = kMargin * (largest - least);
  return {least - margin, largest + margin};
}

Range CurveProblem::axis_range(Range window) const {
  const double margin = is_table ? 0.02 * (window.high - window.low) : 0;
  return {window.low - margin, window.high + margin};
}

void CurveProblem::describe_law(Plane& plane, Range window) const {
  constexpr int kPlaces = 240;
  if (!law) return;
  plane.line("law f", window, kPlaces, [&](double x) { return law->value(x); },
             {.color = kColorForeground, .dashed = true});
}

CurveParts split(const CurveSample& all, double train_fraction, Rng& rng) {
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  rng.shuffle(std::span(order));
  const auto wanted = static_cast<std::size_t>(std::floor(train_fraction * static_cast<double>(all.size()) + 0.5));
  std::vector<bool> is_training(all.size(), false);
  for (std::size_t i = 0; i < std::min(std::max(wanted, std::size_t{1}), all.size()); ++i) is_training[order[i]] = true;
  CurveParts parts;
  for (std::size_t i = 0; i < all.size(); ++i)
    (is_training[i] ? parts.training : parts.validation).add(all.x[i], all.y[i]);
  return parts;
}

double mean_squared_error(const linear::Polynomial& fit, const CurveSample& sample) {
  if (sample.size() == 0) return NAN;
  std::vector<double> predicted;
  for (const double x : sample.x) predicted.push_back(fit.value(x));
  return metrics::regression_scores(sample.y, predicted).mse;
}

void describe_drawn(Plane& plane, std::span<const DrawnPoint> points) {
  plane.points("drawn", Places(points), {.color = kColorAccent, .size_px = 6, .drawn_by_user = true});
}

FileUse CurveData::file_use() {
  return {kTableEndings, "a table of numbers (CSV or NPY): one column is x, another y", "law", "file"};
}

Result<CurveData::Given> CurveData::of_table(const Settings& settings, const DataStart& start) {
  Result<TwoColumns> columns = two_columns(settings.table, settings.column, start, kMostCurveRows);
  if (!columns) return Error{columns.error()};
  Given given;
  CurveProblem& problem = given.problem;
  problem.is_table = true;
  problem.n = std::min(settings.n, static_cast<int>(columns->x.size()));
  problem.x_label = within_reach(columns->x, columns->x_name);
  problem.y_label = within_reach(columns->y, columns->y_name);
  const auto [left, right] = std::minmax_element(columns->x.begin(), columns->x.end());
  const auto [least, largest] = std::minmax_element(columns->y.begin(), columns->y.end());
  if (!(*left < *right))
    return Error{"All " + std::to_string(columns->x.size()) + " values of " + in_quotes(columns->x_name) +
                 " are equal; a curve needs an x that varies. Another column can be chosen: see “Column of x”."};
  problem.interval = {*left, *right};
  problem.table_values = {*least, *largest};
  given.sample = {std::move(columns->x), std::move(columns->y)};
  given.is_share = columns->table.rows > kMostCurveRows;
  given.file_shapes = {columns->table.shape()};
  given.notes = std::move(columns->table.notes);
  return given;
}

Result<CurveData> CurveData::make(const Settings& settings, const DataStart& start) {
  const bool is_file = settings.law.law == "file";
  Given given;
  if (is_file && !start.files.empty()) {
    Result<Given> table = of_table(settings, start);
    if (!table) return Error{table.error()};
    given = std::move(*table);
  } else {
    Result<CurveProblem> problem = CurveProblem::make(settings);
    if (!problem) return Error{problem.error()};
    Rng rng = start.streams.data_rng("examples");
    given.problem = std::move(*problem);
    given.sample = given.problem.sample(given.problem.n, rng);
    if (is_file) given.notes = {"No table was dropped yet: these are points of " + given.problem.law->formula() + "."};
  }
  given.takes_points = settings.law.own_points;
  CurveData made(std::move(given));
  if (settings.law.own_points) made.drawn_.assign(start.points.begin(), start.points.end());
  return made;
}

void CurveData::leave_table() {
  if (given_->notes.empty()) return;
  Given changed = *given_;
  changed.notes.clear();
  if (problem().is_table) changed.notes = {"The table is not used: this problem draws data of its own."};
  given_ = Shared(std::move(changed));
}

bool CurveData::act(const Gesture& gesture) { return given_->takes_points && apply_gesture(gesture, drawn_); }

}  // namespace lectern
