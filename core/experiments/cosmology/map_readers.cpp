#include "core/experiments/cosmology/map_readers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/lab/text.h"
#include "core/math/elementary.h"
#include "core/ml/nn/gaussian_loss.h"

namespace lectern {
namespace {

constexpr std::ptrdiff_t kWrap = 4;  // cells of the periodic map that are repeated around it
constexpr std::ptrdiff_t kWrapped = Sky::kSide + 2 * kWrap;
constexpr double kFloor = 1e-4;   // of the variance, in the units of `unit`
constexpr float kSpread = 0.4f;   // of log₁₀ P over the prior, about
constexpr double kShare = 0.015;  // of the newest weights in the mean that answers
constexpr double kHalving = 600;  // updates after which η is half of what it began with

// From the middle of the prior, in half widths.
double unit(const FieldParameters& at, std::size_t i) {
  return (2 * at[i] - Sky::kLow[i] - Sky::kHigh[i]) / (Sky::kHigh[i] - Sky::kLow[i]);
}

nn::Network<float> make_reader(MapReaders::Reader reader, const MapReaders::Plan& plan, const Rng& rng) {
  const nn::Activation relu{.kind = nn::ActivationKind::relu};
  const nn::Initialisation he{.kind = nn::InitialisationKind::he_normal};
  const std::ptrdiff_t c = plan.channels;
  // 40 → 38 → 19 → 17 → 8 → 6 → 1 places.
  auto network =
      reader == MapReaders::kPictures
          ? nn::Network<float>::build(
                {1, kWrapped, kWrapped},
                {nn::Conv2dSpec{.channels = c, .kernel = {3, 3}, .activation = relu, .initialisation = he},
                 nn::AvgPool2dSpec{},
                 nn::Conv2dSpec{.channels = 2 * c, .kernel = {3, 3}, .activation = relu, .initialisation = he},
                 nn::AvgPool2dSpec{},
                 nn::Conv2dSpec{.channels = 4 * c, .kernel = {3, 3}, .activation = relu, .initialisation = he},
                 nn::AvgPool2dSpec{.kernel = {6, 6}, .stride = {6, 6}},
                 nn::DenseSpec{.units = 32, .activation = relu, .initialisation = he}, nn::DenseSpec{.units = 4}})
          : nn::Network<float>::build({static_cast<std::ptrdiff_t>(Sky::kBins), 1, 1},
                                      {nn::DenseSpec{.units = 32, .activation = relu, .initialisation = he},
                                       nn::DenseSpec{.units = 32, .activation = relu, .initialisation = he},
                                       nn::DenseSpec{.units = 4}});
  if (!network) broken_contract(network.error());
  network->initialise(rng);
  // To begin with, it says of each map what is known without: the middle of the prior, and its variance, 1/3.
  const std::size_t last = network->layer_count() - 1;
  for (float& weight : network->weights(last)) weight *= 0.05f;
  for (std::size_t p = 0; p < 2; ++p) network->biases(last)[2 * p + 1] = -1.0986f;
  return std::move(*network);
}

}  // namespace

MapReaders::MapReaders(const Plan& plan, const Rng& rng) : plan_(plan), rng_(rng.split("maps")) {
  for (const Reader reader : {kSpectrum, kPictures}) {
    networks_.push_back(make_reader(reader, plan, rng.split(reader == kSpectrum ? "spectrum" : "pictures")));
    optimizers_.emplace_back(nn::OptimizerSpec{.kind = nn::OptimizerKind::adam}, networks_.back().parameters().size());
  }
  averages_ = networks_;
}

void MapReaders::fill_inputs(Reader reader, const Sky& sky, ConstMatrixView<float> maps, Look& look,
                             ThreadPool& pool) const {
  look.inputs.resize(maps.rows, networks_[reader].input_shape().size());
  look.work.resize(static_cast<std::size_t>(maps.rows));
  pool.run(maps.rows, [&](std::ptrdiff_t i) {
    const std::span<const float> map(maps.row(i), Sky::kCells);
    float* to = look.inputs.row(i);
    if (reader == kSpectrum) {
      sky.spectrum(map, {to, Sky::kBins}, look.work[static_cast<std::size_t>(i)]);
      for (std::size_t bin = 0; bin < Sky::kBins; ++bin)
        to[bin] = (to[bin] - static_cast<float>(sky.middle_spectrum()[bin])) / kSpread;
      return;
    }
    for (std::ptrdiff_t row = 0; row < kWrapped; ++row)
      for (std::ptrdiff_t col = 0; col < kWrapped; ++col) {
        const std::ptrdiff_t r = (row + Sky::kSide - kWrap) % Sky::kSide, q = (col + Sky::kSide - kWrap) % Sky::kSide;
        *to++ = map[static_cast<std::size_t>(r * Sky::kSide + q)];
      }
  });
}

bool MapReaders::step(const Sky& sky, double learning_rate, ThreadPool& pool) {
  const std::ptrdiff_t n = plan_.batch_size;
  Matrix<float>& maps = *maps_;
  maps.resize(n, Sky::kCells);
  truth_->resize(static_cast<std::size_t>(2 * n));
  training_->work.resize(static_cast<std::size_t>(n));
  const Rng batch = rng_.split(static_cast<std::uint64_t>(updates_));
  pool.run(n, [&](std::ptrdiff_t i) {
    Rng draws = batch.split(static_cast<std::uint64_t>(i));
    const FieldParameters at = Sky::draw_parameters(draws);
    const auto row = static_cast<std::size_t>(i);
    for (std::size_t p = 0; p < 2; ++p) (*truth_)[2 * row + p] = static_cast<float>(unit(at, p));
    sky.draw(at, draws, {maps.row(i), Sky::kCells}, training_->work[row]);
  });
  std::array<double, 2> costs{};
  const auto share = static_cast<float>(std::max(kShare, 10 / (10 + static_cast<double>(updates_))));
  for (const Reader reader : {kSpectrum, kPictures}) {
    fill_inputs(reader, sky, maps, *training_, pool);
    nn::Network<float>& network = networks_[reader];
    nn::Pass<float>& pass = training_->pass;
    network.forward(pass, training_->inputs, rng_, &pool);
    // Each row holds mean and log variance of σ and then those of n.
    const ConstMatrixView<float> said = pass.output();
    const MatrixView<float> gradient = pass.output_gradient();
    costs[reader] = nn::gaussian_nll<float>({said.data, 2 * n, 2}, *truth_, kFloor, {gradient.data, 2 * n, 2});
    network.backward(pass, {}, &pool);
    optimizers_[reader].spec().learning_rate = learning_rate / (1 + static_cast<double>(updates_) / kHalving);
    optimizers_[reader].step(network.parameters(), std::as_const(network).gradients(), &pool);
    const std::span<float> mean = averages_[reader].parameters();
    const std::span<const float> now = std::as_const(network).parameters();
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += share * (now[i] - mean[i]);
  }
  ++updates_;
  costs_.record(static_cast<double>(updates_), costs);
  return std::isfinite(costs[0]) && std::isfinite(costs[1]);
}

void MapReaders::read(Reader reader, const Sky& sky, ConstMatrixView<float> maps, std::vector<FieldAnswer>& answers,
                      ThreadPool& pool) const {
  Look& look = *looking_;
  fill_inputs(reader, sky, maps, look, pool);
  look.outputs.resize(maps.rows, 4);
  averages_[reader].predict(look.pass, look.inputs, look.outputs, &pool);
  answers.resize(static_cast<std::size_t>(maps.rows));
  for (std::ptrdiff_t i = 0; i < maps.rows; ++i) {
    FieldAnswer& answer = answers[static_cast<std::size_t>(i)];
    answer.correlation = 0;
    for (std::size_t p = 0; p < 2; ++p) {
      const float* said = look.outputs.row(i) + 2 * p;
      const double half = (Sky::kHigh[p] - Sky::kLow[p]) / 2;
      answer.value[p] = (Sky::kLow[p] + Sky::kHigh[p]) / 2 + half * static_cast<double>(said[0]);
      answer.error[p] = half * std::sqrt(math::exp(std::min(static_cast<double>(said[1]), 20.0)) + kFloor);
    }
  }
}

}  // namespace lectern
