#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/inverse/fourier_observation.h"
#include "core/ml/nn/network.h"

namespace lectern::inverse {

// Tells pictures of zero mean and standard deviation σ_d from white noise of any size σ added to them:
//   D(x; σ) = c_skip x + c_out F(c_in x, ln(σ/σ_d)/4),
//   c_skip = σ_d²/(σ² + σ_d²),  c_out = σ σ_d/√(σ² + σ_d²),  c_in = 1/√(σ² + σ_d²)
// F is a network of two input planes and one output plane, whose targets have about unit variance at every σ. What it
// does at each size of noise is a prior of the pictures. Source: Karras, Aittala, Aila, Laine, Elucidating the design
// space of diffusion-based generative models (NeurIPS 2022).
template <typename T>
class PictureDenoiser {
 public:
  static constexpr int kBands = 12;                     // of ln σ, in which its mean square error is known
  static constexpr double kLeast = 0.02, kLargest = 8;  // σ/σ_d

  // network  {2, N, N} → {1, N, N};  deviation  σ_d > 0
  PictureDenoiser(nn::Network<T> network, double deviation);

  // The mean over pictures and pixels of (F − target)² and its gradient in network().gradients(). Updates the errors.
  // X  n × N²;  sigma  n;  white  n × N² standard normal numbers
  double gradient(ConstMatrixView<T> X, std::span<const double> sigma, ConstMatrixView<T> white, Rng& rng,
                  ThreadPool* pool = nullptr);
  // D of mixtures with noise of one size; by a network of the same layers in place of its own, such as the mean of its
  // weights.   mixture, X  n × N²
  void restore(ConstMatrixView<T> mixture, double sigma, MatrixView<T> X, ThreadPool* pool = nullptr) const {
    restore(network_, mixture, sigma, X, pool);
  }
  void restore(const nn::Network<T>& network, ConstMatrixView<T> mixture, double sigma, MatrixView<T> X,
               ThreadPool* pool = nullptr) const;
  // The mean of (D − x)² in training of late, at noise of about this size; σ²σ_d²/(σ² + σ_d²), that of c_skip x alone,
  // at most.
  double error_variance(double sigma) const;

  double deviation() const { return deviation_; }
  nn::Network<T>& network() { return network_; }
  const nn::Network<T>& network() const { return network_; }

  auto state() const { return std::tie(network_, losses_); }

 private:
  int band(double sigma) const;
  void write_input(const T* mixture, std::ptrdiff_t pixels, double sigma, T* input) const;

  nn::Network<T> network_;
  double deviation_;
  std::vector<double> losses_;  // kBands: running mean of (F − target)²
  Scratch<Matrix<T>> inputs_, targets_;
  Scratch<nn::Pass<T>> pass_;
};

// The sizes of noise from largest to least through which a sample is made: σ_i^(1/7) falls evenly.
std::vector<double> noise_levels(double largest, double least, int count);

// Samples of p(x|y) with a denoiser for a prior, all at one size of noise. A step of from σ to σ':
//   x₀ ~ N(D(x; σ), v) times the likelihood of y, mode by mode (FourierObservation::correct);   x ← x₀ + σ' ε
// If p(x₀|x) were the normal distribution with these variances of modes the samples would be exact. Source: Zhang, Chu,
// Berner, Meng, Anandkumar, Song, Improving diffusion inverse problem solving with decoupled noise annealing (CVPR
// 2025). restored  n × N²: D(x; σ);  variance  N²: v;  next  σ', 0 in the last step, which does not draw around the
// mean of x₀ white  n × N², overwritten with standard normal numbers;  X  n × N², overwritten
template <typename T>
void posterior_step(const FourierObservation& observation, std::span<const double> data, ConstMatrixView<T> restored,
                    std::span<const double> variance, double next, Rng& rng, MatrixView<T> white, MatrixView<T> X);

}  // namespace lectern::inverse
