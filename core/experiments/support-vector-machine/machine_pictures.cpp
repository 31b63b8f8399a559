#include "core/experiments/support-vector-machine/machine_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace lectern {
namespace {

using Part = kernels::MulticlassSvm::Part;

constexpr int kSurfaceSide = 32, kMarginSide = 12;  // the margins step back behind the plane between them

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

// The plane f = level over the axes order[0] and order[1], where it is inside the box; a mesh of side × side.
struct Level {
  double level;
  std::string_view label;
  ColorRole color;
  int side;
};
void add_plane(const kernels::QuadraticPlane& plane, const Level& shown, const std::array<std::size_t, 3>& order,
               const std::array<Range, 3>& ranges, Cloud& cloud) {
  const auto [across, along, up] = order;
  if (plane.w[up] == 0) return;
  CloudSurface& surface =
      cloud.surface(shown.label, shown.side, shown.side, {}, ranges[across], ranges[along], {shown.color});
  for (int row = 0; row < shown.side; ++row) {
    for (int col = 0; col < shown.side; ++col) {
      const double x = surface.x.low + extent(surface.x) * col / (shown.side - 1);
      const double y = surface.y.low + extent(surface.y) * row / (shown.side - 1);
      const double z = (shown.level - plane.b - plane.w[across] * x - plane.w[along] * y) / plane.w[up];
      const bool inside = z >= ranges[up].low && z <= ranges[up].high;
      surface.z.push_back(inside ? static_cast<float>(z) : std::numeric_limits<float>::quiet_NaN());
    }
  }
}

}  // namespace

void add_support_vectors(const kernels::SvmSolver& solver, const Part& part, bool is_solved, Plane& plane) {
  for (const bool bound : {false, true}) {
    PointsLayer& rings =
        plane.points(bound ? "inside the margin, α = C" : "on the margin, 0 < α < C", Places(),
                     {.color = bound ? kColorBad : kColorForeground, .marker = Marker::ring, .size_px = 7});
    for (std::size_t i = 0; i < part.y.size(); ++i) {
      const double alpha = solver.alpha()[i];
      if (alpha == 0 || (alpha == solver.bound(i)) != bound) continue;
      rings.x.push_back(static_cast<float>(part.X(static_cast<std::ptrdiff_t>(i), 0)));
      rings.y.push_back(static_cast<float>(part.X(static_cast<std::ptrdiff_t>(i), 1)));
    }
  }
  PointsLayer& pair =
      plane.points("pair updated last", Places(), {.color = kColorAccent, .marker = Marker::cross, .size_px = 8});
  const kernels::SvmSolver::Pair last = solver.last_pair();
  if (is_solved || last.i < 0) return;
  for (const std::ptrdiff_t i : {last.i, last.j}) {
    pair.x.push_back(static_cast<float>(part.X(i, 0)));
    pair.y.push_back(static_cast<float>(part.X(i, 1)));
  }
}

void set_multiplier_axes(Plane& plane, std::ptrdiff_t examples) {
  plane.axes({.label = "training example", .range = {-1, static_cast<double>(examples)}}, {.label = "y α"});
}

void add_multipliers(const kernels::SvmSolver& solver, const Part& part, std::span<const std::string> class_names,
                     Plane& plane) {
  for (const int side : {1, -1}) {
    const int label = side > 0 ? part.pair.positive : part.pair.negative;
    BarsLayer& bars = plane.bars(label < 0 ? "all others" : "class ", {}, {}, 1, {color_of(label)});
    if (label >= 0) bars.label.append(class_names[static_cast<std::size_t>(label)]);
    for (std::size_t i = 0; i < part.y.size(); ++i) {
      if (part.y[i] != side || solver.alpha()[i] == 0) continue;
      bars.x.push_back(static_cast<float>(part.rows[i]));
      bars.height.push_back(static_cast<float>(side * solver.alpha()[i]));
    }
  }
}

void describe_quadratic_image(const kernels::SupportVectorMachine& machine, const Part& part,
                              std::span<const std::string> class_names, Cloud& cloud) {
  constexpr std::array kNames{"x₁²", "x₂²", "√2 x₁x₂"};
  const std::array<Range, 3> ranges = image_ranges(part);
  const kernels::QuadraticPlane plane = kernels::quadratic_plane(machine);
  // The upright axis is the one along which the plane is best determined by the other two.
  std::size_t up = 2;
  for (const std::size_t j : {std::size_t{0}, std::size_t{1}})
    if (std::fabs(plane.w[j]) * extent(ranges[j]) > std::fabs(plane.w[up]) * extent(ranges[up])) up = j;
  const std::array<std::size_t, 3> order{up == 0 ? 1u : 0u, up == 2 ? 1u : 2u, up};
  const auto axis = [&](std::size_t i) { return AxisText{.label = kNames[order[i]], .range = ranges[order[i]]}; };
  cloud.setup(axis(0), axis(1), axis(2));
  for (std::ptrdiff_t i = 0; i < part.X.rows(); ++i) {
    const std::array<double, 3> image = kernels::quadratic_map(part.X(i, 0), part.X(i, 1));
    cloud.point(image[order[0]], image[order[1]], image[order[2]],
                color_of(part.y[static_cast<std::size_t>(i)] > 0 ? part.pair.positive : part.pair.negative));
  }
  for (const int label : {part.pair.negative, part.pair.positive})
    cloud.name(label < 0 ? "all others" : "class " + class_names[static_cast<std::size_t>(label)], color_of(label));
  add_plane(plane, {0, "f = 0", kColorAccent, kSurfaceSide}, order, ranges, cloud);
  add_plane(plane, {1, "f = 1", kColorMuted, kMarginSide}, order, ranges, cloud);
  add_plane(plane, {-1, "f = −1", kColorMuted, kMarginSide}, order, ranges, cloud);
}

}  // namespace lectern
