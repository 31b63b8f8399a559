#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/result.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/layer_spec.h"
#include "core/ml/nn/network.h"

namespace lectern {
class ThreadPool;
}

// Pictures that excite a part of a finished network: gradient ascent on the input (activation maximisation).
// Sources: Erhan, Bengio, Courville, Vincent, Visualizing higher-layer features of a deep network (2009); Simonyan,
// Vedaldi, Zisserman, Deep inside convolutional networks (2014); Mahendran, Vedaldi, Understanding deep image
// representations by inverting them (2015).
namespace lectern::nn {

// The first `count` layers of a network that was built from `specs`, with its numbers. The last of them, a convolution
// or a dense layer, keeps no activation: its output is the pre-activation z, whose gradient never dies.
template <typename T>
Result<Network<T>> first_layers(const Network<T>& network, std::vector<LayerSpec> specs, std::size_t count);

// What is excited of a channel of a layer.
enum class Excited {
  map,   // the mean of max(z, 0) over the channel's map: a filter wherever it finds something
  unit,  // z in the middle of the map: the filter at one place; of a single unit its z
};

// The excitation e_i of channel i by picture i, and ∂e_i/∂picture, which stands in pass.input_gradient() afterwards. Of
// a map that is silent, z ≤ 0 everywhere, e_i is 0 and the gradient that of the mean of z, which wakes it.
//   X  channels × inputs, one picture for each channel of the last layer
//   excitation  channels, overwritten
template <typename T>
void excite(const Network<T>& network, Pass<T>& pass, ConstMatrixView<T> X, Excited what, std::span<double> excitation,
            ThreadPool* pool = nullptr);

// The smoothed total variation of a picture, Σ_c Σ_p sqrt((x_right − x)² + (x_below − x)² + s²) − s, where differences
// across the border are 0, and s = kVariationSmoothing. Adds `factor` times its gradient to d_picture (unless empty).
//   picture, d_picture  channels × height × width
// Source: Rudin, Osher, Fatemi, Nonlinear total variation based noise removal algorithms (1992).
constexpr double kVariationSmoothing = 0.05;
template <typename T>
double total_variation(std::span<const T> picture, const Shape& shape, double factor = 0, std::span<T> d_picture = {});

// What holds the pictures back; 0 or false turns each off.
struct DreamSpec {
  double rate = 0.05;      // grey levels by which the mean pixel is changed in a step without penalties, > 0
  double ink = 0;          // λ₂ of the penalty ½λ₂·|x|²
  double roughness = 0;    // λ_TV of the penalty λ_TV·total_variation
  int jitter = 0;          // pixels by which the picture is shifted at most, each way, before its gradient is taken
  bool is_bounded = true;  // grey levels stay in [0, 1]
};

// Pictures that are changed, step by step, so that each excites one channel of a network's last layer more:
//   x ← x + rate · (g/rms(g) − λ₂·x − λ_TV·∂TV/∂x),  g = ∂e/∂x
// The gradient is divided by its root mean square over the pixels, so that one rate and one penalty serve all layers.
class Dream {
 public:
  // Starts from grey noise, levels from 0.4 to 0.6, the same for the same rng.
  Dream(Network<float> network, Excited what, const Rng& rng);

  // All pictures begin anew, as this one.   picture  inputs
  void begin_with(std::span<const float> picture);
  void step(const DreamSpec& spec, ThreadPool* pool);

  const Network<float>& network() const { return network_; }
  Excited excited() const { return what_; }
  std::ptrdiff_t channels() const { return pictures_.rows(); }
  ConstMatrixView<float> pictures() const { return pictures_; }  // channels × inputs
  // e of each picture as it was before the last step.
  std::span<const double> excitation() const { return excitation_; }
  // e of each channel for each of other pictures.   X  n × inputs   →   n × channels
  Matrix<double> excitation_by(ConstMatrixView<float> X, ThreadPool* pool) const;
  void measure(ThreadPool* pool);  // refreshes excitation()

  auto state() const { return std::tuple(std::tie(network_, pictures_, rng_), unhashed(excitation_)); }

 private:
  Network<float> network_;
  Excited what_;
  Rng rng_;
  Matrix<float> pictures_;
  std::vector<double> excitation_;
  Scratch<Matrix<float>> shifted_;
  Scratch<Pass<float>> pass_;
};

}  // namespace lectern::nn
