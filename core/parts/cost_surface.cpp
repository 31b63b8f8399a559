#include "core/parts/cost_surface.h"

#include <algorithm>

namespace lectern {
namespace {

constexpr int kContours = 7;

}  // namespace

void CostSurface::compute(const PlanarGrid& grid, const std::function<double(double, double)>& excess) {
  grid_ = grid;
  Matrix<float> centres;
  grid.centres(centres);
  excess_.resize(static_cast<std::size_t>(grid.cells()));
  largest_ = 0;
  for (std::size_t cell = 0; cell < excess_.size(); ++cell) {
    const float* centre = centres.row(static_cast<std::ptrdiff_t>(cell));
    excess_[cell] = static_cast<float>(excess(static_cast<double>(centre[0]), static_cast<double>(centre[1])));
    largest_ = std::max(largest_, excess_[cell]);
  }
}

void CostSurface::describe(Plane& plane, std::string_view label, double offset, double scale) const {
  const auto shown = [&](float excess) { return static_cast<float>(offset + scale * static_cast<double>(excess)); };
  const auto [low, high] = std::minmax({shown(0), shown(largest_)});
  FieldLayer& field = plane.field(label, grid_, Values(), {.color = {low, high}, .map = ColorMap::viridis});
  std::transform(excess_.begin(), excess_.end(), field.values.begin(), shown);
  ContourLayer& contours = plane.contours("", grid_, Values());
  std::transform(excess_.begin(), excess_.end(), contours.values.begin(), shown);
  contours.levels.clear();
  float level = largest_ / 2;
  for (int k = 0; k < kContours; ++k, level /= 4) contours.levels.push_back(shown(level));
  std::sort(contours.levels.begin(), contours.levels.end());
}

}  // namespace lectern
