#pragma once

#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::linear {

// Where the classes of a labelled set lie and how they spread.
struct ClassScatter {
  Matrix<double> means;        // classes × d
  std::vector<double> priors;  // classes: shares of the samples
  std::vector<double> mean;    // d, of all samples
  Matrix<double> within;       // d × d: Σ_k Σ_{i in k} (x_i − μ_k)(x_i − μ_k)ᵀ
  Matrix<double> between;      // d × d: Σ_k n_k (μ_k − μ)(μ_k − μ)ᵀ

  auto state() const { return std::tie(means, priors, mean, within, between); }
};

// X  n × d, labels  n in [0, classes); every class has a sample.
ClassScatter class_scatter(ConstMatrixView<double> X, std::span<const int> labels, int classes);

// Linear discriminant analysis: the directions in which the classes lie furthest apart for their spread.
struct LinearDiscriminants {
  ClassScatter scatter;
  Matrix<double> scalings;                       // d × r, r = min(classes − 1, d), by falling eigenvalue
  std::vector<double> explained_variance_ratio;  // r

  // (x − mean) scalings.  X  m × d   →   m × r
  Matrix<double> transform(ConstMatrixView<double> X) const;

  auto state() const { return std::tie(scatter, scalings, explained_variance_ratio); }
};

// Columns v of `scalings` solve S_b v = λ C v with C = S_w / (n − classes) and vᵀ C v = 1.
// Nothing if S_w is singular. Source: Hastie, Tibshirani, Friedman, §4.3.
std::optional<LinearDiscriminants> linear_discriminants(ConstMatrixView<double> X, std::span<const int> labels,
                                                        int classes);

// What Fisher's directions maximise: vᵀ S_b v / vᵀ S_w v, the classes' distance along v for their spread.
// v  d, of any length but zero
double separation(const ClassScatter& scatter, std::span<const double> v);

// Fisher's direction of two classes, S_w⁻¹ (μ₁ − μ₀) scaled to length 1, and the criterion it maximises:
// the squared distance of the projected means over the sum of the projected scatters.
struct FisherDirection {
  std::vector<double> direction;  // d
  double criterion = 0;

  auto state() const { return std::tie(direction, criterion); }
};
std::optional<FisherDirection> fisher_direction(const ClassScatter& scatter);

}  // namespace lectern::linear
