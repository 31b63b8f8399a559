#include "core/parts/surface_picture.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/math/elementary.h"

namespace lectern {
namespace {

constexpr int kMapSide = 96;
constexpr int kMeshSide = 45;
constexpr int kCurvePoints = 401;
constexpr int kLevels = 12;
constexpr double kMargin = 0.12;           // above and below a curve
constexpr double kSameHeight = 1e-6;       // minima that differ by less are equally low
constexpr float kGap = std::numeric_limits<float>::quiet_NaN();
constexpr std::size_t kPathPoints = 120;   // of one path in three dimensions

// Whether a path turns at b by more than a right angle. Two lines are drawn there: one line through so sharp a corner
// would be thinned.
bool turns_back(const Trail::Place& a, const Trail::Place& b, const Trail::Place& c) {
  return (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0;
}

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

SurfacePicture::SurfacePicture(std::shared_ptr<const Surface> surface) : surface_(std::move(surface)) {
  if (is_curve())
    sample_curve();
  else
    sample_map();
  sample_mesh();
  minima_.resize(static_cast<std::ptrdiff_t>(surface_->minima.size()), 2);
  for (std::size_t i = 0; i < surface_->minima.size(); ++i) {
    const Trail::Place at = place(surface_->minima[i].x, surface_->minima[i].f);
    if (surface_->minima[i].f <= surface_->minima[0].f + kSameHeight) ++lowest_;
    minima_(static_cast<std::ptrdiff_t>(i), 0) = at.x;
    minima_(static_cast<std::ptrdiff_t>(i), 1) = at.y;
  }
}

Result<std::shared_ptr<const SurfacePicture>> make_surface_picture(const ParameterSet& parameters, const Rng& rng) {
  Result<std::shared_ptr<const Surface>> surface = make_surface(parameters, rng);
  if (!surface) return Error{surface.error()};
  return std::make_shared<const SurfacePicture>(std::move(*surface));
}

float SurfacePicture::height(double f) const {
  if (is_curve()) return static_cast<float>(f);
  constexpr double kLogOfTen = 2.302585092994045684;
  return static_cast<float>(math::log1p(std::max(f - surface_->least, 0.0)) / kLogOfTen);
}

Trail::Place SurfacePicture::place(std::span<const double> x, double f) const {
  const auto first = static_cast<float>(x[0]);
  if (is_curve()) return {first, static_cast<float>(f), static_cast<float>(f)};
  return {first, static_cast<float>(x[1]), height(f)};
}

double SurfacePicture::curve_x(int i) const {
  return surface_->x.low + (surface_->x.high - surface_->x.low) * i / (kCurvePoints - 1);
}

void SurfacePicture::sample_curve() {
  const Surface& s = *surface_;
  grid_ = {1, kCurvePoints, s.x, {}};
  for (int i = 0; i < kCurvePoints; ++i) {
    const double x = curve_x(i);
    values_.push_back(static_cast<float>(s.f->value(std::span(&x, 1))));
  }
  std::vector<float> finite = values_;
  fill_gaps(finite, heights_);
  const double margin = kMargin * (heights_.high - heights_.low);
  grid_.y = {heights_.low - margin, heights_.high + margin};
}

void SurfacePicture::sample_map() {
  const Surface& s = *surface_;
  grid_ = {kMapSide, kMapSide, s.x, s.y};
  Matrix<float> centres;
  grid_.centres(centres);
  for (std::ptrdiff_t i = 0; i < centres.rows(); ++i) {
    const double x[2] = {centres(i, 0), centres(i, 1)};
    const double f = s.f->value(x);
    values_.push_back(std::isfinite(f) ? height(f) : std::numeric_limits<float>::quiet_NaN());
  }
  fill_gaps(values_, heights_);
  for (int i = 1; i <= kLevels; ++i)
    levels_.push_back(static_cast<float>(heights_.low + (heights_.high - heights_.low) * i / (kLevels + 1)));
}

void SurfacePicture::sample_mesh() {
  const Surface& s = *surface_;
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
  set_axes(plane, "x", grid_.x, is_curve() ? "f(x)" : "y", grid_.y);
  plane.equal_scale = !is_curve();
  if (is_curve()) {
    LineLayer& line = add_line(plane, "f", kCurvePoints, kColorForeground, false);
    for (int i = 0; i < kCurvePoints; ++i)
      line.x[static_cast<std::size_t>(i)] = static_cast<float>(curve_x(i));
    line.y.assign(values_.begin(), values_.end());
  } else {
    FieldLayer& field = add_field(plane, "log₁₀(1 + f − f*)", grid_, heights_, ColorMap::greys);
    field.values.assign(values_.begin(), values_.end());
    ContourLayer& contours = add_contour(plane, "", grid_, 0, kColorMuted);
    contours.values.assign(values_.begin(), values_.end());
    contours.levels.assign(levels_.begin(), levels_.end());
  }
  const auto add_minima = [&](const char* label, std::ptrdiff_t first, std::ptrdiff_t end, float size, float opacity) {
    PointsLayer& minima = add_points(plane, label, minima_, first, end - first, Marker::plus, size);
    minima.color.assign(1, kColorForeground);
    minima.opacity.assign(1, opacity);
  };
  add_minima("minimum", 0, lowest_, 6, 1);
  add_minima("local minimum", lowest_, minima_.rows(), 3.5f, 0.6f);
}

void SurfacePicture::add_model(Plane& plane, std::string_view label, const optimise::LocalModel& model) const {
  const double drop = model.exists() ? model.drop() : 0;
  if (drop == 0 || !std::isfinite(drop)) return;
  if (is_curve()) {
    LineLayer& line = add_line(plane, label, kCurvePoints, kColorAccent, true);
    for (int i = 0; i < kCurvePoints; ++i) {
      const double d = curve_x(i) - model.x[0];
      line.x[static_cast<std::size_t>(i)] = static_cast<float>(curve_x(i));
      line.y[static_cast<std::size_t>(i)] = static_cast<float>(model.value(std::span(&d, 1)));
    }
    return;
  }
  ContourLayer& contours = add_contour(plane, label, grid_, 0, kColorAccent);
  contours.levels.clear();
  for (const double width : {0.5, 1.0, 1.5})
    contours.levels.push_back(static_cast<float>((width * width - 1) * std::fabs(drop)));
  for (int row = 0; row < grid_.rows; ++row) {
    for (int col = 0; col < grid_.cols; ++col) {
      const double x = grid_.x.low + (grid_.x.high - grid_.x.low) * (col + 0.5) / grid_.cols;
      const double y = grid_.y.low + (grid_.y.high - grid_.y.low) * (row + 0.5) / grid_.rows;
      const double d[2] = {x - model.x[0], y - model.x[1]};
      contours.values[static_cast<std::size_t>(row * grid_.cols + col)] = static_cast<float>(model.value(d) - model.f);
    }
  }
  ArrowsLayer& arrow = plane.next<ArrowsLayer>();
  arrow.label.assign("to its flat place");
  arrow.x.assign(1, static_cast<float>(model.x[0]));
  arrow.y.assign(1, static_cast<float>(model.x[1]));
  arrow.dx.assign(1, static_cast<float>(model.step[0]));
  arrow.dy.assign(1, static_cast<float>(model.step[1]));
  arrow.color = kColorAccent;
}

void SurfacePicture::describe(Cloud& cloud) const {
  cloud.axes[0].label.assign("x");
  cloud.axes[1].label.assign(is_curve() ? "" : "y");
  cloud.axes[2].label.assign(is_curve() ? "f(x)" : "height");
  const Range across{-1, 1};
  cloud.axes[0].range = surface_->x;
  cloud.axes[1].range = is_curve() ? across : surface_->y;
  cloud.axes[2].range = heights_;
  for (Axis& axis : cloud.axes) axis.logarithmic = false;
  cloud.xyz.clear();
  cloud.color.clear();
  cloud.size_px = 4;
  CloudSurface& mesh = cloud.surfaces.next();
  mesh.label.assign("f");
  mesh.rows = mesh_rows_;
  mesh.cols = mesh_cols_;
  mesh.z.assign(mesh_.begin(), mesh_.end());
  mesh.x = cloud.axes[0].range;
  mesh.y = cloud.axes[1].range;
  mesh.color = kColorMuted;
}

void SurfacePicture::add_path(Cloud& cloud, const Trail& trail, ColorRole color) const {
  const std::size_t stride = trail.size() / kPathPoints + 1;
  for (std::size_t i = 0; i < trail.size(); i += stride) {
    const bool ends = i + stride >= trail.size();
    const Trail::Place& at = ends ? trail.last() : trail[i];
    const double x[2] = {at.x, at.y};
    if (!surface_->is_near(std::span(x).first(static_cast<std::size_t>(surface_->dimension())), 1)) continue;
    cloud.xyz.insert(cloud.xyz.end(), {at.x, is_curve() ? 0 : at.y, std::min(at.z, static_cast<float>(heights_.high))});
    cloud.color.push_back(color);
  }
}

void add_path(Plane& plane, std::string_view label, const Trail& trail, ColorRole color, bool broken_off) {
  LineLayer& line = add_line(plane, label, 0, color, false);
  for (std::size_t i = 0; i < trail.size(); ++i) {
    line.x.push_back(trail[i].x);
    line.y.push_back(trail[i].y);
    if (i == 0 || i + 1 == trail.size() || !turns_back(trail[i - 1], trail[i], trail[i + 1])) continue;
    line.x.insert(line.x.end(), {kGap, trail[i].x});
    line.y.insert(line.y.end(), {kGap, trail[i].y});
  }
  PointsLayer& head = plane.next<PointsLayer>();
  head.label.clear();
  head.x.assign(1, trail.last().x);
  head.y.assign(1, trail.last().y);
  head.color.assign(1, color);
  head.opacity.assign(1, 1.0f);
  head.marker = broken_off ? Marker::cross : Marker::circle;
  head.size_px = broken_off ? 7 : 5;
  head.drawn_by_user = false;
}

void add_start_handle(Plane& plane, const Trail::Place& start) {
  HandlesLayer& handles = plane.next<HandlesLayer>();
  handles.label.assign("start");
  handles.id.resize(1);
  handles.id[0].assign("start");
  handles.x.assign(1, start.x);
  handles.y.assign(1, start.y);
  handles.color = kColorAccent;
  handles.horizontal_only = false;
}

}  // namespace lectern
