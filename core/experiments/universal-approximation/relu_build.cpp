#include "core/experiments/universal-approximation/relu_build.h"

#include <algorithm>
#include <cmath>

namespace lectern {
namespace {

constexpr const char* kReluPlaneHelp =
    "Dashed: the curve to be approximated; tap to lead it through a point, drag and erase points. Blue: the ReLUs added "
    "so far, with a ring where each bends the curve. Orange: a network of the same width that learns the curve from a "
    "random start, with a triangle below each of its kinks, or the middles of its other neurons.";
constexpr const char* kReluPartsHelp =
    "Each line is one neuron, a max(0, x − t): nothing up to t, a straight line from there on. Their sum is the curve. "
    "The last one is drawn thick.";
constexpr const char* kReluErrorsHelp =
    "Root mean square of what is missed, with this many neurons: kinks at even places, kinks where the error is largest, "
    "and the trained network at its width. Twice as many neurons, a quarter of the error: a line of slope −2.";
constexpr double kLeastError = 1e-6;  // shown

}  // namespace

ReluBuild::ReluBuild(const ApproximationSettings& settings, const CurveTarget& target, const Rng& rng)
    : interval_(target.interval()),
      width_(settings.hidden),
      trained_(std::array{settings.hidden}, settings.kink_start, target.interval(), kPlaces, rng, settings.activation) {
  for (std::size_t i = 0; i < kPlaces; ++i) places_.push_back(even_place(interval_, i, kPlaces));
  adapt(settings, target);
}

nn::ReluSum ReluBuild::built_by(KnotRule rule, int width) const {
  std::vector<double> x, y;
  if (rule == KnotRule::greedy) {
    for (const std::size_t place : nn::greedy_knots(places_, target_, width)) {
      x.push_back(places_[place]);
      y.push_back(target_[place]);
    }
  } else {
    for (int i = 0; i <= width; ++i) {
      const std::size_t place = static_cast<std::size_t>(i) * (kPlaces - 1) / static_cast<std::size_t>(width);
      x.push_back(places_[place]);
      y.push_back(target_[place]);
    }
  }
  return nn::relu_interpolant(x, y);
}

void ReluBuild::adapt(const ApproximationSettings& settings, const CurveTarget& target) {
  target.sample(kPlaces, target_);
  trained_.set_target(target_);
  for (const KnotRule rule : {KnotRule::left_to_right, KnotRule::greedy})
    for (std::size_t width = 1; width <= kWidths; ++width) {
      const nn::ReluSum sum = built_by(rule, static_cast<int>(width));
      double squares = 0;
      for (std::size_t i = 0; i < kPlaces; ++i) {
        const double miss = sum.value(places_[i]) - target_[i];
        squares += miss * miss;
      }
      errors_[static_cast<std::size_t>(rule)][width - 1] = std::sqrt(squares / kPlaces);
    }
  full_ = built_by(settings.knots, settings.knots == KnotRule::greedy ? std::max(used_, 1) : width_);
  build();
}

void ReluBuild::build() {
  const std::size_t used = std::min(static_cast<std::size_t>(used_), full_.kinks.size());
  values_.resize(kPlaces);
  for (std::size_t i = 0; i < kPlaces; ++i) values_[i] = full_.value(places_[i], used);
  kink_values_.clear();
  for (std::size_t k = 0; k < used; ++k) kink_values_.push_back(full_.value(full_.kinks[k]));
}

void ReluBuild::step(const ApproximationSettings& settings, const CurveTarget&) {
  if (used_ < width_) {
    ++used_;
    if (settings.knots == KnotRule::greedy) full_ = built_by(settings.knots, used_);
    build();
  }
  trained_.learn(kUpdates, settings.learning_rate);
}

void ReluBuild::describe(Snapshot& snapshot, const ApproximationSettings&, const CurveTarget& target) const {
  const Range shown = target.shown(target_, 0.25);
  Plane& plane = snapshot.plane("plane", "The curve and its networks", {.weight = 4, .help = kReluPlaneHelp});
  plane.axes({.label = "x", .range = interval_}, {.label = "y", .range = shown});
  plane.line("curve", {places_, target_}, {.color = kColorForeground, .dashed = true});
  plane.line("trained from random", {places_, trained_.values()}, {.color = 1});
  plane.line("built", {places_, values_}, {.color = 0, .width_px = 3});
  plane.points("kinks", {Values(full_.kinks).part(0, kink_values_.size()), kink_values_},
               {.color = 0, .marker = Marker::ring, .size_px = 5});
  PointsLayer& kinks = plane.points("kinks, trained", {}, {.color = 1, .marker = Marker::triangle, .size_px = 4});
  for (const double kink : trained_.kinks()) {
    if (!(kink >= interval_.low && kink <= interval_.high)) continue;
    kinks.x.push_back(static_cast<float>(kink));
    kinks.y.push_back(static_cast<float>(shown.low + 0.04 * (shown.high - shown.low)));
  }
  describe_drawn(plane, target.drawn_points());
  plane.accept_points(1);

  const Distance built = distance_between(values_, target_), learned = distance_between(trained_.values(), target_);
  Numbers numbers = snapshot.numbers(
      "Numbers",
      {.weight = 2, .help = "Errors: root mean square of what is missed over the whole interval, and the largest."});
  target.add_advice(numbers);
  numbers.formula("f(x) = c + Σ aᵢ max(0, x − tᵢ)")
      .add("neurons_built", "ReLUs added", static_cast<double>(kink_values_.size()), {.digits = 0})
      .add("built_error", "error, built", built.root_mean_square, {.digits = 3})
      .add("trained_error", "error, trained", learned.root_mean_square, {.digits = 3})
      .add("built_largest", "largest, built", built.largest, {.digits = 3})
      .add("trained_largest", "largest, trained", learned.largest, {.digits = 3})
      .add("kinks_inside", "trained kinks inside", trained_.kinks_inside(), {.digits = 0})
      .add("updates", static_cast<double>(trained_.updates()), {.digits = 0});
  describe_errors(snapshot.plane("errors", "Error and number of neurons", {.weight = 2, .help = kReluErrorsHelp}));
  describe_parts(snapshot.plane("parts", "One by one", {.weight = 2, .help = kReluPartsHelp}));
}

void ReluBuild::describe_errors(Plane& plane) const {
  plane.axes({.label = "neurons", .range = {1, kWidths}, .logarithmic = true},
             {.label = "RMS error", .logarithmic = true});
  constexpr std::array kRules{"even kinks", "kinks where it errs"};
  for (std::size_t rule = 0; rule < errors_.size(); ++rule) {
    LineLayer& line = plane.line(kRules[rule], Places(), {.color = rule == 0 ? 0 : 2});
    for (std::size_t i = 0; i < kWidths; ++i) {
      line.x.push_back(static_cast<float>(i + 1));
      line.y.push_back(static_cast<float>(std::max(errors_[rule][i], kLeastError)));
    }
  }
  plane.point("trained", width_, std::max(distance_between(trained_.values(), target_).root_mean_square, kLeastError),
              {.color = 1, .size_px = 6});
}

void ReluBuild::describe_parts(Plane& plane) const {
  const std::size_t used = kink_values_.size();
  double largest = 0;
  const auto end = [this](std::size_t k) { return full_.coefficients[k] * (interval_.high - full_.kinks[k]); };
  for (std::size_t k = 0; k < used; ++k) largest = std::max(largest, std::fabs(end(k)));
  plane.axes({.label = "x", .range = interval_},
             {.label = "a max(0, x − t)", .range = {-1.1 * std::max(largest, 1.0), 1.1 * std::max(largest, 1.0)}});
  const auto draw = [&](std::string_view name, std::size_t first, std::size_t last, const LineStyle& style) {
    LineLayer& line = plane.line(name, Places(), style);
    for (std::size_t k = first; k < last; ++k) {
      const std::array<double, 4> x{interval_.low, full_.kinks[k], interval_.high, NAN}, y{0, 0, end(k), NAN};
      for (std::size_t i = 0; i < x.size(); ++i) {
        line.x.push_back(static_cast<float>(x[i]));
        line.y.push_back(static_cast<float>(y[i]));
      }
    }
  };
  const std::size_t before = used > 0 ? used - 1 : 0;
  draw("neurons", 0, before, {.color = kColorMuted, .width_px = 1.5f});
  draw("last added", before, used, {.color = 0, .width_px = 3});
}

}  // namespace lectern
