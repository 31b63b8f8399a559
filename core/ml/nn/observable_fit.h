#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/early_stopping.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"

namespace lectern::nn {

// What is measured of a function f of one number: quantities that are linear in it.
//   F_i = f(t_i)                 for the first `direct` of them
//   F_{direct+j} = Σ_r A_jr f(t_r)  for the others: integrals of f, as sums
struct LinearObservables {
  Matrix<float> places;                // R × 1: t_r as the network sees it, the direct ones first
  std::ptrdiff_t direct = 0;           // ≤ R
  Matrix<double> responses;            // A: (m − direct) × R
  std::vector<double> inverse_errors;  // m: 1/σ_i

  std::size_t count() const { return inverse_errors.size(); }
  auto state() const { return std::tie(places, direct, responses, inverse_errors); }
};

// One network N with one input, one layer of sigmoid units and a linear output, that stands for f(t) = p(t) N(t) with a
// factor p that is given, fitted to observables by Adam on all of them at once. The cost is
//   χ²/n = (1/n) Σ_i (F_i[N] − d_i)² / σ_i²,   n measurements of the training part,
// so that its gradient with respect to the output at a place is p(t_r) (2/n) Σ_i A_ir (F_i − d_i)/σ_i²: only this last
// layer knows what was measured, and backpropagation goes on from there as ever.
// Source: Forte, Garrido, Latorre, Piccione, Neural network parametrization of deep-inelastic structure functions,
// JHEP 05 (2002) 062; Ball et al. (NNPDF), JHEP 04 (2015) 040.
class ObservableFit {
 public:
  struct Spec {
    int hidden = 20;
    StoppingRule stopping = StoppingRule::early;
    int patience = 100;        // epochs
    double weight_spread = 2;  // standard deviation of the first layer's weights and biases at the start
  };
  enum class Part : char { training, validation };

  // factors   R: p at the places of the observables
  // data      m: d
  // parts     m: which measurements the fit learns from, and which only say when to stop
  ObservableFit(const Spec& spec, std::vector<double> factors, std::vector<double> data, std::vector<Part> parts,
                const Rng& rng);

  // One epoch: the cost with the weights as they are, then a step against its gradient. Nothing once it has stopped.
  void step(const LinearObservables& observables, double learning_rate);
  // Ends the training, with the weights of the least validation cost, where the rule goes back to them.
  void stop(const LinearObservables& observables);

  // Costs of both parts with the weights before the last step, or with those that are kept when it has stopped; NaN
  // before the first, validation also where it is empty.
  double training_cost() const { return training_cost_; }
  double validation_cost() const { return validation_cost_; }
  bool has_stopped() const { return stopped_; }
  std::span<const double> data() const { return data_; }

  // N at other places.   places  R' × 1;  values  R', overwritten
  void predict(ConstMatrixView<float> places, std::span<double> values) const;

  Network<float>& network() { return network_; }
  const Network<float>& network() const { return network_; }

  // The cost of the training part, and its gradient in network().gradients().
  double cost_and_gradient(const LinearObservables& observables);

  auto state() const {
    return std::tuple(std::tie(network_, optimizer_, best_, factors_, data_, parts_, stopped_),
                      unhashed(training_cost_), unhashed(validation_cost_));
  }

 private:
  Network<float> network_;
  Optimizer<float> optimizer_;
  BestSoFar<float> best_;
  StoppingRule stopping_;
  std::vector<double> factors_, data_;
  std::vector<Part> parts_;
  bool stopped_ = false;
  double training_cost_, validation_cost_;
  Scratch<Pass<float>> pass_, look_;
  Scratch<std::vector<double>> outputs_, gradients_;
};

}  // namespace lectern::nn
