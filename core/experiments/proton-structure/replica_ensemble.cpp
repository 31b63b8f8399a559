#include "core/experiments/proton-structure/replica_ensemble.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lectern {
namespace {

double mean_of(const ReplicaEnsembles& ensembles, double (nn::ObservableFit::*cost)() const) {
  double sum = 0;
  std::size_t known = 0;
  for (std::size_t i = 0; i < ensembles.replicas(); ++i) {
    const double value = (ensembles.fit(i).*cost)();
    if (std::isnan(value)) continue;
    sum += value;
    ++known;
  }
  return known > 0 ? sum / static_cast<double>(known) : kUnknown;
}

}  // namespace

ReplicaEnsembles::ReplicaEnsembles(Shared<ClosureProblem> problem, const Spec& spec, const Rng& data, const Rng& run)
    : problem_(std::move(problem)) {
  const ClosureProblem& law = *problem_;
  for (int e = 0; e < spec.experiments; ++e) {
    first_.push_back(fits_.size());
    const Rng of_experiment = data.split(static_cast<std::uint64_t>(e));
    const std::vector<double> measured = measured_observables(law, spec.level, of_experiment.split("noise"));
    if (e == 0) measured_.assign(measured.begin(), measured.begin() + static_cast<std::ptrdiff_t>(law.measured));
    const int replicas = e == 0 ? spec.replicas : std::min(spec.replicas, spec.few_replicas);
    for (int r = 0; r < replicas; ++r) {
      const Rng of_replica = run.split(static_cast<std::uint64_t>(e)).split(static_cast<std::uint64_t>(r));
      ClosureSample sample = replica_sample(law, spec.level, measured, spec.train_fraction, of_replica);
      fits_.push_back(make_closure_fit(law, sample, spec.fit, of_replica));
      const std::vector<double> factors = look_factors(law, sample);
      look_factors_.insert(look_factors_.end(), factors.begin(), factors.end());
      if (e == 0 && r == 0) first_sample_ = std::move(sample);
    }
  }
  first_.push_back(fits_.size());
}

void ReplicaEnsembles::step(double learning_rate, ThreadPool& pool) {
  pool.run(static_cast<std::ptrdiff_t>(fits_.size()),
           [&](std::ptrdiff_t i) { fits_[static_cast<std::size_t>(i)].step(problem_->observables, learning_rate); });
  ++epochs_;
}

void ReplicaEnsembles::stop() {
  for (nn::ObservableFit& fit : fits_) fit.stop(problem_->observables);
  look_->epoch = -1;
}

std::size_t ReplicaEnsembles::stopped() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < replicas(); ++i) count += fits_[i].has_stopped() ? 1 : 0;
  return count;
}

bool ReplicaEnsembles::has_stopped() const {
  return std::all_of(fits_.begin(), fits_.end(), [](const nn::ObservableFit& fit) { return fit.has_stopped(); });
}

double ReplicaEnsembles::training_cost() const { return mean_of(*this, &nn::ObservableFit::training_cost); }
double ReplicaEnsembles::validation_cost() const { return mean_of(*this, &nn::ObservableFit::validation_cost); }

const ReplicaEnsembles::Look& ReplicaEnsembles::look(ThreadPool& pool) const {
  Look& look = *look_;
  if (look.epoch == epochs_) return look;
  const ClosureProblem& law = *problem_;
  const auto places = static_cast<std::size_t>(law.look.rows());
  look.values.resize(fits_.size() * places);
  pool.run(static_cast<std::ptrdiff_t>(fits_.size()), [&](std::ptrdiff_t i) {
    const std::size_t from = static_cast<std::size_t>(i) * places;
    const std::span<double> values = std::span(look.values).subspan(from, places);
    fits_[static_cast<std::size_t>(i)].predict(law.look, values);
    for (std::size_t k = 0; k < places; ++k) values[k] *= look_factors_[from + k];
  });
  const auto count = static_cast<std::size_t>(experiments());
  look.bands.resize(count);
  look.inside.resize(count);
  look.beyond.resize(count);
  for (std::size_t e = 0; e < count; ++e) measure(e, look);
  look.momenta.assign(law.rule_places.empty() ? 0 : replicas(), 0.0);
  for (std::size_t r = 0; r < look.momenta.size(); ++r)
    for (std::size_t q = 0; q < law.rule_places.size(); ++q)
      look.momenta[r] += law.rule_weights[q] * look.values[r * places + law.grid.size() + q];
  look.epoch = epochs_;
  return look;
}

void ReplicaEnsembles::measure(std::size_t e, Look& look) const {
  const ClosureProblem& law = *problem_;
  const std::size_t grid = law.grid.size(), places = static_cast<std::size_t>(law.look.rows());
  const std::size_t from = first_[e], to = first_[e + 1];
  const auto count = static_cast<double>(to - from);
  Band& band = look.bands[e];
  band.mean.assign(grid, 0.0);
  band.deviation.assign(grid, 0.0);
  int inside = 0, held_inside = 0, beyond = 0, held_beyond = 0;
  for (std::size_t k = 0; k < grid; ++k) {
    double mean = 0, squares = 0;
    for (std::size_t i = from; i < to; ++i) mean += look.values[i * places + k];
    mean /= count;
    for (std::size_t i = from; i < to; ++i) {
      const double off = look.values[i * places + k] - mean;
      squares += off * off;
    }
    band.mean[k] = mean;
    band.deviation[k] = std::sqrt(squares / (count - 1));
    const bool holds = std::fabs(mean - law.grid_truth[k]) <= band.deviation[k];
    if (law.has_data_at(law.grid[k])) {
      ++inside;
      held_inside += holds;
    } else if (law.is_beyond(law.grid[k])) {
      ++beyond;
      held_beyond += holds;
    }
  }
  look.inside[e] = inside > 0 ? static_cast<double>(held_inside) / inside : kUnknown;
  look.beyond[e] = beyond > 0 ? static_cast<double>(held_beyond) / beyond : kUnknown;
}

}  // namespace lectern
