#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/fourier.h"
#include "core/math/matrix.h"
#include "core/math/state.h"
#include "core/ml/generative/diffusion.h"
#include "core/ml/nn/network.h"

namespace lectern::generative {

// Tells periodic fields of N × N cells, zero mean and unit variance, from a mixture with white noise.
//   x_t = √ᾱ x₀ + √(1 − ᾱ) ε
// What the power spectrum P(k) alone can tell is the Wiener filter, the best linear estimate,
//   w(k) = √ᾱ P(k)/(ᾱ P(k) + 1 − ᾱ) x_t(k),   left over:  s² = ⟨P (1 − ᾱ)/(ᾱ P + 1 − ᾱ)⟩ over all waves;
// a network that sees the surroundings of one cell adds the rest, in units of s:  x̂₀ = w + s·network(surroundings).
// It is the same network at every cell, so a field that is shifted is told shifted. Its inputs are the filtered field
// in 5 × 5 cells and in a coarser frame of 16 out to 4 cells, what the filter took away in 3 × 3, and two numbers for
// t. Source of the filter: Wiener, Extrapolation, interpolation, and smoothing of stationary time series (1949).
template <typename T>
class FieldDenoiser {
 public:
  static constexpr int kInputs = 25 + 16 + 9 + 2;

  // shell_power  P in each shell of `fourier`, > 0: ⟨|F(k)|²⟩/N²
  // network      kInputs → 1
  FieldDenoiser(const math::PlanarFourier& fourier, std::vector<double> shell_power, nn::Network<T> network);

  // The mean over fields and cells of (x̂₀ − x₀)²/s², and its gradient in network().gradients(). A network that adds
  // nothing has 1 on average, if the data have this power spectrum.
  // data, noise  n × N²;  t  n times;  cells  n × m cells of the fields to learn from;  rng  for dropout
  double gradient(const NoiseSchedule& schedule, ConstMatrixView<T> data, std::span<const int> t,
                  ConstMatrixView<T> noise, std::span<const int> cells, Rng& rng, ThreadPool* pool = nullptr);

  // The data hidden in mixtures of one time; `linear` by the Wiener filter alone.   mixture, data  n × N²; may not be
  // the same
  void restore(const NoiseSchedule& schedule, ConstMatrixView<T> mixture, int t, bool linear, MatrixView<T> data,
               ThreadPool* pool = nullptr) const;

  nn::Network<T>& network() { return network_; }
  const nn::Network<T>& network() const { return network_; }
  const std::vector<double>& shell_power() const { return shell_power_; }

  auto state() const { return std::tie(shell_power_, network_); }

 private:
  // Of one time.
  struct Filter {
    double signal = 0, noise = 0;         // √ᾱ, √(1 − ᾱ)
    double left = 0, kept = 0, took = 0;  // standard deviations: of x₀ − w, of w, of x_t − √ᾱ w
    std::vector<double> gain;             // per shell
  };
  Filter filter(const NoiseSchedule& schedule, int t) const;
  // w of two mixtures at a time, as one complex field.   second  may be without data
  void apply(const Filter& first_filter, const T* first, T* first_result, const Filter& second_filter, const T* second,
             T* second_result) const;
  void write_inputs(const Filter& filter, const T* mixture, const T* filtered, int cell, T* inputs) const;

  math::PlanarFourier fourier_;
  std::vector<double> shell_power_;
  std::vector<double> shell_share_;  // of all waves
  nn::Network<T> network_;
  Scratch<std::vector<math::Complex>> waves_;
  Scratch<Matrix<T>> mixture_, filtered_, inputs_, targets_;
  Scratch<nn::Pass<T>> pass_;
};

}  // namespace lectern::generative
