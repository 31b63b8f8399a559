#include "core/parts/descent_racer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/describe/text.h"
#include "core/ml/optimise/curvature.h"

namespace lectern {
namespace {

constexpr double kFar = 10;     // windows
constexpr double kFlat = 1e-8;  // of the gradient at the start: at rest

}  // namespace

const char* to_string(RacerState state) {
  switch (state) {
    case RacerState::running: return "running";
    case RacerState::at_minimum: return "minimum";
    case RacerState::at_saddle: return "saddle";
    case RacerState::at_maximum: return "maximum";
    case RacerState::stuck: return "stuck";
    case RacerState::lost: return "lost";
  }
  return "";
}

RacerState state_at_rest(std::span<const double> curvatures) {
  if (curvatures.back() < 0) return RacerState::at_maximum;
  return curvatures.front() < 0 ? RacerState::at_saddle : RacerState::at_minimum;
}

std::string place_text(std::span<const double> x) {
  std::string text;
  for (const double value : x) text += (text.empty() ? "(" : ", ") + short_number(value);
  return text + ")";
}

DescentRacer::DescentRacer(std::shared_ptr<const SurfacePicture> picture, std::string_view name,
                           const nn::OptimizerSpec& spec, bool averages, std::span<const double> start)
    : picture_(std::move(picture)),
      name_(name),
      descent_(*picture_->surface().f, start, spec),
      averages_(averages),
      first_f_(descent_.f()),
      steepness_(descent_.gradient_norm()) {
  look();
}

void DescentRacer::step(std::span<const double> noise) {
  if (is_lost()) return;
  is_noisy_ = is_noisy_ || !noise.empty();
  descent_.step(noise);
  look();
}

void DescentRacer::look() {
  const Surface& surface = picture_->surface();
  const std::span<const double> x = descent_.x();
  if (!std::isfinite(descent_.f()) || !surface.is_near(x, kFar)) return lose();
  f_ = descent_.f();
  gradient_norm_ = descent_.gradient_norm();
  place_.assign(x.begin(), x.end());
  if (averages_) look_at_average();
  trail_.record(picture_->place(place_, f_));
  const std::vector<double> curvatures = optimise::principal_curvatures(*surface.f, x).values;
  if (surface.is_near(x, 1) && curvatures.back() > largest_curvature_) {
    largest_curvature_ = curvatures.back();
    curved_place_.assign(x.begin(), x.end());
    curved_step_ = descent_.steps();
  }
  // A mean may pass over a flat place while the descent goes on.
  const bool rests = std::max(gradient_norm_, descent_.gradient_norm()) <= kFlat * std::max(steepness_, kFlat);
  state_ = rests ? state_at_rest(curvatures) : RacerState::running;
}

void DescentRacer::look_at_average() {
  const optimise::Objective& f = *picture_->surface().f;
  place_.assign(descent_.average().begin(), descent_.average().end());
  f_ = f.value(place_);
  std::vector<double> g(place_.size());
  f.gradient(place_, g);
  double sum = 0;
  for (const double slope : g) sum += slope * slope;
  gradient_norm_ = std::sqrt(sum);
}

void DescentRacer::lose() {
  state_ = RacerState::lost;
  const nn::OptimizerSpec& spec = descent_.spec();
  const double limit = largest_stable_rate();
  cause_ = name_ + " was lost at step " + std::to_string(descent_.steps());
  if (spec.learning_rate >= limit) {
    const char* law = spec.momentum == 0 ? "2/λ" : spec.nesterov ? "2(1 + γ)/((1 + 2γ) λ)" : "2(1 + γ)/λ";
    cause_ += ": at step " + std::to_string(curved_step_) + ", at " + place_text(curved_place_) +
              ", the surface curves by λ = " + short_number(largest_curvature_) + ", where η must stay below " + law +
              " = " + short_number(limit) + "; it is " + short_number(spec.learning_rate) + ".";
  } else {
    cause_ += ": with η = " + short_number(spec.learning_rate) + " it went far out of the window, where " +
              (!std::isfinite(descent_.f()) ? "the function ends."
               : descent_.f() < first_f_    ? "the surface goes on falling."
               : is_noisy_                  ? "noise threw it, or its walls are too steep for this η."
                                            : "its walls are too steep for this η.");
  }
}

double DescentRacer::largest_stable_rate() const {
  return optimise::largest_stable_rate(descent_.spec(), largest_curvature_);
}

void DescentRacer::hash_state(StateHasher& hasher) const {
  descent_.hash_state(hasher);
  hasher.add(static_cast<int>(state_));
}

}  // namespace lectern
