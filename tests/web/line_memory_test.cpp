#include "web/views/line_memory.h"

#include <doctest/doctest.h>

using namespace lectern;

namespace {

// A curve that grows with the steps, and a fit that moves.
Plane plane_at(int steps, double fit) {
  Plane plane;
  LineLayer& curve = plane.line("error", Places());
  for (int i = 0; i < steps; ++i) curve.x.push_back(static_cast<float>(i)), curve.y.push_back(1.0f / (1.0f + i));
  plane.line("fit", {{0.0, 1.0}, {0.0, fit}});
  plane.straight("boundary", 1, fit, 0);
  return plane;
}

}  // namespace

TEST_CASE("while nothing is changed nothing is remembered") {
  LineMemory memory;
  memory.see(plane_at(3, 1), {1, 1, 1, 1});
  memory.see(plane_at(9, 2), {2, 1, 1, 1});
  CHECK(memory.former().empty());
}

TEST_CASE("after a change the lines that moved stay as they were, and those that only grew do not") {
  LineMemory memory;
  memory.see(plane_at(3, 1), {1, 1, 1, 1});
  memory.see(plane_at(4, 2), {2, 1, 2, 1});
  REQUIRE(memory.former().size() == 2);
  CHECK(std::get<LineLayer>(memory.former()[0]).label == "fit");
  CHECK(std::get<LineLayer>(memory.former()[0]).y[1] == 1);
  CHECK(std::get<StraightLayer>(memory.former()[1]).b == 1);
  memory.see(plane_at(9, 3), {3, 1, 2, 1});
  CHECK(std::get<StraightLayer>(memory.former().back()).b == 1);
  memory.see(plane_at(9, 4), {4, 1, 3, 1});
  CHECK(std::get<StraightLayer>(memory.former().back()).b == 3);
}

TEST_CASE("a curve that begins anew after a change leaves the whole of the one before") {
  LineMemory memory;
  memory.see(plane_at(50, 1), {1, 1, 1, 1});
  memory.see(plane_at(1, 1), {2, 2, 2, 1});
  REQUIRE(memory.former().size() == 1);
  CHECK(std::get<LineLayer>(memory.former()[0]).x.size() == 50);
}

TEST_CASE("a run that begins anew unchanged, and another subject, forget") {
  LineMemory memory;
  memory.see(plane_at(5, 1), {1, 1, 1, 1});
  memory.see(plane_at(5, 2), {2, 1, 2, 1});
  memory.see(plane_at(1, 3), {3, 2, 2, 1});
  CHECK(memory.former().empty());
  memory.see(plane_at(5, 4), {4, 2, 3, 1});
  CHECK_FALSE(memory.former().empty());
  memory.see(plane_at(5, 5), {5, 3, 3, 2});
  CHECK(memory.former().empty());
}
