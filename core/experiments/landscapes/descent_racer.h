#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/ml/optimise/first_order.h"
#include "core/parts/surface_search.h"

namespace lectern {

// A method of gradient descent on a surface.
class DescentRacer final : public SurfaceSearch {
 public:
  static constexpr double kFar = 10;  // windows

  // averages: what is shown is the mean of the places so far.   start  D
  DescentRacer(const SurfacePicture& picture, std::string_view name, const nn::OptimizerSpec& spec, bool averages,
               std::span<const double> start);

  // One step, with `noise` (D, or empty) added to the gradient. Nothing happens any more to a racer that has diverged:
  // beyond kFar times the window, or where the function is not finite; and none is taken by one that stops, because
  // the gradient with its noise is shorter than `stop_below`.
  void step(std::span<const double> noise, double stop_below = 0);
  void set_spec(const nn::OptimizerSpec& spec) { descent_.spec() = spec; }

  const optimise::FirstOrderDescent& descent() const { return descent_; }
  double first_gradient_norm() const { return first_gradient_norm_; }
  bool has_met_noise() const { return has_met_noise_; }

  // The learning rate that would have kept this racer in the window, by the largest curvature on its path;
  // infinite if that is not what bounds it.
  double largest_stable_rate() const;
  // The first step after which what is shown was less than kArrived above the lowest place; nothing before.
  static constexpr double kArrived = 1e-6;
  std::optional<std::int64_t> arrival() const { return arrival_; }
  // A sentence; empty unless it has diverged.
  const std::string& cause() const { return cause_; }

  auto state() const {
    return std::tuple(search_state(), std::cref(descent_), has_met_noise_, unhashed(steepest_place_), unhashed(cause_),
                      unhashed(arrival_));
  }

 private:
  void look();
  void diverge();

  optimise::FirstOrderDescent descent_;
  bool averages_, has_met_noise_ = false;
  double first_f_ = 0, first_gradient_norm_ = 0;
  // The largest curvature met inside the window, where and when.
  double largest_curvature_ = 0;
  std::vector<double> steepest_place_;
  std::int64_t steepest_step_ = 0;
  std::optional<std::int64_t> arrival_;
  std::string cause_;
};

}  // namespace lectern
