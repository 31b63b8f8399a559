#pragma once

#include <cstdint>
#include <memory>
#include <tuple>
#include <vector>

#include "core/experiments/gravitational-waves/chirp_bank.h"
#include "core/lab/history.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"

namespace lectern {

// plain      two convolutions and two dense layers, random at first
// templates  one convolution and a dense layer, which begin as a matched filter: the kernels are whitened chirps of
//            several masses and phases, of norm 1, a bias lets through what exceeds the noise's σ some four times, and
//            what is left is added up where a coalescence may be. Source: Yan, Avagyan, Colgan, Veske, Bartos,
//            Wright, Márka, Márka, arXiv:2104.03961 (2021).
enum class NetDesign { plain, templates };

// A convolutional network along time that tells chirps in noise from noise alone. Every batch is new: half of it noise,
// half chirps in noise. Its answer is a logit: the logarithm of the odds.
class ChirpNet {
 public:
  struct Plan {
    NetDesign design = NetDesign::plain;
    int channels = 8;
    int batch_size = 64;
  };
  // What the next batch is made of.
  struct Lesson {
    double least_snr = 3, snr_range = 4;  // signal-to-noise ratios, each equally likely
    double glitches = 0;                  // probability in a segment
    double noise_weight = 1;              // of a segment without a chirp in the cost, against one with it
    double learning_rate = 0.006;         // at first; it falls as 1/(1 + updates/3000), and is a sixth for templates
  };

  ChirpNet(const Plan& plan, std::shared_ptr<const ChirpBank> bank, const Rng& rng);

  // One update; the cost, which may be no number.
  double step(const Lesson& lesson, ThreadPool& pool);

  // The network to be judged: of templates with the mean of the weights over the last third or so of the updates.
  const nn::Network<float>& network() const { return average_.empty() ? network_ : average_[0]; }
  std::int64_t updates() const { return updates_; }
  const History& costs() const { return costs_; }

  auto state() const {
    return std::tuple(std::tie(network_, optimizer_, rng_, updates_), unhashed(costs_), unhashed(average_));
  }

 private:
  static constexpr int kWaves = 512;

  Plan plan_;
  std::shared_ptr<const ChirpBank> bank_;
  std::shared_ptr<const Matrix<float>> waves_;  // kWaves × samples, each of ratio 1
  nn::Network<float> network_;
  std::vector<nn::Network<float>> average_;  // none, or one
  nn::Optimizer<float> optimizer_;
  Rng rng_;
  std::int64_t updates_ = 0;
  History costs_{1};
  Scratch<nn::Pass<float>> pass_;
  Scratch<Matrix<float>> X_, T_;
};

}  // namespace lectern
