#include "core/data/planar_problem.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "core/data/bundled.h"
#include "core/data/points.h"
#include "core/math/linear_algebra.h"

namespace lectern::data {
namespace {

template <typename Law>
std::vector<PlanarChoice> choices_of(std::span<const Law> laws) {
  std::vector<PlanarChoice> choices;
  for (const Law& law : laws) {
    PlanarChoice& choice = choices.emplace_back(PlanarChoice{std::string(law.id), std::string(law.formula)});
    std::replace(choice.id.begin(), choice.id.end(), '-', '_');
  }
  return choices;
}

// The interval of the samples and the range of the law over it, a quarter added on either side.
void show_curve(PlanarProblem& problem) {
  const LawOfOne& law = *problem.curve;
  double least = -0.5, largest = 0.5;
  for (int i = 0; i <= 100; ++i) {
    const double value = law.value(law.low + (law.high - law.low) * i / 100);
    least = std::min(least, value);
    largest = std::max(largest, value);
  }
  const double beside = 0.25 * (law.high - law.low), above = 0.25 * (largest - least);
  problem.x_low = law.low - beside;
  problem.x_high = law.high + beside;
  problem.y_low = least - above;
  problem.y_high = largest + above;
}

Dataset make_classes(const PlanarProblemSpec& spec, Rng& rng) {
  if (spec.id == "spirals") return two_spirals(rng, spec.n, spec.noise);
  if (spec.id == "circles") return concentric_circles(rng, spec.n, spec.noise);
  if (spec.id == "xnor") return xnor(rng, spec.n, spec.noise);
  if (spec.id == "moons") return moons(rng, spec.n, spec.noise);
  if (spec.id == "blobs") return blobs(rng, spec.n, spec.noise, spec.classes);
  if (spec.id == "row") return blobs_in_a_row(rng, spec.n, spec.noise, spec.classes);
  return blobs(rng, 0, 0, spec.classes);
}

}  // namespace

const std::vector<PlanarChoice>& planar_problems() {
  static const std::vector<PlanarChoice> choices{{"spirals", "Two spirals"},
                                                 {"circles", "Circles"},
                                                 {"xnor", "XNOR"},
                                                 {"blobs", "Blobs"},
                                                 {"row", "Blobs in a row"},
                                                 {"moons", "Two moons"},
                                                 {"events", "Collider events"},
                                                 {"iris", "Iris (real)"},
                                                 {"wine", "Wine (real)"},
                                                 {"breast_cancer", "Breast cancer (real)"},
                                                 {"law_1d", "Regression, y = f(x)"},
                                                 {"law_2d", "Regression, y = f(x₁, x₂)"},
                                                 {"drawn", "My own points"},
                                                 {"file", "My own table (CSV, NPY)"}};
  return choices;
}

const std::vector<PlanarChoice>& planar_laws_of_one() {
  static const std::vector<PlanarChoice> choices = choices_of(laws_of_one());
  return choices;
}

const std::vector<PlanarChoice>& planar_laws_of_two() {
  static const std::vector<PlanarChoice> choices = choices_of(laws_of_two());
  return choices;
}

PlanarProblem make_planar_problem(const PlanarProblemSpec& spec, Rng& rng) {
  PlanarProblem problem;
  if (spec.id == "law_1d") {
    problem.kind = PlanarProblem::Kind::curve;
    problem.curve = &laws_of_one()[static_cast<std::size_t>(spec.law)];
    problem.x_label = "x";
    problem.y_label = "y";
    problem.set = sample_law(*problem.curve, rng, spec.n, spec.noise);
    show_curve(problem);
  } else if (spec.id == "law_2d") {
    problem.kind = PlanarProblem::Kind::surface;
    problem.surface = &laws_of_two()[static_cast<std::size_t>(spec.law)];
    problem.set = sample_law(*problem.surface, rng, spec.n, spec.noise);
  } else {
    problem.set = make_classes(spec, rng);
  }
  return problem;
}

namespace {

// The column's name; the unit it had, in brackets, gives way to the standard deviation.
std::string column_label(const Dataset& table, int number) {
  if (table.column_names.empty()) return "column " + std::to_string(number) + " [σ]";
  std::string name = table.column_names[static_cast<std::size_t>(number - 1)];
  if (name.ends_with(')')) name.resize(std::min(name.size(), name.rfind(" (")));
  return name + " [σ]";
}

// Covariance of standardised columns, d × d; rows of zeros where there is nothing to see.
Matrix<double> covariance(ConstMatrixView<float> X) {
  Matrix<double> sums(X.cols, X.cols);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t j = 0; j < X.cols; ++j)
      for (std::ptrdiff_t k = 0; k < X.cols; ++k) sums(j, k) += double{X(i, j)} * double{X(i, k)};
  const double count = std::max<double>(1, static_cast<double>(X.rows));
  for (std::ptrdiff_t j = 0; j < X.cols; ++j)
    for (std::ptrdiff_t k = 0; k < X.cols; ++k) sums(j, k) /= count;
  return sums;
}

// One axis of the plane: its unit vector in the space of the features, and its name.
struct PlaneAxis {
  std::vector<double> direction;
  std::string label;
};

PlaneAxis column_axis(const Dataset& table, int number) {
  PlaneAxis axis{std::vector<double>(static_cast<std::size_t>(table.features())), column_label(table, number)};
  axis.direction[static_cast<std::size_t>(number - 1)] = 1;
  return axis;
}

PlaneAxis principal_axis(const SymmetricEigen& eigen, int number) {
  const std::ptrdiff_t d = eigen.vectors.rows(), column = d - number;
  PlaneAxis axis;
  double largest = 0, variance = 0;
  for (std::ptrdiff_t j = 0; j < d; ++j) {
    axis.direction.push_back(eigen.vectors(j, column));
    if (std::abs(axis.direction.back()) > std::abs(largest)) largest = axis.direction.back();
    variance += eigen.values[static_cast<std::size_t>(j)];
  }
  if (largest < 0)
    for (double& component : axis.direction) component = -component;
  const double share = variance > 0 ? eigen.values[static_cast<std::size_t>(column)] / variance : 0;
  axis.label = "principal axis " + std::to_string(number) + " (" +
               std::to_string(static_cast<int>(std::floor(100 * share + 0.5))) + " % of the variance) [σ]";
  return axis;
}

// Overwrites column `target` of `places` (n × 2) with the rows of X along the axis.
void project(ConstMatrixView<float> X, const PlaneAxis& axis, std::ptrdiff_t target, Matrix<float>& places) {
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    double sum = 0;
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) sum += axis.direction[static_cast<std::size_t>(j)] * double{X(i, j)};
    places(i, target) = static_cast<float>(sum);
  }
}

// The window that holds all of a column, with a margin.
void show_all(ConstMatrixView<float> places, std::ptrdiff_t column, double& low, double& high) {
  constexpr double kLeast = 2, kMargin = 0.3;
  low = -kLeast;
  high = kLeast;
  for (std::ptrdiff_t i = 0; i < places.rows; ++i) {
    low = std::min(low, places(i, column) - kMargin);
    high = std::max(high, places(i, column) + kMargin);
  }
}

std::string refusal(const Dataset& table, const TablePlane& plane) {
  const auto features = static_cast<int>(table.features());
  if (plane.principal_axes && features < 2)
    return "A plane of principal components needs two columns of numbers besides the label; there are " +
           std::to_string(features) + ".";
  for (const int column : {plane.x, features == 1 ? 1 : plane.y})
    if (!plane.principal_axes && (column < 1 || column > features))
      return "Column " + std::to_string(column) + " cannot be an input: besides the label the table has " +
             std::to_string(features) + (features == 1 ? " column." : " columns.");
  if (table.classes() == 1)
    return "All " + std::to_string(table.size()) + " rows are of class " + table.class_names[0] +
           "; two classes are needed at least.";
  if (table.classes() > kMaximumFileClasses)
    return "The table has " + std::to_string(table.classes()) + " classes; allowed are 2 to " +
           std::to_string(kMaximumFileClasses) + ".";
  return {};
}

}  // namespace

Result<PlanarProblem> planar_problem_of(const Dataset& table, const TablePlane& plane) {
  if (std::string why = refusal(table, plane); !why.empty()) return Error{std::move(why)};
  PlanarProblem problem;
  problem.kind = table.is_classification() ? PlanarProblem::Kind::classes : PlanarProblem::Kind::surface;
  problem.set = table;
  Matrix<float> X = table.X;
  Standardisation::of(X).apply(X);
  PlaneAxis x, y;
  if (plane.principal_axes) {
    const SymmetricEigen eigen = symmetric_eigen(covariance(X));
    const auto features = static_cast<int>(table.features());
    x = principal_axis(eigen, plane.x <= features ? plane.x : 1);
    y = principal_axis(eigen, plane.y <= features ? plane.y : 2);
  } else {
    x = column_axis(table, plane.x);
    // One column of inputs lies on a line.
    y = table.features() == 1 ? PlaneAxis{{0.0}, "no second column"} : column_axis(table, plane.y);
  }
  Matrix<float> places(X.rows(), 2);
  project(X, x, 0, places);
  project(X, y, 1, places);
  show_all(places, 0, problem.x_low, problem.x_high);
  show_all(places, 1, problem.y_low, problem.y_high);
  problem.x_label = std::move(x.label);
  problem.y_label = std::move(y.label);
  problem.set.X = std::move(places);
  problem.set.column_names.clear();
  problem.set.origin.clear();
  problem.set.target_origin = 0;
  const MatrixView<float> targets(problem.set.targets.data(), static_cast<std::ptrdiff_t>(problem.set.targets.size()),
                                  1);
  Standardisation::of(targets).apply(targets);
  problem.features = std::move(X);
  return problem;
}

bool is_real_planar_problem(std::string_view id) { return id == "iris" || id == "wine" || id == "breast_cancer"; }

Result<PlanarProblem> real_planar_problem(std::string_view id, const TablePlane& plane) {
  const Result<Dataset> table = id == "iris" ? iris() : id == "wine" ? wine() : breast_cancer();
  if (!table) return Error{table.error()};
  return planar_problem_of(*table, plane);
}

void append_point(const PlanarProblem& problem, float x, float y, int kind, Dataset& set) {
  const std::ptrdiff_t n = set.size(), width = problem.is_curve() ? 1 : 2;
  Matrix<float> X(n + 1, width);
  std::copy_n(set.X.data(), n * width, X.data());
  X(n, 0) = x;
  if (width == 2) X(n, 1) = y;
  set.X = std::move(X);
  if (!set.weights.empty()) set.weights.push_back(1);
  if (problem.is_classification())
    set.labels.push_back(std::min(kind, problem.set.classes() - 1));
  else
    set.targets.push_back(problem.is_curve() ? y : kind == 0 ? -1.0f : 1.0f);
}

void place_examples(const PlanarProblem& problem, const Dataset& set, Matrix<float>& places) {
  places.resize(set.size(), 2);
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) {
    places(i, 0) = set.X(i, 0);
    places(i, 1) = problem.is_curve() ? set.targets[static_cast<std::size_t>(i)] : set.X(i, 1);
  }
}

}  // namespace lectern::data
