#include "core/parts/target_data.h"

#include "core/lab/drawn_points.h"

namespace lectern {

Schema<TargetSettings> TargetSettings::schema(const TargetSettings& defaults) {
  using Self = TargetSettings;
  using data::TargetKind;
  Schema<Self> schema(1, defaults);
  return schema.group("Data")
      .choice(&Self::kind, "target", "Target", data::kTargetKinds)
      .help("The law that is to be imitated. All that is known of it are points drawn from it.")
      .integer(&Self::modes, "modes", "Modes", {1, 16})
      .help("Gaussians on the ring.")
      .shown_when(&Self::kind, {TargetKind::ring})
      .integer(&Self::side, "side", "Modes along a side", {2, 6})
      .help("The grid has this number squared.")
      .shown_when(&Self::kind, {TargetKind::grid})
      .real(&Self::width, "width", "Width σ", {0.005, 0.3})
      .formerly("noise")
      .help("Standard deviation of each mode, or of the scatter about the curve.")
      .integer(&Self::n, "n", {100, 5000})
      .help("Size of the training set; each step draws from it at random.");
}

Result<TargetData> TargetData::make(const Settings& settings, const DataStart& start) {
  return TargetData(settings, start.streams.data_rng("target"), start.points);
}

void TargetData::draw() {
  Matrix<float> own(static_cast<std::ptrdiff_t>(drawn_.size()), 2);
  for (std::size_t i = 0; i < drawn_.size(); ++i) {
    own(static_cast<std::ptrdiff_t>(i), 0) = drawn_[i].x;
    own(static_cast<std::ptrdiff_t>(i), 1) = drawn_[i].y;
  }
  Rng rng = rng_;
  target_ =
      Shared(data::make_planar_target({settings_.kind, settings_.modes, settings_.side, settings_.n, settings_.width},
                                      own, rng));
}

bool TargetData::act(const Gesture& gesture) {
  if (!is_drawn() || !apply_gesture(gesture, drawn_)) return false;
  draw();
  return true;
}

}  // namespace lectern
