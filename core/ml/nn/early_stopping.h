#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <tuple>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/state.h"

namespace lectern::nn {

// How a training ends: `never`, or by its validation loss. `early` stops once the loss has not improved for a number
// of checks, `look_back` runs to a given end; both then go back to the parameters of the least validation loss.
enum class StoppingRule { never, early, look_back };

inline constexpr std::array<Named<StoppingRule>, 3> kStoppingRules{{
    {StoppingRule::never, "never", "Never"},
    {StoppingRule::early, "early", "Early stopping"},
    {StoppingRule::look_back, "look_back", "After a fixed number of epochs"},
}};

// Source: Prechelt, Early Stopping — But When? (1998), criterion UP.
template <typename T>
class BestSoFar {
 public:
  // patience ≥ 1: checks without improvement by more than `least_improvement` before `early` stops
  BestSoFar(StoppingRule rule, std::int64_t patience, double least_improvement = 0)
      : rule_(rule), patience_(patience), least_improvement_(least_improvement) {}

  // Records a check; keeps a copy of the parameters if it is the best so far. Returns whether to stop.
  // A loss that is not a number is never the best.
  bool check(double validation_loss, std::span<const T> parameters) {
    if (validation_loss < best_loss_ - least_improvement_) {
      best_loss_ = validation_loss;
      best_check_ = checks_;
      best_.assign(parameters.begin(), parameters.end());
    }
    ++checks_;
    return rule_ == StoppingRule::early && checks_ - 1 - best_check_ >= patience_;
  }

  // Overwrites the parameters with the best seen; leaves them if there was none. Returns whether there was.
  bool restore(std::span<T> parameters) const {
    if (best_.empty()) return false;
    for (std::size_t i = 0; i < best_.size(); ++i) parameters[i] = best_[i];
    return true;
  }

  double best_loss() const { return best_loss_; }
  // The number of the best check, from 0; -1 before there is one.
  std::int64_t best_check() const { return best_check_; }
  std::int64_t checks() const { return checks_; }

  auto state() const { return std::tie(best_loss_, best_check_, checks_, best_); }

 private:
  StoppingRule rule_;
  std::int64_t patience_;
  double least_improvement_;
  double best_loss_ = std::numeric_limits<double>::infinity();
  std::int64_t best_check_ = -1;
  std::int64_t checks_ = 0;
  AlignedVector<T> best_;
};

}  // namespace lectern::nn
