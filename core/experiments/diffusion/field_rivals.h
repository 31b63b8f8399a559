#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/experiments/diffusion/rivals.h"
#include "core/lab/demo.h"
#include "core/math/fourier.h"
#include "core/ml/generative/autoencoder.h"
#include "core/ml/generative/coupling_flow.h"
#include "core/ml/generative/gan.h"
#include "core/ml/nn/optimizer.h"

namespace lectern {

// A generative adversarial network, a normalising flow and a variational autoencoder for random fields, all of them
// convolutional, trained beside a diffusion model on the same fields. As the diffusion model begins as the Wiener
// filter, the flow is given the power spectrum: it bends fields whose waves are all equally strong.
class FieldRivals {
 public:
  // shell_power  P in each shell of `fourier`, > 0;  training  n × N², unit variance
  FieldRivals(const math::PlanarFourier& fourier, const std::vector<double>& shell_power,
              ConstMatrixView<float> training, const Streams& streams);

  // One update of each with these rows of the training fields.
  void step(ConstMatrixView<float> training, std::span<const int> rows, ThreadPool& pool);

  // What a rival, see Rivals::kNames, makes of the first numbers of each row of noise; of the VAE the decoder's means.
  // noise, samples  n × N²
  void sample(std::size_t rival, ConstMatrixView<float> noise, MatrixView<float> samples, ThreadPool& pool) const;

  auto state() const { return std::tie(gan_, flow_, flow_rules_, coder_, rng_, steps_); }

 private:
  // Every wave of a field times `gain` of its shell.
  void scale_waves(const std::vector<double>& gain, std::span<float> field) const;

  math::PlanarFourier fourier_;
  std::vector<double> amplitude_;  // √P of each shell
  Shared<Matrix<float>> even_;     // the training fields with waves of equal strength
  generative::Gan<float> gan_;
  generative::CouplingFlow<float> flow_;
  std::vector<nn::Optimizer<float>> flow_rules_;
  generative::Autoencoder<float> coder_;
  Rng rng_;
  std::uint64_t steps_ = 0;
  Scratch<Matrix<float>> batch_, codes_;
  Scratch<std::vector<float>> log_det_;
  Scratch<std::vector<math::Complex>> waves_;
  Scratch<nn::Pass<float>> pass_;
};

}  // namespace lectern
