#include "core/data/cluster_shapes.h"

#include <cmath>
#include <numbers>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

struct Cloud {
  double x, y, width;
};

void standardise(Matrix<double>& X) {
  const auto n = static_cast<double>(X.rows());
  for (std::ptrdiff_t j = 0; j < X.cols(); ++j) {
    double mean = 0, square = 0;
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i) mean += X(i, j);
    mean /= n;
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i) square += (X(i, j) - mean) * (X(i, j) - mean);
    const double deviation = std::sqrt(square / n);
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i) X(i, j) = deviation > 0 ? (X(i, j) - mean) / deviation : 0;
  }
}

}  // namespace

ClusterSet make_cluster_set(ClusterShape shape, int n, double noise, Rng& rng) {
  constexpr Cloud kEqual[] = {{-5, -4, 1}, {0, 5, 1}, {5, -3, 1}};
  constexpr Cloud kVaried[] = {{-4.5, -3, 1}, {0, 3.5, 2.5}, {4.5, -3, 0.5}};
  constexpr Cloud kLong[] = {{-0.8, -1.3, 1}, {0.5, 0, 1}, {-0.3, 1.3, 1}};  // before they are turned
  const bool is_ring = shape == ClusterShape::circles || shape == ClusterShape::moons;
  const int groups = shape == ClusterShape::none ? 1 : is_ring ? 2 : 3;
  ClusterSet set{Matrix<double>(n, 2), {}};
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const int group = static_cast<int>(i % groups);
    double x = 0, y = 0;
    if (is_ring) {
      const bool is_moon = shape == ClusterShape::moons;
      // Evenly along the ring, as the distance to the next neighbour is what the set is about.
      const double angle = std::numbers::pi * (is_moon ? 1 : 2) * (static_cast<double>(i / 2) + 0.5) / ((n + 1) / 2);
      const double radius = is_moon || group == 0 ? 1 : 0.5;
      x = radius * math::cos(angle);
      y = radius * math::sin(angle);
      if (is_moon && group == 1) x = 1 - x, y = 0.5 - y;
      x += noise * rng.normal();
      y += noise * rng.normal();
    } else if (shape == ClusterShape::none) {
      x = rng.uniform();
      y = rng.uniform();
    } else {
      const bool is_long = shape == ClusterShape::anisotropic;
      const Cloud& cloud = (shape == ClusterShape::varied ? kVaried : is_long ? kLong : kEqual)[group];
      const double u = rng.normal(), v = rng.normal();
      x = cloud.x + cloud.width * u * (is_long ? 1.2 : 1);
      y = cloud.y + cloud.width * v * (is_long ? 0.2 : 1);
      if (is_long) {  // turned so that no axis is special
        const double along = x, across = y;
        x = 0.58 * along + 0.815 * across;
        y = -0.815 * along + 0.58 * across;
      }
    }
    set.X(i, 0) = x;
    set.X(i, 1) = y;
    set.truth.push_back(group);
  }
  standardise(set.X);
  return set;
}

}  // namespace lectern::data
