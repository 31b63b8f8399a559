#include "core/experiments/diffusion/field_rivals.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "core/ml/nn/network_weights.h"

namespace lectern {
namespace {

constexpr std::ptrdiff_t kCode = 32;     // numbers that GAN and VAE make a field of
constexpr std::ptrdiff_t kFilters = 12;  // of their layers at half the side; twice as many at a quarter
constexpr double kPixelSpread = 0.5;     // of the VAE's decoder, in standard deviations of the data
constexpr int kFlowLayers = 6;
constexpr std::ptrdiff_t kFlowFilters = 8;

nn::Network<float> field_part(const nn::Shape& input, const std::vector<nn::LayerSpec>& layers, const Rng& rng) {
  nn::Network<float> made = *nn::Network<float>::build(input, layers);
  made.initialise(rng);
  return made;
}

// From a code to a quarter of the side, twice doubled.
nn::Network<float> field_generator(int side, const Rng& rng) {
  using namespace nn;
  const Activation relu{ActivationKind::relu};
  const auto doubling = [](std::ptrdiff_t channels, const Activation& activation) {
    return ConvTranspose2dSpec{
        .channels = channels, .kernel = {4, 4}, .stride = {2, 2}, .padding = {1, 1}, .activation = activation};
  };
  return field_part({kCode, 1, 1},
                    {ConvTranspose2dSpec{.channels = 2 * kFilters, .kernel = {side / 4, side / 4}, .activation = relu},
                     doubling(kFilters, relu), doubling(1, {})},
                    rng);
}

nn::Network<float> field_reader(int side, std::ptrdiff_t outputs, const Rng& rng) {
  using namespace nn;
  Activation leaky{ActivationKind::leaky_relu};
  leaky.negative_slope = 0.2;
  const auto halving = [&leaky](std::ptrdiff_t channels) {
    return Conv2dSpec{.channels = channels, .stride = {2, 2}, .padding = {1, 1}, .activation = leaky};
  };
  return field_part({1, side, side}, {halving(kFilters), halving(2 * kFilters), DenseSpec{outputs}}, rng);
}

// Layers that pass on the white and the black cells of a chessboard in turn; it begins as the identity.
generative::CouplingFlow<float> field_flow(int side, const Rng& rng) {
  using namespace nn;
  const Activation relu{ActivationKind::relu};
  std::vector<std::vector<std::uint8_t>> masks;
  std::vector<nn::Network<float>> networks;
  for (int layer = 0; layer < kFlowLayers; ++layer) {
    std::vector<std::uint8_t>& mask = masks.emplace_back();
    for (int row = 0; row < side; ++row)
      for (int column = 0; column < side; ++column)
        mask.push_back(static_cast<std::uint8_t>((row + column + layer) % 2));
    networks.push_back(field_part({1, side, side},
                                  {Conv2dSpec{.channels = kFlowFilters, .padding = {1, 1}, .activation = relu},
                                   Conv2dSpec{.channels = kFlowFilters, .padding = {1, 1}, .activation = relu},
                                   Conv2dSpec{.channels = 2, .padding = {1, 1}}},
                                  rng.split(static_cast<std::uint64_t>(layer))));
    silence_outputs(networks.back());
  }
  return {generative::Coupling::affine, std::move(masks), std::move(networks)};
}

}  // namespace

FieldRivals::FieldRivals(const math::PlanarFourier& fourier, const std::vector<double>& shell_power,
                         ConstMatrixView<float> training, const Streams& streams)
    : fourier_(fourier),
      gan_(field_generator(fourier.side(), streams.rng("generator")),
           field_reader(fourier.side(), 1, streams.rng("discriminator")), rival_rule(1e-3, 0.5), rival_rule(1e-3, 0.5),
           generative::GeneratorLoss::non_saturating),
      flow_(field_flow(fourier.side(), streams.rng("flow"))),
      flow_rules_(flow_rules(flow_)),
      coder_(field_reader(fourier.side(), 2 * kCode, streams.rng("encoder")),
             field_generator(fourier.side(), streams.rng("decoder")), rival_rule(2e-3),
             {.likelihood = generative::Likelihood::gaussian, .variational = true, .sigma = kPixelSpread}),
      rng_(streams.rng("rivals")) {
  std::vector<double> gain;
  for (const double power : shell_power) {
    amplitude_.push_back(std::sqrt(power));
    gain.push_back(1 / amplitude_.back());
  }
  Matrix<float> even(training.rows, training.cols);
  for (std::ptrdiff_t i = 0; i < training.rows; ++i) {
    std::copy_n(training.row(i), training.cols, even.row(i));
    scale_waves(gain, {even.row(i), fourier_.cells()});
  }
  even_ = Shared(std::move(even));
}

void FieldRivals::scale_waves(const std::vector<double>& gain, std::span<float> field) const {
  std::vector<math::Complex>& waves = *waves_;
  waves.resize(field.size());
  for (std::size_t i = 0; i < waves.size(); ++i) waves[i] = {static_cast<double>(field[i]), 0};
  fourier_.forward(waves);
  for (std::size_t k = 0; k < waves.size(); ++k) {
    const double by = gain[static_cast<std::size_t>(fourier_.shell(k))];
    waves[k] = {waves[k].re * by, waves[k].im * by};
  }
  fourier_.inverse(waves);
  for (std::size_t i = 0; i < waves.size(); ++i) field[i] = static_cast<float>(waves[i].re);
}

void FieldRivals::step(ConstMatrixView<float> training, std::span<const int> rows, ThreadPool& pool) {
  Rng rng = rng_.split(steps_++);
  const auto draw = [&] {
    codes_->resize(std::ssize(rows), kCode);
    rng.fill_normal({codes_->data(), static_cast<std::size_t>(codes_->size())}, 0, 1);
  };
  const auto take = [&](ConstMatrixView<float> from) {
    batch_->resize(std::ssize(rows), from.cols);
    for (std::size_t i = 0; i < rows.size(); ++i)
      std::copy_n(from.row(rows[i]), from.cols, batch_->row(static_cast<std::ptrdiff_t>(i)));
  };
  take(training);
  draw();
  gan_.train_discriminator(*batch_, *codes_, rng, &pool);
  draw();
  gan_.train_generator(*codes_, rng, &pool);
  draw();
  coder_.train(*batch_, *batch_, *codes_, rng, &pool);
  take(*even_);
  flow_.gradient(*batch_, {}, &pool);
  update_flow(flow_, flow_rules_);
}

void FieldRivals::sample(std::size_t rival, ConstMatrixView<float> noise, MatrixView<float> samples,
                         ThreadPool& pool) const {
  if (rival == 1) {
    log_det_->resize(static_cast<std::size_t>(noise.rows));
    flow_.sample(noise, samples, *log_det_, &pool);
    for (std::ptrdiff_t i = 0; i < samples.rows; ++i) scale_waves(amplitude_, {samples.row(i), fourier_.cells()});
    return;
  }
  codes_->resize(noise.rows, kCode);
  for (std::ptrdiff_t i = 0; i < noise.rows; ++i) std::copy_n(noise.row(i), kCode, codes_->row(i));
  if (rival == 0) return gan_.generator().predict(*pass_, *codes_, samples, &pool);
  coder_.decode(*codes_, samples, &pool);
}

}  // namespace lectern
