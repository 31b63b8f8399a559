#pragma once

#include <array>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"

namespace lectern::cluster {

enum class MixtureCovariance {
  full,       // one matrix per component
  tied,       // one matrix for all
  diagonal,   // one variance per component and feature
  spherical,  // one variance per component
};

inline constexpr std::array<Named<MixtureCovariance>, 4> kMixtureCovariances{{
    {MixtureCovariance::full, "full", "Full: any ellipse"},
    {MixtureCovariance::tied, "tied", "Tied: one ellipse for all"},
    {MixtureCovariance::diagonal, "diagonal", "Diagonal: axes along x₁, x₂"},
    {MixtureCovariance::spherical, "spherical", "Spherical: circles"},
}};

// Parameters of a mixture of K Gaussians in d dimensions.
struct MixtureParameters {
  MixtureCovariance kind = MixtureCovariance::full;
  std::vector<double> weights;  // K, summing to 1
  Matrix<double> means;         // K × d
  Matrix<double> covariances;   // full K × d², tied 1 × d², diagonal K × d, spherical K × 1

  auto state() const { return std::tie(kind, weights, means, covariances); }
};

// p(x) = Σ_k w_k N(x; μ_k, Σ_k).
// Source: Bishop, Pattern Recognition and Machine Learning (2006), §9.2.
class GaussianMixture {
 public:
  GaussianMixture() = default;
  // Covariances must be positive definite; see is_valid().
  explicit GaussianMixture(MixtureParameters parameters);

  const MixtureParameters& parameters() const { return parameters_; }
  int components() const { return static_cast<int>(parameters_.weights.size()); }
  std::ptrdiff_t dimensions() const { return parameters_.means.cols(); }
  // False where a covariance is not positive definite to working precision; densities are then NaN.
  bool is_valid() const { return is_valid_; }
  // Σ_k as a d × d matrix, whatever the kind.
  Matrix<double> covariance(int k) const;
  // Free parameters: weights, means and covariances.
  int free_parameters() const;

  // log w_k + log N(x; μ_k, Σ_k).
  // Xt   d × n  the points, one feature a row
  // out  K × n  overwritten
  void log_joint(ConstMatrixView<double> Xt, MatrixView<double> out) const;
  // log p(x).   X n × d;  out n, overwritten
  void log_density(ConstMatrixView<double> X, std::span<double> out) const;

  auto state() const { return std::tie(parameters_, factors_, constants_); }

 private:
  friend class MixtureFit;
  void factorise();

  MixtureParameters parameters_;
  Matrix<double> factors_;         // K × d²: L⁻¹ of Σ_k = L·Lᵀ, row-major, zero above the diagonal
  std::vector<double> constants_;  // K: log w_k − ½ log |2πΣ_k|
  bool is_valid_ = true;
};

// Expectation maximisation: neither half-step ever lowers the likelihood.
// Source: Dempster, Laird, Rubin, J. R. Stat. Soc. B 39 (1977) 1.
class MixtureFit {
 public:
  MixtureFit() = default;
  // X  n × d is copied. least_variance ≥ 0 is added to the variances of every component in each M step.
  MixtureFit(ConstMatrixView<double> X, MixtureParameters start, double least_variance = 0);

  // Responsibilities under the present parameters, r_k(x) = w_k N(x; μ_k, Σ_k) / p(x).
  void expect();
  // Weights, means and covariances from the present responsibilities. A component that is responsible for nothing keeps
  // its mean and covariance with weight 0. Then the log-likelihood is that of before until the next E step.
  void maximise();

  const GaussianMixture& mixture() const { return mixture_; }
  const Matrix<double>& responsibilities() const { return responsibilities_; }  // K × n
  // Σ_i log p(x_i), of the parameters of the last E step.
  double log_likelihood() const { return log_likelihood_; }
  // Bayesian information criterion, −2 log L + m log n with m free parameters: smaller is better.
  double bic() const;
  std::ptrdiff_t size() const { return Xt_.cols(); }

  auto state() const { return std::tie(Xt_, mixture_, responsibilities_, log_likelihood_); }

 private:
  void scatter(std::ptrdiff_t k, std::span<double> out) const;

  Matrix<double> Xt_;  // d × n
  double least_variance_ = 0;
  GaussianMixture mixture_;
  Matrix<double> responsibilities_;  // K × n
  double log_likelihood_ = 0;
};

// Equal weights, the given means, and for every component the variance of the data about their nearest mean.
// X  n × d;  means  K × d
MixtureParameters mixture_around(ConstMatrixView<double> X, Matrix<double> means, MixtureCovariance kind);

}  // namespace lectern::cluster
