#include "core/experiments/density-clustering/shape_sets.h"

#include <algorithm>

#include "core/lab/drawn_points.h"

namespace lectern {

Schema<ShapeSetsSettings> ShapeSetsSettings::schema(const ShapeSetsSettings& defaults) {
  using Self = ShapeSetsSettings;
  std::vector<Option<int>> sets;
  for (const auto& [value, id, label] : data::kClusterShapes) sets.push_back({static_cast<int>(value), id, label});
  sets.push_back({kClusterShapes, "drawn", "My own points"});
  Schema<Self> schema(1, defaults);
  return schema.group("Data")
      .choice(&Self::set, "data", glossary_label("data"), std::move(sets))
      .help("The set shown large, with a row of its own in the grid. Points drawn join it.")
      .integer(&Self::n, "n", {30, 300})
      .help("Points of each set.")
      .real(&Self::noise, "noise", {0, 0.3})
      .help("How far points stray from the rings and moons, of radius 1.");
}

Result<ShapeSets> ShapeSets::make(const Settings& settings, const DataStart& start) {
  return ShapeSets(settings, start.streams.data_rng("sets"), start.points);
}

void ShapeSets::draw() {
  std::vector<data::ClusterSet> sets;
  for (const auto& shape : data::kClusterShapes) {
    Rng rng = rng_.split(shape.id);
    sets.push_back(data::make_cluster_set(shape.value, settings_.n, settings_.noise, rng));
  }
  if (is_drawn_alone()) sets.emplace_back();
  if (!drawn_.empty()) {
    data::ClusterSet& set = sets[static_cast<std::size_t>(watched())];
    const std::ptrdiff_t given = set.X.rows();
    Matrix<double> X(given + drawn(), 2);
    std::copy_n(set.X.data(), 2 * given, X.data());
    for (std::ptrdiff_t i = 0; i < drawn(); ++i) {
      const DrawnPoint& point = drawn_[static_cast<std::size_t>(i)];
      X(given + i, 0) = point.x;
      X(given + i, 1) = point.y;
      set.truth.push_back(point.label);
    }
    set.X = std::move(X);
  }
  sets_ = Shared(std::move(sets));
}

bool ShapeSets::act(const Gesture& gesture) {
  constexpr std::size_t kMostDrawn = 200;
  if (std::holds_alternative<PointAdded>(gesture) && drawn_.size() >= kMostDrawn) return false;
  if (!apply_gesture(gesture, drawn_)) return false;
  draw();
  return true;
}

}  // namespace lectern
