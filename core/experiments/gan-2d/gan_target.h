#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/data/planar_target.h"
#include "core/lab/demo.h"

namespace lectern {

// Group "Data": which distribution the generator is to imitate.
struct GanTargetSettings {
  std::string id = "ring";  // see data::PlanarTargetSpec; "drawn": Gaussians at the points drawn
  int modes = 8, side = 3;
  double width = 0.05;
  int n = 2000;

  static Schema<GanTargetSettings> schema(const GanTargetSettings& defaults);
};

// The training data, which copies share; with "drawn", the points drawn by the user are the centres.
class GanTarget {
 public:
  using Settings = GanTargetSettings;
  static Result<GanTarget> make(const Settings& settings, const DataStart& start);

  bool is_drawn() const { return settings_.id == "drawn"; }
  bool is_empty() const { return target_->points.rows() == 0; }
  const Matrix<float>& points() const { return target_->points; }    // n × 2
  const Matrix<float>& centres() const { return target_->centres; }  // modes × 2
  double radius() const { return target_->radius; }
  bool has_modes() const { return target_->has_modes; }

  bool act(const Gesture& gesture);
  std::span<const DrawnPoint> drawn_points() const { return drawn_; }
  std::vector<std::string> file_shapes() const { return {}; }
  bool uses_seed() const { return !is_empty(); }
  auto state() const { return std::tie(target_, drawn_); }

 private:
  GanTarget(const Settings& settings, const Rng& rng) : settings_(settings), rng_(rng) {}
  void draw();

  Settings settings_;
  Rng rng_;
  std::vector<DrawnPoint> drawn_;
  Shared<data::PlanarTarget> target_;
};

}  // namespace lectern
