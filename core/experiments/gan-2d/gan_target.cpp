#include "core/experiments/gan-2d/gan_target.h"

#include "core/lab/drawn_points.h"

namespace lectern {

Schema<GanTargetSettings> GanTargetSettings::schema(const GanTargetSettings& defaults) {
  using Self = GanTargetSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Data")
      .choice(&Self::id, "target", "Target",
              {{"ring", "ring", "Ring of Gaussians"},
               {"grid", "grid", "Grid of Gaussians"},
               {"spiral", "spiral", "Spiral"},
               {"moons", "moons", "Two moons"},
               {"drawn", "drawn", "My own points"}})
      .help("The distribution to imitate. The generator never sees it, only the discriminator's opinion.")
      .integer(&Self::modes, "modes", "Modes", {1, 16})
      .help("Gaussians on the ring.")
      .shown_when(&Self::id, {"ring"})
      .integer(&Self::side, "side", "Modes per side", {2, 6})
      .help("The grid has this number squared.")
      .shown_when(&Self::id, {"grid"})
      .real(&Self::width, "width", "Width of a mode σ", {0.005, 0.3})
      .formerly("noise")
      .help("Standard deviation of each mode, or of the scatter about the curve.")
      .integer(&Self::n, "n", {100, 5000})
      .help("Size of the training set; each step draws a batch from it at random.");
}

Result<GanTarget> GanTarget::make(const Settings& settings, const DataStart& start) {
  GanTarget target(settings, start.streams.data_rng("target"));
  target.drawn_.assign(start.points.begin(), start.points.end());
  target.draw();
  return target;
}

void GanTarget::draw() {
  Matrix<float> centres(static_cast<std::ptrdiff_t>(drawn_.size()), 2);
  for (std::size_t i = 0; i < drawn_.size(); ++i) {
    centres(static_cast<std::ptrdiff_t>(i), 0) = drawn_[i].x;
    centres(static_cast<std::ptrdiff_t>(i), 1) = drawn_[i].y;
  }
  Rng rng = rng_;
  target_ = Shared(data::make_planar_target(
      {settings_.id, settings_.modes, settings_.side, settings_.n, settings_.width}, centres, rng));
}

bool GanTarget::act(const Gesture& gesture) {
  if (!is_drawn() || !apply_gesture(gesture, drawn_)) return false;
  draw();
  return true;
}

}  // namespace lectern
