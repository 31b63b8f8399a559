#include "core/ml/density/kl_divergence.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::density;

namespace {

Matrix<float> gaussian(std::ptrdiff_t n, std::ptrdiff_t d, float mean, float deviation, std::uint64_t seed) {
  Matrix<float> X(n, d);
  Rng rng(seed);
  rng.fill_normal({X.data(), static_cast<std::size_t>(X.size())}, mean, deviation);
  return X;
}

// KL between isotropic Gaussians of d dimensions with equal means in every coordinate.
double exact_kl(double d, double shift, double sp, double sq) {
  return d * (std::log(sq / sp) + (sp * sp + shift * shift) / (2 * sq * sq) - 0.5);
}

}  // namespace

TEST_CASE("the neighbour estimate of KL agrees with a hand-computed case") {
  // P = {0, 1, 3}, Q = {2, 5}, k = 1: ρ = 1, 1, 2; ν = 2, 1, 1.
  Matrix<float> P(3, 1), Q(2, 1);
  P(1, 0) = 1;
  P(2, 0) = 3;
  Q(0, 0) = 2;
  Q(1, 0) = 5;
  const double expected = (std::log(2.0) + std::log(1.0) + std::log(0.5)) / 3 + std::log(2.0 / 2.0);
  CHECK(kl_divergence_by_neighbours(P, Q, 1) == doctest::Approx(expected));
}

TEST_CASE("the neighbour estimate of KL finds the known value between Gaussians, in both directions") {
  const Matrix<float> narrow = gaussian(2000, 2, 0.0f, 1.0f, 1);
  const Matrix<float> wide = gaussian(2000, 2, 0.5f, 1.5f, 2);
  CHECK(kl_divergence_by_neighbours(narrow, wide, 5) == doctest::Approx(exact_kl(2, 0.5, 1, 1.5)).epsilon(0.1));
  CHECK(kl_divergence_by_neighbours(wide, narrow, 5) == doctest::Approx(exact_kl(2, 0.5, 1.5, 1)).epsilon(0.25));
}

TEST_CASE("the neighbour estimate of KL is near zero for samples of one law") {
  const Matrix<float> a = gaussian(1000, 2, 0.0f, 1.0f, 3);
  const Matrix<float> b = gaussian(1000, 2, 0.0f, 1.0f, 4);
  CHECK(std::fabs(kl_divergence_by_neighbours(a, b, 5)) < 0.1);
}

TEST_CASE("samples that all coincide give a large finite KL") {
  const Matrix<float> point(100, 2, 0.0f);
  const Matrix<float> cloud = gaussian(100, 2, 0.0f, 1.0f, 5);
  const double kl = kl_divergence_by_neighbours(point, cloud, 3);
  CHECK(std::isfinite(kl));
  CHECK(kl > 5);
}

TEST_CASE("too few samples, or unlike ones, have no KL") {
  const Matrix<float> five(5, 2, 0.0f), six(6, 2, 0.0f), wider(6, 3, 0.0f), none(0, 2);
  CHECK(std::isnan(kl_divergence_by_neighbours(five, six, 5)));
  CHECK(std::isfinite(kl_divergence_by_neighbours(six, five, 5)));
  CHECK(std::isnan(kl_divergence_by_neighbours(six, wider, 1)));
  CHECK(std::isnan(kl_divergence_by_neighbours(none, none, 1)));
  CHECK(std::isnan(kl_divergence_by_neighbours(six, six, 0)));
  CHECK(std::isnan(kl_divergence_by_neighbours(six, six, kMaximumNeighbours + 1)));
}
