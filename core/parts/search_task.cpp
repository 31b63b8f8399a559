#include "core/parts/search_task.h"

#include <utility>

#include "core/ml/optimise/curvature.h"

namespace lectern {
namespace {

// Labels of the random streams.
constexpr std::uint64_t kStart = 2, kData = 3, kWeights = 4;

}  // namespace

double SearchTask::unit_of_rate(std::span<const double> from) const {
  if (picture != nullptr) return picture->surface().unit_of_rate(from);
  return optimise::descent_limit(optimise::largest_curvature(network->f(), from));
}

Result<std::shared_ptr<const SearchTask>> make_search_task(const ExperimentStart& start) {
  const ParameterSet& p = start.parameters;
  const Rng rng(start.seed);
  auto task = std::make_shared<SearchTask>();
  if (p.choice("task") == "surface") {
    auto picture = make_surface_picture(p, rng.split(kStart));
    if (!picture) return Error{picture.error()};
    task->picture = std::move(*picture);
    const Surface& surface = task->picture->surface();
    task->low = surface.low();
    task->high = surface.high();
    task->start = surface.start;
  } else {
    task->network = std::make_unique<const WeightSearch>(p, p.choice("task"), Rng(start.data_seed).split(kData),
                                                         rng.split(kWeights));
    task->start.assign(task->network->start().begin(), task->network->start().end());
    task->low.assign(task->start.size(), -task->network->reach());
    task->high.assign(task->start.size(), task->network->reach());
  }
  return std::shared_ptr<const SearchTask>(std::move(task));
}

}  // namespace lectern
