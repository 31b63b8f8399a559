#include "core/ml/optimise/grid_scan.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/ml/optimise/surfaces.h"

using namespace lectern;
using namespace lectern::optimise;

TEST_CASE("a scan asks every node once and keeps the lowest") {
  const auto f = himmelblau();
  const CountingObjective counted(*f);
  const std::vector<double> low{-5, -5}, high{5, 5};
  GridScan scan(counted, low, high, 11);  // nodes at whole numbers: (3, 2) is a minimum
  CHECK(scan.nodes() == 121);
  CHECK(scan.best().empty());
  CHECK(std::isinf(scan.best_f()));
  double before = INFINITY;
  for (int step = 0; step < 100; ++step) {
    scan.step(2);
    CHECK(scan.best_f() <= before);
    before = scan.best_f();
  }
  CHECK(scan.is_done());
  CHECK(counted.values() == 121);
  CHECK(counted.gradients() == 0);
  CHECK(scan.evaluations() == 121);
  CHECK(scan.best_f() == 0);
  CHECK(std::vector<double>(scan.best().begin(), scan.best().end()) == std::vector<double>{3, 2});
}

TEST_CASE("nodes run from edge to edge, the first variable fastest") {
  const auto f = saddle();
  const std::vector<double> low{-1, 0}, high{1, 4};
  const GridScan scan(*f, low, high, 3);
  std::vector<double> x(2);
  scan.node(0, x);
  CHECK(x == low);
  scan.node(1, x);
  CHECK(x == std::vector<double>{0, 0});
  scan.node(3, x);
  CHECK(x == std::vector<double>{-1, 2});
  scan.node(8, x);
  CHECK(x == high);
}
