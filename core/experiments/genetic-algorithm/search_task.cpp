#include "core/experiments/genetic-algorithm/search_task.h"

#include <utility>

#include "core/ml/optimise/curvature.h"

namespace lectern {

Schema<SearchTaskSettings> SearchTaskSettings::schema(const SearchTaskSettings& defaults) {
  using Self = SearchTaskSettings;
  std::vector<Option<int>> laws;
  for (const data::PlanarChoice& law : data::planar_laws_of_one())
    laws.push_back({static_cast<int>(laws.size()), law.id, law.label});
  return Schema<Self>(1, defaults)
      .group("Task")
      .choice(&Self::task, "task", "Individuals are",
              {{Task::surface, "surface", "Places on a surface"},
               {Task::curve, "curve", "Networks that fit a curve"},
               {Task::xnor, "xnor", "Networks for XNOR"},
               {Task::steps, "steps", "Step networks for XNOR"}})
      .help(
          "Genes are the coordinates of a place, or all weights and biases of a network. Step networks answer yes or no in "
          "every neuron, and their cost is the fraction they get wrong: it has no gradient.")
      .include_while(&Self::task, {Task::surface}, &Self::surface)
      .group("Network")
      .choice([](Self& s) -> int& { return s.network.law; }, "law", glossary_label("law"), std::move(laws))
      .help("The curve behind the points.")
      .shown_when(&Self::task, {Task::curve})
      .include_while(&Self::task, {Task::curve, Task::xnor, Task::steps}, &Self::network);
}

Result<SearchTask> SearchTask::make(const Settings& settings, const DataStart& start) {
  SearchTask task;
  if (settings.task == Task::surface) {
    Result<SurfaceProblem> surface = SurfaceProblem::make(settings.surface, start);
    if (!surface) return Error{surface.error()};
    task.surface_.emplace(std::move(*surface));
  } else {
    const NetworkTask network_task = settings.task == Task::curve  ? NetworkTask::curve
                                     : settings.task == Task::xnor ? NetworkTask::xnor
                                                                   : NetworkTask::steps;
    task.network_.emplace(
        WeightSearch(settings.network, network_task, start.streams.data_rng("examples"), start.streams.rng("weights")));
  }
  return task;
}

std::vector<double> SearchTask::low() const {
  return surface_ ? surface_->surface().low() : std::vector<double>(start().size(), -(*network_)->reach());
}

std::vector<double> SearchTask::high() const {
  return surface_ ? surface_->surface().high() : std::vector<double>(start().size(), (*network_)->reach());
}

double SearchTask::unit_of_rate(std::span<const double> from) const {
  if (surface_) return surface_->surface().unit_of_rate(from);
  return optimise::descent_limit(optimise::largest_curvature((*network_)->f(), from));
}

}  // namespace lectern
