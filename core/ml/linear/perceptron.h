#pragma once

#include <span>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::linear {

// Rosenblatt's perceptron: f(x) = sign(w·x + b) with labels ±1, one visit at a time.
class Perceptron {
 public:
  Perceptron(std::span<const double> w, double b, double eta) : w_(w.begin(), w.end()), b_(b), eta_(eta) {}

  // If y (w·x + b) ≤ 0: w ← w + η y x, b ← b + η y. Returns whether it did.
  bool visit(std::span<const double> x, int y);

  double score(std::span<const double> x) const;
  int predict(std::span<const double> x) const { return score(x) > 0 ? 1 : -1; }

  std::span<const double> weights() const { return w_; }
  double bias() const { return b_; }

 private:
  std::vector<double> w_;
  double b_;
  double eta_;
};

}  // namespace lectern::linear
