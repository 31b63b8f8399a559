#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/rng.h"
#include "core/math/state.h"

namespace lectern::optimise {

// Stochastic descents on a cost of one weight that is a mean over examples and has two minima,
//   R(θ) = θ⁴/4 − θ²/2 − c θ + (1/n) Σ a_i θ,  Σ a_i = 0,
// each example's cost being the same double well with a tilt a_i of its own. Batches are drawn without replacement, so
// that γ = 1 is gradient descent. All start in the shallow minimum; the deep one is where c > 0 leads.
// Source: Kramers, Physica 7 (1940) 284; Keskar et al., On large-batch training, ICLR 2017.
class NoisyEscape {
 public:
  static constexpr double kTilt = 0.1;  // c

  // spread: standard deviation of the tilts;  examples ≥ 2
  NoisyEscape(int examples, double spread, int runs, Rng rng);

  static double cost(double theta);
  static double slope(double theta);
  // The shallow minimum, where all start, the top of the hill, and the deep minimum: R′ = 0.
  static double shallow();
  static double hill();
  static double deep();

  // One update of every run with batches of this size: θ ← θ − η (R′(θ) + mean tilt of the batch).
  // batch  1 … examples
  void step(int batch, double learning_rate);
  // The share of the runs that are beyond the hill now.
  double escaped() const;
  std::span<const double> places() const { return theta_; }

  auto state() const { return std::tie(rng_, tilts_, theta_); }

 private:
  Rng rng_;
  std::vector<double> tilts_;  // examples, in the order of the last draw
  std::vector<double> theta_;  // runs
};

}  // namespace lectern::optimise
