#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/generative/gaussian_classifier.h"

namespace lectern::generative {

// Points drawn from a Gaussian classifier, class first, then place. What is kept is the chance behind them (a uniform
// and d normal numbers each), so that another model moves the same points: they are draws from it, too.
class ModelSamples {
 public:
  ModelSamples(int features, Rng rng, std::size_t most) : features_(features), rng_(rng), most_(most) {}

  // Draws so many more, never above `most` altogether.
  void draw(int count);
  std::size_t size() const { return chance_.size() / stride(); }
  bool full() const { return size() == most_; }

  auto state() const { return std::tie(rng_, chance_); }

  // X  size() × d and labels  size(), resized and overwritten with the points as the model makes them
  void place(const GaussianClassifier& model, Matrix<double>& X, std::vector<int>& labels) const;

 private:
  std::size_t stride() const { return static_cast<std::size_t>(1 + features_); }

  int features_;
  Rng rng_;
  std::size_t most_;
  std::vector<double> chance_;  // size() × (1 + d)
};

// How far what is measured of the first n points is from the model they were drawn from: of all classes the largest
// |n_k/n − π_k|, ‖mean_k − μ_k‖ and |entry of (covariance_k − Σ_k)|; a class without points counts with its share
// alone.
struct MomentErrors {
  int n = 0;
  double shares = 0, means = 0, covariances = 0;

  auto state() const { return std::tie(n, shares, means, covariances); }
};

// The errors for growing n: 5, then about 15 % more each time, and all points; they fall like 1/√n.
// X  n × d, labels  n in [0, classes)
std::vector<MomentErrors> moment_errors(const GaussianClassifier& model, ConstMatrixView<double> X,
                                        std::span<const int> labels);

}  // namespace lectern::generative
