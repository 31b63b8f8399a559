#include "core/parts/curve_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/lab/describe/estimates.h"
#include "core/math/elementary.h"
#include "core/parts/curve_models.h"

namespace lectern {
namespace {

using linear::GridAxis;
using linear::GridSearch;

constexpr int kMostOrder = 15, kMostDepth = 10;
constexpr std::size_t kMostCandidates = 64;  // along one axis
// Errors are drawn by their logarithms and as floats: one below the first as that, one above the second not at all.
constexpr double kLeastError = 1e-30, kLargestError = std::numeric_limits<float>::max();

std::vector<double> powers_of_ten(int first_quarter, int last_quarter, int step) {
  std::vector<double> values;
  for (int q = first_quarter; step > 0 ? q <= last_quarter : q >= last_quarter; q += step)
    values.push_back(math::pow(10.0, 0.25 * q));
  return values;
}

std::vector<double> zero_to(int last) {
  std::vector<double> values(static_cast<std::size_t>(last) + 1);
  std::iota(values.begin(), values.end(), 0.0);
  return values;
}

}  // namespace

void add_search_parameters(ParameterSchema& schema) {
  schema.group("Search")
      .choice("search", "Hyperparameter", {{"order", "Order of a polynomial"},
                                           {"lambda", "Penalty λ of ridge regression"},
                                           {"neighbours", "Number of neighbours k"},
                                           {"rate", "Learning rate η of descent"},
                                           {"order_lambda", "Order and penalty λ"},
                                           {"depth", "Depth of a tree"}}, "order")
      .help("What is not learned from the training data but chosen by validation, from a grid of values. A tree asks "
            "as many questions “x ≤ t?” in a row as it is deep and answers with the mean of the points that are left.")
      .integer("order", "Order of the polynomial", {1, kMostOrder}, 12)
      .help("Fixed while the penalty or the learning rate is searched.")
      .shown_when("search", {"lambda", "rate"})
      .integer("descent_steps", "Steps of descent", {10, 1000}, 200)
      .logarithmic()
      .help("How long gradient descent runs. Too small a rate does not arrive, too large a rate diverges.")
      .shown_when("search", {"rate"});
}

CurveSearch make_curve_search(const ParameterSet& p, Range interval, int points) {
  const std::string& kind = p.choice("search");
  const auto space = [interval](double order) {
    return linear::PolynomialSpace{linear::PolynomialBasis::chebyshev, static_cast<int>(order), interval.low,
                                   interval.high};
  };
  const double order = p.integer("order");
  const std::vector<double> orders = zero_to(kMostOrder);
  using Point = std::span<const double>;
  if (kind == "lambda")
    return {linear::Grid({{"λ", powers_of_ten(12, -32, -2)}}),
            [=](Point v) { return polynomial_model(space(order), v[0]); }, true, "penalty λ (small: complex)"};
  if (kind == "neighbours") {
    GridAxis axis{"k", {}};
    for (int k = std::max(points, 1); k >= 1; k = std::min(k - 1, k * 5 / 6)) axis.values.push_back(k);
    return {linear::Grid({axis}), [](Point v) { return neighbours_model(static_cast<int>(v[0])); }, true,
            "neighbours k (few: complex)"};
  }
  if (kind == "rate")
    return {linear::Grid({{"η", powers_of_ten(-14, 3, 1)}}),
            [=, steps = p.integer("descent_steps")](Point v) { return descent_model(space(order), v[0], steps); },
            true, "learning rate η"};
  if (kind == "order_lambda")
    return {linear::Grid({{"order", orders}, {"λ", powers_of_ten(8, -32, -4)}}),
            [=](Point v) { return polynomial_model(space(v[0]), v[1]); }, false, "order of the polynomial"};
  if (kind == "depth")
    return {linear::Grid({{"depth", zero_to(kMostDepth)}}),
            [](Point v) { return tree_model(static_cast<int>(v[0])); }, false, "depth of the tree"};
  return {linear::Grid({{"order", orders}}), [=](Point v) { return polynomial_model(space(v[0])); }, false,
          "order of the polynomial"};
}

void CurveSearch::describe(const GridSearch* scores, const Shown& shown, Plane& plane) const {
  set_axes(plane, label, {}, "mean squared error", {});
  plane.equal_scale = false;
  if (scores == nullptr) return;
  if (is_plane())
    describe_map(*scores, shown, plane);
  else
    describe_line(*scores, shown, plane);
}

void CurveSearch::describe_line(const GridSearch& scores, const Shown& shown, Plane& plane) const {
  const std::vector<double>& values = grid.axes()[0].values;
  const auto folds = static_cast<int>(scores.folds().size()), tested = static_cast<int>(scores.fold_scores().size());
  const double low = std::min(values.front(), values.back()), high = std::max(values.front(), values.back());
  const Range x = logarithmic ? Range{low / 1.2, high * 1.2} : Range{low - 0.4, high + 0.4};
  set_axes(plane, label, x, "mean squared error", {});
  plane.equal_scale = false;
  plane.x.logarithmic = logarithmic;
  plane.y.logarithmic = true;
  std::array<Estimate, kMostCandidates> curve;
  std::size_t count = 0;
  double least = std::numeric_limits<double>::infinity();
  for (int c = 0; c * folds < tested; ++c) {
    const linear::CandidateScore score = scores.score(c);
    if (!(score.mean + score.standard_error <= kLargestError)) continue;
    const double mean = std::max(score.mean, kLeastError);
    least = std::min(least, mean);
    curve[count++] = {values[static_cast<std::size_t>(c)], mean, mean - score.standard_error,
                      mean + score.standard_error};
  }
  if (count == 0) return;
  plane.y.range = {0.3 * least, 60 * least};
  add_estimates(plane, "mean of the folds", std::span(curve).first(count), kColorForeground, false, 0.1 * least);
  PointsLayer& points = describe_points("folds", {}, 0, 0, Marker::circle, 0, plane);
  points.size_px = 2.5f;
  points.color.clear();
  for (int i = 0; i < tested; ++i) {
    const double score = scores.fold_scores()[static_cast<std::size_t>(i)];
    if (!(score <= kLargestError)) continue;
    points.x.push_back(static_cast<float>(values[static_cast<std::size_t>(i / folds)]));
    points.y.push_back(static_cast<float>(std::max(score, kLeastError)));
    points.color.push_back(i % folds);
  }
  if (shown.noise > 0) add_level(plane, "noise σ²", x, shown.noise);
  add_vertical(plane, "2/λ_max", shown.stable_rate, plane.y.range, kColorBad);
  if (shown.leader >= 0)
    add_vertical(plane, shown.is_chosen ? "chosen" : "leads", values[static_cast<std::size_t>(shown.leader)],
                 plane.y.range, kColorGood);
}

void CurveSearch::describe_map(const GridSearch& scores, const Shown& shown, Plane& plane) const {
  const std::vector<double>&orders = grid.axes()[0].values, &penalties = grid.axes()[1].values;
  const auto folds = static_cast<int>(scores.folds().size()), tested = static_cast<int>(scores.fold_scores().size());
  const auto rows = static_cast<int>(penalties.size()), cols = static_cast<int>(orders.size());
  // Penalties are whole powers of ten, largest first; the picture has the smallest below.
  const double top = std::floor(math::log(penalties.front()) / math::log(10.0) + 0.5);
  const Range x{-0.5, cols - 0.5}, y{top - rows + 0.5, top + 0.5};
  set_axes(plane, label, x, "log₁₀ λ", y);
  plane.equal_scale = false;
  const int best = shown.leader;
  if (best < 0) return;
  const auto log_error = [&](int c) { return math::log(std::max(scores.score(c).mean, kLeastError)); };
  const double least = log_error(best);
  FieldLayer& map = add_field(plane, "ln(E / least E)", {rows, cols, x, y}, {0, 3}, ColorMap::viridis);
  std::fill(map.values.begin(), map.values.end(), 3.0f);
  for (int c = 0; (c + 1) * folds <= tested; ++c) {
    const double value = std::min(log_error(c) - least, 3.0);
    map.values[static_cast<std::size_t>((rows - 1 - c % rows) * cols + c / rows)] = static_cast<float>(value);
  }
  PointsLayer& mark = describe_points(shown.is_chosen ? "chosen" : "leads", {}, 0, 0, Marker::cross, kColorBad, plane);
  mark.size_px = 8;
  mark.x.push_back(static_cast<float>(best / rows));
  mark.y.push_back(static_cast<float>(top - best % rows));
}

}  // namespace lectern
