#include "core/ml/nn/deep_signal.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace lectern;

namespace {

std::vector<nn::LayerSignal> signals_of(const nn::DeepPlan& plan) {
  std::vector<nn::LayerSignal> signals(static_cast<std::size_t>(plan.layers));
  std::vector<float> histograms(signals.size() * nn::DeepSignal::kBins);
  nn::DeepSignal().propagate(plan, Rng(3), signals, histograms);
  for (std::size_t l = 0; l < signals.size(); ++l) {
    double total = 0;
    for (std::size_t b = 0; b < nn::DeepSignal::kBins; ++b)
      total += static_cast<double>(histograms[l * nn::DeepSignal::kBins + b]);
    CHECK(total == doctest::Approx(1).epsilon(1e-4));
  }
  return signals;
}

}  // namespace

TEST_CASE("deep signal: linear layers multiply signal and error by √N times the weights' deviation") {
  const auto signals =
      signals_of({.layers = 10, .width = 64, .initialisation = {nn::InitialisationKind::random, 0.25}});
  for (std::size_t l = 0; l + 1 < signals.size(); ++l) {
    CHECK(signals[l + 1].forward / signals[l].forward == doctest::Approx(2).epsilon(0.1));
    CHECK(signals[l].backward / signals[l + 1].backward == doctest::Approx(2).epsilon(0.1));
  }
}

TEST_CASE("deep signal: He's weights keep the signal of ReLUs, Glorot's halve its square") {
  const auto growth = [](nn::InitialisationKind kind) {
    const auto signals =
        signals_of({.layers = 30, .width = 96, .activation = {nn::ActivationKind::relu}, .initialisation = {kind}});
    return std::pow(signals.back().forward / signals.front().forward, 1.0 / 29);
  };
  CHECK(growth(nn::InitialisationKind::he_normal) == doctest::Approx(1).epsilon(0.05));
  CHECK(growth(nn::InitialisationKind::glorot_normal) == doctest::Approx(std::sqrt(0.5)).epsilon(0.05));
}

TEST_CASE("deep signal: zero weights pass nothing on, and residual connections everything") {
  nn::DeepPlan plan{.layers = 4, .activation = {nn::ActivationKind::tanh}};
  plan.initialisation = {nn::InitialisationKind::zero};
  CHECK(signals_of(plan).back().forward == 0);
  CHECK(signals_of(plan).front().gradient == 0);
  plan.residual = true;
  CHECK(signals_of(plan).back().forward == doctest::Approx(1).epsilon(0.05));
  CHECK(signals_of(plan).front().gradient > 0);
}

TEST_CASE("deep signal: standardising gives mean 0 and deviation 1, and its gradient is that of finite differences") {
  for (const bool by_columns : {false, true}) {
    Rng rng(5);
    Matrix<double> Z(4, 3), weights(4, 3);
    for (std::ptrdiff_t i = 0; i < Z.size(); ++i) {
      Z.data()[i] = rng.normal();
      weights.data()[i] = rng.normal();
    }
    std::vector<double> deviation;
    const auto cost = [&](Matrix<double> X) {
      nn::standardise(by_columns, X, deviation);
      double sum = 0;
      for (std::ptrdiff_t i = 0; i < X.size(); ++i) sum += X.data()[i] * weights.data()[i];
      return sum;
    };
    Matrix<double> U = Z, d = weights;
    nn::standardise(by_columns, U, deviation);
    nn::standardise_gradient(by_columns, U, deviation, d);
    for (std::ptrdiff_t i = 0; i < Z.size(); ++i) {
      Matrix<double> above = Z, below = Z;
      above.data()[i] += 1e-5;
      below.data()[i] -= 1e-5;
      CHECK(d.data()[i] == doctest::Approx((cost(above) - cost(below)) / 2e-5).epsilon(1e-6));
    }
  }
}
