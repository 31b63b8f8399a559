#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"

namespace lectern::zoo {

// The largest |eigenvalue| of a square matrix, from |A^m|^(1/m) by repeated squaring.
double spectral_radius(ConstMatrixView<double> A);

// A random recurrent network that is never trained, read by a linear output:
//   x_t = (1 − leak) x_{t−1} + leak tanh(W_in (1, u_t) + W x_{t−1});   y_t = W_out (1, u_t, x_t)
// Source: Jaeger, The echo state approach, GMD report 148 (2001).
class EchoState {
 public:
  EchoState() = default;
  // W  R × R, W_in  R × (1 + d), x  R
  EchoState(Matrix<double> W, Matrix<double> W_in, std::vector<double> x, double leak);
  // Weights evenly from [−1, 1], one in ten within the reservoir, which is scaled to a spectral radius.
  static EchoState random(int units, int inputs, double radius, double leak, double input_scale, Rng& rng);

  void listen(std::span<const double> u);  // d
  // The features of each time, T × (1 + d + R).   U  T × d
  Matrix<double> run(ConstMatrixView<double> U);
  // Solves for the output on the rows from `washout` on; the constant is penalised too.   Z of run(), Y  T × O
  void fit(ConstMatrixView<double> Z, ConstMatrixView<double> Y, int washout, double ridge);
  // The output at the present state, where u was heard last.   y  O, overwritten
  void read(std::span<const double> u, std::span<double> y) const;

  std::span<const double> units() const { return x_; }
  const Matrix<double>& recurrent() const { return W_; }
  const Matrix<double>& output() const { return out_; }  // (1 + d + R) × O

  auto state() const { return std::tuple(std::tie(W_, W_in_, out_, x_, leak_), unhashed(next_)); }

 private:
  Matrix<double> W_, W_in_, out_;
  std::vector<double> x_, next_;
  double leak_ = 1;
};

// A liquid of leaky integrate-and-fire neurons: the membrane voltage leaks away, spikes push it, and a neuron whose
// voltage passes 1 fires and starts again from 0. Four of five neurons excite, one inhibits.
//   v ← decay v + W_in s_in + strength · W s;  trace ← trace_decay · trace + s
// Source: Maass, Natschläger, Markram, Neural Computation 14 (2002) 2531.
class Liquid {
 public:
  Liquid() = default;
  Liquid(int neurons, int channels, double strength, Rng& rng);

  void rest();
  // One millisecond.   spikes  of the channels, 0 or 1
  void listen(std::span<const char> spikes);
  std::span<const char> fired() const { return fired_; }
  std::span<const double> trace() const { return trace_; }

  auto state() const { return std::tuple(std::tie(W_, W_in_, v_, trace_, fired_), unhashed(before_)); }

 private:
  Matrix<double> W_, W_in_;
  std::vector<double> v_, trace_;
  std::vector<char> fired_, before_;
};

}  // namespace lectern::zoo
