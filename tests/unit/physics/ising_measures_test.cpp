#include "core/physics/ising_measures.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::physics;

namespace {

constexpr int kIsingSide = 16;

template <typename Spin>
Matrix<float> states(int n, Spin spin) {
  Matrix<float> X(n, kIsingSide * kIsingSide);
  for (int i = 0; i < n; ++i)
    for (int y = 0; y < kIsingSide; ++y)
      for (int x = 0; x < kIsingSide; ++x) X(i, y * kIsingSide + x) = spin(i, y, x) ? 1.0f : 0.0f;
  return X;
}

}  // namespace

TEST_CASE("All spins alike: |m| = 1, -2 a spin, correlations of 1") {
  const IsingMeasures of = ising_measures(states(2, [](int i, int, int) { return i == 0; }), kIsingSide);
  CHECK(of.magnetisation == 1);
  CHECK(of.energy == -2);
  for (const double c : of.correlation) CHECK(c == doctest::Approx(1));
}

TEST_CASE("A chessboard: no magnetisation, +2 a spin, correlations that alternate") {
  const IsingMeasures of = ising_measures(states(1, [](int, int y, int x) { return (x + y) % 2 == 0; }), kIsingSide);
  CHECK(of.magnetisation == 0);
  CHECK(of.energy == 2);
  for (std::size_t r = 0; r < of.correlation.size(); ++r) CHECK(of.correlation[r] == (r % 2 == 0 ? 1 : -1));
}

TEST_CASE("Tossed spins: |m| as a random walk's, no energy and no length") {
  Rng rng(5);
  const IsingMeasures of = ising_measures(states(4000, [&](int, int, int) { return rng.below(2) == 1; }), kIsingSide);
  CHECK(of.magnetisation == doctest::Approx(std::sqrt(2 / 3.14159265) / kIsingSide).epsilon(0.05));
  CHECK(std::fabs(of.energy) < 0.01);
  CHECK(of.correlation[0] == 1);
  CHECK(std::fabs(of.correlation[3]) < 0.01);
}
