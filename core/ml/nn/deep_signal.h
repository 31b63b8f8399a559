#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"
#include "core/ml/nn/activation.h"
#include "core/ml/nn/initialisation.h"

namespace lectern::nn {

enum class Normalisation { none, batch, layer };

inline constexpr std::array<Named<Normalisation>, 3> kNormalisations{{
    {Normalisation::none, "none", "None"},
    {Normalisation::batch, "batch", "Over the batch"},
    {Normalisation::layer, "layer", "Over the layer"},
}};

// A deep network of equal layers without biases:
//   z_l = h_{l-1} W_lᵀ;  u_l = z_l, normalised where that is asked for;  h_l = a(u_l), plus h_{l-1} where there are
//   residual connections
struct DeepPlan {
  int layers = 20;    // L ≥ 1
  int width = 64;     // N ≥ 2
  int examples = 32;  // B ≥ 2
  Activation activation{};
  Initialisation initialisation{};
  Normalisation normalisation = Normalisation::none;
  bool residual = false;
};

// What passed through one layer; root mean squares over examples and neurons.
struct LayerSignal {
  double forward = 0;    // of h_l
  double backward = 0;   // of ∂E/∂u_l
  double gradient = 0;   // of ∂E/∂W_l
  double saturated = 0;  // share of neurons and examples with |a′(u)| below a twentieth of its largest value
};

// One batch on its way through a freshly drawn network, and an error on its way back: what later layers get of the
// signal, and earlier layers of the gradient. Inputs and ∂E/∂h_L are drawn from a standard normal distribution.
// Sources: Glorot, Bengio, AISTATS 2010; He, Zhang, Ren, Sun, ICCV 2015.
class DeepSignal {
 public:
  static constexpr int kBins = 40;       // of u
  static constexpr double kLargest = 5;  // |u| in the histograms; beyond it the outer bins count
  static constexpr double kSaturated = 0.05;

  // Draws everything anew and goes both ways.
  // signals     L, overwritten
  // histograms  L × kBins, overwritten: shares of u_l
  void propagate(const DeepPlan& plan, const Rng& rng, std::span<LayerSignal> signals, std::span<float> histograms);

 private:
  void normalise(Normalisation kind, std::size_t layer);
  void normalise_gradient(Normalisation kind, std::size_t layer);

  std::vector<Matrix<double>> W_, H_, U_, slope_;  // N × N; B × N, one more; B × N; B × N
  std::vector<std::vector<double>> deviation_;     // of z, by columns or rows
  Matrix<double> d_h_, d_u_, d_W_, d_below_;
};

// (z − mean)/deviation along each column of Z, or along each row; a deviation of zero gives zeros.
// Z  n × k, overwritten;  deviation  k or n, overwritten
void standardise(bool by_columns, MatrixView<double> Z, std::vector<double>& deviation);
// Chain rule through it: d becomes ∂E/∂Z = (d − mean(d) − u mean(d u))/deviation.   U  its result;  d  n × k
void standardise_gradient(bool by_columns, ConstMatrixView<double> U, std::span<const double> deviation,
                          MatrixView<double> d);

}  // namespace lectern::nn
