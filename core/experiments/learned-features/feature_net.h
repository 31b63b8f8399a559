#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/open_network.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/output_code.h"

namespace lectern::learned_features {

// A small network that learns from all examples at once with Adam, and shows what it makes of them.
class FeatureNet {
 public:
  // classes  0: the outputs are numbers, ½ (ŷ − y)²; else scores, of two classes one, cross-entropy
  // The weights are drawn, evenly between ± √(6/(inputs + units)), or with their magnitudes; biases are 0.
  FeatureNet(nn::OpenNetwork network, int classes, bool positive, Rng rng);

  // One step down the gradient of the mean cost. Without examples nothing.
  // X  n × inputs;  targets  n: the class, or the number
  void step(ConstMatrixView<double> X, std::span<const double> targets, double learning_rate);

  // The mean cost; NaN without examples. features, scores  n × of the last hidden layer and n × outputs, overwritten.
  double look(ConstMatrixView<double> X, std::span<const double> targets, Matrix<double>& features,
              Matrix<double>& scores) const;
  // The last hidden layer and the scores at one place.   pass  room, overwritten
  void at(std::span<const double> x, nn::OpenNetwork::Pass& pass, std::span<double> features,
          std::span<double> scores) const;

  const nn::OpenNetwork& network() const { return network_; }
  int features() const { return network_.size(network_.layers() - 2); }
  // The outputs as functions of the last hidden layer: rows (b, w), outputs × (1 + features).
  void write_rows(Matrix<double>& rows) const;

  auto state() const { return std::tie(network_, optimizer_); }

 private:
  // Of one example: the cost and its derivatives by the outputs.
  double cost(std::span<const double> scores, double target, std::span<double> d_scores) const;

  nn::OpenNetwork network_;
  int classes_;
  nn::Optimizer<double> optimizer_;
  Scratch<nn::OpenNetwork::Pass> pass_;
  Scratch<std::vector<double>> gradient_;
};

}  // namespace lectern::learned_features
