#include "core/experiments/landscapes/descent_racer.h"

#include <array>
#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include <map>

using namespace lectern;

namespace {

// A formula, looked at from −1 to 1; it lives as long as the tests.
const SurfacePicture& picture_of(const std::string& formula) {
  static std::map<std::string, SurfacePicture> pictures;
  if (!pictures.contains(formula)) {
    auto surface = make_surface({.surface = "typed", .formula = formula, .window = 1}, Rng(1));
    REQUIRE(surface.ok());
    pictures.emplace(formula, std::move(*surface));
  }
  return pictures.at(formula);
}

std::uint64_t hash_of(const DescentRacer& racer) {
  StateHasher hasher;
  add_state(hasher, racer);
  return hasher.digest();
}

DescentRacer racer_on(const char* formula, const nn::OptimizerSpec& spec, std::vector<double> start,
                      bool averages = false) {
  return DescentRacer(picture_of(formula), "Descent", spec, averages, start);
}

}  // namespace

TEST_CASE("a racer that leaves ten times the window has diverged, and the cause names η and the largest curvature") {
  // x ← x − 3x: ½, −1, 2, −4, 8, −16
  DescentRacer racer = racer_on("x^2 / 2", {.learning_rate = 3}, {0.5});
  for (int step = 0; step < 4; ++step) racer.step({});
  CHECK(racer.status() == SearchStatus::running);
  CHECK(racer.cause().empty());
  CHECK(racer.place()[0] == 8);
  racer.step({});
  CHECK(racer.has_diverged());
  CHECK(racer.place()[0] == 8);  // the last that can be shown
  CHECK(racer.f() == 32);
  CHECK(racer.trail().size() == 5);
  CHECK(racer.largest_stable_rate() == doctest::Approx(2));
  CHECK(racer.cause() == "Descent diverged at step 5: at step 0, at (0.5), the curvature of the surface is λ = 1, "
                         "where η must stay below 2/λ = 2; it is 3.");
  const std::uint64_t hash = hash_of(racer);
  racer.step({});
  CHECK(hash_of(racer) == hash);
}

TEST_CASE("the bound on η named is that of the method: larger with momentum, less so with Nesterov's") {
  const auto cause_of = [](const nn::OptimizerSpec& spec) {
    DescentRacer racer = racer_on("x^2 / 2", spec, {0.5});
    for (int step = 0; step < 100 && !racer.has_diverged(); ++step) racer.step({});
    CHECK(racer.has_diverged());
    return racer.cause();
  };
  CHECK(cause_of({.learning_rate = 4, .momentum = 0.5}).find("2(1 + γ)/λ = 3; it is 4") != std::string::npos);
  CHECK(
      cause_of({.learning_rate = 4, .momentum = 0.5, .nesterov = true}).find("2(1 + γ)/((1 + 2γ) λ) = 1.5; it is 4") !=
      std::string::npos);
}

TEST_CASE("a racer that diverges on a flat surface is told that it keeps falling or has no value") {
  const std::pair<const char*, const char*> cases[] = {{"-x", "the surface keeps falling."},
                                                       {"sqrt(x)", "the function has no finite value."}};
  for (const auto& each : cases) {  // far away by one step; beyond where it has values
    const char *formula = each.first, *what = each.second;
    CAPTURE(formula);
    DescentRacer racer = racer_on(formula, {.learning_rate = 30}, {0.5});
    racer.step({});
    CHECK(racer.has_diverged());
    CHECK(std::isinf(racer.largest_stable_rate()));
    CHECK(racer.place()[0] == 0.5);
    CHECK(racer.cause() ==
          std::string("Descent diverged at step 1: with η = 30 it went far out of the window, where ") + what);
  }
}

TEST_CASE("a racer that noise takes up a wall is not told that the surface falls") {
  DescentRacer racer = racer_on("x^4", {.learning_rate = 0.1}, {0.5});
  racer.step(std::vector<double>{-1000});
  CHECK(racer.has_diverged());
  CHECK(racer.cause() == "Descent diverged at step 1: with η = 0.1 it went far out of the window, where noise took it, "
                         "or the walls are too steep for this η.");
}

TEST_CASE("a stationary point is a minimum, a saddle or a maximum by its curvatures") {
  CHECK(status_at_rest(std::array{-2.0, -1.0}) == SearchStatus::at_maximum);
  CHECK(status_at_rest(std::array{-2.0, 1.0}) == SearchStatus::at_saddle);
  CHECK(status_at_rest(std::array{-2.0, 0.0}) == SearchStatus::at_saddle);
  CHECK(status_at_rest(std::array{0.0, 1.0}) == SearchStatus::at_minimum);
  const auto state_at = [](const char* formula, std::vector<double> start) {
    return std::string(to_string(racer_on(formula, {.learning_rate = 0.1}, std::move(start)).status()));
  };
  CHECK(state_at("x^2 - y^2", {0, 0}) == "saddle");
  CHECK(state_at("x^2 + y^2", {0, 0}) == "minimum");
  CHECK(state_at("-x^2 - y^2", {0, 0}) == "maximum");
  CHECK(state_at("x^2 + y^2", {0.25, 0}) == "running");
}

TEST_CASE("a racer that shows the mean of its places is between them, while it goes on from the last") {
  // x ← −x: the mean of ½, −½, ½ is 1/6
  DescentRacer racer = racer_on("x^2 / 2", {.learning_rate = 2}, {0.5}, true);
  racer.step({});
  CHECK(racer.place()[0] == doctest::Approx(0));
  racer.step({});
  CHECK(racer.place()[0] == doctest::Approx(1.0 / 6));
  CHECK(racer.f() == doctest::Approx(1.0 / 72));
  CHECK(racer.gradient_norm() == doctest::Approx(1.0 / 6));
  CHECK(racer.descent().x()[0] == doctest::Approx(0.5));
}

TEST_CASE("noise is added to the gradient, and a place is written with three digits a coordinate") {
  DescentRacer racer = racer_on("x^2 + y^2", {.learning_rate = 0.25}, {0.5, 0});
  racer.step(std::array{0.0, 1.0});
  CHECK(racer.place()[0] == doctest::Approx(0.25));
  CHECK(racer.place()[1] == doctest::Approx(-0.25));
  CHECK(place_text(std::array{1.23456, -0.5}) == "(1.23, -0.5)");
}

TEST_CASE("a mean that passes over the minimum is no racer at rest while its descent goes on") {
  // x ← x − 2x: 1, −1, 1, −1; the mean of two is 0
  DescentRacer racer = racer_on("x^2 / 2", {.learning_rate = 2}, {1}, true);
  racer.step({});
  CHECK(racer.place()[0] == 0);
  CHECK(racer.gradient_norm() == 0);
  CHECK(racer.status() == SearchStatus::running);
}

TEST_CASE("a racer stops where its gradient with its noise is short, and goes on when it is asked for less") {
  // x ← x − 0.5x: the gradient is x
  DescentRacer racer = racer_on("x^2 / 2", {.learning_rate = 0.5}, {1});
  for (int step = 0; step < 10; ++step) racer.step({}, 0.2);
  CHECK(racer.status() == SearchStatus::stopped);
  CHECK(racer.descent().steps() == 3);
  CHECK(racer.place()[0] == 0.125);
  racer.step(std::vector<double>{1}, 0.2);
  CHECK(racer.descent().steps() == 4);
  racer.step({}, 0.01);
  CHECK(racer.status() == SearchStatus::running);
}
