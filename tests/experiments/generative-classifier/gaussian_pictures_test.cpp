#include "core/experiments/generative-classifier/gaussian_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using generative::ClassCovariance;
using generative::GaussianClassifier;
using tests::layer_of;
using tests::layers_of;

namespace {

// Four points around (0, 0), variances ½ and 2, and the same around (4, 0).
GaussianClassifier two_crosses(ClassCovariance covariance) {
  Matrix<double> X(8, 2);
  constexpr std::array<std::array<double, 2>, 4> kCross{{{1, 0}, {-1, 0}, {0, 2}, {0, -2}}};
  for (std::ptrdiff_t i = 0; i < 8; ++i) {
    X(i, 0) = kCross[static_cast<std::size_t>(i % 4)][0] + (i < 4 ? 0 : 4);
    X(i, 1) = kCross[static_cast<std::size_t>(i % 4)][1];
  }
  auto model = GaussianClassifier::fit(X, std::vector<int>{0, 0, 0, 0, 1, 1, 1, 1}, 2, covariance);
  REQUIRE(model.ok());
  return *model;
}

const Plane& plane_of(const Snapshot& snapshot, std::size_t panel) {
  return std::get<Plane>(snapshot.panels[panel].content);
}

}  // namespace

TEST_CASE("each Gaussian is an ellipse at its mean, in the colour of its class, also where all share a covariance") {
  for (const ClassCovariance covariance : {ClassCovariance::shared, ClassCovariance::full, ClassCovariance::diagonal}) {
    Plane plane;
    add_gaussians(two_crosses(covariance), std::array{3, 7}, plane);
    const EllipsesLayer& ellipses = *layers_of<EllipsesLayer>(plane).front();
    CHECK(ellipses.x == std::vector<float>{0, 4});
    CHECK(ellipses.color == std::vector<int>{3, 7});
    for (std::size_t k = 0; k < 2; ++k) {
      CHECK(ellipses.xx[k] == doctest::Approx(0.5));
      CHECK(ellipses.yy[k] == doctest::Approx(2));
      CHECK(ellipses.xy[k] == doctest::Approx(0));
    }
  }
}

TEST_CASE("along the cut the largest density is drawn as 1, and between equal classes the posterior is ½") {
  const GaussianClassifier model = two_crosses(ClassCovariance::shared);
  const generative::LogOddsCut cut = generative::log_odds_cut(model, model, 0, 1, 7);  // −1, −½, … 2
  Snapshot snapshot;
  describe_cut(cut, {"left", 0}, {"right", 1}, snapshot);
  REQUIRE(snapshot.panels.size() == 2);
  const Plane& plane = plane_of(snapshot, 0);
  CHECK(layer_of<LineLayer>(plane, "π p(x|·) of left").y[2] == 1);  // at its mean
  CHECK(layer_of<LineLayer>(plane, "π p(x|·) of right").y[4] == doctest::Approx(1));
  CHECK(layer_of<LineLayer>(plane, "π p(x|·) of right").y[3] == doctest::Approx(std::exp(-4.0)));  // 2²/(2 · ½)
  const LineLayer& posterior = layer_of<LineLayer>(plane, "posterior of right");
  CHECK(posterior.x[3] == 0.5f);
  CHECK(posterior.y[3] == doctest::Approx(0.5));
  CHECK(posterior.y.back() == doctest::Approx(1));
  // Log odds 8 (x − 2): −48 at x = −4, and a third more to be seen.
  const Plane& odds = plane_of(snapshot, 1);
  CHECK(layer_of<LineLayer>(odds, "of the model").y.front() == doctest::Approx(-48));
  CHECK(odds.y.range.high == 63);
  CHECK(odds.y.range.low == -63);
}

TEST_CASE("densities that have vanished are drawn as nothing") {
  generative::LogOddsCut cut;
  cut.at = {-1, 2};
  cut.first = cut.second = {0, 0};
  cut.posterior = cut.linear_posterior = {0.25, 0.25};
  cut.log_odds = cut.linear_log_odds = {0.125, 0.125};
  Snapshot snapshot;
  describe_cut(cut, {"left", 0}, {"right", 1}, snapshot);
  for (const LineLayer* line : layers_of<LineLayer>(plane_of(snapshot, 0)))
    for (const float y : line->y) CHECK((y == 0 || y == 0.25f));
  CHECK(plane_of(snapshot, 1).y.range.high == 2);  // at least somewhat beyond 1
}

TEST_CASE("errors of moments are drawn beside 1/√n, none of them below what a logarithmic axis can show") {
  const std::vector<generative::MomentErrors> errors{{4, 0, 0.5, 0.25}, {100, 0.01, 0.125, 0}};
  Snapshot snapshot;
  describe_moments(errors, snapshot);
  const Plane& curves = plane_of(snapshot, 0);
  CHECK(curves.y.logarithmic);
  const auto lines = layers_of<LineLayer>(curves);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0]->y == std::vector<float>{1e-4f, 0.01f});
  CHECK(lines[1]->y == std::vector<float>{0.5f, 0.125f});
  CHECK(lines[2]->y == std::vector<float>{0.25f, 1e-4f});
  CHECK(lines[3]->y == std::vector<float>{0.5f, 0.1f});
  CHECK(lines[3]->dashed);
  CHECK_FALSE(lines[0]->dashed);
  CHECK(lines[3]->x == std::vector<float>{4, 100});
}
