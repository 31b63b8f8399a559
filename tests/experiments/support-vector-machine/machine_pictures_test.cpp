#include "core/experiments/support-vector-machine/machine_pictures.h"

#include <array>
#include <cmath>
#include <initializer_list>
#include <string>
#include <vector>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using kernels::KernelKind;
using kernels::MulticlassSvm;
using tests::layer_of;

namespace {

MulticlassSvm solved(std::initializer_list<std::array<double, 2>> places, const std::vector<int>& labels, int classes,
                     const kernels::MulticlassOptions& options) {
  Matrix<double> X(static_cast<std::ptrdiff_t>(places.size()), 2);
  std::ptrdiff_t row = 0;
  for (const std::array<double, 2>& place : places) {
    X(row, 0) = place[0];
    X(row++, 1) = place[1];
  }
  MulticlassSvm svm(X, labels, classes, options);
  for (int step = 0; step < 1000 && svm.step(); ++step) {
  }
  return svm;
}

// −1 against 1, and one of class 1 far behind the margin: α = ½ each, but for C.
MulticlassSvm street(double C) {
  kernels::MulticlassOptions options;
  options.machine.kernel.kind = KernelKind::linear;
  options.machine.C = C;
  return solved({{-1, 0}, {1, 0}, {5, 0}}, {0, 1, 1}, 2, options);
}

}  // namespace

TEST_CASE("support vectors are ringed as on the margin or inside it, and who is neither is not") {
  const MulticlassSvm wide = street(10), narrow = street(0.25);
  Plane on, beyond;
  add_support_vectors(wide.solver(0), wide.part(0), true, on);
  CHECK(layer_of<PointsLayer>(on, "on the margin, 0 < α < C").x == std::vector<float>{-1, 1});
  CHECK(layer_of<PointsLayer>(on, "inside the margin, α = C").x.empty());
  add_support_vectors(narrow.solver(0), narrow.part(0), false, beyond);
  CHECK(layer_of<PointsLayer>(beyond, "on the margin, 0 < α < C").x.empty());
  CHECK(layer_of<PointsLayer>(beyond, "inside the margin, α = C").x == std::vector<float>{-1, 1});
  CHECK(layer_of<PointsLayer>(on, "pair updated last").x.empty());
  CHECK(layer_of<PointsLayer>(beyond, "pair updated last").x.size() == 2);
}

TEST_CASE("each support vector has its bar yα at its example, upwards for one side, downwards for the other") {
  const MulticlassSvm svm = street(10);
  Plane plane;
  add_multipliers(svm.solver(0), svm.part(0), std::vector<std::string>{"left", "right"}, plane);
  const BarsLayer& up = layer_of<BarsLayer>(plane, "class right");
  const BarsLayer& down = layer_of<BarsLayer>(plane, "class left");
  CHECK(up.x == std::vector<float>{1});
  CHECK(up.height[0] == doctest::Approx(0.5));
  CHECK(down.x == std::vector<float>{0});
  CHECK(down.height[0] == doctest::Approx(-0.5));
  set_multiplier_axes(plane, 3);
  CHECK(plane.x.range.high == 3);
}

TEST_CASE("of one class against the rest the other side is called all others, without a colour of a class") {
  kernels::MulticlassOptions options;
  options.machine.kernel.kind = KernelKind::linear;
  options.machine.C = 10;
  options.decomposition = kernels::Decomposition::one_against_rest;
  const MulticlassSvm svm = solved({{-2, 0}, {2, 0}, {0, 2}}, {0, 1, 2}, 3, options);
  REQUIRE(svm.machines() == 3);
  Plane plane;
  add_multipliers(svm.solver(1), svm.part(1), std::vector<std::string>{"a", "b", "c"}, plane);
  CHECK(layer_of<BarsLayer>(plane, "class b").color == 1);
  CHECK(layer_of<BarsLayer>(plane, "all others").color == kColorMuted);
  for (const float height : layer_of<BarsLayer>(plane, "all others").height) CHECK(height < 0);
}

TEST_CASE("circles are parted by a plane over x₁² and x₂² that lies between the images of their samples") {
  kernels::MulticlassOptions options;
  options.machine.kernel = {KernelKind::polynomial, 1, 0, 2};
  options.machine.C = 100;
  const MulticlassSvm svm = solved({{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {3, 0}, {-3, 0}, {0, 3}, {0, -3}},
                                   {0, 0, 0, 0, 1, 1, 1, 1}, 2, options);
  const std::vector<std::string> names{"inner", "outer"};
  Cloud cloud;
  describe_quadratic_image(svm.solver(0).machine(), svm.part(0), names, cloud);
  REQUIRE(cloud.color == std::vector<int>{0, 0, 0, 0, 1, 1, 1, 1});
  // Whichever axis is upright, the images of (3, 0) and (0, 3) are nine on one axis and nothing on the others.
  for (std::size_t i = 4; i < 8; ++i)
    CHECK(cloud.xyz[3 * i] + cloud.xyz[3 * i + 1] + cloud.xyz[3 * i + 2] == doctest::Approx(9));
  REQUIRE(cloud.surfaces.size() == 3);
  CHECK(cloud.names.size() == 2);
  const CloudSurface& plane = cloud.surfaces[0];
  const bool first_is_mixed = cloud.axes[0].label == "√2 x₁x₂";
  int inside = 0;
  for (int row = 0; row < plane.rows; ++row) {
    for (int col = 0; col < plane.cols; ++col) {
      const float z = plane.z[static_cast<std::size_t>(row * plane.cols + col)];
      if (std::isnan(z)) continue;
      ++inside;
      // The street between x₁² + x₂² = 1 and 9 has its middle at 5.
      const double share = static_cast<double>(first_is_mixed ? row : col) / (plane.cols - 1);
      const Range other = first_is_mixed ? plane.y : plane.x;
      CHECK(static_cast<double>(z) + other.low + (other.high - other.low) * share == doctest::Approx(5).epsilon(0.01));
    }
  }
  CHECK(inside > 100);
  describe_quadratic_image(svm.solver(0).machine(), svm.part(0), names, cloud);
  CHECK(cloud.xyz.size() == 24);  // overwritten, not appended
}
