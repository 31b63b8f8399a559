#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/experiments/lagrangian-network/motion_learner.h"

namespace lectern {

inline constexpr std::size_t kMotionLearners = kMotionKinds.size();
inline constexpr std::size_t kTrueMotion = kMotionLearners;  // the last of the runners

// The state after a time step, with the error of smaller steps.
physics::MotionState true_motion(const physics::MechanicalSystem& system, physics::MotionState state, double step);

// One start, and from there the true motion and those of the learners side by side.
class MotionRace {
 public:
  static constexpr int kStepsPerPeriod = 200;  // of the integrator
  static constexpr std::size_t kRunners = kMotionLearners + 1;
  static constexpr double kMostError = 1000;

  MotionRace(const physics::MechanicalSystem& system, const physics::MotionState& start, int periods);

  // All run on by a piece that is short at first, so that it can be followed by the eye.
  void step(const physics::MechanicalSystem& system, std::span<const MotionLearner> learners);
  bool finished() const { return steps_ >= last_step_; }
  bool begun() const { return steps_ > 0; }
  double periods() const { return static_cast<double>(steps_) / kStepsPerPeriod; }
  const physics::MotionState& start() const { return start_; }
  double start_energy() const { return energy_; }
  // The true motion stays within bounds for two periods.
  bool is_bound() const { return is_bound_; }
  // |E − E₀| in units of the largest kinetic energy of the true motion in the first two periods; at most kMostError.
  double energy_error(const physics::MechanicalSystem& system, const physics::MotionState& state) const;

  struct Runner {
    physics::MotionState at{};
    double worst = 0;                          // largest |E − E₀| so far, in units of the kinetic energy
    double followed = -1;                      // periods until it was far from the true motion; −1: it is near still
    bool escaped = false;                      // its numbers have left all bounds; it stands still
    std::vector<float> worst_so_far;           // at times()
    std::vector<physics::MotionState> recent;  // for a trail, oldest first from recent_first()

    auto state() const {
      return std::tuple(std::tie(at, worst, followed, escaped), unhashed(worst_so_far), unhashed(recent));
    }
  };
  const Runner& runner(std::size_t i) const { return runners_[i]; }
  const std::vector<float>& times() const { return times_; }  // [periods]
  std::size_t recent_first() const { return recent_first_; }

  auto state() const { return std::tuple(std::tie(start_, steps_, last_step_, runners_), unhashed(times_)); }

 private:
  physics::MotionState start_;
  int steps_ = 0, last_step_;
  double energy_, unit_ = 0, size_ = 0;
  bool is_bound_ = true;
  std::array<Runner, kRunners> runners_;
  std::vector<float> times_;
  std::size_t recent_first_ = 0;
};

}  // namespace lectern
