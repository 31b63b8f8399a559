#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "core/data/cluster_shapes.h"
#include "core/lab/demo.h"

namespace lectern {

constexpr int kClusterShapes = static_cast<int>(data::kClusterShapes.size());
constexpr double kClusterWindow = 3.1;  // half the width of what is seen of a set, in standard deviations

// Group "Data". `set` is the set that is looked at and takes the points drawn: one of data::kClusterShapes, or, beyond
// them, the points drawn alone.
struct ShapeSetsSettings {
  int set = static_cast<int>(data::ClusterShape::moons);
  int n = 200;
  double noise = 0.05;

  static Schema<ShapeSetsSettings> schema(const ShapeSetsSettings& defaults);
};

// The six sets, and as a seventh the points drawn alone where these are looked at. Copies share them.
class ShapeSets {
 public:
  using Settings = ShapeSetsSettings;

  static Result<ShapeSets> make(const Settings& settings, const DataStart& start);

  int sets() const { return static_cast<int>(sets_->size()); }
  int watched() const { return settings_.set; }
  bool is_drawn_alone() const { return settings_.set == kClusterShapes; }
  const data::ClusterSet& set(int s) const { return (*sets_)[static_cast<std::size_t>(s)]; }
  // Points of the watched set that were drawn by hand: its last ones.
  std::ptrdiff_t drawn() const { return static_cast<std::ptrdiff_t>(drawn_.size()); }
  static const char* name(int s) {
    return s < kClusterShapes ? data::kClusterShapes[static_cast<std::size_t>(s)].label : "My own points";
  }

  static const char* short_name(int s) {
    constexpr const char* kNames[] = {"rings", "moons", "unequal", "long", "equal", "none", "mine"};
    return kNames[s];
  }

  bool act(const Gesture& gesture);
  std::span<const DrawnPoint> drawn_points() const { return drawn_; }
  std::vector<std::string> file_shapes() const { return {}; }
  bool uses_seed() const { return true; }

  auto state() const { return std::tie(sets_, drawn_); }

 private:
  ShapeSets(const Settings& settings, Rng rng, std::span<const DrawnPoint> drawn)
      : settings_(settings), rng_(rng), drawn_(drawn.begin(), drawn.end()) {
    draw();
  }
  void draw();

  Settings settings_;
  Rng rng_;  // as it was made
  std::vector<DrawnPoint> drawn_;
  Shared<std::vector<data::ClusterSet>> sets_;
};

}  // namespace lectern
