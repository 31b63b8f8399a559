#include "core/parts/linear_problem.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/data/csv.h"
#include "core/data/linear_law.h"
#include "core/lab/describe/marks.h"
#include "core/lab/describe/planar.h"
#include "core/lab/drawn_points.h"

namespace lectern {
namespace {

constexpr std::size_t kMostSamples = 2000;
constexpr int kMostBedrooms = 5;
constexpr std::uint64_t kData = 3;  // label of the random stream

// What one data set is: its numbers, and how they are called.
struct GivenData {
  data::Dataset set;
  std::string input, input_unit, target, target_unit;
  Range x, y;
  std::ptrdiff_t columns = 0;  // of the table read, target included
};

// The largest power of ten that leaves numbers of at most `largest` above 1, where they exceed 100.
int exponent_of(double largest) {
  int exponent = 0;
  for (double left = largest; left >= 100 || (exponent > 0 && left >= 10); left /= 10) ++exponent;
  return exponent;
}

std::string power_text(int exponent) {
  constexpr std::array<const char*, 10> kDigits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = "10";
  if (exponent >= 10) text += kDigits[static_cast<std::size_t>(exponent / 10 % 10)];
  return text + kDigits[static_cast<std::size_t>(exponent % 10)];
}

// Divides a column by a power of ten, so that its numbers can be drawn beside others; returns that power, the unit.
std::string shrink(std::span<float> column) {
  double largest = 0;
  for (const float value : column) largest = std::max(largest, std::fabs(static_cast<double>(value)));
  const int exponent = exponent_of(largest);
  if (exponent == 0) return {};
  double scale = 1;
  for (int e = 0; e < exponent; ++e) scale *= 10;
  for (float& value : column) value = static_cast<float>(static_cast<double>(value) / scale);
  return power_text(exponent);
}

Range around(std::span<const float> values) {
  if (values.empty()) return {0, 10};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double beside = std::max(0.1 * (static_cast<double>(*high) - *low), 1e-3);
  return {*low - beside, *high + beside};
}

Result<GivenData> read_table(const DataFile& file, int column) {
  data::CsvOptions options;
  options.label_kind = data::LabelKind::numbers;
  options.first_samples = kMostSamples;
  Result<data::Dataset> table = data::read_csv(file.bytes, options);
  if (!table) return Error{table.error()};
  if (column > table->features())
    return Error{"Column " + std::to_string(column) + " cannot be the input: besides the target the file has " +
                 std::to_string(table->features()) + " columns."};
  GivenData data{std::move(*table), "x", "", "target", "", {}, {}, 0};
  if (!data.set.column_names.empty()) data.input = data.set.column_names[static_cast<std::size_t>(column - 1)];
  data.columns = data.set.features() + 1;
  Matrix<float> X(data.set.size(), 1);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) X(i, 0) = data.set.X(i, column - 1);
  data.set.X = std::move(X);
  const std::span<float> x(data.set.X.data(), static_cast<std::size_t>(data.set.size()));
  data.input_unit = shrink(x);
  data.target_unit = shrink(data.set.targets);
  data.x = around(x);
  data.y = around(data.set.targets);
  return data;
}

Result<GivenData> make_data(const ExperimentStart& start) {
  const ParameterSet& p = start.parameters;
  const std::string& data = p.choice("data");
  Rng rng = Rng(start.data_seed).split(kData);
  if (data == "houses")
    return GivenData{data::houses(rng), "living area", "10³ ft²", "price", "10⁵ $", {0, 5}, {0, 9}, 0};
  if (data == "salaries")
    return GivenData{data::salaries(rng), "experience", "years", "salary", "10⁴ $", {-1, 26}, {0, 28}, 0};
  if (data == "line") {
    data::Dataset set;
    set.X.resize(p.integer("n"), 1);
    for (std::ptrdiff_t i = 0; i < set.X.rows(); ++i) {
      const double x = rng.uniform(0, 2);
      set.X(i, 0) = static_cast<float>(x);
      set.targets.push_back(static_cast<float>(1 + 1.5 * x + p.real("noise") * rng.normal()));
    }
    return GivenData{std::move(set), "x", "", "y", "", {-0.25, 2.25}, {-0.5, 5.5}, 0};
  }
  if (data == "file" && !start.files.empty()) return read_table(*start.files[0], p.integer("column"));
  GivenData none{{}, "x", "", "y", "", {0, 10}, {0, 10}, 0};
  none.set.X.resize(0, 1);
  return none;
}

std::string with_unit(const std::string& label, const std::string& unit) {
  return unit.empty() ? label : label + " [" + unit + "]";
}

}  // namespace

void add_linear_problem_parameters(ParameterSchema& schema, std::string_view default_data) {
  schema.group("Data")
      .choice("data", "Data set",
              {{"houses", "Houses"},
               {"salaries", "Salaries"},
               {"line", "A line with noise"},
               {"drawn", "My own points"},
               {"file", "My own file (CSV)"}},
              default_data)
      .help(
          "Houses: the five of the lecture, and 42 drawn from a law of the same kind. Salaries: 373 people, all drawn "
          "from a law. Points drawn into the picture join every set.")
      .boolean("bedrooms", "Bedrooms as a second input", false)
      .help("The price as a plane over area and number of bedrooms, which is told by colour.")
      .shown_when("data", {"houses"})
      .integer("n", "Points", {2, 500}, 100)
      .help("Size of the data set.")
      .shown_when("data", {"line"})
      .real("noise", "Noise", {0, 2}, 0.4)
      .help("Standard deviation of the normal errors.")
      .shown_when("data", {"line"})
      .integer("column", "Column of x", {1, 100}, 1)
      .help("Columns count from 1; the target is called y, label or target, or is the last one.")
      .shown_when("data", {"file"})
      .boolean("standardise", "Standardise the input", true)
      .help(
          "x becomes (x − mean) / standard deviation. Off: the valley of the cost is long and narrow, and η has to be "
          "small for its steep sides.");
}

FileUse linear_problem_files() {
  return {".csv .gz", "a CSV table of numbers: one column is the input, another the target", "data", "file"};
}

Result<LinearProblem> LinearProblem::make(const ExperimentStart& start) {
  Result<GivenData> data = make_data(start);
  if (!data) return Error{data.error()};
  LinearProblem problem;
  const ParameterSet& p = start.parameters;
  const std::ptrdiff_t inputs = p.choice("data") == "houses" && p.boolean("bedrooms") ? 2 : 1;
  const data::Dataset& set = data->set;
  problem.given_.resize(set.size(), inputs + 1);
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) {
    for (std::ptrdiff_t j = 0; j < inputs; ++j) problem.given_(i, j) = static_cast<double>(set.X(i, j));
    problem.given_(i, inputs) = static_cast<double>(set.targets[static_cast<std::size_t>(i)]);
  }
  problem.drawn_ = start.points;
  problem.standardise_ = p.boolean("standardise");
  problem.input_label_ = with_unit(data->input, data->input_unit);
  problem.target_label_ = with_unit(data->target, data->target_unit);
  problem.input_unit_ = data->input_unit;
  problem.target_unit_ = data->target_unit;
  problem.x_ = data->x;
  problem.y_ = data->y;
  if (!start.files.empty())
    problem.shapes_.assign(start.files.size(), std::to_string(set.size()) + "×" + std::to_string(data->columns));
  problem.name_weights();
  problem.rebuild();
  return problem;
}

void LinearProblem::name_weights() {
  const std::string target = target_unit_.empty() ? "1" : target_unit_;
  const auto slope = [&](const char* weight, const std::string& input) {
    const std::string per = standardise_ ? " per σ" : input.empty() ? "" : " per " + input;
    return target_unit_.empty() && per.empty() ? std::string(weight) : weight + (" [" + target + per + "]");
  };
  weight_labels_ = {with_unit("θ₀", target_unit_), slope("θ₁", input_unit_)};
  if (given_.cols() == 3) weight_labels_.push_back(slope("θ₂", "bedroom"));
}

void LinearProblem::rebuild() {
  const std::ptrdiff_t inputs = given_.cols() - 1, n = given_.rows() + static_cast<std::ptrdiff_t>(drawn_.size());
  A_.resize(n, inputs + 1);
  y_values_.resize(static_cast<std::size_t>(n));
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    A_(i, 0) = 1;
    if (i < given_.rows()) {
      std::copy_n(given_.row(i), inputs, A_.row(i) + 1);
      y_values_[static_cast<std::size_t>(i)] = given_(i, inputs);
    } else {
      const DrawnPoint& point = drawn_[static_cast<std::size_t>(i - given_.rows())];
      A_(i, 1) = static_cast<double>(point.x);
      if (inputs == 2) A_(i, 2) = 1 + std::min(point.label, kMostBedrooms - 1);
      y_values_[static_cast<std::size_t>(i)] = static_cast<double>(point.y);
    }
  }
  mean_.assign(static_cast<std::size_t>(inputs), 0.0);
  scale_.assign(static_cast<std::size_t>(inputs), 1.0);
  for (std::ptrdiff_t j = 0; standardise_ && j < inputs; ++j) {
    double sum = 0, squares = 0;
    for (std::ptrdiff_t i = 0; i < n; ++i) sum += A_(i, j + 1);
    const double mean = n > 0 ? sum / static_cast<double>(n) : 0;
    for (std::ptrdiff_t i = 0; i < n; ++i) squares += (A_(i, j + 1) - mean) * (A_(i, j + 1) - mean);
    const double scale = squares > 0 ? std::sqrt(squares / static_cast<double>(n)) : 1;
    for (std::ptrdiff_t i = 0; i < n; ++i) A_(i, j + 1) = (A_(i, j + 1) - mean) / scale;
    mean_[static_cast<std::size_t>(j)] = mean;
    scale_[static_cast<std::size_t>(j)] = scale;
  }
  cost_ = linear::QuadraticCost(A_, y_values_);
}

double LinearProblem::predict(std::span<const double> theta, double x, double bedrooms) const {
  double value = theta[0] + theta[1] * (x - mean_[0]) / scale_[0];
  if (has_bedrooms()) value += theta[2] * (bedrooms - mean_[1]) / scale_[1];
  return value;
}

bool LinearProblem::act(const Gesture& gesture) {
  if (!apply_gesture(gesture, drawn_)) return false;
  rebuild();
  return true;
}

void LinearProblem::describe_data(Plane& plane) const {
  set_axes(plane, input_label_, x_, target_label_, y_);
  plane.equal_scale = false;
  plane.accepts_points = true;
  plane.point_classes = has_bedrooms() ? kMostBedrooms : 1;
  const auto add = [&](const char* label, std::ptrdiff_t first, std::ptrdiff_t count, float size_px) -> PointsLayer& {
    PointsLayer& points = add_marks(plane, label, static_cast<std::size_t>(count), Marker::circle, 0, size_px);
    points.color.assign(has_bedrooms() ? static_cast<std::size_t>(count) : 1, 0);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      points.x[at] = static_cast<float>(A_(first + i, 1) * scale_[0] + mean_[0]);
      points.y[at] = static_cast<float>(y_values_[static_cast<std::size_t>(first + i)]);
      if (has_bedrooms()) points.color[at] = static_cast<int>(A_(first + i, 2) * scale_[1] + mean_[1] - 0.5);
    }
    points.opacity.assign(1, count > 100 ? 0.45f : 0.8f);
    return points;
  };
  add("data", 0, given_.rows(), 3.5f);
  PointsLayer& drawn = add("drawn", given_.rows(), A_.rows() - given_.rows(), 6);
  drawn.opacity.assign(1, 1);
  drawn.drawn_by_user = true;
}

void LinearProblem::describe_prediction(Plane& plane, std::string_view label, std::span<const double> theta,
                                        ColorRole color, bool dashed) const {
  for (int bedrooms = 1; bedrooms <= (has_bedrooms() ? kMostBedrooms : 1); ++bedrooms) {
    LineLayer& line =
        add_line(plane, bedrooms == 1 ? label : "", 2, has_bedrooms() ? bedrooms - 1 : color, dashed);
    line.x[0] = static_cast<float>(x_.low);
    line.x[1] = static_cast<float>(x_.high);
    for (std::size_t end = 0; end < 2; ++end)
      line.y[end] = static_cast<float>(predict(theta, static_cast<double>(line.x[end]), bedrooms));
  }
}

}  // namespace lectern
