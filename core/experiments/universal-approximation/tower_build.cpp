#include "core/experiments/universal-approximation/tower_build.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/data/laws.h"
#include "core/ml/nn/construction.h"

namespace lectern {
namespace {

constexpr const char* kCloudHelp =
    "The sum of the towers so far over the plane of both inputs. Drag to turn it. Each tower is four steep neurons and "
    "one of a second hidden layer, which answers only where both bumps are high.";
constexpr const char* kMapHelp = "The same seen from above.";
constexpr const char* kGoalHelp = "What the towers are to approximate, in the same colours.";
constexpr const char* kTowerErrorsHelp = "Root mean square of what is missed, after each tower.";

const data::LawOfTwo& law_of(const ApproximationSettings& settings) {
  return data::laws_of_two()[static_cast<std::size_t>(settings.law_2d)];
}

}  // namespace

TowerBuild::TowerBuild(const ApproximationSettings& settings, const CurveTarget& target, const Rng&)
    : grid_{kSide, kSide, {-1, 1}, {-1, 1}}, side_(static_cast<std::size_t>(settings.towers)) {
  const data::LawOfTwo& law = law_of(settings);
  for (int row = 0; row < kSide; ++row)
    for (int col = 0; col < kSide; ++col) target_.push_back(law.value(grid_.x_of(col), grid_.y_of(row)));
  const PlanarGrid cells{settings.towers, settings.towers, {-1, 1}, {-1, 1}};
  for (int row = 0; row < cells.rows; ++row)
    for (int col = 0; col < cells.cols; ++col) heights_.push_back(law.value(cells.x_of(col), cells.y_of(row)));
  order_.resize(heights_.size());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(),
                   [this](std::size_t a, std::size_t b) { return std::fabs(heights_[a]) > std::fabs(heights_[b]); });
  adapt(settings, target);
  errors_.record(0, std::array{distance_between(values_, target_).root_mean_square});
}

void TowerBuild::adapt(const ApproximationSettings& settings, const CurveTarget&) {
  second_layer_ = settings.second_layer;
  steepness_ = settings.sharpness / 2;
  bumps_.clear();
  for (std::size_t b = 0; b < side_; ++b)
    for (int i = 0; i < kSide; ++i) {
      // The outer edges lie beyond the picture, where their slopes are not seen.
      const double width = 2.0 / static_cast<double>(side_), left = -1 + width * static_cast<double>(b);
      bumps_.push_back(
          nn::steep_bump(grid_.x_of(i), b == 0 ? -3 : left, b + 1 == side_ ? 3 : left + width, steepness_));
    }
  values_.assign(target_.size(), 0.0);
  for (std::size_t i = 0; i < used_; ++i) add(order_[i]);
}

void TowerBuild::add(std::size_t cell) {
  const double height = heights_[cell];
  const double* across = bumps_.data() + (cell % side_) * kSide;
  const double* up = bumps_.data() + (cell / side_) * kSide;
  constexpr double kThreshold = 40;  // steepness of the second layer, whose inputs are 0, 1 or 2
  for (std::size_t row = 0; row < kSide; ++row)
    for (std::size_t col = 0; col < kSide; ++col)
      values_[row * kSide + col] +=
          height * (second_layer_ ? nn::tower(across[col], up[row], kThreshold) : (across[col] + up[row]) / 2);
}

void TowerBuild::step(const ApproximationSettings&, const CurveTarget&) {
  if (finished()) return;
  add(order_[used_++]);
  errors_.record(static_cast<double>(used_), std::array{distance_between(values_, target_).root_mean_square});
}

void TowerBuild::describe(Snapshot& snapshot, const ApproximationSettings& settings, const CurveTarget&) const {
  const auto [least, largest] = std::minmax_element(target_.begin(), target_.end());
  const double limit = std::max(std::fabs(*least), std::fabs(*largest));
  Cloud& cloud = snapshot.cloud("surface", "Towers", {.weight = 3, .help = kCloudHelp});
  const Range heights{std::min(-0.1, 1.1 * *least), 1.1 * *largest};
  cloud.setup({.label = "x₁", .range = {-1, 1}}, {.label = "x₂", .range = {-1, 1}}, {.label = "f", .range = heights});
  cloud.surface("sum of the towers", kSide, kSide, values_, {-1, 1}, {-1, 1}, {0});

  Plane& map = snapshot.plane("map", "Seen from above", {.weight = 2, .help = kMapHelp});
  map.equal_axes({.label = "x₁", .range = {-1, 1}}, {.label = "x₂", .range = {-1, 1}});
  map.field("towers", grid_, values_, {.color = {-limit, limit}});
  Plane& goal = snapshot.plane("goal", "To be approximated", {.weight = 2, .help = kGoalHelp});
  goal.equal_axes({.label = "x₁", .range = {-1, 1}}, {.label = "x₂", .range = {-1, 1}});
  goal.field("f", grid_, target_, {.color = {-limit, limit}});

  const Distance built = distance_between(values_, target_);
  const double side = static_cast<double>(settings.towers);
  double ten = 1;
  for (int i = 0; i < 10; ++i) ten *= side;
  snapshot
      .numbers("Numbers",
               {.weight = 2,
                .help = "Errors: root mean square of what is missed over the whole square, and the largest."})
      .formula(second_layer_ ? "tower = σ(40 (bump₁ + bump₂ − 3/2))" : "(bump₁ + bump₂)/2")
      .add("towers_built", "towers so far", static_cast<double>(used_), {.digits = 0})
      .add("neurons_built", "neurons", (second_layer_ ? 5.0 : 4.0) * static_cast<double>(used_), {.digits = 0})
      .add("built_error", "error", built.root_mean_square, {.digits = 3})
      .add("built_largest", "largest", built.largest, {.digits = 3})
      .add("towers_ten", "towers with ten inputs", ten, {.digits = 3});
  Plane& errors = snapshot.curves("errors", "Error and number of towers", {.weight = 2, .help = kTowerErrorsHelp});
  errors.axes({.label = "towers"}, {.label = "RMS error"});
  errors.line("towers", errors_, 0);
}

}  // namespace lectern
