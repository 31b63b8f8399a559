#include "core/parts/linear_problem.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/data/linear_law.h"
#include "core/lab/drawn_points.h"
#include "core/parts/two_columns.h"

namespace lectern {
namespace {

constexpr std::size_t kMostSamples = 10000;
constexpr int kMostBedrooms = 5;

// What one data set is: its numbers, and how they are called.
struct GivenData {
  Matrix<double> X;       // n × (1 or 2)
  std::vector<double> y;  // n
  std::string input, input_unit, target, target_unit;
  Range x_range, y_range;
  UsedTable table{};  // of a file, without its numbers

  GivenData(const data::Dataset& set, std::string input_name, std::string input_of, std::string target_name,
            std::string target_of, Range x_axis, Range y_axis)
      : X(set.X.rows(), set.X.cols()),
        y(set.targets.begin(), set.targets.end()),
        input(std::move(input_name)),
        input_unit(std::move(input_of)),
        target(std::move(target_name)),
        target_unit(std::move(target_of)),
        x_range(x_axis),
        y_range(y_axis) {
    std::copy_n(set.X.data(), X.size(), X.data());
  }
};

// Divides a column by a power of ten, so that its numbers can be drawn beside others; returns that power, the unit.
std::string shrink(std::span<double> column) {
  double largest = 0;
  for (const double value : column) largest = std::max(largest, std::fabs(value));
  const int exponent = exponent_of(largest);
  if (exponent == 0) return {};
  double scale = 1;
  for (int e = 0; e < exponent; ++e) scale *= 10;
  for (double& value : column) value /= scale;
  return power_text(exponent);
}

Range around(std::span<const double> values) {
  if (values.empty()) return {0, 10};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double beside = std::max(0.1 * (*high - *low), 1e-3);
  return {*low - beside, *high + beside};
}

Result<GivenData> read_table(const LinearProblemSettings& settings, const DataStart& start) {
  Result<TwoColumns> columns = two_columns(settings.table, settings.column, start, kMostSamples);
  if (!columns) return Error{columns.error()};
  data::Dataset none;
  none.X.resize(0, 1);
  GivenData data(none, columns->x_name, "", columns->y_name, "", {}, {});
  data.y = std::move(columns->y);
  data.X.resize(static_cast<std::ptrdiff_t>(data.y.size()), 1);
  std::copy(columns->x.begin(), columns->x.end(), data.X.data());
  const std::span<double> x(data.X.data(), data.y.size());
  data.input_unit = shrink(x);
  data.target_unit = shrink(data.y);
  data.x_range = around(x);
  data.y_range = around(data.y);
  data.table = std::move(columns->table);
  return data;
}

// y = 1 + 1.5 x and noise.
GivenData noisy_line(int n, double noise, Rng& rng) {
  data::Dataset set;
  set.X.resize(n, 1);
  for (std::ptrdiff_t i = 0; i < set.X.rows(); ++i) {
    const double x = rng.uniform(0, 2);
    set.X(i, 0) = static_cast<float>(x);
    set.targets.push_back(static_cast<float>(1 + 1.5 * x + noise * rng.normal()));
  }
  return {set, "x", "", "y", "", {-0.25, 2.25}, {-0.5, 5.5}};
}

Result<GivenData> make_data(const LinearProblemSettings& settings, const DataStart& start) {
  Rng rng = start.streams.data_rng("examples");
  switch (settings.set) {
    case LinearData::houses: {
      GivenData houses{data::houses(rng), "living area", "10³ ft²", "price", "10⁵ $", {0, 5}, {0, 9}};
      if (!settings.square_feet) return houses;
      for (std::ptrdiff_t i = 0; i < houses.X.rows(); ++i)
        houses.X(i, 0) = static_cast<double>(static_cast<float>(houses.X(i, 0)) * 1000);
      houses.input_unit = "ft²";
      houses.x_range = {0, 5000};
      return houses;
    }
    case LinearData::salaries:
      return GivenData{data::salaries(rng), "experience", "years", "salary", "10⁴ $", {-1, 26}, {0, 28}};
    case LinearData::bodies:
      return GivenData{data::bodies(rng), "body mass index", "kg/m²", "body fat", "%", {10, 45}, {-2, 55}};
    case LinearData::cars:
      return GivenData{data::used_cars(rng), "age", "years", "price", "10⁴ $", {-1, 21}, {-3.2, 4.5}};
    case LinearData::line: return noisy_line(settings.n, settings.noise, rng);
    case LinearData::file:
      if (!start.files.empty()) return read_table(settings, start);
      break;
    case LinearData::drawn: break;
  }
  data::Dataset none;
  none.X.resize(0, 1);
  return GivenData(none, "x", "", "y", "", {0, 10}, {0, 10});
}

std::vector<std::string> weight_labels(const GivenData& data, bool standardise, bool bedrooms) {
  const std::string target = data.target_unit.empty() ? "1" : data.target_unit;
  const auto slope = [&](const char* weight, const std::string& input) {
    const std::string per = standardise ? " per σ" : input.empty() ? "" : " per " + input;
    return data.target_unit.empty() && per.empty() ? std::string(weight) : weight + (" [" + target + per + "]");
  };
  std::vector<std::string> labels{with_unit("θ₀", data.target_unit), slope("θ₁", data.input_unit)};
  if (bedrooms) labels.push_back(slope("θ₂", "bedroom"));
  return labels;
}

}  // namespace

Schema<LinearProblemSettings> LinearProblemSettings::schema(const LinearProblemSettings& defaults) {
  using Self = LinearProblemSettings;
  Schema<Self> schema(1, defaults);
  schema.group("Data")
      .choice(&Self::set, "data", glossary_label("data"),
              {{LinearData::houses, "houses", "Houses"},
               {LinearData::salaries, "salaries", "Salaries"},
               {LinearData::bodies, "bodies", "Body mass and fat"},
               {LinearData::cars, "cars", "Used cars"},
               {LinearData::line, "line", "A line with noise"},
               {LinearData::drawn, "drawn", "My own points"},
               {LinearData::file, "file", kOwnTable}})
      .help(
          "Houses: the five of the lecture, and 42 drawn from a similar law. Salaries: 373 people, body mass index and "
          "fat of 252, and the prices of 80 used cars, which fall to zero, all drawn from laws. Points drawn into the "
          "picture join every set.")
      .boolean(&Self::bedrooms, "bedrooms")
      .help("The price as a plane over area and number of bedrooms, which is shown by colour.")
      .shown_when(&Self::set, {LinearData::houses});
  if (defaults.offers_units)
    schema
        .choice(&Self::square_feet, "area_unit", "Unit of the area",
                {{false, "thousand", "10³ ft²"}, {true, "one", "ft²"}})
        .help("Without standardisation the unit decides the shape of the cost: in ft² one input is thousands of times "
              "larger than the other.")
        .shown_when(&Self::set, {LinearData::houses});
  schema.include_while(&Self::set, {LinearData::file}, &Self::table);
  if (defaults.offers_units)
    schema.real(&Self::test_fraction, "test_fraction", {0, 0.5})
        .help("This part of the data is held out: no method learns from it, and the risk on it tells how well the line "
              "predicts.");
  return schema.integer(&Self::n, "n", {2, 500})
      .help("Size of the data set.")
      .shown_when(&Self::set, {LinearData::line})
      .real(&Self::noise, "noise", {0, 2})
      .help("Standard deviation of the normal errors.")
      .shown_when(&Self::set, {LinearData::line})
      .integer(&Self::column, "column", {1, 100})
      .help("Inputs count from 1; the label column is the target.")
      .shown_when(&Self::set, {LinearData::file})
      .boolean(&Self::standardise, "standardise")
      .help("x becomes (x − mean) / standard deviation. Off: the valley of the cost is long and narrow, and its steep "
            "sides require a small η.");
}

FileUse LinearProblem::file_use() {
  return {kTableEndings, "a table of numbers (CSV or NPY): one column is the input, another the target", "data",
          "file"};
}

Result<LinearProblem> LinearProblem::make(const Settings& settings, const DataStart& start) {
  Result<GivenData> data = make_data(settings, start);
  if (!data) return Error{data.error()};
  const bool bedrooms = settings.set == LinearData::houses && settings.bedrooms;
  const std::ptrdiff_t inputs = bedrooms ? 2 : 1;
  Given given;
  given.samples.resize(data->X.rows(), inputs + 1);
  for (std::ptrdiff_t i = 0; i < given.samples.rows(); ++i) {
    for (std::ptrdiff_t j = 0; j < inputs; ++j) given.samples(i, j) = data->X(i, j);
    given.samples(i, inputs) = data->y[static_cast<std::size_t>(i)];
  }
  const bool is_file = settings.set == LinearData::file;
  given.is_random =
      (is_file ? data->table.rows > kMostSamples : settings.set != LinearData::drawn) || settings.test_fraction > 0;
  given.standardise = settings.standardise;
  given.input_label = with_unit(data->input, data->input_unit);
  given.target_label = with_unit(data->target, data->target_unit);
  given.target_unit = data->target_unit;
  given.weight_labels = weight_labels(*data, settings.standardise, bedrooms);
  given.x = data->x_range;
  given.y = data->y_range;
  if (settings.test_fraction > 0) hold_out(given, settings.test_fraction, start.streams.data_rng("split"));
  if (is_file && !start.files.empty()) {
    given.file_shapes = {data->table.shape()};
    given.notes = std::move(data->table.notes);
  }
  return LinearProblem(std::move(given), start.points);
}

void LinearProblem::hold_out(Given& given, double fraction, Rng rng) {
  const std::ptrdiff_t n = given.samples.rows(), columns = given.samples.cols();
  const auto wanted = static_cast<std::ptrdiff_t>(std::floor(fraction * static_cast<double>(n) + 0.5));
  const std::ptrdiff_t m = std::clamp<std::ptrdiff_t>(wanted, 0, std::max<std::ptrdiff_t>(n - 1, 0));
  std::vector<std::ptrdiff_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), std::ptrdiff_t{0});
  rng.shuffle(std::span(order));
  std::sort(order.begin(), order.begin() + m);
  std::sort(order.begin() + m, order.end());
  Matrix<double> rest(n - m, columns);
  given.held_out.resize(m, columns);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    double* to = i < m ? given.held_out.row(i) : rest.row(i - m);
    std::copy_n(given.samples.row(order[static_cast<std::size_t>(i)]), columns, to);
  }
  given.samples = std::move(rest);
}

LinearProblem::LinearProblem(Given given, std::span<const DrawnPoint> drawn)
    : given_(std::move(given)), drawn_(drawn.begin(), drawn.end()) {
  learn();
}

void LinearProblem::learn() {
  const Matrix<double>& samples = given_->samples;
  const std::ptrdiff_t inputs = samples.cols() - 1, n = samples.rows() + static_cast<std::ptrdiff_t>(drawn_.size());
  Learned learned;
  learned.A.resize(n, inputs + 1);
  learned.y.resize(static_cast<std::size_t>(n));
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    double* row = learned.A.row(i);
    row[0] = 1;
    if (i < samples.rows()) {
      std::copy_n(samples.row(i), inputs, row + 1);
      learned.y[static_cast<std::size_t>(i)] = samples(i, inputs);
    } else {
      const DrawnPoint& point = drawn_[static_cast<std::size_t>(i - samples.rows())];
      row[1] = static_cast<double>(point.x);
      if (inputs == 2) row[2] = 1 + std::min(point.label, kMostBedrooms - 1);
      learned.y[static_cast<std::size_t>(i)] = static_cast<double>(point.y);
    }
  }
  learned.mean.assign(static_cast<std::size_t>(inputs), 0.0);
  learned.scale.assign(static_cast<std::size_t>(inputs), 1.0);
  if (given_->standardise) learned.standardise();
  learned.cost = linear::QuadraticCost(learned.A, learned.y);
  learned_ = Shared(std::move(learned));
}

void LinearProblem::Learned::standardise() {
  const std::ptrdiff_t n = A.rows();
  for (std::size_t j = 0; j < mean.size(); ++j) {
    double sum = 0, squares = 0;
    for (std::ptrdiff_t i = 0; i < n; ++i) sum += A.row(i)[j + 1];
    mean[j] = n > 0 ? sum / static_cast<double>(n) : 0;
    for (std::ptrdiff_t i = 0; i < n; ++i) squares += (A.row(i)[j + 1] - mean[j]) * (A.row(i)[j + 1] - mean[j]);
    scale[j] = squares > 0 ? std::sqrt(squares / static_cast<double>(n)) : 1;
    for (std::ptrdiff_t i = 0; i < n; ++i) A.row(i)[j + 1] = (A.row(i)[j + 1] - mean[j]) / scale[j];
  }
}

double LinearProblem::predict(std::span<const double> theta, double x, double bedrooms) const {
  const std::vector<double>&mean = learned_->mean, &scale = learned_->scale;
  double value = theta[0] + theta[1] * (x - mean[0]) / scale[0];
  if (has_bedrooms()) value += theta[2] * (bedrooms - mean[1]) / scale[1];
  return value;
}

double LinearProblem::held_out_risk(std::span<const double> theta) const {
  const Matrix<double>& held = given_->held_out;
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < held.rows(); ++i) {
    const double miss = predict(theta, held(i, 0), has_bedrooms() ? held(i, 1) : 0) - held(i, held.cols() - 1);
    sum += miss * miss;
  }
  return held.rows() > 0 ? sum / static_cast<double>(held.rows()) : NAN;
}

bool LinearProblem::act(const Gesture& gesture) {
  if (!apply_gesture(gesture, drawn_)) return false;
  learn();
  return true;
}

void LinearProblem::describe_data(Plane& plane) const {
  plane.axes({.label = given_->input_label, .range = given_->x}, {.label = given_->target_label, .range = given_->y});
  plane.accept_points(has_bedrooms() ? kMostBedrooms : 1);
  const std::vector<double>&mean = learned_->mean, &scale = learned_->scale;
  const auto add = [&](const char* label, std::ptrdiff_t first, std::ptrdiff_t count, const PointStyle& style) {
    PointsLayer& points = plane.points(label, Places(), style);
    if (has_bedrooms()) points.color.clear();
    for (std::ptrdiff_t i = first; i < first + count; ++i) {
      points.x.push_back(static_cast<float>(design()(i, 1) * scale[0] + mean[0]));
      points.y.push_back(static_cast<float>(targets()[static_cast<std::size_t>(i)]));
      if (has_bedrooms()) points.color.push_back(static_cast<int>(design()(i, 2) * scale[1] + mean[1] - 0.5));
    }
  };
  const std::ptrdiff_t given = given_->samples.rows();
  add("data", 0, given, {.size_px = 3.5f, .opacity = given > 100 ? 0.45f : 0.8f});
  if (held_out() > 0) {
    PointsLayer& rings = plane.points("held out", Places(), {.color = kColorForeground, .marker = Marker::ring});
    for (std::ptrdiff_t i = 0; i < held_out(); ++i) {
      rings.x.push_back(static_cast<float>(given_->held_out(i, 0)));
      rings.y.push_back(static_cast<float>(given_->held_out(i, given_->held_out.cols() - 1)));
    }
  }
  add("drawn", given, size() - given, {.size_px = 6, .drawn_by_user = true});
}

void LinearProblem::describe_prediction(Plane& plane, std::string_view label, std::span<const double> theta,
                                        const LineStyle& style) const {
  for (int bedrooms = 1; bedrooms <= (has_bedrooms() ? kMostBedrooms : 1); ++bedrooms) {
    LineStyle one = style;
    if (has_bedrooms()) one.color = bedrooms - 1;
    plane.line(
        bedrooms == 1 ? label : "", given_->x, 2, [&](double x) { return predict(theta, x, bedrooms); }, one);
  }
}

void LinearProblem::describe_rectified(Plane& plane, std::string_view label, std::span<const double> theta,
                                       const LineStyle& style) const {
  constexpr int kKinkPlaces = 201;
  plane.line(
      label, given_->x, kKinkPlaces, [&](double x) { return std::max(predict(theta, x), 0.0); }, style);
}

}  // namespace lectern
