#pragma once

#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/experiments/genetic-algorithm/weight_search.h"
#include "core/parts/surface_problem.h"

namespace lectern {

enum class Task { surface, curve, xnor, steps };

struct SearchTaskSettings {
  Task task = Task::surface;
  SurfaceSettings surface{};
  WeightSearchSettings network{};

  static Schema<SearchTaskSettings> schema(const SearchTaskSettings& defaults);
};

// What a search without gradients looks for: the lowest place of a surface, or the weights of a small network.
class SearchTask {
 public:
  using Settings = SearchTaskSettings;

  // An error says what is wrong with a typed surface.
  static Result<SearchTask> make(const Settings& settings, const DataStart& start);

  const SurfaceProblem* surface() const { return surface_ ? &*surface_ : nullptr; }  // null: a network is searched for
  const WeightSearch* network() const { return network_ ? &**network_ : nullptr; }   // null: a surface is searched

  const optimise::Objective& f() const { return surface_ ? *surface_->surface().f : (*network_)->f(); }
  double above_least(double value) const { return surface_ ? surface_->surface().above_least(value) : value; }
  std::span<const double> start() const { return surface_ ? surface_->start() : (*network_)->start(); }  // D
  std::vector<double> low() const;                                                                       // D
  std::vector<double> high() const;                                                                      // D
  // 2/λ, with λ the largest curvature there; on a surface also at the minimum nearest to it.   from  D
  double unit_of_rate(std::span<const double> from) const;

  bool act(const Gesture& gesture) { return surface_ && surface_->act(gesture); }
  std::span<const DrawnPoint> drawn_points() const { return {}; }
  std::vector<std::string> file_shapes() const { return {}; }
  bool uses_seed() const { return network_.has_value(); }  // for its examples
  auto state() const { return std::tie(surface_, network_); }

 private:
  // One of the two.
  std::optional<SurfaceProblem> surface_;
  std::optional<Shared<WeightSearch>> network_;
};

}  // namespace lectern
