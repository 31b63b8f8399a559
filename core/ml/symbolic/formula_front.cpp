#include "core/ml/symbolic/formula_front.h"

#include <algorithm>
#include <cmath>

namespace lectern::symbolic {

ParetoRanks pareto_ranks(std::span<const double> error, std::span<const int> complexity) {
  const std::size_t n = error.size();
  ParetoRanks result;
  result.rank.assign(n, -1);
  std::size_t left = n;
  for (int rank = 0; left > 0; ++rank) {
    std::vector<int> layer;
    for (std::size_t b = 0; b < n; ++b) {
      if (result.rank[b] >= 0) continue;
      bool is_dominated = false;
      for (std::size_t a = 0; a < n && !is_dominated; ++a) {
        if (result.rank[a] >= 0) continue;
        is_dominated = error[a] <= error[b] && complexity[a] <= complexity[b] &&
                       (error[a] < error[b] || complexity[a] < complexity[b]);
      }
      if (!is_dominated) layer.push_back(static_cast<int>(b));
    }
    if (layer.empty()) break;  // not a number dominates nothing and is dominated by nothing: it never comes here
    for (const int i : layer) result.rank[static_cast<std::size_t>(i)] = rank;
    left -= layer.size();
    if (rank == 0) result.front = std::move(layer);
  }
  std::sort(result.front.begin(), result.front.end(), [&](int a, int b) {
    const int of_a = complexity[static_cast<std::size_t>(a)], of_b = complexity[static_cast<std::size_t>(b)];
    return of_a != of_b ? of_a < of_b : a < b;
  });
  return result;
}

double hypervolume(std::span<const double> error, std::span<const int> complexity, double reference_error,
                   double reference_complexity) {
  double area = 0, ceiling = reference_error;
  for (const int i : pareto_ranks(error, complexity).front) {
    const double e = error[static_cast<std::size_t>(i)], c = complexity[static_cast<std::size_t>(i)];
    if (!(e < ceiling) || !(c < reference_complexity)) continue;
    area += (ceiling - e) * (reference_complexity - c);
    ceiling = e;
  }
  return area;
}

bool FormulaFront::wants(int complexity, double error) const {
  if (!std::isfinite(error) || complexity < 1 || static_cast<std::size_t>(complexity) >= best_.size()) return false;
  const double judged = std::max(error, kLeastError);
  for (int c = 1; c <= complexity; ++c) {
    const Slot& slot = best_[static_cast<std::size_t>(c)];
    // What differs by rounding alone is no better.
    if (slot.is_filled && judged >= std::max(slot.candidate.error, kLeastError) * (1 - 1e-9)) return false;
  }
  return true;
}

bool FormulaFront::offer(const Candidate& candidate) {
  const int complexity = candidate.complexity();
  if (!wants(complexity, candidate.error)) return false;
  best_[static_cast<std::size_t>(complexity)] = {true, candidate};
  const double judged = std::max(candidate.error, kLeastError);
  for (std::size_t c = static_cast<std::size_t>(complexity) + 1; c < best_.size(); ++c)
    if (best_[c].is_filled && std::max(best_[c].candidate.error, kLeastError) >= judged) best_[c] = Slot{};
  return true;
}

std::vector<int> FormulaFront::members() const {
  std::vector<int> members;
  for (std::size_t c = 0; c < best_.size(); ++c)
    if (best_[c].is_filled) members.push_back(static_cast<int>(c));
  return members;
}

int FormulaFront::answer(const Samples& samples) const {
  int best = 0;
  double least = 0;
  for (std::size_t c = 0; c < best_.size(); ++c) {
    if (!best_[c].is_filled) continue;
    const double bits = description_length(best_[c].candidate, samples);
    if (best == 0 || bits < least) {
      least = bits;
      best = static_cast<int>(c);
    }
  }
  return best;
}

}  // namespace lectern::symbolic
