#include "core/experiments/model-selection/curve_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/math/elementary.h"
#include "core/math/logarithm.h"
#include "core/parts/curve_models.h"
#include "core/parts/estimates.h"

namespace lectern {
namespace {

using linear::GridAxis;
using linear::GridSearch;

constexpr int kMostOrder = 15, kMostDepth = 10;
constexpr std::size_t kMostCandidates = 64;  // along one axis
constexpr const char* kHelp =
    "Mean squared error on the held-out fold: a dot for each fold in its colour, their mean and its standard error.";
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

Schema<CurveSearchSettings> CurveSearchSettings::schema(const CurveSearchSettings& defaults) {
  using Self = CurveSearchSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Search")
      .choice(&Self::searched, "search", "Hyperparameter",
              {{SearchedNumber::order, "order", "Order of a polynomial"},
               {SearchedNumber::lambda, "lambda", "Penalty λ of ridge regression"},
               {SearchedNumber::neighbours, "neighbours", "Number of neighbours k"},
               {SearchedNumber::rate, "rate", "Learning rate η of gradient descent"},
               {SearchedNumber::order_lambda, "order_lambda", "Order and penalty λ"},
               {SearchedNumber::depth, "depth", "Depth of a tree"}})
      .help("What is not learned from the training data but chosen by validation, from a grid of values. A tree asks "
            "as many questions “x ≤ t?” in a row as it is deep and answers with the mean of the points that are left.")
      .integer(&Self::order, "order", {1, kMostOrder})
      .help("Fixed while the penalty or the learning rate is searched.")
      .shown_when(&Self::searched, {SearchedNumber::lambda, SearchedNumber::rate})
      .integer(&Self::descent_steps, "descent_steps", "Steps of gradient descent", {10, 1000})
      .logarithmic()
      .help("How long gradient descent runs. Too small a rate does not reach the minimum, too large a rate diverges.")
      .shown_when(&Self::searched, {SearchedNumber::rate});
}

linear::PolynomialSpace search_space(Range interval, int order) {
  return {linear::PolynomialBasis::chebyshev, order, interval.low, interval.high};
}

CurveSearch make_curve_search(const CurveSearchSettings& settings, Range interval, int points) {
  const auto space = [interval](double order) { return search_space(interval, static_cast<int>(order)); };
  const int order = settings.order;
  const std::vector<double> orders = zero_to(kMostOrder);
  using Point = std::span<const double>;
  switch (settings.searched) {
    case SearchedNumber::lambda:
      return {linear::Grid({{"λ", powers_of_ten(12, -32, -2)}}),
              [=](Point v) { return polynomial_model(space(order), v[0]); }, true, "penalty λ (small: complex)"};
    case SearchedNumber::neighbours: {
      GridAxis axis{"k", {}};
      for (int k = std::max(points, 1); k >= 1; k = std::min(k - 1, k * 5 / 6)) axis.values.push_back(k);
      return {linear::Grid({axis}), [](Point v) { return neighbours_model(static_cast<int>(v[0])); }, true,
              "neighbours k (few: complex)"};
    }
    case SearchedNumber::rate:
      return {linear::Grid({{"η", powers_of_ten(-14, 3, 1)}}),
              [=, steps = settings.descent_steps](Point v) { return descent_model(space(order), v[0], steps); }, true,
              "learning rate η"};
    case SearchedNumber::order_lambda:
      return {linear::Grid({{"order", orders}, {"λ", powers_of_ten(8, -32, -4)}}),
              [=](Point v) { return polynomial_model(space(v[0]), v[1]); }, false, "order of the polynomial"};
    case SearchedNumber::depth:
      return {linear::Grid({{"depth", zero_to(kMostDepth)}}),
              [](Point v) { return tree_model(static_cast<int>(v[0])); }, false, "depth of the tree"};
    case SearchedNumber::order: break;
  }
  return {linear::Grid({{"order", orders}}), [=](Point v) { return polynomial_model(space(v[0])); }, false,
          "order of the polynomial"};
}

void CurveSearch::describe(Snapshot& snapshot, const GridSearch* scores, const Shown& shown) const {
  const PanelText text{.weight = 4, .help = kHelp};
  Plane& plane = is_plane() ? snapshot.plane("score", "Cross-validation", text)
                            : snapshot.curves("score", "Cross-validation", text);
  plane.axes({.label = label}, {.label = "mean squared error"});
  if (scores == nullptr) return;
  if (is_plane())
    describe_map(plane, *scores, shown);
  else
    describe_line(plane, *scores, shown);
}

void CurveSearch::describe_line(Plane& plane, const GridSearch& scores, const Shown& shown) const {
  const std::vector<double>& values = grid.axes()[0].values;
  const auto folds = static_cast<int>(scores.folds().size()), tested = static_cast<int>(scores.fold_scores().size());
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
  const double low = std::min(values.front(), values.back()), high = std::max(values.front(), values.back());
  const Range x = logarithmic ? Range{low / 1.2, high * 1.2} : Range{low - 0.4, high + 0.4};
  double floor = count > 0 ? least : shown.noise;
  if (!(floor > 0) && !shown.training.empty())
    floor = std::max(*std::min_element(shown.training.begin(), shown.training.end()), kLeastError);
  const Range y = floor > 0 ? Range{0.3 * floor, 60 * floor} : Range{0.01, 10};
  plane.axes({.label = label, .range = x, .logarithmic = logarithmic},
             {.label = "mean squared error", .range = y, .logarithmic = true});
  if (shown.noise > 0) plane.level("noise σ²", shown.noise);
  LineLayer& training =
      plane.line("training error", Places(), {.color = kColorForeground, .dashed = true, .width_px = 1.5f});
  for (std::size_t c = 0; c < shown.training.size(); ++c) {
    if (!(shown.training[c] <= kLargestError)) continue;
    training.x.push_back(static_cast<float>(values[c]));
    training.y.push_back(static_cast<float>(std::max(shown.training[c], kLeastError)));
  }
  if (count == 0) return;
  add_estimates(plane, "mean of the folds", std::span(curve).first(count),
                {.color = kColorForeground, .least = 0.1 * least});
  std::array<double, kMostCandidates * kMostFolds> x_of, y_of;
  std::array<int, x_of.size()> colors;
  std::size_t dots = 0;
  for (int i = 0; i < tested; ++i) {
    const double score = scores.fold_scores()[static_cast<std::size_t>(i)];
    if (!(score <= kLargestError)) continue;
    x_of[dots] = values[static_cast<std::size_t>(i / folds)];
    y_of[dots] = std::max(score, kLeastError);
    colors[dots++] = i % folds;
  }
  plane.points("folds", Places(x_of, y_of).part(0, dots),
               {.colors = std::span(colors).first(dots), .size_px = 4, .opacity = 0.9f});
  if (shown.stable_rate > 0) plane.vertical("2/λ_max", shown.stable_rate, {.color = kColorBad});
  if (shown.leader < 0) return;
  const double leader = values[static_cast<std::size_t>(shown.leader)];
  plane.vertical(shown.is_chosen ? "chosen" : "leads", leader, {.color = kColorGood});
  plane.read_at = leader;
}

void CurveSearch::describe_map(Plane& plane, const GridSearch& scores, const Shown& shown) const {
  const std::vector<double>&orders = grid.axes()[0].values, &penalties = grid.axes()[1].values;
  const auto folds = static_cast<int>(scores.folds().size()), tested = static_cast<int>(scores.fold_scores().size());
  const auto rows = static_cast<int>(penalties.size()), cols = static_cast<int>(orders.size());
  // Penalties are whole powers of ten, largest first; the picture has the smallest below.
  const double top = std::floor(math::log_10(penalties.front()) + 0.5);
  const PlanarGrid cells{rows, cols, {-0.5, cols - 0.5}, {top - rows + 0.5, top + 0.5}};
  plane.axes({.label = label, .range = cells.x}, {.label = "log₁₀ λ", .range = cells.y});
  const int best = shown.leader;
  if (best < 0) return;
  const auto log_error = [&](int c) { return math::log(std::max(scores.score(c).mean, kLeastError)); };
  const double least = log_error(best);
  constexpr double kMost = 3;
  plane.field("ln(E / least E)", cells,
              [&](double order, double log_lambda) {
                const int col = static_cast<int>(std::floor(order + 0.5));
                const int row = static_cast<int>(std::floor(top - log_lambda + 0.5)), c = col * rows + row;
                return (c + 1) * folds <= tested ? std::min(log_error(c) - least, kMost) : kMost;
              },
              {.color = {0, kMost}, .map = ColorMap::viridis});
  std::vector<double> order_of, penalty_of;
  for (int c = 0; (c + 1) * folds <= tested; ++c) {
    order_of.push_back(c / rows);
    penalty_of.push_back(top - c % rows);
  }
  plane.points("tested", {order_of, penalty_of}, {.color = kColorMuted, .size_px = 1.5f});
  plane.point(shown.is_chosen ? "chosen" : "leads", best / rows, top - best % rows,
              {.color = kColorBad, .marker = Marker::cross, .size_px = 8, .opacity = 0.9f});
}

}  // namespace lectern
