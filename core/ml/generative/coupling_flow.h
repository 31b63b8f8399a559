#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/state.h"
#include "core/ml/generative/rational_quadratic_spline.h"
#include "core/ml/nn/network.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::generative {

enum class Coupling { affine, spline };

inline constexpr std::array<Named<Coupling>, 2> kCouplings{{
    {Coupling::affine, "affine", "Affine (RealNVP)"},
    {Coupling::spline, "spline", "Rational-quadratic spline"},
}};

// What a flow is made of.
struct CouplingFlowSpec {
  Coupling coupling = Coupling::affine;
  int dimension = 2;
  int layers = 6;
  int hidden = 32;  // neurons in each of the two hidden layers of a layer's network
  int bins = 8;     // of a spline
  SplineLimits limits{};
  int context = 0;  // numbers beside, which every network is given, too: the law is conditional on them
};

// A normalising flow: standard normal numbers z are bent into samples x by layers, each of which passes some numbers on
// (mask 1) and changes the others by functions with a known inverse, whose constants a network reads off the former.
// The density of x is therefore known exactly:
//   log q(x) = −|z|²/2 − d/2 log 2π + log|det ∂z/∂x|.
// Layers of sampling, 0 first, with y the numbers as they come in:
//   affine  h = network(mask·y): 2d numbers,  s = tanh(h_j),  t = h_{d+j};  y_j ← y_j exp(s) + t
//   spline  h = network(mask·y): spline_numbers(bins) for each number changed, in order;  y_j ← inverse spline of y_j
// so that densities, and training, take splines forward. Flows are trained by maximum likelihood. With a context c the
// networks are given (mask·y, c), and q is that of x given c.
// Sources: Dinh, Sohl-Dickstein, Bengio, Density estimation using Real NVP (ICLR 2017); Durkan, Bekasov, Murray,
// Papamakarios, Neural Spline Flows (NeurIPS 2019).
// Numerical note: the same bits with any pool. The inverse is exact up to rounding.
template <typename T>
class CouplingFlow {
 public:
  // One network a layer; of the shapes said above.
  // masks  layers × dimension: 1 passed on, 0 changed
  CouplingFlow(Coupling coupling, std::vector<std::vector<std::uint8_t>> masks, std::vector<nn::Network<T>> networks,
               int bins = 0, const SplineLimits& limits = {});
  // Layers that pass on even and odd numbers in turn, with networks of two hidden layers; at least two numbers. It
  // begins as the identity.
  CouplingFlow(const CouplingFlowSpec& spec, const Rng& rng);

  int dimension() const { return dimension_; }
  int context() const { return context_; }
  int layers() const { return static_cast<int>(networks_.size()); }
  nn::Network<T>& network(int layer) { return networks_[static_cast<std::size_t>(layer)]; }
  const nn::Network<T>& network(int layer) const { return networks_[static_cast<std::size_t>(layer)]; }

  // z        n × d
  // x        n × d, overwritten; may be z
  // log_det  n, overwritten: log|det ∂x/∂z|
  // context  n × context(), of a flow that has one; in all that follows
  void sample(ConstMatrixView<T> z, MatrixView<T> x, std::span<T> log_det, ThreadPool* pool = nullptr,
              ConstMatrixView<T> context = {}) const;
  // The inverse.
  // log_det  n, overwritten: log|det ∂z/∂x|
  void invert(ConstMatrixView<T> x, MatrixView<T> z, std::span<T> log_det, ThreadPool* pool = nullptr,
              ConstMatrixView<T> context = {}) const;
  // log_density  n, overwritten: log q(x)
  void log_density(ConstMatrixView<T> x, std::span<T> log_density, ThreadPool* pool = nullptr,
                   ConstMatrixView<T> context = {}) const;

  // The cost −(1/n) Σ log q(x), and its gradient in the networks' gradients.
  // x    n × d, n ≥ 1
  // d_x  n × d, overwritten with ∂cost/∂x; without data: not wanted
  double gradient(ConstMatrixView<T> x, MatrixView<T> d_x = {}, ThreadPool* pool = nullptr,
                  ConstMatrixView<T> context = {});

  auto state() const { return std::tie(networks_); }

 private:
  // Of one pass through one layer.
  struct Tape {
    Matrix<T> masked;  // n × (d + context): what the network was given
    Matrix<T> in;      // n × d: before the layer, on the way from x to z
    nn::Pass<T> pass;
  };
  struct Work {
    std::vector<Tape> tapes;
    Matrix<T> z, d;
    std::vector<T> log_det, knots, d_knots;
  };

  void mask(std::size_t layer, ConstMatrixView<T> y, ConstMatrixView<T> context, Matrix<T>& masked) const;
  // y is changed to what layer makes of it, on the way from z to x or back; log_det grows.
  void apply(std::size_t layer, ConstMatrixView<T> h, MatrixView<T> y, std::span<T> log_det, bool towards_x) const;
  void apply_backward(std::size_t layer, const Tape& tape, ConstMatrixView<T> out, MatrixView<T> d,
                      MatrixView<T> d_h) const;
  void run(MatrixView<T> y, ConstMatrixView<T> context, std::span<T> log_det, bool towards_x, bool keeps,
           ThreadPool* pool) const;

  int dimension_, context_;
  Coupling coupling_;
  int bins_;
  SplineLimits limits_;
  std::vector<std::vector<std::uint8_t>> masks_;
  std::vector<nn::Network<T>> networks_;
  Scratch<Work> work_;
};

// log of the standard normal density.   z  one point
template <typename T>
T standard_normal_log_density(std::span<const T> z);

}  // namespace lectern::generative
