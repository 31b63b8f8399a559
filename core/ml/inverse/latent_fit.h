#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/inverse/fourier_observation.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"

namespace lectern::inverse {

// Which codes of a decoder G explain data: S codes z_s ~ N(0, 1), each moved downhill of
//   |H G(z) − y − s n_s|²/2s² + |z − z⁰_s|²/2,   n_s, z⁰_s standard normal, fixed for each s; of the first they are 0:
// its minimum is the most probable code. For a linear decoder the minima of the others are exact samples of p(z|y).
// Sources: Bora, Jalal, Price, Dimakis, Compressed sensing using generative models (ICML 2017); Bardsley, Solonen,
// Haario, Laine, Randomize-then-optimize, SIAM J. Sci. Comput. 36 (2014) A1895.
template <typename T>
class LatentFit {
 public:
  // samples  S ≥ 1;  codes  Z;  cells  N²
  LatentFit(std::ptrdiff_t samples, std::ptrdiff_t codes, std::ptrdiff_t cells, double rate, const Rng& rng);

  // Codes go back to z⁰_s; n_s and z⁰_s stay.
  void restart();
  // So many updates by Adam.   noise  s, which may be larger than the observation's: the decoder has an error, too
  void improve(const FourierObservation& observation, std::span<const double> data, double noise,
               const nn::Network<T>& decoder, int updates, ThreadPool* pool = nullptr);
  // S × N²: G of the codes.
  void write_pictures(const nn::Network<T>& decoder, MatrixView<T> X, ThreadPool* pool = nullptr) const;

  const Matrix<T>& codes() const { return z_; }
  std::int64_t updates() const { return adam_.steps(); }
  auto state() const { return std::tie(z_, adam_); }

 private:
  Matrix<T> z_;              // S × Z
  Matrix<T> start_, white_;  // z⁰ and n
  nn::Optimizer<T> adam_;
  Scratch<Matrix<T>> seen_, gradient_;
  Scratch<nn::Pass<T>> pass_;
};

}  // namespace lectern::inverse
