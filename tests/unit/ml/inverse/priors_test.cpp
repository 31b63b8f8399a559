#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/finite_difference.h"
#include "core/ml/inverse/dictionary.h"
#include "core/ml/inverse/latent_fit.h"
#include "core/ml/inverse/picture_denoiser.h"
#include "core/ml/inverse/u_net.h"
#include "tests/unit/matrices.h"

using namespace lectern;

namespace {

constexpr int kPriorSide = 8, kPriorCells = kPriorSide * kPriorSide;

inverse::FourierObservation seen_clearly(double noise) {
  return {math::PlanarFourier(kPriorSide), std::vector<double>(kPriorCells, 1.0), noise};
}

// Without biases of exactly 0, where a ReLU has no derivative.
nn::Network<double> small_u_net(std::ptrdiff_t inputs, std::ptrdiff_t outputs, std::uint64_t seed) {
  auto network = *nn::Network<double>::build({inputs, kPriorSide, kPriorSide}, inverse::u_net_layers(1, outputs));
  network.initialise(Rng(seed));
  Rng rng(seed + 100);
  for (double& number : network.parameters()) number += 0.1 * rng.normal();
  return network;
}

}  // namespace

TEST_CASE("dictionary: a picture made of its atoms comes back, with the weights it was made with") {
  const Matrix<double> atoms = tests::random_matrix(4, kPriorCells, 2);
  const std::vector<double> mean(kPriorCells, 0.5), weights{0.3, -1.2, 0.7, 2};
  std::vector<double> difference(kPriorCells), picture(kPriorCells), deviation(kPriorCells);
  for (std::size_t j = 0; j < kPriorCells; ++j)
    for (std::size_t k = 0; k < 4; ++k)
      difference[j] += weights[k] * atoms(static_cast<std::ptrdiff_t>(k), static_cast<std::ptrdiff_t>(j));
  const inverse::DictionaryPosterior posterior = inverse::dictionary_posterior(atoms, difference, 1e-4);
  posterior.write_picture(mean, atoms, picture);
  posterior.write_deviation(atoms, deviation);
  for (std::size_t k = 0; k < 4; ++k) CHECK(posterior.weights[k] == doctest::Approx(weights[k]).epsilon(1e-5));
  for (std::size_t j = 0; j < kPriorCells; ++j) {
    CHECK(picture[j] == doctest::Approx(0.5 + difference[j]).epsilon(1e-5));
    CHECK(deviation[j] < 1e-3);
  }
}

TEST_CASE("dictionary: one atom in one pixel, by hand") {
  // c ~ N(0, 1), y = 2c + n, n of deviation 1: mean 2y/5, variance 1/5; the pixel's deviation is 2/√5.
  Matrix<double> atom(1, 1);
  atom(0, 0) = 2;
  const std::vector<double> y{3};
  const inverse::DictionaryPosterior posterior = inverse::dictionary_posterior(atom, y, 1);
  CHECK(posterior.weights[0] == doctest::Approx(1.2));
  CHECK(posterior.covariance(0, 0) == doctest::Approx(0.2));
  std::vector<double> deviation(1);
  posterior.write_deviation(atom, deviation);
  CHECK(deviation[0] == doctest::Approx(2 / std::sqrt(5.0)));
}

TEST_CASE("latent fit: of a linear decoder the first code becomes the mean of the posterior") {
  auto decoder = *nn::Network<double>::build({2, 1, 1}, {nn::DenseSpec{kPriorCells}});
  decoder.initialise(Rng(3));
  for (double& bias : decoder.biases(0)) bias = 0;
  // The dictionary of the same decoder.
  Matrix<double> atoms(2, kPriorCells);
  for (std::ptrdiff_t k = 0; k < 2; ++k) {
    Matrix<double> one(1, 2);
    one(0, 0) = k == 0;
    one(0, 1) = k == 1;
    nn::Pass<double> pass;
    decoder.evaluate(pass, one);
    for (std::ptrdiff_t j = 0; j < kPriorCells; ++j) atoms(k, j) = pass.output()(0, j);
  }
  const Matrix<double> data = tests::random_matrix(1, kPriorCells, 4);
  const inverse::DictionaryPosterior exact = inverse::dictionary_posterior(atoms, {data.data(), kPriorCells}, 0.5);
  inverse::LatentFit<double> fit(3, 2, kPriorCells, 0.02, Rng(5));
  fit.improve(seen_clearly(0.5), {data.data(), kPriorCells}, 0.5, decoder, 1500);
  CHECK(fit.codes()(0, 0) == doctest::Approx(exact.weights[0]).epsilon(0.01));
  CHECK(fit.codes()(0, 1) == doctest::Approx(exact.weights[1]).epsilon(0.01));
  CHECK(fit.updates() == 1500);
  fit.restart();
  CHECK(fit.codes()(0, 0) == 0);
}

TEST_CASE("picture denoiser: the gradient is that of its cost") {
  inverse::PictureDenoiser<double> denoiser(small_u_net(2, 1, 6), 0.5);
  const Matrix<double> X = tests::random_matrix(2, kPriorCells, 7), white = tests::random_matrix(2, kPriorCells, 8);
  const std::vector<double> sigma{0.2, 1.5};
  Rng rng(9);
  denoiser.gradient(X, sigma, white, rng);
  const std::vector<double> analytic(denoiser.network().gradients().begin(), denoiser.network().gradients().end());
  const std::vector<double> numeric =
      math::finite_difference_gradient([&] { return denoiser.gradient(X, sigma, white, rng); },
                                       denoiser.network().parameters());
  for (std::size_t i = 0; i < analytic.size(); ++i)
    CHECK(analytic[i] == doctest::Approx(numeric[i]).epsilon(1e-4).scale(0.01));
}

TEST_CASE("picture denoiser: a network that says nothing leaves the best linear estimate of white pictures") {
  auto network =
      *nn::Network<double>::build({2, kPriorSide, kPriorSide}, {nn::Conv2dSpec{.channels = 1, .padding = {1, 1}}});
  for (double& weight : network.parameters()) weight = 0;
  const inverse::PictureDenoiser<double> denoiser(network, 0.5);
  const Matrix<double> mixture = tests::random_matrix(1, kPriorCells, 10);
  Matrix<double> X(1, kPriorCells);
  denoiser.restore(mixture, 1.5, X.view());
  for (std::ptrdiff_t j = 0; j < kPriorCells; ++j) CHECK(X(0, j) == doctest::Approx(0.1 * mixture(0, j)));
  CHECK(denoiser.error_variance(1.5) == doctest::Approx(0.225));  // σ²σ_d²/(σ² + σ_d²)
}

TEST_CASE("diffusion posterior: with a Gaussian prior known exactly, samples have the posterior's mean and spread") {
  auto network =
      *nn::Network<double>::build({2, kPriorSide, kPriorSide}, {nn::Conv2dSpec{.channels = 1, .padding = {1, 1}}});
  for (double& weight : network.parameters()) weight = 0;
  const inverse::PictureDenoiser<double> denoiser(network, 0.5);
  const inverse::FourierObservation observation = seen_clearly(0.5);
  const std::vector<double> data(kPriorCells, 1.0), levels = inverse::noise_levels(4, 0.01, 20);
  CHECK(levels.front() == doctest::Approx(4));
  CHECK(levels.back() == doctest::Approx(0.01));
  constexpr int kDrawn = 20;
  Matrix<double> X = tests::random_matrix(kDrawn, kPriorCells, 11), restored(kDrawn, kPriorCells),
                 white(kDrawn, kPriorCells);
  Rng rng(12);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] *= 4;
  for (std::size_t l = 0; l < levels.size(); ++l) {
    denoiser.restore(X, levels[l], restored.view());
    inverse::posterior_step<double>(observation, data, restored,
                                    std::vector<double>(kPriorCells, denoiser.error_variance(levels[l])),
                                    l + 1 < levels.size() ? levels[l + 1] : 0, rng, white.view(), X.view());
  }
  double sum = 0, square = 0;
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) sum += X.data()[i];
  const double mean = sum / static_cast<double>(X.size());
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) square += (X.data()[i] - mean) * (X.data()[i] - mean);
  // Prior N(0, ¼), noise ¼: posterior N(½, ⅛).
  CHECK(mean == doctest::Approx(0.5).epsilon(0.05));
  CHECK(square / static_cast<double>(X.size()) == doctest::Approx(0.125).epsilon(0.1));
}

TEST_CASE("U-Net: gradients of the pixels' cross-entropy and of the cost of shared light") {
  nn::Network<double> network = small_u_net(1, 3, 13);
  const Matrix<double> X = tests::random_matrix(2, kPriorCells, 14);
  std::vector<int> labels(2 * kPriorCells);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(i % 3);
  nn::Pass<double> pass;
  Rng rng(15);
  const auto cost = [&] {
    network.forward(pass, X, rng);
    return inverse::pixel_cross_entropy<double>(pass.output(), labels, 3, pass.output_gradient());
  };
  cost();
  network.backward(pass);
  const std::vector<double> analytic(network.gradients().begin(), network.gradients().end());
  const std::vector<double> numeric = math::finite_difference_gradient(cost, network.parameters());
  for (std::size_t i = 0; i < analytic.size(); ++i)
    CHECK(analytic[i] == doctest::Approx(numeric[i]).epsilon(1e-4).scale(0.01));

  Matrix<double> Z = tests::random_matrix(1, 2 * kPriorCells, 16), d_Z(1, 2 * kPriorCells), ignored(1, 2 * kPriorCells);
  const Matrix<double> light = tests::random_matrix(1, kPriorCells, 17),
                       target = tests::random_matrix(1, kPriorCells, 18);
  inverse::light_share_cost<double>(Z, light, target, 0.1, 0.01, d_Z.view());
  const std::vector<double> by_error = math::finite_difference_gradient(
      [&] { return inverse::light_share_cost<double>(Z, light, target, 0.1, 0.01, ignored.view()).error / 0.01; },
      std::span<double>(Z.data(), kPriorCells));
  const std::vector<double> by_nll = math::finite_difference_gradient(
      [&] { return inverse::light_share_cost<double>(Z, light, target, 0.1, 0.01, ignored.view()).nll; },
      std::span<double>(Z.data() + kPriorCells, kPriorCells));
  for (std::size_t j = 0; j < kPriorCells; ++j) {
    CHECK(d_Z.data()[j] == doctest::Approx(by_error[j]).epsilon(1e-4).scale(0.01));
    CHECK(d_Z.data()[kPriorCells + j] == doctest::Approx(by_nll[j]).epsilon(1e-4).scale(0.01));
  }
}

TEST_CASE("U-Net: probabilities of a pixel add up to one and follow its logits") {
  Matrix<double> Z(1, 6);  // two pixels, three classes, plane by plane
  for (std::ptrdiff_t i = 0; i < 6; ++i) Z(0, i) = 0;
  Z(0, 1) = std::log(2.0);
  std::vector<double> probabilities(3);
  inverse::pixel_probabilities<double>(Z.data(), 2, probabilities);
  CHECK(probabilities[0] == doctest::Approx(1.0 / 3));
  inverse::pixel_probabilities<double>(Z.data() + 1, 2, probabilities);
  CHECK(probabilities[0] == doctest::Approx(0.5));
  CHECK(probabilities[1] == doctest::Approx(0.25));
}
