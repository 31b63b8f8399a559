#include <cmath>
#include <string>
#include <utility>
#include <variant>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kDiffusion = "#/diffusion?";
const std::string kFields = kDiffusion + "subject=fields";

double mean_loss(const std::string& link, int skipped, int steps) {
  DemoRun run(link);
  run.steps(skipped);
  double sum = 0;
  for (int i = 0; i < steps; ++i) {
    run.steps(1);
    sum += run.metric("relative_loss");
  }
  return sum / steps;
}

}  // namespace

TEST_CASE("diffusion: the default is recognisable after seconds of play, each target after some more") {
  DemoRun run(kDiffusion);
  run.steps(100);
  CHECK(run.metric("high_quality") > 0.8);
  CHECK(run.metric("kl_data_model") < 0.4);
  DemoRun ring(kDiffusion + "target=ring");
  ring.steps(120);
  CHECK(ring.metric("kl_data_model") < 0.7);
}

TEST_CASE("diffusion: the way of one sample follows its start, and dragging it back undoes it") {
  DemoRun run(kDiffusion);
  run.steps(40);
  const auto way = [&] {
    for (const PlaneLayer& layer : run.panel<Plane>("reverse").layers)
      if (const auto* line = std::get_if<LineLayer>(&layer)) return std::pair{line->x.front(), line->x.back()};
    return std::pair{0.0f, 0.0f};
  };
  const auto before = way();
  run.act("reverse", HandleDragged{"start", -1, 0.5f});
  CHECK(way().first == doctest::Approx(-1).epsilon(1e-3));
  CHECK(way().second != before.second);
}

TEST_CASE("diffusion: twenty steps back are nearly as good as fifty, five are not") {
  DemoRun run(kDiffusion + "compare_steps=true");
  run.steps(72);
  CHECK(run.metric("twenty_steps_smooth") < 0.7 * run.metric("five_steps_smooth"));
  CHECK(run.metric("fifty_steps_random") < run.metric("five_steps_random"));
}

TEST_CASE("diffusion: random phases have the spectrum of the data and none of the rest") {
  DemoRun run(kFields);
  CHECK(run.metric("phases_spectrum") < 0.7);
  CHECK(run.metric("phases_one_point") > 1);
  CHECK(run.metric("phases_peaks") > 1.5);
  // The filter alone makes Gaussian fields.
  CHECK(run.metric("misfit_one_point") > 1);
  run.steps(100);
  CHECK(run.metric("misfit_one_point") < 0.8 * run.metric("phases_one_point"));
  CHECK(run.metric("misfit_peaks") < 0.8 * run.metric("phases_peaks"));
}

TEST_CASE("diffusion: a network knows more than the spectrum, but not of Gaussian fields") {
  CHECK(mean_loss(kFields, 60, 20) < 0.92);
  CHECK(mean_loss(kFields + "&field_law=gaussian&learning_rate=0.001", 20, 30) > 0.95);
}

TEST_CASE("diffusion: GAN, flow and VAE learn the same fields, and the flow begins with their power spectrum") {
  DemoRun run(kFields + "&rivals=true&fields=32");
  CHECK(run.metric("rival_2_spectrum") < 1);
  CHECK(run.metric("rival_2_one_point") > 1);
  const double before = run.metric("rival_3_spectrum");
  run.steps(25);  // the next complete run back
  CHECK(std::isfinite(run.metric("rival_1_peaks")));
  CHECK(run.metric("rival_3_spectrum") < before);
  CHECK(run.panel<Images>("rivals").tiles.size() == 9);
  DemoRun alone(kFields + "&fields=32");
  alone.steps(25);
  CHECK(alone.metric("misfit_peaks") == run.metric("misfit_peaks"));
}
