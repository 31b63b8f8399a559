// Demos of one block of data: what is carried from one to the other makes the same examples there.

#include <algorithm>
#include <string>
#include <vector>

#include "core/lab/registry.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

// All examples in the panel "plane", in an order of their own.
std::vector<std::pair<float, float>> examples(const std::string& link) {
  DemoRun run(link);
  std::vector<std::pair<float, float>> places;
  for (const PlaneLayer& layer : run.panel<Plane>("plane").layers) {
    const auto* points = std::get_if<PointsLayer>(&layer);
    if (points == nullptr || (points->label != "training" && points->label != "validation" && points->label != "drawn"))
      continue;
    for (std::size_t i = 0; i < points->x.size(); ++i) places.emplace_back(points->x[i], points->y[i]);
  }
  std::sort(places.begin(), places.end());
  return places;
}

std::string data_block(std::string_view id) { return std::string(Registry::instance().card(id)->data_block); }

}  // namespace

TEST_CASE("the card of a demo names its block of data before its code is here") {
  for (const ExperimentInfo* info : Registry::instance().all()) {
    CAPTURE(info->id);
    CHECK(data_block(info->id) == info->data_block);
  }
}

TEST_CASE("the points of linear-vs-logistic are those of the network, and of other demos on the same data") {
  const std::string data = "?data=circles&n=150&noise=0.2&train_fraction=0.7&data_seed=5&points=gQ_fC_vBgwCBgoB_PC";
  const std::vector<std::pair<float, float>> known = examples("#/linear-vs-logistic" + data);
  CHECK(known.size() > 100);
  for (const std::string id : {"neural-network", "nearest-neighbours", "decision-tree"}) {
    CAPTURE(id);
    CHECK(data_block(id) == data_block("linear-vs-logistic"));
    CHECK(examples("#/" + id + data) == known);
  }
}
