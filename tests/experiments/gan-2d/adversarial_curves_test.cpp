#include "core/experiments/gan-2d/adversarial_curves.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;
using tests::layers_of;

namespace {

const Plane& curves_of(const Snapshot& snapshot, std::string_view id) {
  for (const Panel& panel : snapshot.panels)
    if (panel.id == id) return std::get<Plane>(panel.content);
  static const Plane kNone{};
  FAIL_CHECK("no such panel");
  return kNone;
}

}  // namespace

TEST_CASE("adversarial curves stand beside their theoretical values") {
  AdversarialCurves curves;
  CHECK(std::isnan(curves.generator_loss()));
  CHECK(std::isnan(curves.data_model()));
  curves.record_round(1, {1.4, 0.5, 0.4}, {0.7, 0.4});
  curves.record_divergences(1, 0.3, 0.2);
  CHECK(curves.discriminator_loss() == 1.4);
  CHECK(curves.generator_loss() == 0.7);
  CHECK(curves.data_model() == 0.3);
  CHECK(curves.model_data() == 0.2);
  Snapshot snapshot;
  curves.describe(snapshot, generative::GeneratorLoss::minimax);
  CHECK(curves_of(snapshot, "costs").comparable);
  CHECK(layer_of<RuleLayer>(curves_of(snapshot, "costs"), "balance of D: ln 4").at == doctest::Approx(1.386294));
  CHECK(layer_of<RuleLayer>(curves_of(snapshot, "costs"), "balance of G: −ln 2").at == doctest::Approx(-0.693147));
  CHECK(layer_of<RuleLayer>(curves_of(snapshot, "opinions"), "D can only guess: 1/2").at == 0.5);
  CHECK(layers_of<LineLayer>(curves_of(snapshot, "divergences")).size() == 2);
}

TEST_CASE("a critic's curves are its scores and the distance between them") {
  AdversarialCurves curves;
  curves.record_round(1, {.loss = -1, .score_on_data = 3, .score_on_samples = 1.5, .penalty = 0.05, .mean_slope = 0.9},
                      {-1.5, 0.4});
  CHECK(curves.critic_distance() == 1.5);
  CHECK(curves.critic_slope() == 0.9);
  Snapshot snapshot;
  curves.describe(snapshot, generative::GeneratorLoss::wasserstein);
  CHECK(layer_of<LineLayer>(curves_of(snapshot, "costs"), "distance, by the critic").y.back() == 1.5f);
  CHECK(layer_of<LineLayer>(curves_of(snapshot, "opinions"), "d(x), data").y.back() == 3);
}
