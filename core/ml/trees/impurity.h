#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// How impure a set of samples is, and by how much a cut through it lowers that.
namespace lectern::trees {

enum class Criterion {
  gini,           // 1 − Σ p_k²
  entropy,        // −Σ p_k log2 p_k, in bits
  squared_error,  // the mean squared distance from the mean
};

// What a tree learns to tell, and how often and how much each row counts. Views: the arrays outlive the use.
struct TreeTarget {
  std::span<const int> labels;      // n: classes in [0, classes); empty for regression
  int classes = 0;                  // 0: regression
  std::span<const double> y;        // n: for regression
  std::span<const int> counts;      // n: how often a row is in the sample; empty: once
  std::span<const double> weights;  // n, at least 0: what one occurrence weighs; empty: 1

  bool is_regression() const { return classes == 0; }
  bool is_plain() const { return counts.empty() && weights.empty(); }
  int count(std::size_t row) const { return counts.empty() ? 1 : counts[row]; }
  double weight(std::size_t row) const { return (weights.empty() ? 1.0 : weights[row]) * count(row); }
};

// x log2 x; 0 at 0 and below.
double x_log2_x(double x);

// The impurity of a set whose classes weigh `masses`, which weighs `total` > 0.
double impurity_of_masses(std::span<const double> masses, double total, Criterion criterion);

namespace detail {

// Each of the following runs through the samples of a node: move(row) takes one from the right side to the left, and
// decrease() says how much impurity × weight is lower with the two sides than without. Whole weights are added exactly;
// with other weights, rounding may leave a side of little weight with a larger share than 1 of it, which is cut to 1.
template <bool kPlain>
struct GiniScan {
  const int* labels;
  const double* weights;
  double *left, *right;  // classes: their weights on both sides
  double left_squares, right_squares, left_mass, right_mass, whole;

  void move(std::uint32_t row) {
    const int k = labels[row];
    const double w = kPlain ? 1.0 : weights[row], l = left[k], r = right[k];
    left_squares += w * (2 * l + w);
    right_squares -= w * (2 * r - w);
    left[k] = l + w;
    right[k] = r - w;
    left_mass += w;
    right_mass -= w;
  }
  double decrease() const {
    if (kPlain) return (left_squares * right_mass + right_squares * left_mass) / (left_mass * right_mass) - whole;
    const double l = left_squares / left_mass, r = right_squares / right_mass;
    return (l < left_mass ? l : left_mass) + (r < right_mass ? r : right_mass) - whole;
  }
};

template <bool kPlain>
struct EntropyScan {
  const int* labels;
  const double* weights;
  double *left, *right;
  const double* table;  // table[i] = i log2 i where all weights are whole, else null
  double left_sum, right_sum, left_mass, right_mass, whole;  // sums of x log2 x

  double f(double x) const { return table ? table[static_cast<std::size_t>(x)] : x_log2_x(x); }
  void move(std::uint32_t row) {
    const int k = labels[row];
    const double w = kPlain ? 1.0 : weights[row], l = left[k], r = right[k];
    left_sum += f(l + w) - f(l);
    right_sum += f(r - w) - f(r);
    left[k] = l + w;
    right[k] = r - w;
    left_mass += w;
    right_mass -= w;
  }
  double decrease() const {
    const double l = left_sum - f(left_mass), r = right_sum - f(right_mass);
    return (l < 0 ? l : 0.0) + (r < 0 ? r : 0.0) - whole;
  }
};

// Samples as distances from the node's mean: the decrease is s² W / (W_left W_right), s = Σ_left w (y − mean), no
// difference of large sums.
template <bool kPlain>
struct SquaredErrorScan {
  const double* distances;
  const double* weights;
  double sum, left_mass, right_mass, total;

  void move(std::uint32_t row) {
    const double w = kPlain ? 1.0 : weights[row];
    sum += kPlain ? distances[row] : w * distances[row];
    left_mass += w;
    right_mass -= w;
  }
  double decrease() const { return sum * sum * total / (left_mass * right_mass); }
};

}  // namespace detail
}  // namespace lectern::trees
