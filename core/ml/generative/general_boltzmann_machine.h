#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::generative {

// Which pairs of units a machine couples: a visible with a hidden one (W), two visible (T), two hidden ones (Q).
// W alone is the restricted machine, whose units of one layer are independent given the other.
struct Couplings {
  bool W = true, T = false, Q = false;
  auto state() const { return std::tie(W, T, Q); }
};

// Averages by which a machine learns, over data or over what the machine itself says.
struct MachineMoments {
  Matrix<double> W, T, Q;  // V × H ⟨v h⟩; V × V ⟨v v⟩ and H × H ⟨h h⟩, empty where there are no such couplings
  std::vector<double> b, c;  // V ⟨v⟩, H ⟨h⟩
};

// A Boltzmann machine of V visible and H hidden binary units,
//   p(v, h) = exp(−E(v, h)) / Z,   E(v, h) = −½ v T v − ½ h Q h − v W h − b·v − c·h,
// with T and Q symmetric and without a diagonal. States are rows of 0 and 1.
// Source: Ackley, Hinton, Sejnowski, A learning algorithm for Boltzmann machines, Cognitive Science 9 (1985) 147;
// the restricted one as in core/ml/generative/boltzmann_machine.h.
class GeneralBoltzmannMachine {
 public:
  GeneralBoltzmannMachine() = default;
  // Couplings of W normal with the given standard deviation, all else 0.
  GeneralBoltzmannMachine(Couplings couplings, std::ptrdiff_t visible, std::ptrdiff_t hidden, double deviation,
                          Rng rng);

  std::ptrdiff_t visible() const { return W_.rows(); }
  std::ptrdiff_t hidden() const { return W_.cols(); }
  Couplings couplings() const { return couplings_; }
  const Matrix<double>& W() const { return W_; }
  const Matrix<double>& T() const { return T_; }  // V × V
  const Matrix<double>& Q() const { return Q_; }  // H × H
  std::span<const double> visible_bias() const { return b_; }
  std::span<const double> hidden_bias() const { return c_; }
  // The coupling of two units, or of one with itself its bias. Units are counted through: visible, then hidden ones.
  double coupling(std::ptrdiff_t unit, std::ptrdiff_t other) const;
  // False, and nothing changed, where the machine has no such coupling.
  bool set_coupling(std::ptrdiff_t unit, std::ptrdiff_t other, double value);

  double energy(std::span<const double> v, std::span<const double> h) const;

  // Draws the units of one layer anew, one after the other where they are coupled, given the other layer.
  // v  n × V, h  n × H; the layer drawn is overwritten (where its units are coupled, it is where they start from)
  // p  as the layer drawn: overwritten with the probability that each unit had
  // evidence  n × V, or none: added to the input of visible units. An observation that is wrong with probability q says
  //           ± log((1 − q) / q); ± kCertain holds a unit.
  static constexpr double kCertain = 60;
  // pool  null: on the calling thread; the bits do not depend on it
  void draw_hidden(ConstMatrixView<double> v, MatrixView<double> h, MatrixView<double> p, Rng& rng,
                   ThreadPool* pool = nullptr) const;
  void draw_visible(ConstMatrixView<double> h, ConstMatrixView<double> evidence, MatrixView<double> v,
                    MatrixView<double> p, Rng& rng, ThreadPool* pool = nullptr) const;

  // Of states v (n × V), h (n × H) and probabilities p of the hidden units (n × H), which take the place of h in ⟨v h⟩
  // and ⟨h⟩: the same in the mean with less noise.   moments  overwritten
  void sampled_moments(ConstMatrixView<double> v, ConstMatrixView<double> h, ConstMatrixView<double> p,
                       MachineMoments& moments) const;

  // How many states exact sums go through, as a power of two: where a layer has no couplings inside, its sum is done in
  // closed form, and the other layer is listed.
  std::ptrdiff_t listed_bits() const;
  // Whether exact sums are a matter of milliseconds.
  bool is_exact() const;
  // log Z and all averages, by going through the states. Requires is_exact().
  double exact_moments(MachineMoments& moments) const;
  // Averages with the visible units held at v (n × V), over the rows. Requires is_exact().
  void clamped_moments(ConstMatrixView<double> v, MachineMoments& moments) const;
  // out  n  overwritten with log Σ_h exp(−E(v, h)), so that log p(v) = out − log Z. Where Q is there, H ≤ 12.
  bool sums_hidden() const { return !couplings_.Q || hidden() <= 12; }
  void log_unnormalised(ConstMatrixView<double> v, std::span<double> out) const;

  // Each coupling and bias moves by rate · (data − model); W, T and Q also by −rate · decay times themselves.
  void learn(const MachineMoments& data, const MachineMoments& model, double rate, double decay);
  // The visible biases that alone give each unit its frequency.   frequency  V
  void start_at(std::span<const double> frequency);
  bool is_finite() const;

  auto state() const { return std::tie(couplings_, W_, T_, Q_, b_, c_); }

 private:
  Couplings couplings_;
  Matrix<double> W_, T_, Q_;
  std::vector<double> b_, c_;
};

}  // namespace lectern::generative
