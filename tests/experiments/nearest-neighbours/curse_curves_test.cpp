#include "core/experiments/nearest-neighbours/curse_curves.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string_view>

#include "tests/unit/parts/layers.h"
#include "tests/unit/parts/state_hash.h"

using namespace lectern;
using tests::hash_of;

namespace {

const LineLayer& line_of(const Snapshot& snapshot, std::size_t panel, std::string_view label) {
  return tests::layer_of<LineLayer>(std::get<Plane>(snapshot.panels[panel].content), label);
}

}  // namespace

TEST_CASE("before anything is measured the laws are drawn: ε⁻ᵈ, and by the volume of a ball never less than 1") {
  const CurseCurves curves(0.5, 100, Rng(1));
  Snapshot snapshot;
  curves.describe(snapshot);
  CHECK(line_of(snapshot, 0, "measured").x.empty());
  const LineLayer& lattice = line_of(snapshot, 0, "n = ε⁻ᵈ");
  REQUIRE(lattice.y.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(lattice.y[i] == doctest::Approx(std::pow(2.0, static_cast<double>(i + 1))));
  const LineLayer& ball = line_of(snapshot, 0, "1/(V_d εᵈ)");
  CHECK(ball.y[0] == doctest::Approx(1));
  CHECK(ball.y[1] == doctest::Approx(4 / 3.14159265));
  const CurseCurves wide(0.9, 100, Rng(1));
  Snapshot near;
  wide.describe(near);
  for (const float needed : line_of(near, 0, "1/(V_d εᵈ)").y) CHECK(needed >= 1);
  CHECK(line_of(snapshot, 1, "error of 1-NN").x.empty());
}

TEST_CASE("the rounds of 1-NN are counted from none to all, and fall nowhere") {
  CurseCurves curves(0.5, 20, Rng(3));
  const auto rounds = [&] {
    Snapshot snapshot;
    curves.describe(snapshot);
    CHECK(snapshot.metrics[1].id == "rounds");
    return snapshot.metrics[1].value;
  };
  double last = rounds();
  CHECK(last == 0);
  for (int i = 0; i < CurseCurves::kRounds * CurseCurves::kDimensions; ++i) {
    curves.advance();
    CHECK(rounds() > last);
    last = rounds();
  }
  CHECK(last == CurseCurves::kRounds);
}

TEST_CASE("the samples needed grow with the dimension as far as patience goes, and then there is nothing more to do") {
  CurseCurves curves(0.05, 50, Rng(2));
  int steps = 0;
  for (; steps < 2000 && !curves.finished(); ++steps) curves.advance();
  REQUIRE(curves.finished());
  CHECK(steps >= CurseCurves::kRounds * CurseCurves::kDimensions);
  const std::vector<double> needed = curves.needed();
  REQUIRE(needed.size() >= 3);
  CHECK(needed.size() < CurseCurves::kDimensions);
  CHECK(needed[0] == doctest::Approx(10).epsilon(0.25));  // 1/(2ε), somewhat more near the ends
  for (std::size_t i = 1; i < needed.size(); ++i) CHECK(needed[i] > 4 * needed[i - 1]);
  Snapshot snapshot;
  curves.describe(snapshot);
  CHECK(line_of(snapshot, 0, "measured").x.size() == needed.size());
  CHECK(line_of(snapshot, 0, "n = ε⁻ᵈ").x.size() == needed.size() + 4);
  const LineLayer& nearness = line_of(snapshot, 1, "nearest ÷ mean distance");
  CHECK(nearness.y.size() == CurseCurves::kDimensions);
  CHECK(nearness.y.front() < 0.1f);
  CHECK(nearness.y.back() > 0.5f);
  CHECK(line_of(snapshot, 1, "error of 1-NN").y.front() < 0.1f);
  const std::uint64_t hash = hash_of(curves);
  curves.advance();
  CHECK(hash_of(curves) == hash);
}

TEST_CASE("where a whole cube is near, every dimension is sampled") {
  CurseCurves curves(5, 10, Rng(3));
  for (int step = 0; step < CurseCurves::kDimensions; ++step) curves.advance();
  CHECK(curves.needed().size() == CurseCurves::kDimensions - 1);
  CHECK(curves.needed().back() == 1);
  Snapshot snapshot;
  curves.describe(snapshot);
  CHECK(line_of(snapshot, 0, "n = ε⁻ᵈ").x.size() == CurseCurves::kDimensions);
  // One round is done: every dimension is measured.
  CHECK(line_of(snapshot, 1, "error of 1-NN").x.size() == CurseCurves::kDimensions);
}
