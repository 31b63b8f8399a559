#include "core/ml/cluster/jet_clustering.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::cluster;

namespace {

constexpr JetAlgorithm kAlgorithms[] = {JetAlgorithm::kt, JetAlgorithm::cambridge_aachen, JetAlgorithm::anti_kt};

std::vector<math::FourMomentum> drawn(std::uint64_t seed, int n) {
  Rng rng(seed);
  std::vector<math::FourMomentum> particles;
  for (int i = 0; i < n; ++i)
    particles.push_back(math::massless(rng.uniform(0.5, 30), rng.uniform(-3, 3), rng.uniform(-3.1, 3.1)));
  return particles;
}

// The least of all distances between the objects left, by looking at every pair.
double least_distance(const JetClustering& made, const std::vector<int>& left, JetAlgorithm algorithm, double radius) {
  double least = 1e300;
  const auto scale = [&](const math::FourMomentum& p) {
    return std::pow(p.transverse(), 2.0 * static_cast<int>(algorithm));
  };
  for (const int i : left) {
    const math::FourMomentum& a = made.objects[static_cast<std::size_t>(i)];
    least = std::min(least, scale(a));
    for (const int j : left) {
      if (j >= i) continue;
      const math::FourMomentum& b = made.objects[static_cast<std::size_t>(j)];
      const double dy = a.rapidity() - b.rapidity(), dphi = math::azimuth_difference(a.azimuth(), b.azimuth());
      least = std::min(least, std::min(scale(a), scale(b)) * (dy * dy + dphi * dphi) / (radius * radius));
    }
  }
  return least;
}

}  // namespace

TEST_CASE("each step of jet clustering takes the least of all distances, and momentum is conserved") {
  for (const JetAlgorithm algorithm : kAlgorithms)
    for (const int n : {1, 2, 3, 40}) {
      const JetClustering made = cluster_jets(drawn(static_cast<std::uint64_t>(n), n), algorithm, 0.7);
      REQUIRE(made.steps.size() == static_cast<std::size_t>(n));
      std::vector<int> left;
      for (int i = 0; i < n; ++i) left.push_back(i);
      math::FourMomentum jets, particles;
      for (int i = 0; i < n; ++i) particles = particles + made.objects[static_cast<std::size_t>(i)];
      for (const JetStep& step : made.steps) {
        CHECK(step.distance == doctest::Approx(least_distance(made, left, algorithm, 0.7)).epsilon(1e-9));
        REQUIRE(std::erase(left, step.i) == 1);
        if (step.made >= 0) {
          REQUIRE(std::erase(left, step.j) == 1);
          left.push_back(step.made);
        } else {
          jets = jets + made.objects[static_cast<std::size_t>(step.i)];
        }
      }
      CHECK(left.empty());
      CHECK(jets.e == doctest::Approx(particles.e));
      CHECK(jets.px == doctest::Approx(particles.px));
    }
}

TEST_CASE("a soft or collinear splitting changes no anti-kT jet") {
  std::vector<math::FourMomentum> particles = drawn(9, 30);
  const JetClustering before = cluster_jets(particles, JetAlgorithm::anti_kt, 0.6);
  // Collinear: one particle becomes two of 40 % and 60 %.
  const math::FourMomentum whole = particles[4];
  particles[4] = {0.4 * whole.e, 0.4 * whole.px, 0.4 * whole.py, 0.4 * whole.pz};
  particles.push_back({0.6 * whole.e, 0.6 * whole.px, 0.6 * whole.py, 0.6 * whole.pz});
  particles.push_back(math::massless(1e-9, 0.1, 0.2));
  const JetClustering after = cluster_jets(particles, JetAlgorithm::anti_kt, 0.6);
  const auto jets = jets_of(before, 5), jets_after = jets_of(after, 5);
  REQUIRE(jets.size() == jets_after.size());
  for (std::size_t j = 0; j < jets.size(); ++j)
    CHECK(before.objects[static_cast<std::size_t>(jets[j])].transverse() ==
          doctest::Approx(after.objects[static_cast<std::size_t>(jets_after[j])].transverse()).epsilon(1e-6));
}

TEST_CASE("rapidity, azimuth and mass are those a momentum was made with") {
  for (double phi = -3.1; phi < 3.14; phi += 0.05) {
    const math::FourMomentum p = math::massless(20, 1.5, phi);
    CHECK(p.azimuth() == doctest::Approx(phi).epsilon(1e-14));
    CHECK(p.azimuth() == doctest::Approx(std::atan2(p.py, p.px)).epsilon(4e-16));
    CHECK(p.rapidity() == doctest::Approx(1.5));
    CHECK(p.transverse() == doctest::Approx(20));
    CHECK(p.mass() < 1e-5);
  }
  CHECK(math::azimuth_difference(3, -3) == doctest::Approx(6 - 2 * std::numbers::pi));
  const math::FourMomentum both = math::massless(10, 0, 0) + math::massless(10, 0, std::numbers::pi / 2);
  CHECK(both.mass() == doctest::Approx(std::sqrt(200)));
}

TEST_CASE("every particle is held by one jet in the end, by itself in the beginning") {
  const JetClustering made = cluster_jets(drawn(4, 25), JetAlgorithm::kt, 0.5);
  const auto start = holders_after(made, 0), end = holders_after(made, made.steps.size()), jets = jets_of(made, 0);
  for (std::size_t i = 0; i < 25; ++i) {
    CHECK(start[i] == static_cast<int>(i));
    CHECK(std::find(jets.begin(), jets.end(), end[i]) != jets.end());
  }
  CHECK(cluster_jets({}, JetAlgorithm::kt, 1).steps.empty());
}
