#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/lab/demo.h"
#include "core/ml/generative/autoencoder.h"
#include "core/ml/generative/coupling_flow.h"
#include "core/ml/generative/gan.h"
#include "core/ml/nn/optimizer.h"

namespace lectern {

// Adam, as all rivals learn by it.
nn::OptimizerSpec rival_rule(double learning_rate, double beta1 = 0.9);
// One for each network of a flow; and their updates by the gradients that stand in it.
std::vector<nn::Optimizer<float>> flow_rules(generative::CouplingFlow<float>& flow);
void update_flow(generative::CouplingFlow<float>& flow, std::vector<nn::Optimizer<float>>& rules);

// A generative adversarial network, a normalising flow and a variational autoencoder for points of the plane, each
// with two numbers of noise for every sample, trained beside a diffusion model on the same batches.
class Rivals {
 public:
  static constexpr std::array<std::string_view, 3> kNames{"GAN", "flow", "VAE"};

  explicit Rivals(const Streams& streams);

  // One update of each.   batch  n × 2, unit variance
  void step(ConstMatrixView<float> batch, ThreadPool& pool);

  // What a rival makes of noise.   noise, samples  n × 2;  the VAE also adds the spread of its pixels, `spread` times
  void sample(std::size_t rival, ConstMatrixView<float> noise, ConstMatrixView<float> spread, MatrixView<float> samples,
              ThreadPool& pool) const;

  // Multiplications of an update by so many points: one for each weight on the way forward, two on the way back.
  double multiplications(std::size_t rival, std::ptrdiff_t batch) const;

  auto state() const { return std::tie(gan_, flow_, flow_rules_, coder_, rng_, steps_); }

 private:
  generative::Gan<float> gan_;
  generative::CouplingFlow<float> flow_;
  std::vector<nn::Optimizer<float>> flow_rules_;
  generative::Autoencoder<float> coder_;
  Rng rng_;
  std::uint64_t steps_ = 0;
  Scratch<Matrix<float>> noise_;
  Scratch<std::vector<float>> log_det_;
  Scratch<nn::Pass<float>> pass_;
};

}  // namespace lectern
