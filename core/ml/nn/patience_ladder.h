#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/state.h"

namespace lectern::nn {

// What early stopping would have given back with every patience, from one training that goes on. A training with
// patience P stops at the first check that is the P-th in a row without a new least loss, and goes back to the
// parameters of the least loss so far. Only minima that waited longer for the next one than all minima before them are
// ever gone back to, so these are all that is kept: at most about √(2 · checks) sets of parameters.
// Source: Prechelt, Early Stopping - But When? (1998), criterion UP.
template <typename T>
class PatienceLadder {
 public:
  // Records a check. A loss that is not a number is never the least.
  void check(double validation_loss, std::span<const T> parameters) {
    if (validation_loss < best().loss) {
      if (!rungs_.empty()) leave_last();
      rungs_.push_back({checks_, 0, validation_loss, {parameters.begin(), parameters.end()}});
    }
    ++checks_;
    if (!rungs_.empty()) rungs_.back().waited = checks_ - 1 - rungs_.back().check;
  }

  struct Stop {
    std::int64_t best_check = -1;  // gone back to; −1: there was none
    std::int64_t stopped_at = -1;  // the last check made; −1: it would still go on
    double loss = std::numeric_limits<double>::infinity();
    std::span<const T> parameters{};
  };
  // patience ≥ 1: checks without a new least loss. The parameters are valid until the next check.
  Stop with_patience(std::int64_t patience) const {
    for (const Rung& rung : rungs_)
      if (rung.waited >= patience) return {rung.check, rung.check + patience, rung.loss, rung.parameters};
    return best();
  }
  // What looking back gives: the least loss of all checks.
  Stop best() const {
    if (rungs_.empty()) return {};
    const Rung& rung = rungs_.back();
    return {rung.check, -1, rung.loss, rung.parameters};
  }

  std::int64_t checks() const { return checks_; }
  std::size_t rungs() const { return rungs_.size(); }

  auto state() const { return std::tie(rungs_, checks_); }

 private:
  struct Rung {
    std::int64_t check = 0;
    std::int64_t waited = 0;  // checks after it without a new least loss
    double loss = 0;
    AlignedVector<T> parameters;
    auto state() const { return std::tie(check, waited, loss, parameters); }
  };

  // A smaller minimum has come: the last one stays if some patience would have ended with it.
  void leave_last() {
    const std::int64_t before = rungs_.size() < 2 ? 0 : rungs_[rungs_.size() - 2].waited;
    if (rungs_.back().waited <= before) rungs_.pop_back();
  }

  std::vector<Rung> rungs_;  // waited rises from rung to rung, except for the last, which still waits
  std::int64_t checks_ = 0;
};

}  // namespace lectern::nn
