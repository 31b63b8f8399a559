#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/state.h"
#include "core/ml/density/divergence.h"
#include "core/ml/density/gaussian_divergence.h"
#include "core/ml/density/line_mixture.h"

// One normal law q on the line brought near a law p, by the gradient of a divergence in (μ, log σ).
namespace lectern::density {

enum class DivergenceKind { forward_kl, reverse_kl, jensen_shannon, wasserstein };
constexpr std::size_t kDivergenceKinds = 4;

struct FitGradient {
  double by_mean = 0;           // ∂/∂μ
  double by_log_deviation = 0;  // ∂/∂ log σ
  double norm() const;
};

// Everything is computed after normal noise of deviation `blur` was added to both laws.
class GaussianFit {
 public:
  // Integrals are sums over `cells` equal cells of [low, high], which must hold all of both laws that counts; exact to
  // nearly all digits for deviations of at least two cells.
  GaussianFit(const LineMixture& p, double blur, double low, double high, int cells);

  std::size_t cells() const { return x_.size(); }
  double cell() const { return cell_; }
  std::span<const double> places() const { return x_; }
  Tabulated target() const { return {p_, log_p_}; }
  double target_entropy() const { return entropy(target(), cell_); }
  const LineMixture& law() const { return law_; }
  // q with the noise added.
  Gaussian1 seen(const Gaussian1& q) const;

  // KL(p‖q), KL(q‖p) and JS in nats, W₁ in the unit of x.
  double value(DivergenceKind kind, const Gaussian1& q) const;
  // H(p, q) in nats.
  double cross_entropy_of(const Gaussian1& q) const;

  // By the integral:  ∂D = ∫ (∂q) δD/δq dx,  δ/δq: −p/q,  log(q/p),  ½ log(q/m);  of W₁: ∫ sign(F_q − F_p) ∂F_q dx.
  FitGradient gradient(DivergenceKind kind, const Gaussian1& q) const;

  // The same from samples: x_i = μ + σ̃ z_i of q by pushing noise z through the model, and draws y_i of the blurred p.
  //   forward   −(1/n) Σ ∂ log q(y_i): maximum likelihood; p itself is not needed
  //   reverse   (1/n) Σ ∂x_i d/dx log(q/p)(x_i)
  //   JS        (1/2n) Σ ∂x_i d/dx log(1 − D)(x_i), D = p/(p + q): a GAN's generator before its best discriminator
  //   W₁        (1/n) Σ sign(x_(i) − y_(i)) ∂x_(i) of the sorted samples; p itself is not needed
  // data, noise  of equal sizes ≥ 1
  FitGradient sampled_gradient(DivergenceKind kind, const Gaussian1& q, std::span<const double> data,
                               std::span<const double> noise) const;

  // What each place contributes to the divergence: its integral is the value. Overwrites out, cells().
  void integrand(DivergenceKind kind, const Gaussian1& q, std::span<double> out) const;
  // Cumulative laws at the upper edges of the cells. Overwrites out, cells().
  void cumulative(std::span<double> out) const;
  void cumulative_of(const Gaussian1& q, std::span<double> out) const;

  auto state() const { return std::tie(law_, x_, p_, log_p_); }

 private:
  void tabulate(const Gaussian1& seen) const;  // q into q_, log_q_
  FitGradient wasserstein_gradient(const Gaussian1& q, const Gaussian1& seen) const;
  Tabulated model() const { return {*q_, *log_q_}; }

  double blur_, cell_;
  LineMixture law_;  // p with the noise added
  std::vector<double> x_, p_, log_p_;
  Scratch<std::vector<double>> q_, log_q_;
};

}  // namespace lectern::density
