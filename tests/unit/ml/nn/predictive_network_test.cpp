#include "core/ml/nn/predictive_network.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "core/math/finite_difference.h"
#include "core/ml/nn/gaussian_loss.h"
#include "core/ml/nn/mlp.h"
#include "core/ml/nn/thinning.h"

using namespace lectern;
using namespace lectern::nn;

TEST_CASE("The likelihood of a predicted normal distribution, by hand") {
  Matrix<double> Z(2, 2);
  Z(0, 0) = 1;
  Z(0, 1) = 0;
  Z(1, 0) = 2;
  Z(1, 1) = std::log(4.0);
  const std::array t{1.0, 4.0};
  Matrix<double> d(2, 2);
  const double half_log = 0.5 * std::log(2 * 3.14159265358979323846);
  const double expected = (half_log + half_log + 0.5 * std::log(4.0) + 0.5) / 2;
  CHECK(gaussian_nll<double>(Z, t, 0, d) == doctest::Approx(expected));
  CHECK(d(0, 0) == 0);
  CHECK(d(0, 1) == doctest::Approx(0.25));
  CHECK(d(1, 0) == doctest::Approx(-0.25));
  CHECK(d(1, 1) == doctest::Approx(0));  // the variance is that of the only error
  CHECK(gaussian_nll<double>(Z.view().rows_range(0, 0), {}, 0, {}) == 0);
}

TEST_CASE("Its gradient, with and without a smallest variance") {
  Matrix<double> Z(4, 2), d(4, 2);
  Rng rng(5);
  for (std::ptrdiff_t i = 0; i < Z.size(); ++i) Z.data()[i] = rng.normal();
  const std::array t{0.3, -1.2, 2.0, 0.0};
  for (const double floor : {0.0, 0.2}) {
    gaussian_nll<double>(Z, t, floor, d);
    const std::vector<double> expected =
        math::finite_difference_gradient([&] { return gaussian_nll<double>(Z, t, floor, {}); },
                                         std::span<double>(Z.data(), static_cast<std::size_t>(Z.size())));
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK(d.data()[i] == doctest::Approx(expected[i]).epsilon(1e-6));
  }
}

TEST_CASE("Thinned networks lack whole neurons, and on average say what the full one says") {
  const std::array widths{64};
  Network<double> full = *Network<double>::build(
      {1, 1, 1}, mlp_layers({.widths = widths, .activation = {ActivationKind::tanh}, .dropout = 0.25, .outputs = 2}));
  full.initialise(Rng(6));
  Matrix<double> X(1, 1), said(1, 2), sum(1, 2), exact(1, 2);
  X(0, 0) = 0.7;
  Pass<double> pass;
  full.predict(pass, X, exact);
  Rng rng(7);
  constexpr int kDraws = 3000;
  for (int draw = 0; draw < kDraws; ++draw) {
    Network<double> thinned = full;
    thin(thinned, 0.25, rng);
    if (draw == 0) {
      const auto weights = thinned.weights(thinned.layer_count() - 1), before = full.weights(full.layer_count() - 1);
      int removed = 0;
      for (std::size_t w = 0; w < 64; ++w) {
        CHECK((weights[w] == 0) == (weights[64 + w] == 0));
        removed += weights[w] == 0 ? 1 : 0;
        if (weights[w] != 0) CHECK(weights[w] == doctest::Approx(before[w] / 0.75));
      }
      CHECK(removed > 4);
      CHECK(removed < 32);
    }
    thinned.predict(pass, X, said);
    for (std::ptrdiff_t k = 0; k < 2; ++k) sum(0, k) += said(0, k) / kDraws;
  }
  for (std::ptrdiff_t k = 0; k < 2; ++k) CHECK(std::fabs(sum(0, k) - exact(0, k)) < 0.02);
}

TEST_CASE("A predictive network finds the mean and the noise of both halves of its data") {
  PredictiveData data;
  Rng rng(8);
  constexpr int kRows = 400;  // more than a batch
  data.X.resize(kRows, 1);
  for (int i = 0; i < kRows; ++i) {
    const bool is_right = i % 2 == 1;
    data.X(i, 0) = is_right ? 1.0f : -1.0f;
    data.values.push_back(static_cast<float>((is_right ? 1 : -1) + (is_right ? 0.5 : 0.1) * rng.normal()));
  }
  PredictiveNetwork learner({.hidden = 16}, Rng(9));
  CHECK(std::isnan(learner.loss()));
  for (int step = 0; step < 400; ++step) learner.step(data, 0.01);
  Matrix<float> X(2, 1), said(2, 2);
  X(0, 0) = -1;
  X(1, 0) = 1;
  Pass<float> pass;
  learner.network().predict(pass, X, said);
  CHECK(std::fabs(said(0, 0) + 1) < 0.1);
  CHECK(std::fabs(said(1, 0) - 1) < 0.25);
  CHECK(std::exp(said(0, 1) / 2) == doctest::Approx(0.1).epsilon(0.3));
  CHECK(std::exp(said(1, 1) / 2) == doctest::Approx(0.5).epsilon(0.3));
}
