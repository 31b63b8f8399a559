#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/lab/experiment.h"
#include "core/parts/surface_picture.h"
#include "core/parts/weight_search.h"

namespace lectern {

// What a search without gradients looks for: the lowest place of a surface, or the weights of a small network.
// Shared by all copies of a run, and never changed.
struct SearchTask {
  std::shared_ptr<const SurfacePicture> picture;  // of a surface
  std::unique_ptr<const WeightSearch> network;    // or of a network
  std::vector<double> low, high, start;           // D

  const optimise::Objective& f() const { return picture != nullptr ? *picture->surface().f : network->f(); }
  double above_least(double value) const { return picture != nullptr ? picture->surface().above_least(value) : value; }
  // 2/λ, with λ the largest curvature at the start; on a surface also at the minimum nearest to it.
  double unit_of_rate(std::span<const double> from) const;
};

// What the parameters say: "task" ("surface", "curve" or "xnor") with those of core/parts/surface_settings.h and
// core/parts/weight_search.h. An error says what is wrong with a typed surface.
Result<std::shared_ptr<const SearchTask>> make_search_task(const ExperimentStart& start);

}  // namespace lectern
