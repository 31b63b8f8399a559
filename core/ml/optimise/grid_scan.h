#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/ml/optimise/objective.h"

namespace lectern::optimise {

// Search without a gradient or a start: f at every node of a regular grid over a box, the edges included, and the
// lowest of them. Takes sideᴰ evaluations, D the number of variables. Values that are not finite are passed over.
class GridScan {
 public:
  // The objective must outlive the scan and its copies.   low, high  D;  side ≥ 2, nodes along each variable
  GridScan(const Objective& objective, std::span<const double> low, std::span<const double> high, int side);

  // Evaluates the next nodes, the first variable running fastest; fewer where the grid ends.
  void step(int count);

  std::int64_t nodes() const { return nodes_; }
  std::int64_t evaluations() const { return evaluations_; }
  bool is_done() const { return evaluations_ == nodes_; }
  // The lowest so far, and its value: empty and infinite before the first finite value.
  std::span<const double> best() const { return best_; }
  double best_f() const { return best_f_; }
  // Where node i lies.   x  D, overwritten
  void node(std::int64_t i, std::span<double> x) const;

  auto state() const { return std::tie(evaluations_, best_, best_f_); }

 private:
  const Objective* objective_;
  std::vector<double> low_, high_;  // D
  int side_;
  std::int64_t nodes_ = 1, evaluations_ = 0;
  std::vector<double> best_;  // D, or empty
  double best_f_;
};

}  // namespace lectern::optimise
