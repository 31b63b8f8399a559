#pragma once

#include <span>

#include "core/ml/nn/loss.h"
#include "core/ml/nn/network.h"
#include "core/ml/optimise/objective.h"

namespace lectern::optimise {

// An objective whose variables are the weights of a network.
class PredictingObjective : public Objective {
 public:
  // What the network with these weights puts out.   X  n × in;  Y  n × out, overwritten
  virtual void predict(std::span<const double> weights, ConstMatrixView<double> X, MatrixView<double> Y) const = 0;
};

// The mean cost of a network over examples, as a function of all its weights and biases: training as a search for
// a minimum, by whatever method. D is the number of parameters, in the network's own order.
// Not for two threads at a time: the network's working memory is shared by all calls.
class NetworkObjective final : public PredictingObjective {
 public:
  // X  n × in,  T  n × out
  NetworkObjective(nn::Network<double> network, Matrix<double> X, Matrix<double> T, const nn::Loss& loss);

  int dimension() const override { return static_cast<int>(network_.parameters().size()); }
  double value(std::span<const double> weights) const override;
  // By backpropagation.
  void gradient(std::span<const double> weights, std::span<double> g) const override;
  // By central differences of the gradient, made symmetric.
  void hessian(std::span<const double> weights, MatrixView<double> H) const override;

  void predict(std::span<const double> weights, ConstMatrixView<double> X, MatrixView<double> Y) const override;

 private:
  mutable nn::Network<double> network_;
  mutable nn::Pass<double> pass_, prediction_;
  Matrix<double> X_, T_;
  nn::Loss loss_;
};

}  // namespace lectern::optimise
