#pragma once

#include <vector>

namespace lectern::math {

// ∫ f(x) dx is about Σ_i weights_i f(nodes_i).
struct Quadrature {
  std::vector<double> nodes, weights;
};

// The rule of Gauss and Legendre with `count` ≥ 1 nodes between low and high: exact for polynomials up to degree
// 2 count − 1. Nodes ascend and crowd towards both ends, where polynomials are steep; weights are positive and add up
// to high − low. On [−1, 1] the nodes are the zeros of the Legendre polynomial P_n and
//   w_i = 2 / ((1 − x_i²) P_n'(x_i)²).
// Nodes and weights mirror each other to the bit about the middle of [−1, 1]; the error is some ulp.
// Source: Press, Teukolsky, Vetterling, Flannery, Numerical Recipes (3rd ed., 2007), §4.6.
Quadrature gauss_legendre(int count, double low = -1, double high = 1);

}  // namespace lectern::math
