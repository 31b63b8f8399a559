#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ml/optimise/first_order.h"
#include "core/parts/surface_picture.h"

namespace lectern {

// How a search for a minimum stands. stuck: no step along its direction leads lower.
enum class RacerState { running, at_minimum, at_saddle, at_maximum, stuck, lost };
const char* to_string(RacerState state);  // "running", "minimum" …

// What kind of place one of no slope is, by its curvatures, ascending.
RacerState state_at_rest(std::span<const double> curvatures);

// A method of gradient descent on its way over a surface: where it stands, its path, and how it ended.
class DescentRacer {
 public:
  // averages: what is shown is the mean of the places so far.   start  D
  DescentRacer(std::shared_ptr<const SurfacePicture> picture, std::string_view name, const nn::OptimizerSpec& spec,
               bool averages, std::span<const double> start);

  // One step, with `noise` (D, or empty) added to the gradient. Nothing happens any more to who is lost: beyond
  // kFar times the window, or where the function is not finite.
  void step(std::span<const double> noise);
  void set_spec(const nn::OptimizerSpec& spec) { descent_.spec() = spec; }

  const std::string& name() const { return name_; }
  RacerState state() const { return state_; }
  bool is_lost() const { return state_ == RacerState::lost; }
  // Shown: of who is lost the last before that.
  std::span<const double> place() const { return place_; }
  double f() const { return f_; }
  double gradient_norm() const { return gradient_norm_; }
  const Trail& trail() const { return trail_; }
  const optimise::FirstOrderDescent& descent() const { return descent_; }

  // The learning rate that would have kept this racer in the window, by the largest curvature on its way there;
  // infinite if that is not what bounds it.
  double largest_stable_rate() const;
  // A sentence; empty unless lost.
  const std::string& cause() const { return cause_; }

  void hash_state(StateHasher& hasher) const;

 private:
  void look();
  void look_at_average();
  void lose();

  std::shared_ptr<const SurfacePicture> picture_;
  std::string name_;
  optimise::FirstOrderDescent descent_;
  bool averages_, is_noisy_ = false;
  double first_f_ = 0, steepness_ = 0;  // of the start
  RacerState state_ = RacerState::running;
  std::vector<double> place_;
  double f_ = 0, gradient_norm_ = 0;
  Trail trail_;
  // The largest curvature met inside the window, where and when.
  double largest_curvature_ = 0;
  std::vector<double> curved_place_;
  std::int64_t curved_step_ = 0;
  std::string cause_;
};

// "(1.2, -0.5)"
std::string place_text(std::span<const double> x);

}  // namespace lectern
