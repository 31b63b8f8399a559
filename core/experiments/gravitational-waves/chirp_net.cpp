#include "core/experiments/gravitational-waves/chirp_net.h"

#include <cmath>
#include <span>
#include <utility>

#include "core/lab/text.h"
#include "core/math/elementary.h"
#include "core/ml/nn/loss.h"
#include "core/ml/nn/network_weights.h"

namespace lectern {
namespace {

constexpr int kKernel = 32;        // samples of the first kernel, a sixteenth of a second
constexpr double kHalving = 3000;  // updates after which η is half of what it began with
constexpr double kGentler = 6;     // so much smaller is η where it begins near its end
constexpr double kLongest = 2000;  // updates, of the mean of the weights

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

constexpr int kTemplate = 96;  // samples of a template: they hold 97 to 99 hundredths of a chirp's ratio
constexpr int kStride = 2, kPool = 4;
constexpr double kLetThrough = 4;  // in σ
constexpr double kQuarterTurn = 1.57079632679489661923;
constexpr float kFirstReadout = 0.5f, kFirstLogit = -3;

nn::Network<float> make_templates(const ChirpNet::Plan& plan, const ChirpBank& bank, const Rng& rng) {
  auto made = nn::Network<float>::build({1, 1, ChirpBank::kSamples},
                                        {nn::Conv2dSpec{.channels = plan.channels,
                                                        .kernel = {1, kTemplate},
                                                        .stride = {1, kStride},
                                                        .padding = {0, kTemplate / 2},
                                                        .activation = {.kind = nn::ActivationKind::relu}},
                                         nn::MaxPool2dSpec{.kernel = {1, kPool}, .stride = {1, kPool}},
                                         nn::DenseSpec{.units = 1}});
  if (!made) broken_contract(made.error());
  nn::Network<float> network = std::move(*made);
  network.initialise(rng);

  std::vector<double> strain(ChirpBank::kSamples), wave(ChirpBank::kSamples);
  constexpr double kCoalescence_s = 0.4;
  constexpr auto kEnd = static_cast<std::size_t>(kCoalescence_s * ChirpBank::kRate_hz);
  const std::span<float> kernels = network.weights(0);
  const auto channels = static_cast<std::size_t>(plan.channels);
  for (std::size_t c = 0; c < channels; ++c) {
    const double place = (static_cast<double>(c) + 0.5) / static_cast<double>(channels);
    bank.write_chirp({.mass_msun = ChirpBank::kLightest * math::pow(ChirpBank::kHeaviest / ChirpBank::kLightest, place),
                      .time_s = kCoalescence_s,
                      .phase_rad = kQuarterTurn * static_cast<double>(c % 4)},
                     strain, wave);
    double square = 0;
    for (std::size_t j = kEnd - kTemplate; j < kEnd; ++j) square += wave[j] * wave[j];
    for (std::size_t j = 0; j < kTemplate; ++j)
      kernels[c * kTemplate + j] = static_cast<float>(wave[kEnd - kTemplate + j] / std::sqrt(square));
  }
  for (float& bias : network.biases(0)) bias = static_cast<float>(-kLetThrough);

  // Output i of the convolution is of a template that ends at sample 2 i + 48.
  const std::size_t last = network.layer_count() - 1;
  const std::span<float> readout = network.weights(last);
  const std::size_t places = readout.size() / channels;
  const auto place_of = [](double time_s) {
    return static_cast<std::size_t>((time_s * ChirpBank::kRate_hz - kTemplate / 2) / (kStride * kPool));
  };
  for (std::size_t i = 0; i < readout.size(); ++i) {
    const std::size_t place = i % places;
    const bool is_possible = place >= place_of(ChirpBank::kEarliest_s) && place <= place_of(ChirpBank::kLatest_s) + 1;
    readout[i] = is_possible ? kFirstReadout : 0.0f;
  }
  network.biases(last)[0] = kFirstLogit;
  return network;
}

}  // namespace

ChirpNet::ChirpNet(const Plan& plan, std::shared_ptr<const ChirpBank> bank, const Rng& rng)
    : plan_(plan),
      bank_(std::move(bank)),
      network_(plan.design == NetDesign::plain ? make_network(plan, rng.split("weights"))
                                               : make_templates(plan, *bank_, rng.split("weights"))),
      optimizer_({.kind = nn::OptimizerKind::adam}, network_.parameters().size()),
      rng_(rng.split("batches")) {
  if (plan.design == NetDesign::templates) average_.assign(1, network_);
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
  if (lesson.noise_weight != 1)
    for (std::ptrdiff_t i = 0; i < X.rows(); i += 2)
      pass.output_gradient()(i, 0) *= static_cast<float>(lesson.noise_weight);
  network_.backward(pass, {}, &pool);
  const double first = plan_.design == NetDesign::plain ? lesson.learning_rate : lesson.learning_rate / kGentler;
  optimizer_.spec().learning_rate = first / (1 + static_cast<double>(updates_) / kHalving);
  optimizer_.step(network_.parameters(), std::as_const(network_).gradients(), &pool);
  ++updates_;
  for (nn::Network<float>& average : average_)
    nn::average_weights(average.parameters(), network_.parameters(), static_cast<std::uint64_t>(updates_), kLongest);
  costs_.record(static_cast<double>(updates_), std::span(&cost, 1));
  return cost;
}

}  // namespace lectern
