#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

// Networks written down by hand, neuron by neuron, to show what networks can represent.
namespace lectern::nn {

// One hidden layer of ReLUs: f(x) = c + Σ_i a_i max(0, x − t_i), piecewise linear with a kink at every t_i.
struct ReluSum {
  double offset = 0;                        // c
  std::vector<double> kinks, coefficients;  // t_i ascending, a_i

  // Of the first so many neurons, from the left.
  double value(double x, std::size_t neurons) const;
  double value(double x) const { return value(x, kinks.size()); }
  auto state() const { return std::tie(offset, kinks, coefficients); }
};

// The ReLUs that join points by straight lines: one for each piece, n − 1 in all. Right of x_i the i-th gives the curve
// the slope of the next piece; beyond the last point that piece goes on.
// x  n ≥ 1, strictly ascending;  y  n
ReluSum relu_interpolant(std::span<const double> x, std::span<const double> y);

// Which places of a table to join by straight lines: the two ends, then again and again the place at which the lines
// miss the table most (of equals the first), until there are `pieces` of them or nothing is missed.
// x  n ≥ 2, strictly ascending;  y  n   →   numbers of places, ascending, at most pieces + 1
std::vector<std::size_t> greedy_knots(std::span<const double> x, std::span<const double> y, int pieces);

// A neuron σ(w(x − s)): a step from 0 to 1 at s, the sharper the larger w.
double steep_step(double x, double at, double steepness);
// Two of them: 1 between left and right, 0 outside.
double steep_bump(double x, double left, double right, double steepness);
// Bumps along two inputs added: 2 where they cross, 1 along either, 0 elsewhere. A neuron of a second hidden layer that
// answers above 3/2 alone makes a tower of it.
//   σ(w (bump_x + bump_y − 3/2))
// Source: Nielsen, Neural Networks and Deep Learning (2015), ch. 4.
double tower(double bump_x, double bump_y, double steepness);

// A layer of two ReLUs that folds [0, 1] in the middle: 2 max(0, x) − 4 max(0, x − ½), up to 1 and down again.
double fold(double x);
// So many folds, one layer after the other: a sawtooth of 2^depth straight pieces on [0, 1].
// Source: Telgarsky, Benefits of depth in neural networks (COLT 2016).
double sawtooth(double x, int depth);
// Weights and biases of a network of one input, hidden layers of these widths and one output.
int dense_parameters(std::span<const int> widths);

}  // namespace lectern::nn
