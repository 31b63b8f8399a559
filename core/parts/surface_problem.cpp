#include "core/parts/surface_problem.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lectern {
namespace {

constexpr const char* kStart = "start";

}  // namespace

SurfaceProblem::SurfaceProblem(SurfacePicture picture, bool start_is_random)
    : picture_(std::move(picture)), start_(surface().start), start_is_random_(start_is_random) {}

Result<SurfaceProblem> SurfaceProblem::make(const Settings& settings, const DataStart& start) {
  Result<Surface> surface = make_surface(settings, start.streams.rng("start"));
  if (!surface) return Error{surface.error()};
  return SurfaceProblem(SurfacePicture(std::move(*surface)), settings.start == SurfaceStart::random);
}

bool SurfaceProblem::act(const Gesture& gesture) {
  const auto* drag = std::get_if<HandleDragged>(&gesture);
  if (drag == nullptr || drag->handle != kStart) return false;
  const std::vector<double> low = surface().low(), high = surface().high();
  std::vector<double> place{drag->x, drag->y};
  place.resize(low.size());
  for (std::size_t i = 0; i < place.size(); ++i) place[i] = std::clamp(place[i], low[i], high[i]);
  if (!std::isfinite(surface().f->value(place))) return false;
  start_ = std::move(place);
  start_is_random_ = false;
  return true;
}

void SurfaceProblem::describe_start(Plane& plane) const {
  const Trail::Place at = picture().place(start_, surface().f->value(start_));
  plane.handle(kStart, "start", at.x, at.y);
}

}  // namespace lectern
