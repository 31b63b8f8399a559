#pragma once

#include <array>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/linear_algebra.h"
#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/result.h"
#include "core/math/rng.h"
#include "core/math/state.h"

namespace lectern::generative {

enum class ClassCovariance {
  shared,    // one pooled matrix: linear boundaries (LDA)
  full,      // one matrix a class: quadratic boundaries (QDA)
  diagonal,  // one variance a class and feature (Gaussian naive Bayes)
};

inline constexpr std::array<Named<ClassCovariance>, 3> kClassCovariances{{
    {ClassCovariance::shared, "shared", "Shared by all classes (LDA)"},
    {ClassCovariance::full, "full", "One per class (QDA)"},
    {ClassCovariance::diagonal, "diagonal", "Diagonal, per class (naive Bayes)"},
}};

// Class-conditional Gaussians p(x|k) = N(x; μ_k, Σ_k) with priors π_k, turned round by Bayes' theorem.
// Source: Bishop (2006), §4.2.
class GaussianClassifier {
 public:
  // X  n × d, labels  n in [0, classes). Covariances are divided by n_k (pooled: n), or with `unbiased` by
  // n_k − 1 (pooled: n − classes). An error names the class that has too few samples or no spread.
  static Result<GaussianClassifier> fit(ConstMatrixView<double> X, std::span<const int> labels, int classes,
                                        ClassCovariance covariance, bool unbiased = false);

  int classes() const { return static_cast<int>(priors_.size()); }
  std::span<const double> priors() const { return priors_; }
  const Matrix<double>& means() const { return means_; }                                          // classes × d
  const Matrix<double>& covariance(int k) const { return covariances_[index_of_covariance(k)]; }  // d × d
  bool shares_covariance() const { return covariances_.size() == 1 && priors_.size() != 1; }

  // out  classes  overwritten with log π_k + log p(x|k)
  void log_joint(std::span<const double> x, std::span<double> out) const;
  // out  classes  overwritten with p(k|x); returns log p(x), small for outliers
  double posterior(std::span<const double> x, std::span<double> out) const;
  // x  d  overwritten with a draw from class k
  void sample(int k, Rng& rng, std::span<double> x) const;

  // The same draws with their chance outside, so that one set of them can be seen through many models:
  // the class in whose share of [0, 1), laid out in order, u falls; x  d  overwritten with μ_k + L_k z, Σ_k = L_k L_kᵀ.
  int class_at(double u) const;
  void place(int k, std::span<const double> z, std::span<double> x) const;

  // Other priors than the shares of the samples. priors  classes, each > 0; taken relative to their sum.
  void set_priors(std::span<const double> priors);

  // Shared covariance only: log odds are linear, w_k·x + b_k up to a common term.
  Matrix<double> linear_weights() const;      // classes × d: μ_k Σ⁻¹
  std::vector<double> linear_biases() const;  // classes: −½ μ_kᵀ Σ⁻¹ μ_k + log π_k

  auto state() const { return std::tie(priors_, means_, covariances_, factors_); }

 private:
  std::size_t index_of_covariance(int k) const { return covariances_.size() == 1 ? 0 : static_cast<std::size_t>(k); }

  std::vector<double> priors_;
  Matrix<double> means_;
  std::vector<Matrix<double>> covariances_;  // one, or one a class
  std::vector<PositiveDefinite> factors_;    // of each
};

}  // namespace lectern::generative
