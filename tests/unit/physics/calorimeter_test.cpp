#include "core/physics/calorimeter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace lectern;
using namespace lectern::physics;

TEST_CASE("The mean shower is largest at log(E/E_c) - 0.812 radiation lengths") {
  for (const double energy : {5.0, 50.0}) {
    const ShowerShape shape = mean_shower_shape(energy);
    CHECK(shape.maximum == doctest::Approx(std::log(energy / kLeadCriticalEnergy) - 0.812));
    Calorimeter fine{.layers = 400, .layer = 0.1};
    std::vector<double> shares(400);
    layer_shares(fine, shape, shares);
    const auto largest = std::max_element(shares.begin(), shares.end()) - shares.begin();
    CHECK(std::fabs((static_cast<double>(largest) + 0.5) * 0.1 - shape.maximum) < 0.3);
  }
}

TEST_CASE("Along the depth the shares are a gamma law's: for alpha = 2 it is written down") {
  // dE/dt = beta^2 t exp(-beta t), beta = 1/T: of it 1 - (1 + beta t) exp(-beta t) lies before t.
  const ShowerShape shape{.alpha = 2, .maximum = 4};
  const Calorimeter calorimeter;
  std::vector<double> shares(16);
  layer_shares(calorimeter, shape, shares);
  const auto before = [](double t) { return 1 - (1 + t / 4) * std::exp(-t / 4); };
  for (int layer = 0; layer < 16; ++layer)
    CHECK(std::fabs(shares[static_cast<std::size_t>(layer)] - (before(layer + 1) - before(layer))) < 2e-3);
  CHECK(std::accumulate(shares.begin(), shares.end(), 0.0) == doctest::Approx(before(16)).epsilon(0.01));
}

TEST_CASE("Across, a half of each layer lies on either side of the axis, and all of it within reach") {
  for (const double tau : {0.1, 1.0, 2.5}) {
    CHECK(lateral_share(20, tau, 0) == doctest::Approx(0.5));
    CHECK(lateral_share(20, tau, 1) + lateral_share(20, tau, -1) == doctest::Approx(1));
    CHECK(lateral_share(20, tau, 1000) == doctest::Approx(1).epsilon(1e-4));
    CHECK(lateral_share(20, tau, 0.2) > lateral_share(20, tau, 0.1));
  }
}

TEST_CASE("Showers have the mean energy of their law, and the resolution of their quanta on top of its fluctuations") {
  const Calorimeter calorimeter;
  std::vector<float> cells(256);
  Rng rng(3);
  for (const double energy : {5.0, 50.0}) {
    double mean = 0, square = 0;
    constexpr int kShowers = 2000;
    for (int i = 0; i < kShowers; ++i) {
      draw_shower(calorimeter, energy, rng, cells);
      const double sum = std::accumulate(cells.begin(), cells.end(), 0.0);
      mean += sum / kShowers;
      square += sum * sum / kShowers;
    }
    CHECK(mean < energy);
    CHECK(mean > 0.8 * energy);
    const double resolution = std::sqrt(square - mean * mean) / mean;
    CHECK(resolution > 0.98 * calorimeter.stochastic / std::sqrt(energy));
    CHECK(resolution < 3 * calorimeter.stochastic / std::sqrt(energy) + 0.03);
  }
}
