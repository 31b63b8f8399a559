#include "core/experiments/landscapes/descent_racer.h"

#include <algorithm>
#include <cmath>

#include "core/ml/optimise/curvature.h"

namespace lectern {
namespace {

constexpr double kFlat = 1e-8;  // of the gradient at the start: at rest

std::string in_short(double value) { return number_in_words(value, 3); }

double gradient_norm_at(const optimise::Objective& f, std::span<const double> x) {
  std::vector<double> g(x.size());
  f.gradient(x, g);
  double sum = 0;
  for (const double slope : g) sum += slope * slope;
  return std::sqrt(sum);
}

// ‖g + noise‖; noise may be empty.
double norm_of(std::span<const double> g, std::span<const double> noise) {
  double sum = 0;
  for (std::size_t i = 0; i < g.size(); ++i) {
    const double slope = g[i] + (noise.empty() ? 0 : noise[i]);
    sum += slope * slope;
  }
  return std::sqrt(sum);
}

}  // namespace

DescentRacer::DescentRacer(const SurfacePicture& picture, std::string_view name, const nn::OptimizerSpec& spec,
                           bool averages, std::span<const double> start)
    : SurfaceSearch(picture, name),
      descent_(*picture.surface().f, start, spec),
      averages_(averages),
      first_f_(descent_.f()),
      first_gradient_norm_(descent_.gradient_norm()) {
  look();
}

void DescentRacer::step(std::span<const double> noise, double stop_below) {
  if (has_diverged()) return;
  if (stop_below > 0 && norm_of(descent_.gradient(), noise) < stop_below) return set_status(SearchStatus::stopped);
  has_met_noise_ = has_met_noise_ || !noise.empty();
  descent_.step(noise);
  look();
}

void DescentRacer::look() {
  const std::span<const double> x = descent_.x();
  if (!is_within(kFar, x, descent_.f())) return diverge();
  const auto step = static_cast<double>(descent_.steps());
  if (averages_)
    show(step, descent_.average(), surface().f->value(descent_.average()),
         gradient_norm_at(*surface().f, descent_.average()));
  else
    show(step, x, descent_.f(), descent_.gradient_norm());
  if (!arrival_ && surface().above_least(f()) < kArrived) arrival_ = descent_.steps();
  const std::vector<double> curvatures = optimise::principal_curvatures(*surface().f, x).values;
  if (surface().is_near(x, 1) && curvatures.back() > largest_curvature_) {
    largest_curvature_ = curvatures.back();
    steepest_place_.assign(x.begin(), x.end());
    steepest_step_ = descent_.steps();
  }
  // A mean may pass over a flat place while the descent goes on.
  const bool rests =
      std::max(gradient_norm(), descent_.gradient_norm()) <= kFlat * std::max(first_gradient_norm_, kFlat);
  set_status(rests ? status_at_rest(curvatures) : SearchStatus::running);
}

void DescentRacer::diverge() {
  set_status(SearchStatus::diverged);
  const nn::OptimizerSpec& spec = descent_.spec();
  const double limit = largest_stable_rate();
  cause_ = std::string(name()) + " diverged at step " + std::to_string(descent_.steps());
  if (spec.learning_rate >= limit) {
    const char* law = spec.momentum == 0 ? "2/λ" : spec.nesterov ? "2(1 + γ)/((1 + 2γ) λ)" : "2(1 + γ)/λ";
    cause_ += ": at step " + std::to_string(steepest_step_) + ", at " + place_text(steepest_place_) +
              ", the curvature of the surface is λ = " + in_short(largest_curvature_) + ", where η must stay below " +
              law + " = " + in_short(limit) + "; it is " + in_short(spec.learning_rate) + ".";
  } else {
    cause_ += ": with η = " + in_short(spec.learning_rate) + " it went far out of the window, where " +
              (!std::isfinite(descent_.f()) ? "the function has no finite value."
               : descent_.f() < first_f_    ? "the surface keeps falling."
               : has_met_noise_             ? "noise took it, or the walls are too steep for this η."
                                            : "the walls are too steep for this η.");
  }
}

double DescentRacer::largest_stable_rate() const {
  return optimise::largest_stable_rate(descent_.spec(), largest_curvature_);
}

}  // namespace lectern
