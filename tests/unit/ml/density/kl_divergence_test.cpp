#include "core/ml/density/kl_divergence.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::density;

namespace {

Matrix<float> gaussian(std::ptrdiff_t n, float mean, float deviation, std::uint64_t seed) {
  Matrix<float> X(n, 2);
  Rng rng(seed);
  rng.fill_normal({X.data(), static_cast<std::size_t>(X.size())}, mean, deviation);
  return X;
}

// What the estimate tends to for P of N(0, s²) and Q of N(m, q²) in the plane: the mean over P of the
// logarithm of the ratio of the blurred laws.
double expected(double s, double m, double q, double h) {
  const double sp = s * s + h * h, sq = q * q + h * h;
  return 2 * (0.5 * std::log(sq / sp) - s * s / (2 * sp) + (s * s + m * m) / (2 * sq));
}

}  // namespace

TEST_CASE("the estimate of KL agrees with a hand-computed case") {
  Matrix<float> P(2, 1), Q(1, 1);
  P(1, 0) = 1;
  Q(0, 0) = 3;
  // h = 1, exponents -d²/2: P sees itself at distance 1, Q at distances 3 and 2.
  CHECK(kl_divergence_of_blurred(P, Q, 1) == doctest::Approx(-0.5 + (4.5 + 2.0) / 2));
}

TEST_CASE("the estimate of KL finds the known value between Gaussians, in both directions") {
  const Matrix<float> narrow = gaussian(1500, 0, 1, 1), wide = gaussian(1500, 0.5f, 2, 2);
  CHECK(kl_divergence_of_blurred(narrow, wide, 0.3) == doctest::Approx(expected(1, 0.5, 2, 0.3)).epsilon(0.1));
  CHECK(kl_divergence_of_blurred(wide, narrow, 0.5) == doctest::Approx(expected(2, 0.5, 1, 0.5)).epsilon(0.15));
}

TEST_CASE("the estimate of KL is near zero for samples of one law") {
  CHECK(std::fabs(kl_divergence_of_blurred(gaussian(800, 0, 1, 3), gaussian(800, 0, 1, 4), 0.3)) < 0.05);
}

TEST_CASE("a model that keeps one of two modes is far from the data, but the data is near to it") {
  Matrix<float> data = gaussian(400, 0, 0.1f, 5);
  for (std::ptrdiff_t i = 0; i < 400; i += 2) data(i, 0) += 2;
  const Matrix<float> model = gaussian(400, 0, 0.1f, 6);
  CHECK(kl_divergence_of_blurred(model, data, 0.1) == doctest::Approx(std::log(2.0)).epsilon(0.1));
  CHECK(kl_divergence_of_blurred(data, model, 0.1) > 5);
}

TEST_CASE("a model that has shrunk to a point stays at a finite divergence") {
  const double kl = kl_divergence_of_blurred(Matrix<float>(100, 2, 0.0f), gaussian(500, 0, 0.1f, 7), 0.1);
  CHECK(kl == doctest::Approx(std::log(2.0)).epsilon(0.1));  // (σ² + h²)/h² in two dimensions, halved and doubled
}

TEST_CASE("too few samples, or unlike ones, have no KL") {
  const Matrix<float> one(1, 2, 0.0f), two(2, 2, 0.0f), wider(2, 3, 0.0f), none(0, 2);
  CHECK(std::isnan(kl_divergence_of_blurred(one, two, 1)));
  CHECK(std::isnan(kl_divergence_of_blurred(two, none, 1)));
  CHECK(std::isnan(kl_divergence_of_blurred(two, wider, 1)));
  CHECK(kl_divergence_of_blurred(two, one, 1) == 0.0);
}
