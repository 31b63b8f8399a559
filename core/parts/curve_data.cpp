#include "core/parts/curve_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/data/planar_problem.h"
#include "core/lab/text.h"

namespace lectern {
namespace {

constexpr double kShortestInterval = 0.01;
constexpr double kLargestValue = 1e6;  // of a typed law
constexpr int kPlacesChecked = 512;

std::vector<std::string> laws_with_samples() {
  std::vector<std::string> ids;
  for (const data::PlanarChoice& law : data::planar_laws_of_one()) ids.push_back(law.id);
  ids.push_back("typed");
  return ids;
}

// Where the formula has no usable value, if anywhere.
std::optional<Error> problem_of(const CurveLaw& law, double beyond) {
  const auto [low, high] = law.interval();
  for (int i = 0; i <= kPlacesChecked; ++i) {
    const double x = low + (high - low) * (1 + beyond) * i / kPlacesChecked;
    const double y = law.value(x);
    if (std::fabs(y) <= kLargestValue) continue;
    const char* fault = std::isfinite(y) ? " is too large" : " has no finite value";
    return Error{"The formula " + in_quotes(law.formula()) + fault + " at x = " + number_text(static_cast<float>(x)) +
                 "; allowed are values up to " + number_text(kLargestValue) + " everywhere in the window."};
  }
  return std::nullopt;
}

Result<CurveLaw> read_typed_law(const ParameterSet& p, double beyond) {
  static constexpr std::array<std::string_view, 1> kVariables{"x"};
  Result<Expression> typed = Expression::parse(p.text("formula"), kVariables);
  if (!typed) return Error{typed.error()};
  const Range interval{p.real("from"), p.real("to")};
  if (!(interval.high - interval.low >= kShortestInterval)) {
    return Error{"The interval from " + number_text(interval.low) + " to " + number_text(interval.high) +
                 " holds no points; its end must be above its start by " + number_text(kShortestInterval) +
                 " or more."};
  }
  CurveLaw law(std::move(*typed), interval);
  if (std::optional<Error> problem = problem_of(law, beyond)) return *problem;
  return law;
}

void add_law_parameters(ParameterSchema& schema, const CurveParameterOptions& options) {
  std::vector<Choice> laws;
  for (const data::PlanarChoice& law : data::planar_laws_of_one()) laws.push_back({law.id, law.label});
  laws.push_back({"typed", "Typed formula"});
  if (options.own_points) laws.push_back({"drawn", "My own points"});
  schema.choice("law", "Law f(x)", std::move(laws), "degree_10")
      .help("What nature does; it is drawn dashed. The models see only noisy points of it.");
  if (options.shown_when_id != nullptr) schema.shown_when(options.shown_when_id, {options.shown_when_value});
  schema.text("formula", "Formula", Expression::kMaximumLength, "sin(8x) exp(-x)")
      .help("Any formula of x, such as 2x - 10x^5 + 15x^10 or abs(x - 0.5); functions: exp, log, sin, cos, tanh, sqrt.")
      .shown_when("law", {"typed"})
      .real("from", "From x =", {-10, 10}, 0)
      .help("Where the interval begins from which points are drawn.")
      .shown_when("law", {"typed"})
      .real("to", "To x =", {-10, 10}, 1)
      .help("Where the interval ends.")
      .shown_when("law", {"typed"});
}

}  // namespace

void add_curve_parameters(ParameterSchema& schema, const CurveParameterOptions& options) {
  schema.group("Data");
  add_law_parameters(schema, options);
  const std::vector<std::string> sampled = laws_with_samples();
  schema.integer("n", "Points n", {4, static_cast<double>(options.largest_n)}, options.n)
      .help("Size of a data set. With many points the noise averages out.")
      .shown_when("law", sampled)
      .real("noise", "Noise σ", {0, 2}, options.noise)
      .help("Standard deviation of what is added to every y. Nobody can predict better than σ².")
      .shown_when("law", sampled)
      .choice("spacing", "Places", {{"random", "At random"}, {"even", "Evenly spaced"}}, options.spacing)
      .help("Where in the interval the points lie. Random places leave gaps, in which flexible models swing.")
      .shown_when("law", sampled);
  if (options.train_fraction == 0) return;
  schema.real("train_fraction", "Share for training", {0.1, 1}, options.train_fraction)
      .help("The rest is kept back for validation: no fit ever sees it.");
}

Result<CurveProblem> read_curve_problem(const ParameterSet& p, double beyond) {
  CurveProblem problem;
  problem.n = p.integer("n");
  problem.noise = p.real("noise");
  problem.is_even = p.choice("spacing") == "even";
  const std::string& id = p.choice("law");
  if (id == "typed") {
    Result<CurveLaw> law = read_typed_law(p, beyond);
    if (!law) return Error{law.error()};
    problem.law = std::move(*law);
  } else if (id != "drawn") {
    problem.law = CurveLaw(data::laws_of_one()[static_cast<std::size_t>(p.choice_index("law"))]);
  }
  if (problem.law) problem.interval = problem.law->interval();
  return problem;
}

CurveSample CurveProblem::sample(int count, Rng& rng) const {
  CurveSample result;
  if (!law) return result;
  for (int i = 0; i < count; ++i) {
    const double share = is_even ? (i + 0.5) / count : rng.uniform();
    const double x = interval.low + (interval.high - interval.low) * share;
    result.add(x, law->value(x) + noise * rng.normal());
  }
  return result;
}

void append(std::span<const DrawnPoint> points, CurveSample& sample) {
  for (const DrawnPoint& point : points) sample.add(static_cast<double>(point.x), static_cast<double>(point.y));
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

Range value_range(const CurveProblem& problem, const CurveSample& sample, Range window) {
  constexpr int kPlaces = 100;
  constexpr double kMargin = 0.15, kFollowed = 0.3;
  double least = -0.25, largest = 0.25;  // a flat law has room too
  const auto take = [&](double y) {
    least = std::min(least, y);
    largest = std::max(largest, y);
  };
  const auto law_at = [&](Range range, int i) {
    return problem.law->value(range.low + (range.high - range.low) * i / kPlaces);
  };
  for (const double y : sample.y) take(y);
  for (int i = 0; problem.law && i <= kPlaces; ++i) take(law_at(problem.interval, i));
  const double beyond = kFollowed * (largest - least), floor = least - beyond, ceiling = largest + beyond;
  for (int i = 0; problem.law && i <= kPlaces; ++i) take(std::clamp(law_at(window, i), floor, ceiling));
  const double margin = kMargin * (largest - least);
  return {least - margin, largest + margin};
}

void describe_law(const CurveProblem& problem, Range window, Plane& plane) {
  constexpr int kPlaces = 240;
  if (!problem.law) return;
  describe_function("law f", window, kPlaces, [&](double x) { return problem.law->value(x); }, kColorForeground, plane)
      .dashed = true;
}

PointsLayer& describe_points(std::string_view label, const CurveSample& sample, std::size_t first, std::size_t count,
                             Marker marker, ColorRole color, Plane& plane) {
  PointsLayer& points = plane.next<PointsLayer>();
  points.label.assign(label);
  points.x.resize(count);
  points.y.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    points.x[i] = static_cast<float>(sample.x[first + i]);
    points.y[i] = static_cast<float>(sample.y[first + i]);
  }
  points.color.assign(1, color);
  points.opacity.assign(1, 0.9f);
  points.marker = marker;
  points.size_px = 4;
  points.drawn_by_user = false;
  return points;
}

void describe_drawn(std::span<const DrawnPoint> drawn, Plane& plane) {
  PointsLayer& points = plane.next<PointsLayer>();
  points.label.assign("drawn");
  points.x.clear();
  points.y.clear();
  for (const DrawnPoint& point : drawn) {
    points.x.push_back(point.x);
    points.y.push_back(point.y);
  }
  points.color.assign(1, kColorAccent);
  points.opacity.assign(1, 1.0f);
  points.marker = Marker::circle;
  points.size_px = 6;
  points.drawn_by_user = true;
}

void set_curve_axes(Plane& plane, Range x, Range y, bool accepts_points) {
  set_axes(plane, "x", x, "y", y);
  plane.equal_scale = false;
  plane.accepts_points = accepts_points;
  plane.point_classes = 1;
}

}  // namespace lectern
