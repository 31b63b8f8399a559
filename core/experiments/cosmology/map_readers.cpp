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

constexpr double kFloor = 1e-4;          // of the variance, in half widths of the prior
constexpr double kShare = 0.01;          // of the newest weights in the mean that answers
constexpr double kHalving = 600;         // updates after which η is half of what it began with
constexpr std::ptrdiff_t kSeen = 64;     // maps by which inputs are standardised
constexpr std::ptrdiff_t kPortion = 30;  // maps that are read at once

// To begin with, a network says of each map what is known without: the middle of the prior, and its variance, 1/3.
void know_the_prior(nn::Network<float>& network) {
  const std::size_t last = network.layer_count() - 1;
  for (float& weight : network.weights(last)) weight *= 0.05f;
  for (std::size_t p = 0; p < 2; ++p) network.biases(last)[2 * p + 1] = -1.0986f;
}

nn::Network<float> spectrum_network(const Rng& rng) {
  const nn::Activation relu{.kind = nn::ActivationKind::relu};
  const nn::Initialisation he{.kind = nn::InitialisationKind::he_normal};
  auto network = nn::Network<float>::build({static_cast<std::ptrdiff_t>(Sky::kBins), 1, 1},
                                           {nn::DenseSpec{.units = 32, .activation = relu, .initialisation = he},
                                            nn::DenseSpec{.units = 32, .activation = relu, .initialisation = he},
                                            nn::DenseSpec{.units = 4}});
  if (!network) broken_contract(network.error());
  network->initialise(rng);
  know_the_prior(*network);
  return std::move(*network);
}

}  // namespace

MapReaders::Seen MapReaders::see(const MapSupply& supply, const Sky& sky, const Rng& rng) {
  Seen seen;
  seen.maps.resize(kSeen, Sky::kCells);
  Sky::Workspace work;
  std::array<double, Sky::kBins> mean{}, square{};
  for (std::ptrdiff_t i = 0; i < kSeen; ++i) {
    Rng draws = rng.split(static_cast<std::uint64_t>(i));
    const std::span<float> map(seen.maps.row(i), static_cast<std::size_t>(Sky::kCells));
    supply.draw(draws, map, work);
    Spectra powers{};
    sky.spectrum(map, powers, work);
    for (std::size_t bin = 0; bin < Sky::kBins; ++bin) {
      const auto power = static_cast<double>(powers[bin]);
      mean[bin] += power / kSeen;
      square[bin] += power * power / kSeen;
    }
  }
  for (std::size_t bin = 0; bin < Sky::kBins; ++bin) {
    seen.centre[bin] = static_cast<float>(mean[bin]);
    seen.spread[bin] = static_cast<float>(std::sqrt(std::max(square[bin] - mean[bin] * mean[bin], 1e-4)));
  }
  return seen;
}

MapReaders::MapReaders(const Plan& plan, const MapSupply& supply, const Sky& sky, const Rng& rng)
    : MapReaders(plan, supply, see(supply, sky, rng.split("seen")), rng) {}

MapReaders::MapReaders(const Plan& plan, const MapSupply& supply, const Seen& seen, const Rng& rng)
    : plan_(plan),
      centre_(seen.centre),
      spread_(seen.spread),
      network_(plan.channels, seen.maps.view(), rng.split("pictures")),
      mean_network_(network_),
      spectrum_(spectrum_network(rng.split("spectrum"))),
      mean_spectrum_(spectrum_),
      rng_(rng.split("maps")) {
  for (std::size_t p = 0; p < 2; ++p) {
    middle_[p] = (supply.low()[p] + supply.high()[p]) / 2;
    half_[p] = (supply.high()[p] - supply.low()[p]) / 2;
  }
  know_the_prior(network_.parts().back());
  mean_network_ = network_;
  const nn::OptimizerSpec adam{.kind = nn::OptimizerKind::adam};
  for (const nn::Network<float>& part : network_.parts()) optimizers_.emplace_back(adam, part.parameters().size());
  optimizers_.emplace_back(adam, spectrum_.parameters().size());
}

void MapReaders::find_spectra(const Sky& sky, ConstMatrixView<float> maps, Look& look, ThreadPool& pool) const {
  look.spectra.resize(maps.rows, static_cast<std::ptrdiff_t>(Sky::kBins));
  look.work.resize(static_cast<std::size_t>(maps.rows));
  pool.run(maps.rows, [&](std::ptrdiff_t i) {
    float* to = look.spectra.row(i);
    sky.spectrum({maps.row(i), static_cast<std::size_t>(Sky::kCells)}, {to, Sky::kBins},
                 look.work[static_cast<std::size_t>(i)]);
    for (std::size_t bin = 0; bin < Sky::kBins; ++bin) to[bin] = (to[bin] - centre_[bin]) / spread_[bin];
  });
}

void MapReaders::update(std::size_t part, nn::Network<float>& network, nn::Network<float>& mean, double learning_rate,
                        ThreadPool& pool) {
  const auto updates = static_cast<double>(updates_);
  optimizers_[part].spec().learning_rate = learning_rate / (1 + updates / kHalving);
  optimizers_[part].step(network.parameters(), std::as_const(network).gradients(), &pool);
  const auto share = static_cast<float>(std::max(kShare, 10 / (10 + updates)));
  const std::span<float> means = mean.parameters();
  const std::span<const float> now = std::as_const(network).parameters();
  for (std::size_t i = 0; i < means.size(); ++i) means[i] += share * (now[i] - means[i]);
}

bool MapReaders::step(const MapSupply& supply, const Sky& sky, double learning_rate, ThreadPool& pool) {
  const std::ptrdiff_t n = plan_.batch_size;
  Look& look = *training_;
  Matrix<float>& maps = *maps_;
  maps.resize(n, Sky::kCells);
  truth_->resize(static_cast<std::size_t>(2 * n));
  look.work.resize(static_cast<std::size_t>(n));
  const Rng batch = rng_.split(static_cast<std::uint64_t>(updates_));
  pool.run(n, [&](std::ptrdiff_t i) {
    Rng draws = batch.split(static_cast<std::uint64_t>(i));
    const auto row = static_cast<std::size_t>(i);
    const FieldParameters at = supply.draw(draws, {maps.row(i), static_cast<std::size_t>(Sky::kCells)}, look.work[row]);
    for (std::size_t p = 0; p < 2; ++p) (*truth_)[2 * row + p] = static_cast<float>(unit(at, p));
  });
  // Each row of an output holds mean and log variance of the first parameter and then those of the second.
  const auto cost = [&](ConstMatrixView<float> said, MatrixView<float> gradient) {
    return nn::gaussian_nll<float>({said.data, 2 * n, 2}, *truth_, kFloor, {gradient.data, 2 * n, 2});
  };
  std::array<double, 2> costs{};
  find_spectra(sky, maps.view(), look, pool);
  spectrum_.forward(look.pass, look.spectra, rng_, &pool);
  costs[kSpectrum] = cost(look.pass.output(), look.pass.output_gradient());
  spectrum_.backward(look.pass, {}, &pool);
  network_.forward(look.maps, maps.view(), rng_, pool);
  costs[kPictures] = cost(look.maps.output(), look.maps.output_gradient());
  network_.backward(look.maps, pool);
  std::vector<nn::Network<float>>&parts = network_.parts(), &means = mean_network_.parts();
  for (std::size_t part = 0; part < parts.size(); ++part) update(part, parts[part], means[part], learning_rate, pool);
  update(parts.size(), spectrum_, mean_spectrum_, learning_rate, pool);
  ++updates_;
  costs_.record(static_cast<double>(updates_), costs);
  return std::isfinite(costs[0]) && std::isfinite(costs[1]);
}

void MapReaders::answer(ConstMatrixView<float> said, FieldAnswer* answers) const {
  for (std::ptrdiff_t i = 0; i < said.rows; ++i) {
    answers[i].correlation = 0;
    for (std::size_t p = 0; p < 2; ++p) {
      const float* of = said.row(i) + 2 * p;
      answers[i].value[p] = middle_[p] + half_[p] * static_cast<double>(of[0]);
      answers[i].error[p] = half_[p] * std::sqrt(math::exp(std::min(static_cast<double>(of[1]), 20.0)) + kFloor);
    }
  }
}

void MapReaders::read(Reader reader, const Sky& sky, ConstMatrixView<float> maps, std::vector<FieldAnswer>& answers,
                      ThreadPool& pool) const {
  Look& look = *looking_;
  answers.resize(static_cast<std::size_t>(maps.rows));
  for (std::ptrdiff_t first = 0; first < maps.rows; first += kPortion) {
    const ConstMatrixView<float> some = maps.rows_range(first, std::min(kPortion, maps.rows - first));
    if (reader == kPictures) {
      mean_network_.evaluate(look.maps, some, pool);
      answer(look.maps.output(), answers.data() + first);
    } else {
      find_spectra(sky, some, look, pool);
      mean_spectrum_.evaluate(look.pass, look.spectra, &pool);
      answer(look.pass.output(), answers.data() + first);
    }
  }
}

}  // namespace lectern
