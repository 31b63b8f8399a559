// A particle takes random steps: its path, and how its mean square distance from the start grows.
// Lecture row R0.
// Sources: name the paper or the chapter that the demo follows.

#include <array>

#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/math/running_moments.h"

namespace lectern {
namespace {

struct Settings {
  int walkers = 100;
  double noise = 0.1;
};

class ExampleDemo final : public Demo<ExampleDemo, Settings> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.group("Walk")
        .integer(&Settings::walkers, "walkers", "Walkers", {1, 1000})
        .help("How many particles walk side by side.")
        .real(&Settings::noise, "noise", {0.001, 1})
        .logarithmic()
        .live()
        .help("Standard deviation of a step in each direction.");
  }

  explicit ExampleDemo(const Start& start) : Demo(start), rng_(rng("steps")), places_(settings().walkers, 2) {
    record();
  }

  void step() override {
    for (std::ptrdiff_t i = 0; i < places_.size(); ++i) places_.data()[i] += settings().noise * rng_.normal();
    ++steps_;
    record();
  }

  auto state() const { return std::tie(rng_, places_, steps_, distance_); }

  void describe(Snapshot& snapshot) const override {
    Plane& plane = snapshot.plane("plane", "Walkers", {.weight = 4, .help = "Each dot is a particle."});
    plane.equal_axes({.label = "x"}, {.label = "y"});
    plane.points("walkers", places_);
    plane.point("start", 0, 0, {.color = kColorAccent, .marker = Marker::cross, .size_px = 8});
    Plane& curves = snapshot.curves("distance", "Distance", {.weight = 2, .help = "It grows in proportion to time."});
    curves.axes({.label = "steps"}, {.label = "mean square distance"});
    curves.line("mean of all walkers", distance_, 0);
    snapshot.numbers("Numbers", {.help = "The walk so far."})
        .add("steps_done", "steps", static_cast<double>(steps_), {.digits = 0})
        .add("square_distance", "mean square distance", distance_.last(0));
  }

  SeedUse seeds() const override { return {.run = true, .data = false}; }

 private:
  void record() {
    math::RunningMoments squares;
    for (std::ptrdiff_t i = 0; i < places_.rows(); ++i)
      squares.add(places_(i, 0) * places_(i, 0) + places_(i, 1) * places_(i, 1));
    distance_.record(static_cast<double>(steps_), std::array{squares.mean()});
  }

  Rng rng_;
  Matrix<double> places_;  // walkers × 2
  long steps_ = 0;
  History distance_{1};
};

const RegisterDemo<ExampleDemo> registered{{
    .id = "example-demo",
    .title = "Example demo",
    .lecture = 0,
    .row = "R0",
    .summary = "Particles take random steps away from where they started.",
    .sources = {"name the paper or the chapter that the demo follows"},
}};

}  // namespace
}  // namespace lectern
