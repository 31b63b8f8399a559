#include "core/data/planar_problem.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/data/csv.h"
#include "core/data/points.h"

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
  return blobs(rng, 0, 0, spec.classes);
}

}  // namespace

const std::vector<PlanarChoice>& planar_problems() {
  static const std::vector<PlanarChoice> choices{
      {"spirals", "Two spirals"}, {"circles", "Circles"}, {"xnor", "XNOR"}, {"blobs", "Blobs"},
      {"moons", "Two moons"}, {"law_1d", "Regression, y = f(x)"}, {"law_2d", "Regression, y = f(x₁, x₂)"},
      {"drawn", "My own points"}, {"file", "My own file (CSV)"}};
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

Result<PlanarProblem> read_planar_problem(std::string_view csv, int x_column, int y_column, std::size_t most) {
  CsvOptions options;
  options.first_samples = most;
  Result<Dataset> table = read_csv(csv, options);
  if (!table) return Error{table.error()};
  const auto features = static_cast<int>(table->features());
  for (const int column : {x_column, y_column})
    if (column > features)
      return Error{"Column " + std::to_string(column) + " cannot be an input: besides the label the file has " +
                   std::to_string(features) + " columns."};
  if (table->classes() == 1 || table->classes() > kMaximumFileClasses)
    return Error{"The file has " + std::to_string(table->classes()) + " classes; allowed are 2 to " +
                 std::to_string(kMaximumFileClasses) + "."};
  PlanarProblem problem;
  problem.kind = table->is_classification() ? PlanarProblem::Kind::classes : PlanarProblem::Kind::surface;
  problem.columns = features + 1;
  problem.x_low = problem.y_low = -3;
  problem.x_high = problem.y_high = 3;
  problem.set = std::move(*table);
  Matrix<float> X(problem.set.size(), 2);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    X(i, 0) = problem.set.X(i, x_column - 1);
    X(i, 1) = problem.set.X(i, y_column - 1);
  }
  Standardisation::of(X).apply(X);
  problem.set.X = std::move(X);
  const MatrixView<float> targets(problem.set.targets.data(), static_cast<std::ptrdiff_t>(problem.set.targets.size()), 1);
  Standardisation::of(targets).apply(targets);
  return problem;
}

void append_point(const PlanarProblem& problem, float x, float y, int kind, Dataset& set) {
  const std::ptrdiff_t n = set.size(), width = problem.is_curve() ? 1 : 2;
  Matrix<float> X(n + 1, width);
  std::copy_n(set.X.data(), n * width, X.data());
  X(n, 0) = x;
  if (width == 2) X(n, 1) = y;
  set.X = std::move(X);
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
