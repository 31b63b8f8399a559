#include <cmath>
#include <stdexcept>
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

LineLayer diffusion_curve(DemoRun& run, const std::string& panel, const std::string& name) {
  for (const PlaneLayer& layer : run.panel<Plane>(panel).layers)
    if (const auto* line = std::get_if<LineLayer>(&layer); line != nullptr && line->label == name) return *line;
  throw std::runtime_error(name);
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
  CHECK(run.panel<Images>("rivals").tiles.size() == 15);
  CHECK(diffusion_curve(run, "learning", "VAE").y.size() == 2);
  DemoRun alone(kFields + "&fields=32");
  alone.steps(25);
  CHECK(alone.metric("misfit_peaks") == run.metric("misfit_peaks"));
}

TEST_CASE("diffusion: rivals of points are followed against updates and against work, and asked once for a sample") {
  DemoRun run(kDiffusion + "target=ring&rivals=true&compare_steps=true"),
      work(kDiffusion + "target=ring&rivals=true&distances_against=work");
  run.steps(24);
  work.steps(24);
  const LineLayer gan = diffusion_curve(run, "divergences", "GAN"),
                  by_work = diffusion_curve(work, "divergences", "GAN");
  REQUIRE(gan.x.size() == by_work.x.size());
  CHECK(gan.y == by_work.y);
  CHECK(static_cast<double>(gan.x.back()) == doctest::Approx(96));
  // Of an update: nine times the discriminator's weights and four times the generator's, which are a little more than
  // half of the denoiser's.
  CHECK(work.metric("rival_1_work") > 2);
  CHECK(work.metric("rival_1_work") < 2.5);
  const LineLayer diffusion = diffusion_curve(work, "divergences", "diffusion");
  CHECK(static_cast<double>(by_work.x.back() / diffusion.x.back()) ==
        doctest::Approx(work.metric("rival_1_work")).epsilon(1e-4));
  bool is_asked_once = false;
  for (const PlaneLayer& layer : run.panel<Plane>("steps").layers)
    if (const auto* point = std::get_if<PointsLayer>(&layer); point != nullptr && point->label == "GAN")
      is_asked_once = point->x.front() == 1;
  CHECK(is_asked_once);
  const auto& table = run.panel<Table>("scores");
  CHECK(table.rows.size() == 5);
  CHECK(run.metric("rival_3_near") < 0.5);
}
