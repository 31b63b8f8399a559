#include "core/ml/generative/diffusion.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/running_moments.h"

using namespace lectern;
using namespace lectern::generative;

namespace {

Matrix<double> normal_matrix(std::ptrdiff_t n, std::ptrdiff_t d, Rng& rng) {
  Matrix<double> X(n, d);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = rng.normal();
  return X;
}

const std::vector<NoiseScheduleSpec> kSpecs{{.times = 50, .beta_first = 1e-3, .beta_last = 0.2},
                                            {.kind = NoiseScheduleKind::cosine, .times = 40},
                                            {.times = 1}};

}  // namespace

TEST_CASE("diffusion: noise only grows, and one step back leads to the law of the time before") {
  for (const NoiseScheduleSpec& spec : kSpecs) {
    const NoiseSchedule schedule(spec);
    REQUIRE(schedule.times() == spec.times);
    for (int t = 0; t < schedule.times(); ++t) {
      CHECK(schedule.alpha_bar(t) < schedule.alpha_bar(t - 1));
      CHECK(schedule.alpha_bar(t) == doctest::Approx(schedule.alpha(t) * schedule.alpha_bar(t - 1)));
      const NoiseSchedule::Posterior back = schedule.posterior(t);
      CHECK(back.from_data + back.from_mixture * std::sqrt(schedule.alpha_bar(t)) ==
            doctest::Approx(std::sqrt(schedule.alpha_bar(t - 1))));
      CHECK(back.from_mixture * back.from_mixture * (1 - schedule.alpha_bar(t)) + back.variance ==
            doctest::Approx(1 - schedule.alpha_bar(t - 1)));
    }
  }
}

TEST_CASE("diffusion: known noise is taken out again, at once or along the implicit steps") {
  const NoiseSchedule schedule(kSpecs[1]);
  Rng rng(3);
  const Matrix<double> data = normal_matrix(4, 3, rng), noise = normal_matrix(4, 3, rng);
  const std::vector<int> late(4, 39), early(4, 10);
  Matrix<double> mixture(4, 3), expected(4, 3), back(4, 3);
  add_noise<double>(schedule, data, late, noise, mixture);
  remove_noise<double>(schedule, mixture, late, noise, back);
  for (std::ptrdiff_t i = 0; i < data.size(); ++i)
    CHECK(back.data()[i] == doctest::Approx(data.data()[i]).epsilon(1e-9));
  add_noise<double>(schedule, data, early, noise, expected);
  implicit_step_back<double>(schedule, 39, 10, 0, noise, {}, mixture);
  for (std::ptrdiff_t i = 0; i < data.size(); ++i)
    CHECK(mixture.data()[i] == doctest::Approx(expected.data()[i]).epsilon(1e-9));
  implicit_step_back<double>(schedule, 10, -1, 0, noise, {}, mixture);
  for (std::ptrdiff_t i = 0; i < data.size(); ++i)
    CHECK(mixture.data()[i] == doctest::Approx(data.data()[i]).epsilon(1e-9));
}

TEST_CASE("diffusion: with η = 1 and no time left out the implicit step is as random as the usual one") {
  for (const NoiseScheduleSpec& spec : kSpecs) {
    const NoiseSchedule schedule(spec);
    for (int t = 0; t < schedule.times(); ++t)
      CHECK(implicit_deviation(schedule, t, t - 1, 1) ==
            doctest::Approx(reverse_deviation(schedule, t, ReverseVariance::posterior)));
  }
}

// Data from N(0, s²): the best guess of the noise is known, ε̂ = √(1 − ᾱ) x/(ᾱ s² + 1 − ᾱ).
TEST_CASE("diffusion: with the best denoiser, noise becomes samples of the data's width") {
  constexpr double kWidth = 0.5;
  const NoiseSchedule schedule({.times = 200, .beta_first = 1e-4, .beta_last = 0.05});
  Rng rng(5);
  const auto guess = [&](int t, const Matrix<double>& x, Matrix<double>& noise) {
    const double left = schedule.alpha_bar(t);
    for (std::ptrdiff_t i = 0; i < x.size(); ++i)
      noise.data()[i] = std::sqrt(1 - left) * x.data()[i] / (left * kWidth * kWidth + 1 - left);
  };
  const auto width_of = [](const Matrix<double>& x) {
    math::RunningMoments moments;
    for (std::ptrdiff_t i = 0; i < x.size(); ++i) moments.add(x.data()[i]);
    return std::sqrt(moments.variance());
  };
  constexpr std::ptrdiff_t kSamples = 4000;
  Matrix<double> x = normal_matrix(kSamples, 1, rng), noise(kSamples, 1);
  std::vector<int> times(kSamples);
  for (int t = 199; t >= 0; --t) {
    guess(t, x, noise);
    times.assign(kSamples, t);
    step_back<double>(schedule, times, noise, normal_matrix(kSamples, 1, rng), ReverseVariance::posterior, x);
  }
  CHECK(width_of(x) == doctest::Approx(kWidth).epsilon(0.05));
  // Twenty implicit steps do as well.
  x = normal_matrix(kSamples, 1, rng);
  for (int t = 199; t >= 0; t -= 10) {
    guess(t, x, noise);
    implicit_step_back<double>(schedule, t, t - 10, 0, noise, {}, x);
  }
  CHECK(width_of(x) == doctest::Approx(kWidth).epsilon(0.05));
}

TEST_CASE("diffusion: the denoiser's gradient is that of finite differences") {
  const NoiseSchedule schedule({.times = 10, .beta_first = 0.01, .beta_last = 0.3});
  nn::Network<double> network =
      *nn::Network<double>::build({3, 1, 1}, {nn::DenseSpec{5, {nn::ActivationKind::tanh}}, nn::DenseSpec{2}});
  network.initialise(Rng(2));
  Denoiser<double> denoiser(std::move(network));
  Rng rng(4);
  const Matrix<double> data = normal_matrix(6, 2, rng), noise = normal_matrix(6, 2, rng);
  const std::vector<int> t{0, 3, 9, 5, 1, 7};
  Matrix<double> mixture(6, 2);
  add_noise<double>(schedule, data, t, noise, mixture);
  const auto cost = [&] { return denoiser.gradient(schedule, mixture, t, noise, rng); };
  cost();
  const std::vector<double> gradient(denoiser.network().gradients().begin(), denoiser.network().gradients().end());
  constexpr double kStep = 1e-5;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    double& parameter = denoiser.network().parameters()[i];
    const double before = parameter;
    parameter = before + kStep;
    const double above = cost();
    parameter = before - kStep;
    const double below = cost();
    parameter = before;
    CHECK(gradient[i] == doctest::Approx((above - below) / (2 * kStep)).epsilon(1e-6));
  }
}
