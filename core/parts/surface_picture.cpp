#include "core/parts/surface_picture.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/math/constants.h"
#include "core/math/elementary.h"

namespace lectern {
namespace {

constexpr int kMapSide = 96;
constexpr int kFineSide = 192;  // contours of a narrow valley would break on a coarser grid
constexpr int kMeshSide = 45;
constexpr int kCurvePoints = 401;
constexpr int kLevels = 12;
constexpr double kMargin = 0.12;          // above and below a curve
constexpr double kSameHeight = 1e-6;      // minima that differ by less are equally low
constexpr std::size_t kPathPoints = 120;  // of one path in three dimensions
constexpr double kDotSize = 2.5;          // of its points, pixels

// Overwrites what is not finite with the largest value that is.
void fill_gaps(std::vector<float>& values, Range& range) {
  range = {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    range.low = std::min<double>(range.low, value);
    range.high = std::max<double>(range.high, value);
  }
  if (!(range.low < range.high)) range.high = range.low + 1;
  for (float& value : values)
    if (!std::isfinite(value)) value = static_cast<float>(range.high);
}

}  // namespace

SurfacePicture::SurfacePicture(Surface surface) : surface_(std::move(surface)) {
  if (is_curve())
    sample_curve();
  else
    sample_map();
  sample_mesh();
  minima_.resize(static_cast<std::ptrdiff_t>(surface_.minima.size()), 2);
  for (std::size_t i = 0; i < surface_.minima.size(); ++i) {
    const Trail::Place at = place(surface_.minima[i].x, surface_.minima[i].f);
    if (surface_.minima[i].f <= surface_.minima[0].f + kSameHeight) ++lowest_;
    minima_(static_cast<std::ptrdiff_t>(i), 0) = at.x;
    minima_(static_cast<std::ptrdiff_t>(i), 1) = at.y;
  }
}

float SurfacePicture::height(double f) const {
  if (is_curve()) return static_cast<float>(f);
  return static_cast<float>(math::log1p(std::max(f - surface_.least, 0.0)) / math::kLogTen);
}

Trail::Place SurfacePicture::place(std::span<const double> x, double f) const {
  const auto first = static_cast<float>(x[0]);
  if (is_curve()) return {first, static_cast<float>(f), static_cast<float>(f)};
  return {first, static_cast<float>(x[1]), height(f)};
}

void SurfacePicture::sample_curve() {
  grid_ = {1, kCurvePoints, surface_.x, {}};
  for (int i = 0; i < kCurvePoints; ++i)
    values_.push_back(
        static_cast<float>(value_at(surface_.x.low + (surface_.x.high - surface_.x.low) * i / (kCurvePoints - 1))));
  std::vector<float> finite = values_;
  fill_gaps(finite, heights_);
  const double margin = kMargin * (heights_.high - heights_.low);
  grid_.y = {heights_.low - margin, heights_.high + margin};
}

void SurfacePicture::sample_map() {
  const Surface& s = surface_;
  grid_ = {kMapSide, kMapSide, s.x, s.y};
  fine_grid_ = {kFineSide, kFineSide, s.x, s.y};
  const auto sample = [&](const PlanarGrid& grid, std::vector<float>& values, Range& heights) {
    Matrix<float> centres;
    grid.centres(centres);
    for (std::ptrdiff_t i = 0; i < centres.rows(); ++i) {
      const double x[2] = {centres(i, 0), centres(i, 1)};
      const double f = s.f->value(x);
      values.push_back(std::isfinite(f) ? height(f) : std::numeric_limits<float>::quiet_NaN());
    }
    fill_gaps(values, heights);
  };
  Range unused;
  sample(grid_, values_, heights_);
  sample(fine_grid_, fine_values_, unused);
  for (int i = 1; i <= kLevels; ++i)
    levels_.push_back(static_cast<float>(heights_.low + (heights_.high - heights_.low) * i / (kLevels + 1)));
}

void SurfacePicture::sample_mesh() {
  const Surface& s = surface_;
  mesh_rows_ = is_curve() ? 2 : kMeshSide;
  mesh_cols_ = kMeshSide;
  for (int row = 0; row < mesh_rows_; ++row) {
    for (int col = 0; col < mesh_cols_; ++col) {
      double x[2] = {s.x.low + (s.x.high - s.x.low) * col / (mesh_cols_ - 1), 0};
      if (!is_curve()) x[1] = s.y.low + (s.y.high - s.y.low) * row / (mesh_rows_ - 1);
      const double f = s.f->value(std::span(x).first(static_cast<std::size_t>(s.dimension())));
      mesh_.push_back(std::isfinite(f) ? height(f) : std::numeric_limits<float>::quiet_NaN());
    }
  }
  Range unused;
  fill_gaps(mesh_, unused);
}

void SurfacePicture::describe(Plane& plane) const {
  const AxisText x{.label = "x", .range = grid_.x}, y{.label = is_curve() ? "f(x)" : "y", .range = grid_.y};
  if (is_curve()) {
    plane.axes(x, y);
    plane.line("f", grid_.x, kCurvePoints, [this](double at) { return value_at(at); }, {.color = kColorForeground});
  } else {
    plane.equal_axes(x, y);
    plane.field("log₁₀(1 + f − f*)", grid_, values_, {.color = heights_, .map = ColorMap::greys});
    plane.contours("", fine_grid_, fine_values_, {.color = kColorMuted}).levels.assign(levels_.begin(), levels_.end());
  }
  const Places minima(minima_);
  plane.points("minimum", minima.part(0, lowest_), {.color = kColorForeground, .marker = Marker::plus, .size_px = 6});
  plane.points("local minimum", minima.part(lowest_, minima.size() - lowest_),
               {.color = kColorMuted, .marker = Marker::plus, .size_px = 3});
}

void SurfacePicture::add_model(Plane& plane, std::string_view label, const optimise::LocalModel& model,
                               ColorRole color) const {
  const double drop = model.exists() ? std::fabs(model.drop()) : 0;
  if (drop == 0 || !std::isfinite(drop)) return;
  if (is_curve()) {
    const auto parabola = [&](double x) {
      const double d = x - model.x[0];
      return model.value(std::span(&d, 1));
    };
    plane.line(label, grid_.x, kCurvePoints, parabola, {.color = color, .dashed = true});
    return;
  }
  const auto above = [&](double x, double y) {
    const double d[2] = {x - model.x[0], y - model.x[1]};
    return model.value(d) - model.f;
  };
  plane.contours(label, grid_, above, {.levels = {-0.75 * drop, 0, 1.25 * drop}, .color = color});
  plane.arrow("to its stationary point", model.x[0], model.x[1], model.step[0], model.step[1], {color});
}

void SurfacePicture::describe(Cloud& cloud) const {
  const Range across = is_curve() ? Range{-1, 1} : surface_.y;
  cloud.setup({.label = "x", .range = surface_.x}, {.label = is_curve() ? "" : "y", .range = across},
              {.label = is_curve() ? "f(x)" : "log₁₀(1 + f − f*)", .range = heights_}, kDotSize);
  cloud.surface("f", mesh_rows_, mesh_cols_, mesh_, surface_.x, across);
}

void SurfacePicture::add_path(Cloud& cloud, const Trail& trail, ColorRole color) const {
  const std::size_t stride = trail.size() / kPathPoints + 1;
  for (std::size_t i = 0; i < trail.size(); i += stride) {
    const bool ends = i + stride >= trail.size();
    const Trail::Place& at = ends ? trail.last() : trail[i];
    const double x[2] = {at.x, at.y};
    if (!surface_.is_near(std::span(x).first(static_cast<std::size_t>(surface_.dimension())), 1)) continue;
    cloud.point(at.x, is_curve() ? 0 : at.y, std::min<double>(at.z, heights_.high), color);
  }
}

}  // namespace lectern
