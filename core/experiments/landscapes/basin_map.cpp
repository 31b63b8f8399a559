#include "core/experiments/landscapes/basin_map.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/experiments/landscapes/descent_racer.h"
#include "core/math/constants.h"
#include "core/math/elementary.h"

namespace lectern {
namespace {

constexpr int kSide = 48;
constexpr double kNear = 0.02;                     // of the window's width: arrived
constexpr double kSameHeight = 1e-6;               // minima that differ by less are equally low
constexpr double kArrived = 0.7, kOnItsWay = 0.2;  // confidence of the colours

}  // namespace

BasinMap::BasinMap(const SurfacePicture& picture, bool is_on, const nn::OptimizerSpec& method)
    : picture_(&picture), optimizer_(method, 0) {
  if (!is_on || picture.is_curve()) return;
  grid_ = {kSide, kSide, surface().x, surface().y};
  for (int row = 0; row < kSide; ++row)
    for (int col = 0; col < kSide; ++col) places_.insert(places_.end(), {grid_.x_of(col), grid_.y_of(row)});
  gradients_.resize(places_.size());
  optimizer_ = nn::Optimizer<double>(method, places_.size());
}

void BasinMap::step(const nn::OptimizerSpec& method) {
  optimizer_.spec() = method;
  const std::vector<double> before = places_;
  for (std::size_t i = 0; 2 * i < places_.size(); ++i) {
    const std::span<double> g(gradients_.data() + 2 * i, 2);
    if (surface().is_near(place(i), DescentRacer::kFar))
      surface().f->gradient(place(i), g);
    else
      std::fill(g.begin(), g.end(), 0.0);
  }
  optimizer_.step(places_, gradients_);
  for (std::size_t i = 0; i < places_.size(); i += 2)  // momentum would carry them on
    if (!surface().is_near(std::span(before).subspan(i, 2), DescentRacer::kFar))
      std::copy_n(before.begin() + static_cast<std::ptrdiff_t>(i), 2, places_.begin() + static_cast<std::ptrdiff_t>(i));
}

bool BasinMap::has_arrived(std::size_t i) const {
  return surface().distance_to_minimum(place(i)) <= kNear * (surface().x.high - surface().x.low);
}

double BasinMap::share_at_lowest() const {
  std::size_t arrived = 0;
  const std::size_t starts = places_.size() / 2;
  for (std::size_t i = 0; i < starts; ++i)
    if (has_arrived(i) && surface().nearest_minimum(place(i))->f <= surface().minima.front().f + kSameHeight) ++arrived;
  return starts > 0 ? static_cast<double>(arrived) / static_cast<double>(starts) : 0;
}

void BasinMap::describe(Plane& plane) const {
  plane.equal_axes({.label = "start x", .range = grid_.x}, {.label = "start y", .range = grid_.y});
  const std::vector<optimise::LocalMinimum>& minima = surface().minima;
  const bool shows_minima = !minima.empty() && minima.size() <= kMostMinima;
  std::vector<float> values;
  for (std::size_t i = 0; 2 * i < places_.size(); ++i) {
    const bool is_here = surface().is_near(place(i), DescentRacer::kFar);
    double value = 0;
    if (shows_minima) {
      const auto nearest = is_here ? surface().nearest_minimum(place(i)) - minima.data() : std::ssize(minima);
      value = static_cast<double>(nearest) + (has_arrived(i) ? kArrived : kOnItsWay);
    } else {
      const double above = is_here ? surface().f->value(place(i)) - surface().least : INFINITY;
      value = std::isfinite(above) ? math::log1p(std::max(above, 0.0)) / math::kLogTen : NAN;
    }
    values.push_back(static_cast<float>(value));
  }
  if (shows_minima) {
    plane.field("minimum reached", grid_, values, {.color = {0, 1}, .discrete_classes = true});
    for (std::size_t k = 0; k < minima.size(); ++k)
      plane.point("minimum " + std::to_string(k + 1), minima[k].x[0], minima[k].x[1],
                  {.color = static_cast<ColorRole>(k), .marker = Marker::diamond, .size_px = 6});
    return;
  }
  double highest = 1e-3;
  for (float& value : values)
    if (std::isfinite(value)) highest = std::max(highest, static_cast<double>(value));
  for (float& value : values)
    if (!std::isfinite(value)) value = static_cast<float>(highest);
  plane.field("log₁₀(1 + f − f*) reached", grid_, values, {.color = {0, highest}, .map = ColorMap::viridis});
}

}  // namespace lectern
