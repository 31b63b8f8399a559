#include "core/experiments/proton-structure/restarted_fits.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lectern {

RestartedFits::RestartedFits(Shared<ClosureProblem> problem, const ClosureSample& sample,
                             const nn::ObservableFit::Spec& fit, int restarts, const Rng& starts)
    : problem_(std::move(problem)), look_factors_(look_factors(*problem_, sample)) {
  for (int i = 0; i < restarts; ++i)
    fits_.push_back(make_closure_fit(*problem_, sample, fit, starts.split(static_cast<std::uint64_t>(i))));
}

void RestartedFits::step(double learning_rate, ThreadPool& pool) {
  pool.run(std::ssize(fits_),
           [&](std::ptrdiff_t i) { fits_[static_cast<std::size_t>(i)].step(problem_->observables, learning_rate); });
  ++epochs_;
}

void RestartedFits::stop() {
  for (nn::ObservableFit& fit : fits_) fit.stop(problem_->observables);
  look_->epoch = -1;
}

bool RestartedFits::has_stopped() const {
  return std::all_of(fits_.begin(), fits_.end(), [](const nn::ObservableFit& fit) { return fit.has_stopped(); });
}

const RestartedFits::Look& RestartedFits::look(const nn::ObservableFit& replica, const double* curve) const {
  const ClosureProblem& law = *problem_;
  Look& look = *look_;
  if (look.epoch == epochs_) return look;
  look.epoch = epochs_;
  look.replica = nn::unit_form(replica.network());
  look.restarts.resize(fits_.size());
  look.comparisons.resize(fits_.size());
  look.curves.clear();
  std::vector<double>& values = *values_;
  values.resize(look_factors_.size());
  for (std::size_t i = 0; i < fits_.size(); ++i) {
    look.restarts[i] = nn::unit_form(fits_[i].network());
    Comparison& comparison = look.comparisons[i];
    comparison.match = nn::match_units(look.replica, look.restarts[i]);
    fits_[i].predict(law.look, values);
    double inside = 0, law_inside = 0, beyond = 0, law_beyond = 0;
    for (std::size_t k = 0; k < law.grid.size(); ++k) {
      look.curves.push_back(look_factors_[k] * values[k]);
      const double off = look.curves.back() - curve[k], truth = law.grid_truth[k];
      if (law.has_data_at(law.grid[k])) {
        inside += off * off;
        law_inside += truth * truth;
      } else if (law.is_beyond(law.grid[k])) {
        beyond += off * off;
        law_beyond += truth * truth;
      }
    }
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    comparison.inside = law_inside > 0 ? std::sqrt(inside / law_inside) : kNone;
    comparison.beyond = law_beyond > 0 ? std::sqrt(beyond / law_beyond) : kNone;
  }
  return look;
}

double RestartedFits::chi2_range(const nn::ObservableFit& replica) const {
  double least = replica.training_cost(), largest = least;
  for (const nn::ObservableFit& fit : fits_) {
    least = std::min(least, fit.training_cost());
    largest = std::max(largest, fit.training_cost());
  }
  return largest - least;
}

}  // namespace lectern
