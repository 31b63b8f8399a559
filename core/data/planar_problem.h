#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/laws.h"
#include "core/math/state.h"

namespace lectern::data {

// Something to be learned in the plane: examples, the law behind them if there is one, and the window in
// which to look at it. Three kinds: classes of points (X is n × 2), a curve y = f(x) (X is n × 1) and a
// surface y = f(x1, x2) (X is n × 2).
struct PlanarProblem {
  enum class Kind { classes, curve, surface };
  Kind kind = Kind::classes;
  Dataset set;
  const LawOfOne* curve = nullptr;
  const LawOfTwo* surface = nullptr;
  double x_low = -1.25, x_high = 1.25;
  double y_low = -1.25, y_high = 1.25;         // for a curve: of its values
  std::string x_label = "x₁", y_label = "x₂";  // with units where there are any; of a curve "x" and "y"
  Matrix<float> features;                      // of a table, n × all its features, standardised; else empty

  bool is_classification() const { return kind == Kind::classes; }
  bool is_curve() const { return kind == Kind::curve; }
  // How many kinds of points can be put in by hand: classes, low and high on a surface, one on a curve.
  int point_kinds() const { return is_classification() ? set.classes() : is_curve() ? 1 : 2; }

  auto state() const { return std::tuple(std::tie(kind, set), unhashed(x_label), unhashed(y_label)); }
};

struct PlanarChoice {
  std::string id;     // [a-z0-9_], stable, for links
  std::string label;  // for people
};

// What can be learned: classes; tables of more than two features, "events", "iris", "wine", "breast_cancer" and
// "file"; "law_1d", "law_2d"; "drawn" (no examples yet); and the laws.
const std::vector<PlanarChoice>& planar_problems();
const std::vector<PlanarChoice>& planar_laws_of_one();
const std::vector<PlanarChoice>& planar_laws_of_two();

struct PlanarProblemSpec {
  std::string_view id;  // one of planar_problems()
  int law = 0;          // place in planar_laws_of_one() or planar_laws_of_two()
  int classes = 2;      // of "blobs", "row" and "drawn"
  int n = 500;
  double noise = 0.05;
};

// An unknown id, and one of a table, gives a problem without examples. The window of a curve is wider than its
// data, to show what is made up where there is nothing to learn from.
PlanarProblem make_planar_problem(const PlanarProblemSpec& spec, Rng& rng);

// Which plane of a table's standardised features is shown and learned from: two columns, or the two principal
// axes of these numbers (by falling variance, each turned so that its largest component is positive). Both count
// from 1. Of principal axes, a number that there is none of means the first (x) or the second (y).
struct TablePlane {
  int x = 1;
  int y = 2;
  bool principal_axes = false;
};

// The problem in a table: a plane of its features against its label: classes, at most kMaximumFileClasses, or a
// number, standardised too, as a surface. An error names the column, and what is allowed.
Result<PlanarProblem> planar_problem_of(const Dataset& table, const TablePlane& plane);
constexpr int kMaximumFileClasses = 10;

// The same for one of the real data sets: "iris", "wine" or "breast_cancer".
bool is_real_planar_problem(std::string_view id);
Result<PlanarProblem> real_planar_problem(std::string_view id, const TablePlane& plane);

// Appends a point put in by hand at (x, y): a class (too large a kind counts as the last), a value y at x
// for a curve, or -1 (kind 0) and 1 on a surface.
void append_point(const PlanarProblem& problem, float x, float y, int kind, Dataset& set);

// Where examples of the problem are drawn in its window: the points themselves, or (x, value) for a curve.
// places  n × 2, resized and overwritten
void place_examples(const PlanarProblem& problem, const Dataset& set, Matrix<float>& places);

}  // namespace lectern::data
