#include "core/ml/density/multimodal_energy.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace lectern;
using namespace lectern::density;

namespace {

constexpr EnergyKind kKinds[] = {EnergyKind::double_well, EnergyKind::ring, EnergyKind::chain};

}  // namespace

TEST_CASE("The gradients of energies are those of finite differences") {
  for (const EnergyKind kind : kKinds) {
    const MultimodalEnergy energy({.kind = kind, .dimension = 5, .modes = 5});
    const auto d = std::size_t(energy.dimension());
    std::vector<double> x(d), gradient(d);
    for (std::size_t i = 0; i < d; ++i) x[i] = 0.4 + 0.7 * double(i % 3);
    energy.energy(x.data(), gradient.data());
    for (std::size_t i = 0; i < d; ++i) {
      const double kept = x[i], h = 1e-5;
      x[i] = kept + h;
      const double above = energy.energy(x.data());
      x[i] = kept - h;
      const double below = energy.energy(x.data());
      x[i] = kept;
      CHECK(gradient[i] == doctest::Approx((above - below) / (2 * h)).epsilon(1e-6));
    }
  }
}

TEST_CASE("Z, the share on the right and the density in the plane are those of a sum over a grid, in two dimensions") {
  for (const EnergyKind kind : kKinds) {
    const MultimodalEnergy energy({.kind = kind, .dimension = 2, .modes = 6});
    constexpr int kSide = 300;
    constexpr double kReach = 7, kStep = 2 * kReach / kSide;
    double sum = 0, right = 0;
    for (int i = 0; i < kSide; ++i)
      for (int j = 0; j < kSide; ++j) {
        const double x[] = {-kReach + kStep * (i + 0.5), -kReach + kStep * (j + 0.5)};
        const double weight = std::exp(-energy.energy(x)) * kStep * kStep;
        sum += weight;
        right += weight * energy.right_share(x);
      }
    CHECK(std::log(sum) == doctest::Approx(energy.log_normalisation()).epsilon(1e-3));
    CHECK(right / sum == doctest::Approx(energy.right_probability()).epsilon(1e-3));
    const double place[] = {1.9, 0.3};
    CHECK(energy.plane_density(place[0], place[1]) ==
          doctest::Approx(std::exp(-energy.energy(place)) / sum).epsilon(0.05));
  }
}

TEST_CASE("Without tilt both sides weigh the same, and a tilt of t shifts two narrow wells by about t") {
  for (const EnergyKind kind : kKinds)
    CHECK(MultimodalEnergy({.kind = kind, .dimension = 8, .modes = 6, .tilt = 0}).right_probability() ==
          doctest::Approx(0.5));
  const double p = MultimodalEnergy({.barrier = 15, .tilt = 2}).right_probability();
  CHECK(std::log(p / (1 - p)) == doctest::Approx(2).epsilon(0.05));
}

TEST_CASE("Langevin moves sample the density, and do not cross a high barrier") {
  const MultimodalEnergy low({.barrier = 1, .tilt = 1});
  Rng rng(5);
  double x[] = {2, 0}, right = 0;
  constexpr int kSteps = 20000;
  for (int step = 0; step < kSteps; ++step) {
    langevin_moves(low, 0.2, 3, rng, x);
    right += low.right_share(x) / kSteps;
  }
  CHECK(right == doctest::Approx(low.right_probability()).epsilon(0.06));

  const MultimodalEnergy high({.barrier = 15});
  double y[] = {-2, 0};
  for (int step = 0; step < 2000; ++step) {
    langevin_moves(high, 0.02, 1, rng, y);
    REQUIRE(y[0] < 0);
  }
}
