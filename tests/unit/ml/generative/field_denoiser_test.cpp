#include "core/ml/generative/field_denoiser.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "core/ml/nn/mlp.h"

using namespace lectern;
using namespace lectern::generative;

namespace {

constexpr int kSide = 8, kCells = kSide * kSide;

nn::Network<double> make_network(double scale) {
  constexpr std::array<int, 1> kWidths{5};
  nn::MlpSpec spec{.widths = kWidths, .outputs = 1};
  spec.activation.kind = nn::ActivationKind::tanh;
  nn::Network<double> network =
      *nn::Network<double>::build({FieldDenoiser<double>::kInputs, 1, 1}, nn::mlp_layers(spec));
  network.initialise(Rng(4));
  for (double& weight : network.parameters()) weight *= scale;
  return network;
}

Matrix<double> normal_matrix(std::ptrdiff_t n, Rng& rng) {
  Matrix<double> X(n, kCells);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = rng.normal();
  return X;
}

const NoiseSchedule kSchedule({.times = 20, .beta_first = 1e-2, .beta_last = 0.3});

FieldDenoiser<double> make_denoiser(double scale) {
  const math::PlanarFourier fourier(kSide);
  std::vector<double> power;
  for (int shell = 0; shell < fourier.shells(); ++shell) power.push_back(4.0 / (1 + shell * shell));
  return {fourier, power, make_network(scale)};
}

}  // namespace

TEST_CASE("field denoiser: without a network it is the Wiener filter, wave by wave, for pairs and single fields") {
  const FieldDenoiser<double> denoiser = make_denoiser(0);
  constexpr int kTime = 7;
  const double share = kSchedule.alpha_bar(kTime);
  Matrix<double> mixture(3, kCells), data(3, kCells);
  // Two waves in shells 1 and 3, a constant field, and their sum.
  const double gain = [&](double power) { return std::sqrt(share) * power / (share * power + 1 - share); }(2.0);
  const double other_gain = [&](double power) { return std::sqrt(share) * power / (share * power + 1 - share); }(0.4);
  constexpr double kWave = 6.28318530717958647692 / kSide;
  for (int row = 0; row < kSide; ++row)
    for (int col = 0; col < kSide; ++col) {
      const int at = row * kSide + col;
      mixture(0, at) = std::cos(kWave * col);
      mixture(1, at) = std::sin(kWave * 3 * row);
      mixture(2, at) = mixture(0, at) + mixture(1, at);
    }
  for (const bool linear : {true, false}) {
    denoiser.restore(kSchedule, mixture, kTime, linear, data);
    for (std::ptrdiff_t at = 0; at < kCells; ++at) {
      CHECK(data(0, at) == doctest::Approx(gain * mixture(0, at)).epsilon(1e-9));
      CHECK(data(1, at) == doctest::Approx(other_gain * mixture(1, at)).epsilon(1e-9));
      CHECK(data(2, at) == doctest::Approx(data(0, at) + data(1, at)).epsilon(1e-9));
    }
  }
}

TEST_CASE("field denoiser: a shifted field is told shifted") {
  const FieldDenoiser<double> denoiser = make_denoiser(3);
  Rng rng(8);
  const Matrix<double> X = normal_matrix(1, rng);
  Matrix<double> shifted(1, kCells), data(1, kCells), of_shifted(1, kCells);
  const auto moved = [](std::ptrdiff_t at) { return (at / kSide + 3) % kSide * kSide + (at % kSide + 5) % kSide; };
  for (std::ptrdiff_t at = 0; at < kCells; ++at) shifted(0, moved(at)) = X(0, at);
  denoiser.restore(kSchedule, X, 9, false, data);
  denoiser.restore(kSchedule, shifted, 9, false, of_shifted);
  for (std::ptrdiff_t at = 0; at < kCells; ++at)
    CHECK(of_shifted(0, moved(at)) == doctest::Approx(data(0, at)).epsilon(1e-9));
}

TEST_CASE("field denoiser: the gradient is that of the cost, also where fields have different times") {
  FieldDenoiser<double> denoiser = make_denoiser(1);
  Rng rng(9), dropout(1);
  const Matrix<double> data = normal_matrix(3, rng), noise = normal_matrix(3, rng);
  const std::vector<int> t{2, 15, 8}, cells{0, 9, 63, 30, 31, 32};
  const auto cost = [&] { return denoiser.gradient(kSchedule, data, t, noise, cells, dropout); };
  cost();
  const std::vector<double> gradient(denoiser.network().gradients().begin(), denoiser.network().gradients().end());
  for (std::size_t i = 0; i < gradient.size(); i += 7) {
    double& weight = denoiser.network().parameters()[i];
    const double before = weight, h = 1e-5;
    weight = before + h;
    const double above = cost();
    weight = before - h;
    const double below = cost();
    weight = before;
    CHECK((above - below) / (2 * h) == doctest::Approx(gradient[i]).epsilon(1e-5));
  }
}
