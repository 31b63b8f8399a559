#include "core/data/points.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "core/math/state_hasher.h"

using namespace lectern;
using data::Dataset;

namespace {
using Maker = std::function<Dataset(Rng&, int, double)>;

const std::vector<Maker> kMakers = {
    [](Rng& r, int n, double s) { return data::two_spirals(r, n, s); },
    [](Rng& r, int n, double s) { return data::concentric_circles(r, n, s); },
    [](Rng& r, int n, double s) { return data::xnor(r, n, s); },
    [](Rng& r, int n, double s) { return data::blobs(r, n, s, 5); },
    [](Rng& r, int n, double s) { return data::moons(r, n, s); },
    [](Rng& r, int n, double) { return data::random_labels(r, n, 3); },
    [](Rng& r, int n, double s) { return data::ring_of_gaussians(r, n, s); },
    [](Rng& r, int n, double s) { return data::grid_of_gaussians(r, n, s); },
    [](Rng& r, int n, double s) { return data::spiral_density(r, n, s); },
    [](Rng& r, int n, double) { return data::uniform_points(r, n); },
};

float radius(const Dataset& set, int i) { return std::hypot(set.X(i, 0), set.X(i, 1)); }
}  // namespace

TEST_CASE("every set of points fills its arrays, is balanced, and without noise fits the square") {
  for (const Maker& make : kMakers) {
    for (int n : {0, 1, 2, 7, 300}) {
      Rng rng(1);
      const Dataset set = make(rng, n, 0.0);
      CHECK(set.size() == n);
      CHECK(set.features() == 2);
      CHECK((set.labels.empty() || set.labels.size() == std::size_t(n)));
      for (int i = 0; i < n; ++i) {
        CHECK(std::fabs(set.X(i, 0)) <= 1.0f);
        CHECK(std::fabs(set.X(i, 1)) <= 1.0f);
        if (set.classes() > 0) CHECK(set.labels[std::size_t(i)] == i % set.classes());
      }
    }
  }
}

TEST_CASE("the same random stream gives the same points on every machine") {
  StateHasher hasher;
  for (const Maker& make : kMakers) {
    Rng rng(5);
    const Dataset set = make(rng, 50, 0.1);
    hasher.add(std::span<const float>(set.X.data(), std::size_t(set.X.size())));
  }
  CHECK(hash_text(hasher.digest()) == "07caba72423ff71d");
}

TEST_CASE("without noise, circles have their radii and XNOR its quadrants") {
  Rng rng(2);
  const Dataset circles = data::concentric_circles(rng, 40, 0.0, 0.5);
  for (int i = 0; i < 40; ++i) CHECK(radius(circles, i) == doctest::Approx(i % 2 == 0 ? 0.9 : 0.45));
  const Dataset quadrants = data::xnor(rng, 200, 0.0);
  for (int i = 0; i < 200; ++i) CHECK((quadrants.X(i, 0) * quadrants.X(i, 1) >= 0) == (i % 2 == 1));
}

TEST_CASE("more noise moves the same points further") {
  Rng a(3), b(3);
  const Dataset still = data::moons(a, 20, 0.0), moved = data::moons(b, 20, 1e-3);
  for (int i = 0; i < 20; ++i) {
    CHECK(std::fabs(still.X(i, 0) - moved.X(i, 0)) < 6e-3f);
    CHECK(still.X(i, 0) != moved.X(i, 0));
  }
}

TEST_CASE("mixtures lie around their centres") {
  CHECK(data::ring_centres(8).rows() == 8);
  CHECK(data::grid_centres(1)(0, 0) == 0.0f);
  const auto grid = data::grid_centres(5);
  CHECK(grid(0, 0) == -0.8f);
  CHECK(grid(24, 1) == doctest::Approx(0.8));
  Rng rng(4);
  const Dataset ring = data::ring_of_gaussians(rng, 800, 0.02, 8);
  const auto centres = data::ring_centres(8);
  for (int i = 0; i < 800; ++i) {
    const float dx = ring.X(i, 0) - centres(i % 8, 0), dy = ring.X(i, 1) - centres(i % 8, 1);
    CHECK(std::hypot(dx, dy) < 0.12f);
  }
}
