#include "core/experiments/universal-approximation/curve_target.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/drawn_points.h"

namespace lectern {
namespace {

constexpr int kAnchors = 81;           // places of the law, where points were drawn
constexpr double kReach = 0.04;        // of the interval: the law is left that near to a point
constexpr double kApart = 1.0 / 4096;  // of two points that are not one

}  // namespace

Result<CurveTarget> CurveTarget::make(const Settings& settings, const DataStart& start) {
  Result<CurveProblem> problem = CurveProblem::make({.law = settings});
  if (!problem) return Error{problem.error()};
  CurveTarget target;
  target.law_ = std::move(problem->law);
  target.interval_ = problem->interval;
  target.drawn_.assign(start.points.begin(), start.points.end());
  target.bend();
  return target;
}

void CurveTarget::sample(std::size_t places, std::vector<double>& values) const {
  values.resize(places);
  for (std::size_t i = 0; i < places; ++i) values[i] = value(even_place(interval_, i, places));
}

Range CurveTarget::shown(std::span<const double> values, double share) const {
  const Range range = widened(values, share);
  if (law_) return range;
  return {std::min(range.low, -1.2), std::max(range.high, 1.2)};
}

void CurveTarget::add_advice(Numbers& numbers) const {
  if (law_ || !drawn_.empty()) return;
  numbers.warning("Tap into the picture: the curve goes through all points, which can be dragged and erased.");
}

bool CurveTarget::act(const Gesture& gesture) {
  if (!apply_gesture(gesture, drawn_)) return false;
  bend();
  return true;
}

void CurveTarget::bend() {
  const double reach = kReach * (interval_.high - interval_.low);
  std::vector<std::pair<double, double>> anchors;
  for (const DrawnPoint& point : drawn_) {
    const double x = static_cast<double>(point.x);
    if (x >= interval_.low && x <= interval_.high) anchors.emplace_back(x, static_cast<double>(point.y));
  }
  const std::size_t drawn = anchors.size();
  for (int i = 0; law_ && i < kAnchors; ++i) {
    const double x = even_place(interval_, static_cast<std::size_t>(i), kAnchors);
    bool is_free = true;
    for (std::size_t k = 0; k < drawn; ++k) is_free = is_free && std::fabs(anchors[k].first - x) > reach;
    if (is_free) anchors.emplace_back(x, law_->value(x));
  }
  std::sort(anchors.begin(), anchors.end());
  std::vector<double> x, y;
  for (const auto& [at, height] : anchors) {
    if (!x.empty() && at - x.back() < kApart * (interval_.high - interval_.low)) continue;
    x.push_back(at);
    y.push_back(height);
  }
  own_ = linear::MonotoneCubic(std::move(x), std::move(y));
}

Distance distance_between(std::span<const double> a, std::span<const double> b) {
  double squares = 0, largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = a[i] - b[i];
    squares += difference * difference;
    largest = std::max(largest, std::fabs(difference));
  }
  return {std::sqrt(squares / static_cast<double>(a.size())), largest};
}

Range widened(std::span<const double> values, double share) {
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  const double margin = share * std::max(*largest - *least, 0.5);
  return {*least - margin, *largest + margin};
}

}  // namespace lectern
