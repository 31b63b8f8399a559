#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/lab/range.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"

namespace lectern {

// Where the kinks of the first layer's ReLUs, or the middles of other activations, stand before training.
enum class KinkStart { spread, middle };

// A network of ReLUs, or of other neurons, that learns a curve by Adam on all its places at once, from a random start.
class TrainedCurve {
 public:
  // interval  of x, which the network sees as −1 … 1;  places  at which the curve is known, from end to end
  TrainedCurve(std::span<const int> widths, KinkStart start, Range interval, std::size_t places, Rng rng,
               nn::ActivationKind activation = nn::ActivationKind::relu);

  // The curve to be learned from now on.   values  at all places
  void set_target(std::span<const double> values);
  // So many updates, and what the network answers then.
  void learn(int updates, double learning_rate);

  std::span<const double> values() const { return values_; }
  // Where the ReLUs of the first layer bend, or others have their middle, one for each; NaN where one does not.
  std::span<const double> kinks() const { return kinks_; }
  int kinks_inside() const;
  std::int64_t updates() const { return updates_; }
  std::size_t parameters() const { return network_.parameters().size(); }

  auto state() const {
    return std::tuple(std::tie(network_, optimizer_, updates_, T_, middle_, scale_), unhashed(X_), unhashed(values_),
                      unhashed(kinks_));
  }

 private:
  void look();

  Range interval_;
  nn::Network<float> network_;
  nn::Optimizer<float> optimizer_;
  Matrix<float> X_, T_;  // places × 1, in the network's units
  double middle_ = 0, scale_ = 1;
  Scratch<nn::Pass<float>> pass_;
  std::vector<double> values_, kinks_;
  std::int64_t updates_ = 0;
};

}  // namespace lectern
