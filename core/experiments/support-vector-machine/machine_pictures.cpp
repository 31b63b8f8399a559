#include "core/parts/machine_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/lab/describe/planar.h"

namespace lectern {
namespace {

using Part = kernels::MulticlassSvm::Part;

constexpr int kSurfaceSide = 32;

ColorRole color_of(int label) { return label < 0 ? kColorMuted : label; }

// The box that holds the samples and the origin.
std::array<Range, 3> image_ranges(const Part& part) {
  constexpr double kLeast = 0.1;
  std::array<Range, 3> ranges{Range{0, kLeast}, Range{0, kLeast}, Range{-kLeast, kLeast}};
  for (std::ptrdiff_t i = 0; i < part.X.rows(); ++i) {
    const std::array<double, 3> image = kernels::quadratic_map(part.X(i, 0), part.X(i, 1));
    for (std::size_t j = 0; j < 3; ++j)
      ranges[j] = {std::min(ranges[j].low, image[j]), std::max(ranges[j].high, image[j])};
  }
  return ranges;
}

double extent(const Range& range) { return range.high - range.low; }

// The plane over the axes order[0] and order[1], where it is inside the box.
void add_plane(const kernels::QuadraticPlane& plane, const std::array<std::size_t, 3>& order,
               const std::array<Range, 3>& ranges, Cloud& cloud) {
  const auto [across, along, up] = order;
  if (plane.w[up] == 0) return;
  CloudSurface& surface = cloud.surfaces.next();
  surface.label.assign("f = 0");
  surface.rows = surface.cols = kSurfaceSide;
  surface.x = ranges[across];
  surface.y = ranges[along];
  surface.color = kColorAccent;
  surface.z.clear();
  for (int row = 0; row < kSurfaceSide; ++row) {
    for (int col = 0; col < kSurfaceSide; ++col) {
      const double x = surface.x.low + extent(surface.x) * col / (kSurfaceSide - 1);
      const double y = surface.y.low + extent(surface.y) * row / (kSurfaceSide - 1);
      const double z = -(plane.b + plane.w[across] * x + plane.w[along] * y) / plane.w[up];
      const bool inside = z >= ranges[up].low && z <= ranges[up].high;
      surface.z.push_back(inside ? static_cast<float>(z) : std::numeric_limits<float>::quiet_NaN());
    }
  }
}

}  // namespace

void add_support_vectors(const kernels::SvmSolver& solver, const Part& part, Plane& plane) {
  for (const bool bound : {false, true}) {
    PointsLayer& rings = add_markers(plane, bound ? "beyond it, α = C" : "on the margin, α < C", Marker::ring, 7, 1);
    rings.color.assign(1, bound ? kColorBad : kColorForeground);
    for (std::size_t i = 0; i < part.y.size(); ++i) {
      const double alpha = solver.alpha()[i];
      if (alpha == 0 || (alpha == solver.bound(i)) != bound) continue;
      rings.x.push_back(static_cast<float>(part.X(static_cast<std::ptrdiff_t>(i), 0)));
      rings.y.push_back(static_cast<float>(part.X(static_cast<std::ptrdiff_t>(i), 1)));
    }
  }
}

void set_multiplier_axes(Plane& plane, std::ptrdiff_t examples) {
  set_axes(plane, "training example", {-1, static_cast<double>(examples)}, "y α", {});
  plane.equal_scale = false;
}

void add_multipliers(const kernels::SvmSolver& solver, const Part& part, std::span<const std::string> class_names,
                     Plane& plane) {
  for (const int side : {1, -1}) {
    const int label = side > 0 ? part.pair.positive : part.pair.negative;
    BarsLayer& bars = plane.next<BarsLayer>();
    bars.label.assign(label < 0 ? "all others" : "class ");
    if (label >= 0) bars.label.append(class_names[static_cast<std::size_t>(label)]);
    bars.x.clear();
    bars.height.clear();
    for (std::size_t i = 0; i < part.y.size(); ++i) {
      if (part.y[i] != side || solver.alpha()[i] == 0) continue;
      bars.x.push_back(static_cast<float>(part.rows[i]));
      bars.height.push_back(static_cast<float>(side * solver.alpha()[i]));
    }
    bars.width = 1;
    bars.color = color_of(label);
  }
}

void describe_quadratic_image(const kernels::SupportVectorMachine& machine, const Part& part, Cloud& cloud) {
  constexpr std::array kNames{"x₁²", "x₂²", "√2 x₁x₂"};
  const std::array<Range, 3> ranges = image_ranges(part);
  const kernels::QuadraticPlane plane = kernels::quadratic_plane(machine);
  // Upright is the axis along which the plane can be told best from the other two.
  std::size_t up = 2;
  for (const std::size_t j : {std::size_t{0}, std::size_t{1}})
    if (std::fabs(plane.w[j]) * extent(ranges[j]) > std::fabs(plane.w[up]) * extent(ranges[up])) up = j;
  const std::array<std::size_t, 3> order{up == 0 ? 1u : 0u, up == 2 ? 1u : 2u, up};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    cloud.axes[axis].label.assign(kNames[order[axis]]);
    cloud.axes[axis].range = ranges[order[axis]];
    cloud.axes[axis].logarithmic = false;
  }
  cloud.xyz.clear();
  cloud.color.clear();
  for (std::ptrdiff_t i = 0; i < part.X.rows(); ++i) {
    const std::array<double, 3> image = kernels::quadratic_map(part.X(i, 0), part.X(i, 1));
    for (const std::size_t j : order) cloud.xyz.push_back(static_cast<float>(image[j]));
    cloud.color.push_back(color_of(part.y[static_cast<std::size_t>(i)] > 0 ? part.pair.positive : part.pair.negative));
  }
  cloud.size_px = 4;
  add_plane(plane, order, ranges, cloud);
}

}  // namespace lectern
