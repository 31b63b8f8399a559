#pragma once

#include <span>
#include <vector>

#include "core/ml/symbolic/constant_fit.h"

namespace lectern::symbolic {

// Both coordinates are minimised: a dominates b if it is nowhere larger and somewhere smaller. Equal points do not
// dominate each other.
struct ParetoRanks {
  std::vector<int> front;  // not dominated, by complexity, then by index
  std::vector<int> rank;   // 0: the front; 1: what is the front without those of rank 0; …
};
ParetoRanks pareto_ranks(std::span<const double> error, std::span<const int> complexity);
// The area dominated by the front below the two reference values.
double hypervolume(std::span<const double> error, std::span<const int> complexity, double reference_error,
                   double reference_complexity);

// The best candidate of each complexity that a search has found.
class FormulaFront {
 public:
  explicit FormulaFront(int longest = 0) : best_(static_cast<std::size_t>(longest) + 1) {}

  // Whether a candidate of this complexity and error would be better than all that are not longer.
  bool wants(int complexity, double error) const;
  // Takes it in if it is wanted; longer ones that it dominates are forgotten.
  bool offer(const Candidate& candidate);

  // What is on the front, by complexity.
  std::vector<int> members() const;
  const Candidate& at(int complexity) const { return best_[static_cast<std::size_t>(complexity)].candidate; }
  bool has(int complexity) const {
    return complexity >= 0 && static_cast<std::size_t>(complexity) < best_.size() &&
           best_[static_cast<std::size_t>(complexity)].is_filled;
  }
  // The complexity of least description length; 0: nothing is here.
  int answer(const Samples& samples) const;

  auto state() const { return std::tie(best_); }

 private:
  struct Slot {
    bool is_filled = false;
    Candidate candidate;
    auto state() const { return std::tie(is_filled, candidate); }
  };
  std::vector<Slot> best_;
};

}  // namespace lectern::symbolic
