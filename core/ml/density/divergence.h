#pragma once

#include <span>
#include <vector>

// How uncertain a law is and how far two laws are apart, where both are tables: densities at the centres of equal cells
// of the line, or probabilities of outcomes (cells of width 1). Logarithms are natural: everything is in nats, except
// Wasserstein distances, which are lengths in the unit of x.
namespace lectern::density {

// A law with its logarithm, so that densities far too small to be written down still have one. Of equal sizes; the
// logarithm of 0 is −∞.
struct Tabulated {
  std::span<const double> density, log_density;
};

// H(p) = −∫ p log p; of densities it may be negative.
double entropy(Tabulated p, double cell);

// H(p, q) = −∫ p log q: the mean of −log q over draws from p. ∞ where q is 0 and p is not.
double cross_entropy(Tabulated p, Tabulated q, double cell);

// KL(p‖q) = ∫ p log(p/q) = H(p, q) − H(p) ≥ 0. ∞ where q is 0 and p is not.
// Source: Kullback, Leibler, On information and sufficiency, Ann. Math. Stat. 22 (1951) 79.
double kl_divergence(Tabulated p, Tabulated q, double cell);

// JS = ½ KL(p‖m) + ½ KL(q‖m), m = (p + q)/2: between 0 and log 2, and log 2 where p and q do not overlap.
// Source: Lin, Divergence measures based on the Shannon entropy, IEEE Trans. Inf. Theory 37 (1991) 145.
double jensen_shannon(Tabulated p, Tabulated q, double cell);

// W₁ = ∫ |F_p − F_q| dx: the least mean way on which the mass of p becomes q. For both of one total; the mass of a cell
// lies evenly in it, so that the cumulative laws F are straight between its edges.
// Source: Vallender, Calculation of the Wasserstein distance between probability distributions on the line, Theory
// Probab. Appl. 18 (1974) 784.
double wasserstein1(std::span<const double> p, std::span<const double> q, double cell);

// The same of two samples, n ≥ 1 and m ≥ 1 in any order; of equal sizes the mean of |x_(i) − y_(i)|.
double wasserstein1_of_samples(std::vector<double> x, std::vector<double> y);

}  // namespace lectern::density
