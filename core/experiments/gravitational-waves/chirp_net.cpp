#include "core/experiments/gravitational-waves/chirp_net.h"

#include <span>
#include <utility>

#include "core/lab/text.h"
#include "core/ml/nn/loss.h"

namespace lectern {
namespace {

constexpr int kKernel = 32;        // samples of the first kernel, a sixteenth of a second
constexpr double kHalving = 3000;  // updates after which η is half of what it began with

nn::Network<float> make_network(const ChirpNet::Plan& plan, const Rng& rng) {
  const nn::Activation relu{.kind = nn::ActivationKind::relu};
  const nn::Initialisation he{.kind = nn::InitialisationKind::he_normal};
  const std::ptrdiff_t c = plan.channels;
  // 256 → 128 → 32 → 8 places in time.
  auto network = nn::Network<float>::build(
      {1, 1, ChirpBank::kSamples},
      {nn::Conv2dSpec{.channels = c,
                      .kernel = {1, kKernel},
                      .stride = {1, 2},
                      .padding = {0, kKernel / 2},
                      .activation = relu,
                      .initialisation = he},
       nn::MaxPool2dSpec{.kernel = {1, 4}, .stride = {1, 4}},
       nn::Conv2dSpec{.channels = 2 * c, .kernel = {1, 8}, .padding = {0, 4}, .activation = relu, .initialisation = he},
       nn::MaxPool2dSpec{.kernel = {1, 4}, .stride = {1, 4}},
       nn::DenseSpec{.units = 32, .activation = relu, .initialisation = he}, nn::DenseSpec{.units = 1}});
  if (!network) broken_contract(network.error());
  network->initialise(rng);
  return std::move(*network);
}

}  // namespace

ChirpNet::ChirpNet(const Plan& plan, std::shared_ptr<const ChirpBank> bank, const Rng& rng)
    : plan_(plan),
      bank_(std::move(bank)),
      network_(make_network(plan, rng.split("weights"))),
      optimizer_({.kind = nn::OptimizerKind::adam}, network_.parameters().size()),
      rng_(rng.split("batches")) {
  Matrix<float> waves(kWaves, ChirpBank::kSamples);
  ChirpBank::Workspace work;
  Rng draws = rng.split("chirps");
  for (int i = 0; i < kWaves; ++i) bank_->draw_chirp(draws, {waves.row(i), ChirpBank::kSamples}, work);
  waves_ = std::make_shared<const Matrix<float>>(std::move(waves));
}

double ChirpNet::step(const Lesson& lesson, ThreadPool& pool) {
  Matrix<float>&X = *X_, &T = *T_;
  X.resize(plan_.batch_size, ChirpBank::kSamples);
  T.resize(plan_.batch_size, 1);
  for (int i = 0; i < plan_.batch_size; ++i) {
    const std::span<float> x(X.row(i), ChirpBank::kSamples);
    bank_->draw_noise(rng_, lesson.glitches, x);
    T(i, 0) = static_cast<float>(i % 2);
    if (i % 2 == 0) continue;
    const float* wave = waves_->row(static_cast<std::ptrdiff_t>(rng_.below(kWaves)));
    const double sign = rng_.below(2) == 0 ? -1 : 1;
    const auto ratio = static_cast<float>(sign * (lesson.least_snr + lesson.snr_range * rng_.uniform()));
    const std::size_t turn = rng_.below(17) + ChirpBank::kSamples - 8;
    for (std::size_t j = 0; j < x.size(); ++j) x[(j + turn) % x.size()] += ratio * wave[j];
  }
  nn::Pass<float>& pass = *pass_;
  network_.forward(pass, X, rng_, &pool);
  const double cost =
      nn::loss_and_gradient<float>({nn::LossKind::bce_with_logits}, pass.output(), T, pass.output_gradient());
  network_.backward(pass, {}, &pool);
  optimizer_.spec().learning_rate = lesson.learning_rate / (1 + static_cast<double>(updates_) / kHalving);
  optimizer_.step(network_.parameters(), std::as_const(network_).gradients(), &pool);
  ++updates_;
  costs_.record(static_cast<double>(updates_), std::span(&cost, 1));
  return cost;
}

}  // namespace lectern
