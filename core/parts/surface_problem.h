#pragma once

#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/lab/demo.h"
#include "core/parts/surface_picture.h"

namespace lectern {

// A surface whose minimum is searched for from one start, which can be dragged: the data of the demos of optimisation.
// Copies share the surface and its picture, at one place in memory.
class SurfaceProblem {
 public:
  using Settings = SurfaceSettings;

  // An error says what is wrong with a typed formula.
  static Result<SurfaceProblem> make(const Settings& settings, const DataStart& start);

  const SurfacePicture& picture() const { return *picture_; }
  const Surface& surface() const { return picture_->surface(); }
  std::span<const double> start() const { return start_; }
  bool start_is_random() const { return start_is_random_; }  // drawn with the run's seed
  // What a learning rate counts in, see Surface.
  double unit_of_rate() const { return surface().unit_of_rate(start_); }

  // Takes the drag of the handle "start" to a place where the function is finite; the window keeps it inside.
  bool act(const Gesture& gesture);
  std::span<const DrawnPoint> drawn_points() const { return {}; }
  std::vector<std::string> file_shapes() const { return {}; }
  bool uses_seed() const { return false; }

  void describe_start(Plane& plane) const;

  auto state() const { return std::tie(picture_, start_); }

 private:
  SurfaceProblem(SurfacePicture picture, bool start_is_random);

  Shared<SurfacePicture> picture_;
  std::vector<double> start_;  // D
  bool start_is_random_;
};

}  // namespace lectern
