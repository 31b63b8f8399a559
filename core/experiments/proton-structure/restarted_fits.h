#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/observable_fit.h"
#include "core/ml/nn/unit_matching.h"
#include "core/parts/closure_fit.h"
#include "core/parts/closure_problem.h"
#include "core/simd/thread_pool.h"

namespace lectern {

// Further fits that are told all that the first replica is told, data, split and exponents, and start at weights of
// their own: what the data leave open is then in the weights alone.
class RestartedFits {
 public:
  RestartedFits(Shared<ClosureProblem> problem, const ClosureSample& sample, const nn::ObservableFit::Spec& fit,
                int restarts, const Rng& starts);

  // One epoch of every fit, in parallel.
  void step(double learning_rate, ThreadPool& pool);
  // Ends the training of all.
  void stop();
  bool has_stopped() const;

  std::size_t count() const { return fits_.size(); }
  const nn::ObservableFit& fit(std::size_t i) const { return fits_[i]; }

  // A restart beside the first replica.
  struct Comparison {
    nn::UnitMatch match;  // units of the replica to those of the restart
    // Root mean square difference of the curves over the places of the picture, in units of that of the law there.
    double inside = 0, beyond = 0;  // NaN: no such places
  };
  struct Look {
    nn::UnitForm replica;
    std::vector<nn::UnitForm> restarts;
    std::vector<Comparison> comparisons;
    std::vector<double> curves;  // restarts × places of the grid
    std::int64_t epoch = -1;
  };
  // curve  of the replica, at the places of the grid
  const Look& look(const nn::ObservableFit& replica, const double* curve) const;

  // Largest less least χ² a measurement of the part that is learned, the replica's among them.
  double chi2_range(const nn::ObservableFit& replica) const;

  auto state() const { return std::tuple(std::tie(problem_, fits_), unhashed(look_factors_)); }

 private:
  Shared<ClosureProblem> problem_;
  std::vector<nn::ObservableFit> fits_;
  std::vector<double> look_factors_;  // at the places of grid and rule
  std::int64_t epochs_ = 0;
  Scratch<Look> look_;
  Scratch<std::vector<double>> values_;
};

}  // namespace lectern
