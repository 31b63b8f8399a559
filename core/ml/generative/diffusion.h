#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/state.h"
#include "core/ml/nn/network.h"

// Denoising diffusion: data are mixed with more and more noise,
//   x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε,   ε ~ N(0, 1),   t = 0 (least noisy) … T − 1,
// a network learns to tell the noise ε in the mixture, and samples are made from noise alone by taking it out bit by
// bit. Sources: Ho, Jain, Abbeel, Denoising diffusion probabilistic models (2020); Nichol, Dhariwal, Improved denoising
// diffusion probabilistic models (2021); Song, Meng, Ermon, Denoising diffusion implicit models (2021).
namespace lectern::generative {

enum class NoiseScheduleKind { linear, cosine };

inline constexpr std::array<Named<NoiseScheduleKind>, 2> kNoiseSchedules{{
    {NoiseScheduleKind::linear, "linear", "Linear"},
    {NoiseScheduleKind::cosine, "cosine", "Cosine"},
}};

// linear: β_t rises evenly from beta_first to beta_last.
// cosine: ᾱ falls as cos²((t/T + offset)/(1 + offset) π/2), but β_t never exceeds largest_beta.
struct NoiseScheduleSpec {
  NoiseScheduleKind kind = NoiseScheduleKind::linear;
  int times = 100;  // T ≥ 1
  double beta_first = 1e-4, beta_last = 0.02;
  double offset = 0.008, largest_beta = 0.999;
};

// How much noise there is at each time, and what x_t and x₀ together say of x_{t−1}.
class NoiseSchedule {
 public:
  explicit NoiseSchedule(const NoiseScheduleSpec& spec);

  int times() const { return static_cast<int>(beta_.size()); }
  double beta(int t) const { return beta_[static_cast<std::size_t>(t)]; }  // variance of the noise that t adds
  double alpha(int t) const { return 1 - beta(t); }
  // ᾱ_t: the share of the data's variance that is left; 1 at t = −1.
  double alpha_bar(int t) const { return t < 0 ? 1 : alpha_bar_[static_cast<std::size_t>(t)]; }
  double signal_to_noise(int t) const { return alpha_bar(t) / (1 - alpha_bar(t)); }

  // q(x_{t−1} | x_t, x₀) = N(from_data x₀ + from_mixture x_t, variance)
  struct Posterior {
    double from_data = 0, from_mixture = 0, variance = 0;
  };
  Posterior posterior(int t) const;

  auto state() const { return std::tie(beta_, alpha_bar_); }

 private:
  std::vector<double> beta_, alpha_bar_;
};

// Of all functions below:   x₀, x_t, noise, …  N × d;   t  N times in [0, T): each row has its own.

// x_t from data and noise. mixture is overwritten; it may be one of the others.
template <typename T>
void add_noise(const NoiseSchedule& schedule, ConstMatrixView<T> data, std::span<const int> t, ConstMatrixView<T> noise,
               MatrixView<T> mixture);

// The data that a mixture hides if its noise is this one: x₀ = (x_t − √(1 − ᾱ_t) ε)/√ᾱ_t.
template <typename T>
void remove_noise(const NoiseSchedule& schedule, ConstMatrixView<T> mixture, std::span<const int> t,
                  ConstMatrixView<T> noise, MatrixView<T> data);

// The variance of a step back: β_t, which is right for data of unit variance, or the posterior's, right for one point.
enum class ReverseVariance { beta, posterior };

// σ of the step from t back to t − 1; none is added in the last, at t = 0.
double reverse_deviation(const NoiseSchedule& schedule, int t, ReverseVariance variance);

// One random step back: x_{t−1} = (x_t − β_t/√(1 − ᾱ_t) ε̂)/√α_t + σ_t z.
// noise  ε̂, predicted;   z  N(0, 1);   x  x_t, overwritten with x_{t−1}
template <typename T>
void step_back(const NoiseSchedule& schedule, std::span<const int> t, ConstMatrixView<T> noise, ConstMatrixView<T> z,
               ReverseVariance variance, MatrixView<T> x);

// σ of the implicit step from t back to an earlier time, −1 for the data: η = 0 makes it deterministic, with η = 1 it
// is as random as step_back.
double implicit_deviation(const NoiseSchedule& schedule, int t, int earlier, double eta);

// The implicit step (DDIM), which may leave times out: the data implied by ε̂, mixed anew for the earlier time,
//   x ← √ᾱ' x̂₀ + √(1 − ᾱ' − σ²) ε̂ + σ z.
// z is not read where σ = 0; its data may then be null.   x  overwritten
template <typename T>
void implicit_step_back(const NoiseSchedule& schedule, int t, int earlier, double eta, ConstMatrixView<T> noise,
                        ConstMatrixView<T> z, MatrixView<T> x);

// A network that tells the noise in a mixture from the mixture and the time: d + 1 inputs (x_t, (t + 1)/T), d outputs.
template <typename T>
class Denoiser {
 public:
  explicit Denoiser(nn::Network<T> network) : network_(std::move(network)) {}

  nn::Network<T>& network() { return network_; }
  const nn::Network<T>& network() const { return network_; }

  // The mean of (ε̂ − ε)² over all N·d numbers; its gradient by the parameters is in network().gradients().
  // rng  for dropout
  double gradient(const NoiseSchedule& schedule, ConstMatrixView<T> mixture, std::span<const int> t,
                  ConstMatrixView<T> noise, Rng& rng, ThreadPool* pool = nullptr);
  // noise  N × d, overwritten with ε̂. The score of the mixtures' density, ∇ log p_t(x), is −ε̂/√(1 − ᾱ_t).
  void predict(const NoiseSchedule& schedule, ConstMatrixView<T> mixture, std::span<const int> t, MatrixView<T> noise,
               ThreadPool* pool = nullptr) const;

  auto state() const { return std::tie(network_); }

 private:
  void write_inputs(const NoiseSchedule& schedule, ConstMatrixView<T> mixture, std::span<const int> t) const;

  nn::Network<T> network_;
  Scratch<Matrix<T>> inputs_;
  Scratch<nn::Pass<T>> pass_;
};

}  // namespace lectern::generative
