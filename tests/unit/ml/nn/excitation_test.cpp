#include "core/ml/nn/excitation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/math/finite_difference.h"
#include "core/ml/nn/reading.h"
#include "core/simd/thread_pool.h"

using namespace lectern;
using namespace lectern::nn;

namespace {

ConvolutionalPlan small_plan() {
  ConvolutionalPlan plan;
  plan.channels = {3, 2};
  plan.side = 8;
  plan.pooling = Pooling::average;
  plan.dense = {5};
  plan.activation = {ActivationKind::tanh};
  plan.classes = 4;
  return plan;
}

template <typename T>
Network<T> small_network() {
  auto network = Network<T>::build({1, 8, 8}, layer_specs(small_plan()));
  REQUIRE(network.ok());
  network->initialise(Rng(3));
  return *network;
}

template <typename T>
Matrix<T> noise(std::ptrdiff_t rows, std::ptrdiff_t cols) {
  Matrix<T> X(rows, cols);
  Rng rng(5);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = static_cast<T>(rng.uniform());
  return X;
}

}  // namespace

TEST_CASE("the gradient of an excitation by the picture agrees with central differences") {
  const Network<double> network = small_network<double>();
  for (const std::size_t layers : {std::size_t{1}, std::size_t{3}, layer_specs(small_plan()).size()})
    for (const Excited what : {Excited::map, Excited::unit}) {
      if (layers > 3 && what == Excited::map) continue;  // single units
      const auto part = first_layers(network, layer_specs(small_plan()), layers);
      REQUIRE(part.ok());
      const std::ptrdiff_t channels = part->output_shape().channels;
      Matrix<double> X = noise<double>(channels, 64);
      std::vector<double> excitation(static_cast<std::size_t>(channels));
      Pass<double> pass;
      excite<double>(*part, pass, X.view(), what, excitation);
      const Matrix<double> gradient = [&] {
        Matrix<double> copy(channels, 64);
        for (std::ptrdiff_t i = 0; i < channels; ++i) std::copy_n(pass.input_gradient().row(i), 64, copy.row(i));
        return copy;
      }();
      const std::vector<double> expected = math::finite_difference_gradient(
          [&] {
            excite<double>(*part, pass, X.view(), what, excitation);
            double sum = 0;
            for (const double z : excitation) sum += z;
            return sum;
          },
          std::span<double>(X.data(), static_cast<std::size_t>(X.size())));
      excite<double>(*part, pass, X.view(), what, excitation);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        if (what == Excited::map && excitation[i / 64] == 0) {  // silent: the gradient wakes it
          CHECK(expected[i] == 0);
          continue;
        }
        CHECK(gradient.data()[i] == doctest::Approx(expected[i]).epsilon(1e-6));
      }
    }
}

TEST_CASE("the first layers of a network put out what they put out inside it, before the activation") {
  const Network<float> network = small_network<float>();
  const auto part = first_layers(network, layer_specs(small_plan()), 1);
  REQUIRE(part.ok());
  const Matrix<float> X = noise<float>(2, 64);
  Pass<float> whole, first;
  network.evaluate(whole, X.view());
  part->evaluate(first, X.view());
  for (std::ptrdiff_t i = 0; i < part->output_shape().size(); ++i)
    CHECK(std::tanh(first.output()(1, i)) == doctest::Approx(whole.activations(0)(1, i)).epsilon(1e-5));
}

TEST_CASE("the total variation of a step is its height times its length, and its gradient agrees with differences") {
  const Shape shape{1, 4, 4};
  std::vector<double> step(16, 0.0);
  for (std::size_t i = 8; i < 16; ++i) step[i] = 1;
  const double one = std::sqrt(1 + kVariationSmoothing * kVariationSmoothing) - kVariationSmoothing;
  CHECK(total_variation<double>(step, shape) == doctest::Approx(4 * one));
  CHECK(total_variation<double>(std::vector<double>(16, 0.7), shape) == doctest::Approx(0));

  Matrix<double> picture = noise<double>(1, 32);
  const Shape two{2, 4, 4};
  const std::span<double> x(picture.data(), 32);
  std::vector<double> gradient(32, 0.0);
  total_variation<double>(x, two, 3, gradient);
  const std::vector<double> expected =
      math::finite_difference_gradient([&] { return 3 * total_variation<double>(x, two); }, x);
  for (std::size_t i = 0; i < 32; ++i) CHECK(gradient[i] == doctest::Approx(expected[i]).epsilon(1e-6));
}

TEST_CASE("a dream excites its channel more and more, stays within its bounds, and is the same with any threads") {
  const auto part = first_layers(small_network<float>(), layer_specs(small_plan()), 3);
  REQUIRE(part.ok());
  Dream dream(*part, Excited::map, Rng(1)), again = dream;
  ThreadPool pool(2);
  dream.measure(nullptr);
  const std::vector<double> before(dream.excitation().begin(), dream.excitation().end());
  const DreamSpec free{.rate = 0.02};
  for (int i = 0; i < 20; ++i) {
    dream.step(free, nullptr);
    again.step(free, &pool);
  }
  for (std::ptrdiff_t i = 0; i < dream.channels(); ++i) {
    CHECK(dream.excitation()[static_cast<std::size_t>(i)] > before[static_cast<std::size_t>(i)]);
    for (std::ptrdiff_t p = 0; p < 64; ++p) {
      CHECK(dream.pictures()(i, p) >= 0);
      CHECK(dream.pictures()(i, p) <= 1);
      CHECK(dream.pictures()(i, p) == again.pictures()(i, p));
    }
  }
}

TEST_CASE(
    "with a penalty on ink and no bounds a dream of a linear layer ends at its scaled gradient over the penalty") {
  auto network = Network<float>::build({2, 1, 1}, {DenseSpec{1}});
  REQUIRE(network.ok());
  network->weights(0)[0] = 3;
  network->weights(0)[1] = -4;
  Dream dream(*network, Excited::unit, Rng(1));
  for (int i = 0; i < 500; ++i)
    dream.step({.rate = 0.05, .ink = 2, .roughness = 0, .jitter = 0, .is_bounded = false}, nullptr);
  const double rms = std::sqrt((9.0 + 16.0) / 2);
  CHECK(dream.pictures()(0, 0) == doctest::Approx(3 / rms / 2).epsilon(1e-4));
  CHECK(dream.pictures()(0, 1) == doctest::Approx(-4 / rms / 2).epsilon(1e-4));
}
