#include "core/experiments/lagrangian-network/motion_race.h"

#include <algorithm>
#include <cmath>

namespace lectern {
namespace {

using physics::MechanicalSystem;
using physics::MotionState;

constexpr int kSlowPeriods = 6, kSlowSteps = 5, kFastSteps = 20;
constexpr std::size_t kTrail = 160;  // integrator's steps that a trail is long
constexpr int kTrueSubsteps = 4;
constexpr double kRaceBounds = 1e3;
constexpr double kFar = 0.5;  // of the size of the true motion

bool is_within_bounds(const MotionState& state) {
  return std::all_of(state.begin(), state.end(), [](double x) { return std::fabs(x) < kRaceBounds; });
}

}  // namespace

MotionState true_motion(const MechanicalSystem& system, MotionState state, double step) {
  for (int i = 0; i < kTrueSubsteps; ++i) state = system.advanced(state, step / kTrueSubsteps);
  return state;
}

MotionRace::MotionRace(const MechanicalSystem& system, const MotionState& start, int periods)
    : start_(start), last_step_(periods * kStepsPerPeriod), energy_(system.energy(start)) {
  const double step = system.period() / kStepsPerPeriod;
  const auto n = static_cast<std::size_t>(system.degrees());
  MotionState at = start;
  double squares = 0;
  for (int i = 0; i < 2 * kStepsPerPeriod; ++i) {
    unit_ = std::max(unit_, std::fabs(physics::kinetic_energy(system.lagrangian(at), at)));
    for (std::size_t a = 0; a < n; ++a) squares += at[a] * at[a];
    at = system.advanced(at, step);
    is_bound_ = is_bound_ && is_within_bounds(at);
  }
  if (!(unit_ > 1e-6)) unit_ = 1e-6;
  size_ = std::max(std::sqrt(squares / (2 * kStepsPerPeriod)), 1e-6);
  const std::size_t records = static_cast<std::size_t>(last_step_ / kSlowSteps) + 2;
  times_.reserve(std::min<std::size_t>(records, 2000));
  for (Runner& runner : runners_) {
    runner.at = start;
    runner.worst_so_far.reserve(times_.capacity());
    runner.recent.assign(kTrail, start);
  }
}

double MotionRace::energy_error(const MechanicalSystem& system, const MotionState& state) const {
  const double error = std::fabs(system.energy(state) - energy_) / unit_;
  return error < kMostError ? error : kMostError;
}

void MotionRace::step(const MechanicalSystem& system, std::span<const MotionLearner> learners) {
  if (finished()) return;
  const int count = std::min(steps_ < kSlowPeriods * kStepsPerPeriod ? kSlowSteps : kFastSteps, last_step_ - steps_);
  const double step = system.period() / kStepsPerPeriod;
  const auto n = static_cast<std::size_t>(system.degrees());
  for (int i = 0; i < count; ++i) {
    ++steps_;
    for (std::size_t r = kRunners; r-- > 0;) {  // the true motion first
      Runner& runner = runners_[r];
      if (runner.escaped) continue;
      const MotionState moved =
          r == kTrueMotion ? true_motion(system, runner.at, step) : learners[r].advanced(system, runner.at, step);
      runner.escaped = !is_within_bounds(moved);
      if (!runner.escaped) runner.at = moved;
      runner.worst = runner.escaped ? kMostError : std::max(runner.worst, energy_error(system, moved));
      double squares = 0;
      for (std::size_t a = 0; a < n; ++a) {
        const double off = moved[a] - runners_[kTrueMotion].at[a];
        squares += off * off;
      }
      if (runner.followed < 0 && !(std::sqrt(squares) < kFar * size_)) runner.followed = periods();
      runner.recent[recent_first_] = runner.at;
    }
    recent_first_ = (recent_first_ + 1) % kTrail;
  }
  times_.push_back(static_cast<float>(periods()));
  for (Runner& runner : runners_) runner.worst_so_far.push_back(static_cast<float>(runner.worst));
}

}  // namespace lectern
