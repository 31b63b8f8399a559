#include "core/experiments/universal-approximation/bump_build.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/ml/nn/construction.h"

namespace lectern {
namespace {

constexpr const char* kBumpPlaneHelp =
    "Dashed: the curve to be approximated; tap to lead it through a point. Blue: the sum of the bumps so far. Drag a "
    "handle to set the height of its bump. Behind: the last bump alone.";
constexpr const char* kBumpPartsHelp =
    "The last pair of neurons: one step up, one step down, and their sum, a bump. A smaller w makes steps of slopes.";
constexpr const char* kBumpErrorsHelp =
    "Root mean square of what is missed by this many neurons, two for each bump, with steps of this steepness. Where "
    "bumps become narrower than their slopes, more of them no longer help.";

}  // namespace

BumpBuild::BumpBuild(const ApproximationSettings& settings, const CurveTarget& target, const Rng&)
    : interval_(target.interval()),
      bumps_(static_cast<std::size_t>(std::max(settings.hidden / 2, 1))),
      heights_(bumps_),
      is_dragged_(bumps_) {
  for (std::size_t i = 0; i < kPlaces; ++i) places_.push_back(even_place(interval_, i, kPlaces));
  adapt(settings, target);
}

double BumpBuild::edge(std::size_t bump, std::size_t bumps) const {
  return interval_.low + (interval_.high - interval_.low) * static_cast<double>(bump) / static_cast<double>(bumps);
}

double BumpBuild::mean_height(std::size_t bump, std::size_t bumps) const {
  const std::size_t first = bump * (kPlaces - 1) / bumps, last = (bump + 1) * (kPlaces - 1) / bumps;
  double total = 0;
  for (std::size_t i = first; i < last; ++i) total += (target_[i] + target_[i + 1]) / 2;
  return total / static_cast<double>(last - first);
}

// The outer edges of the first and the last bump lie beyond the interval, where their slopes are not seen.
double BumpBuild::sum(std::size_t i, std::span<const double> heights, std::size_t bumps, std::size_t used) const {
  const double beyond = interval_.high - interval_.low;
  double total = 0;
  for (std::size_t b = 0; b < used; ++b) {
    const double left = b == 0 ? interval_.low - beyond : edge(b, bumps);
    const double right = b + 1 == bumps ? interval_.high + beyond : edge(b + 1, bumps);
    total += heights[b] * nn::steep_bump(places_[i], left, right, steepness_);
  }
  return total;
}

void BumpBuild::adapt(const ApproximationSettings& settings, const CurveTarget& target) {
  target.sample(kPlaces, target_);
  steepness_ = settings.sharpness / (interval_.high - interval_.low);
  for (std::size_t b = 0; b < bumps_; ++b)
    if (is_dragged_[b] == 0) heights_[b] = mean_height(b, bumps_);
  measure();
  build();
}

// On every fourth place.
void BumpBuild::measure() {
  std::array<double, kMostBumps> heights{};
  for (std::size_t bumps = 1; bumps <= kMostBumps; ++bumps) {
    for (std::size_t b = 0; b < bumps; ++b) heights[b] = mean_height(b, bumps);
    double squares = 0;
    std::size_t places = 0;
    for (std::size_t i = 2; i < kPlaces; i += 4, ++places) {
      const double miss = sum(i, heights, bumps, bumps) - target_[i];
      squares += miss * miss;
    }
    errors_[bumps - 1] = std::sqrt(squares / static_cast<double>(places));
  }
}

void BumpBuild::build() {
  values_.resize(kPlaces);
  for (std::size_t i = 0; i < kPlaces; ++i) values_[i] = sum(i, heights_, bumps_, used_);
}

void BumpBuild::step(const ApproximationSettings&, const CurveTarget&) {
  if (used_ < bumps_) ++used_;
  build();
}

bool BumpBuild::act(const Gesture& gesture) {
  const auto* dragged = std::get_if<HandleDragged>(&gesture);
  if (dragged == nullptr) return false;
  for (std::size_t b = 0; b < used_; ++b) {
    if (dragged->handle != std::to_string(b + 1)) continue;
    heights_[b] = static_cast<double>(dragged->y);
    is_dragged_[b] = 1;
    build();
    return true;
  }
  return false;
}

void BumpBuild::describe(Snapshot& snapshot, const ApproximationSettings&, const CurveTarget& target) const {
  Plane& plane = snapshot.plane("plane", "The curve and its bumps", {.weight = 4, .help = kBumpPlaneHelp});
  plane.axes({.label = "x", .range = interval_}, {.label = "y", .range = target.shown(target_, 0.25)});
  plane.line("curve", {places_, target_}, {.color = kColorForeground, .dashed = true});
  plane.line("sum of the bumps", {places_, values_}, {.color = 0, .width_px = 3});
  describe_drawn(plane, target.drawn_points());
  if (used_ > 0) {
    HandlesLayer& handles = plane.handle("1", "heights", (edge(0, bumps_) + edge(1, bumps_)) / 2, heights_[0]);
    for (std::size_t b = 1; b < used_; ++b) {
      handles.id.push_back(std::to_string(b + 1));
      handles.x.push_back(static_cast<float>((edge(b, bumps_) + edge(b + 1, bumps_)) / 2));
      handles.y.push_back(static_cast<float>(heights_[b]));
    }
  }
  plane.accept_points(1);

  const Distance built = distance_between(values_, target_);
  Numbers numbers = snapshot.numbers(
      "Numbers",
      {.weight = 2, .help = "Errors: root mean square of what is missed over the whole interval, and the largest."});
  target.add_advice(numbers);
  numbers.formula("f(x) = Σ h (σ(w(x − l)) − σ(w(x − r)))")
      .add("bumps_built", "bumps so far", static_cast<double>(used_), {.digits = 0})
      .add("neurons_built", "neurons", 2 * static_cast<double>(used_), {.digits = 0})
      .add("built_error", "error", built.root_mean_square, {.digits = 3})
      .add("built_largest", "largest", built.largest, {.digits = 3});

  Plane& errors = snapshot.plane("errors", "Error and number of neurons", {.weight = 2, .help = kBumpErrorsHelp});
  errors.axes({.label = "neurons", .range = {2, 2 * kMostBumps}, .logarithmic = true},
              {.label = "RMS error", .logarithmic = true});
  LineLayer& line = errors.line("bumps", Places(), {.color = 0});
  for (std::size_t b = 0; b < kMostBumps; ++b) {
    line.x.push_back(static_cast<float>(2 * (b + 1)));
    line.y.push_back(static_cast<float>(std::max(errors_[b], 1e-6)));
  }
  errors.vertical("neurons here", 2 * static_cast<double>(bumps_), {.color = kColorAccent});

  Plane& parts = snapshot.plane("parts", "Two steps make a bump", {.weight = 2, .help = kBumpPartsHelp});
  parts.axes({.label = "x", .range = interval_}, {.label = "what the neurons add"});
  // The bump added last; of all of them the one that is seen best.
  std::size_t last = used_ > 0 ? used_ - 1 : 0;
  for (std::size_t b = 0; used_ == bumps_ && b < bumps_; ++b)
    if (std::fabs(heights_[b]) > std::fabs(heights_[last])) last = b;
  const double height = heights_[last], left = edge(last, bumps_), right = edge(last + 1, bumps_);
  const double steepness = steepness_;
  constexpr int kShown = 400;
  parts.line("h σ(w(x − l))", interval_, kShown, [=](double x) { return height * nn::steep_step(x, left, steepness); },
             {.color = 1, .dashed = true});
  parts.line("−h σ(w(x − r))", interval_, kShown,
             [=](double x) { return -height * nn::steep_step(x, right, steepness); }, {.color = 2, .dashed = true});
  parts.line("bump", interval_, kShown, [=](double x) { return height * nn::steep_bump(x, left, right, steepness); },
             {.color = 0, .width_px = 3});
}

}  // namespace lectern
