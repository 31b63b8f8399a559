#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "core/data/planar_target.h"
#include "core/lab/demo.h"

namespace lectern {

// Group "Data".
struct TargetSettings {
  data::TargetKind kind = data::TargetKind::ring;
  int modes = 8, side = 3;
  double width = 0.05;
  int n = 2000;

  static Schema<TargetSettings> schema(const TargetSettings& defaults);
};

// The law to be imitated, as points drawn from it; of points drawn by the user, a mixture of Gaussians around these.
// Copies share them.
class TargetData {
 public:
  using Settings = TargetSettings;

  static Result<TargetData> make(const Settings& settings, const DataStart& start);

  // n × 2; none where the user has drawn none.
  const Matrix<float>& points() const { return target_->points; }
  const data::PlanarTarget& target() const { return *target_; }
  bool is_drawn() const { return settings_.kind == data::TargetKind::drawn; }

  bool act(const Gesture& gesture);
  std::span<const DrawnPoint> drawn_points() const { return drawn_; }
  std::vector<std::string> file_shapes() const { return {}; }
  bool uses_seed() const { return points().rows() > 0; }

  auto state() const { return std::tie(target_, drawn_); }

 private:
  TargetData(const Settings& settings, const Rng& rng, std::span<const DrawnPoint> drawn)
      : settings_(settings), rng_(rng), drawn_(drawn.begin(), drawn.end()) {
    draw();
  }
  void draw();

  Settings settings_;
  Rng rng_;  // as it was made: points of equal settings are equal
  std::vector<DrawnPoint> drawn_;
  Shared<data::PlanarTarget> target_;
};

}  // namespace lectern
