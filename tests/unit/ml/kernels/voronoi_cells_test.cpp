#include "core/ml/kernels/voronoi_cells.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math/rng.h"

using namespace lectern;
using kernels::NeighbourSearch;
using kernels::voronoi_edges;
using kernels::VoronoiEdge;

namespace {

constexpr kernels::VoronoiWindow kWindow{-1, 1, -1, 1};

Matrix<double> places(std::initializer_list<double> xy) {
  Matrix<double> X(static_cast<std::ptrdiff_t>(xy.size() / 2), 2);
  std::copy(xy.begin(), xy.end(), X.data());
  return X;
}

std::vector<VoronoiEdge> edges_of(const Matrix<double>& X) { return voronoi_edges(X, NeighbourSearch(X), kWindow); }

}  // namespace

TEST_CASE("the edge between two points is their bisector, across the window") {
  const std::vector<VoronoiEdge> edges = edges_of(places({-0.5, 0, 0.25, 0}));
  REQUIRE(edges.size() == 1);
  CHECK(edges[0].x0 == doctest::Approx(-0.125));
  CHECK(edges[0].x1 == doctest::Approx(-0.125));
  CHECK(std::fabs(edges[0].y1 - edges[0].y0) == doctest::Approx(2));
  CHECK(edges[0].a == 0);
  CHECK(edges[0].b == 1);
}

TEST_CASE("one point, or many at one place, have no edges") {
  CHECK(edges_of(places({0.5, 0.5})).empty());
  CHECK(edges_of(places({0.5, 0.5, 0.5, 0.5, 0.5, 0.5})).empty());
  CHECK(edges_of(places({0.5, 0.5, 0.5, 0.5, -0.5, 0.5})).size() == 1);
}

TEST_CASE("both points of an edge are as near to it as any point is, and every change of the nearest meets an edge") {
  Rng rng(7);
  Matrix<double> X(120, 2);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < 2; ++j) X(i, j) = rng.uniform(-1.2, 1.2);
  const NeighbourSearch search(X);
  const std::vector<VoronoiEdge> edges = voronoi_edges(X, search, kWindow);
  const auto distance = [&](int point, double x, double y) { return std::hypot(X(point, 0) - x, X(point, 1) - y); };
  for (const VoronoiEdge& edge : edges) {
    const double x = 0.5 * (edge.x0 + edge.x1), y = 0.5 * (edge.y0 + edge.y1);
    std::array<int, 1> nearest;
    std::array<double, 1> least;
    search.nearest(std::array{x, y}, nearest, least);
    CHECK(distance(edge.a, x, y) == doctest::Approx(least[0]));
    CHECK(distance(edge.b, x, y) == doctest::Approx(least[0]));
  }
  // Along a line through the window.
  int before = -1, changes = 0, met = 0;
  for (int i = 0; i <= 2000; ++i) {
    std::array<int, 1> nearest;
    std::array<double, 1> least;
    search.nearest(std::array{-1 + i / 1000.0, 0.1}, nearest, least);
    if (before >= 0 && nearest[0] != before) ++changes;
    before = nearest[0];
  }
  for (const VoronoiEdge& edge : edges) met += (edge.y0 > 0.1) != (edge.y1 > 0.1) ? 1 : 0;
  CHECK(met == changes);
}
