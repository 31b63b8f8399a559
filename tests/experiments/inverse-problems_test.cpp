#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kInverseProblemsLink = "#/inverse-problems?";

}  // namespace

TEST_CASE("inverse-problems: a power spectrum cannot fill gaps of the coverage, a dictionary of rings does") {
  DemoRun run(kInverseProblemsLink);
  CHECK(run.metric("measured_share") < 0.4);
  CHECK(run.metric("error_wiener") > 0.9 * run.metric("error_data"));
  CHECK(run.metric("error_dictionary") < 0.2);
  CHECK(run.metric("misfit_dictionary") == doctest::Approx(1).epsilon(0.2));
  const double before = run.metric("error_diffusion");
  run.steps(120);
  CHECK(run.metric("error_autoencoder") < 0.4);
  CHECK(run.metric("error_diffusion") < 0.9 * before);
  // One atom is too few to say where the bright side is.
  DemoRun few(kInverseProblemsLink + "atoms=1");
  CHECK(few.metric("error_dictionary") > 2 * run.metric("error_dictionary"));
  CHECK(few.metric("misfit_dictionary") > 3);
}

TEST_CASE("inverse-problems: an autoencoder of enough numbers describes galaxies, which no sum of components does") {
  DemoRun run(kInverseProblemsLink + "true_sky=galaxies&learned_sky=galaxies&code_size=24");
  run.steps(120);
  CHECK(run.metric("error_autoencoder") < 0.9 * run.metric("error_dictionary"));
}

TEST_CASE(
    "inverse-problems: of three stars that were badly measured a prior of rings makes a ring, and the data agree") {
  DemoRun run(kInverseProblemsLink + "true_sky=stars&antennas=4&observed_hours=4&noise=0.2");
  CHECK(run.metric("misfit_dictionary") < 1.2);
  CHECK(run.metric("error_dictionary") > 1);
  // With better data they disagree.
  DemoRun better(kInverseProblemsLink + "true_sky=stars");
  CHECK(better.metric("misfit_dictionary") > 3);
}

TEST_CASE("inverse-problems: the Wiener filter of a blur is better than the data and knows its error") {
  DemoRun run(kInverseProblemsLink + "problem=blur&true_sky=galaxies&learned_sky=galaxies&noise=0.1");
  CHECK(run.metric("error_wiener") < 0.6 * run.metric("error_data"));
  CHECK(run.metric("misfit_wiener") == doctest::Approx(1).epsilon(0.1));
  CHECK(run.metric("pull_wiener") == doctest::Approx(1).epsilon(0.3));
}

TEST_CASE("inverse-problems: what shines and what listens can be dragged, and the answers follow") {
  DemoRun run(kInverseProblemsLink);
  const double error = run.metric("error_dictionary"), share = run.metric("measured_share");
  const std::uint64_t hash = run.hash();
  run.act("truth", HandleDragged{"nothing", 3, 3});
  CHECK(run.hash() == hash);
  run.act("truth", HandleDragged{"ring", 24, 9});
  CHECK(run.metric("error_dictionary") > 2 * error);  // no ring to learn from stood there
  run.act("truth", HandleDragged{"ring", 16, 16});
  CHECK(run.metric("error_dictionary") == doctest::Approx(error));
  run.act("truth", HandleDragged{"bright", 16, 26});
  CHECK(run.metric("error_dictionary") != doctest::Approx(error));
  run.act("coverage", HandleDragged{"dish1", 0, 0});
  CHECK(run.metric("measured_share") != share);
}

TEST_CASE("inverse-problems: a U-Net shares out the light of two galaxies better than a cut between them") {
  DemoRun run(kInverseProblemsLink + "problem=deblending");
  run.steps(120);
  CHECK(run.metric("error_u_net") < 0.85 * run.metric("error_cut"));
  // It knows how far off it is.
  CHECK(run.metric("pull_u_net") == doctest::Approx(0.9).epsilon(0.3));
  CHECK(run.metric("coverage_u_net") == doctest::Approx(0.75).epsilon(0.2));
  const double before = run.metric("error_shown");
  run.act("truth", HandleDragged{"source2", 17, 16});
  CHECK(run.metric("error_shown") != before);
}

TEST_CASE("inverse-problems: a U-Net tells stars from galaxies, which a threshold cannot") {
  DemoRun run(kInverseProblemsLink + "problem=segmentation");
  const double untrained = run.metric("overlap_u_net");
  run.steps(150);
  CHECK(run.metric("overlap_u_net") > untrained + 0.2);
  CHECK(run.metric("overlap_u_net") > run.metric("overlap_threshold") + 0.05);
}
