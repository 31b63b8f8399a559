#pragma once

#include <array>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"

namespace lectern::data {

// Six sets of the plane that tell methods of clustering apart.
// Source: after scikit-learn, Comparing different clustering algorithms on toy datasets.
enum class ClusterShape {
  circles,      // two rings, one inside the other
  moons,        // two interlocking half rings
  varied,       // three clouds of standard deviation 1, 2.5 and 0.5
  anisotropic,  // three parallel elongated clouds
  blobs,        // three round clouds
  none,         // a square filled evenly
};

inline constexpr std::array<Named<ClusterShape>, 6> kClusterShapes{{
    {ClusterShape::circles, "circles", "Rings"},
    {ClusterShape::moons, "moons", "Moons"},
    {ClusterShape::varied, "varied", "Unequal clouds"},
    {ClusterShape::anisotropic, "anisotropic", "Elongated clouds"},
    {ClusterShape::blobs, "blobs", "Equal clouds"},
    {ClusterShape::none, "none", "No structure"},
}};

struct ClusterSet {
  Matrix<double> X;        // n × 2, each column of mean 0 and variance 1
  std::vector<int> truth;  // n: the group that each point was drawn from

  auto state() const { return std::tie(X, truth); }
};

// n points, of group i mod the number of groups. noise: standard deviation about rings and moons of radius 1.
ClusterSet make_cluster_set(ClusterShape shape, int n, double noise, Rng& rng);

}  // namespace lectern::data
