#include "core/experiments/neural-network/training_curves.h"

#include <doctest/doctest.h>

#include <array>

#include "tests/unit/parts/layers.h"

using namespace lectern;
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

TEST_CASE("training curves show validation and its best epoch only where there is some") {
  TrainingCurves curves(2);
  curves.record_fit(1, {0.5, 0.8}, nn::Fit{0.6, 0.7});
  curves.record_gradients(1, std::array{1.0, 2.0});
  Snapshot snapshot;
  curves.describe(snapshot, {.best_epoch = 1});
  CHECK(curves_of(snapshot, "loss").comparable);
  CHECK(layers_of<LineLayer>(curves_of(snapshot, "loss")).size() == 2);
  CHECK(layers_of<RuleLayer>(curves_of(snapshot, "loss")).size() == 1);
  CHECK(layers_of<LineLayer>(curves_of(snapshot, "loss"))[1]->y == std::vector<float>{0.6f});
  CHECK(layers_of<LineLayer>(curves_of(snapshot, "gradients")).size() == 2);
  CHECK(layers_of<LineLayer>(curves_of(snapshot, "gradients"))[1]->label == "layer 2");
  snapshot.rewind_content();
  curves.describe(snapshot, {.has_validation = false, .is_classification = false});
  CHECK(layers_of<LineLayer>(curves_of(snapshot, "loss")).size() == 1);
  CHECK(layers_of<RuleLayer>(curves_of(snapshot, "loss")).empty());
}
