#pragma once

#include <span>
#include <tuple>
#include <vector>

// Curves through given points.
namespace lectern::linear {

enum class Nodes { equispaced, chebyshev };

// n ≥ 1 places of [low, high], ascending.
//   equispaced  from end to end; a single one in the middle
//   chebyshev   the zeros of T_n, cos((2j + 1)π/(2n)), moved to the interval
std::vector<double> interpolation_nodes(Nodes kind, int n, double low, double high);

// The polynomial of order n − 1 through n points, by the barycentric formula
//   p(x) = Σ_j w_j y_j/(x − x_j) / Σ_j w_j/(x − x_j)
// whose weights are known in closed form for both kinds of nodes.
// Source: Berrut, Trefethen, Barycentric Lagrange interpolation, SIAM Review 46 (2004) 501.
// Numerical note: errors of the values are multiplied by at most amplification(x); for equispaced nodes that is about
// 2ⁿ/(e n log n) near the ends, so that beyond n ≈ 60 no digit of a double is left.
class InterpolatingPolynomial {
 public:
  InterpolatingPolynomial() = default;
  // values  n, at interpolation_nodes(kind, n, low, high);  n ≥ 1
  InterpolatingPolynomial(Nodes kind, double low, double high, std::vector<double> values);

  std::span<const double> nodes() const { return nodes_; }
  std::span<const double> values() const { return values_; }

  double value(double x) const;
  // Σ_j |ℓ_j(x)|: by how much errors of the values can grow at x. Its largest value is the Lebesgue constant.
  double amplification(double x) const;

  auto state() const { return std::tie(nodes_, weights_, values_); }

 private:
  std::vector<double> nodes_, weights_, values_;  // n each
};

// A smooth curve through points that rises and falls only where they do: cubic pieces whose slope at a point is the
// harmonic mean of its neighbours' slopes, and 0 at an extremum. Beyond the points it is constant.
// Source: Fritsch, Butland, SIAM J. Sci. Stat. Comput. 5 (1984) 300.
class MonotoneCubic {
 public:
  MonotoneCubic() = default;  // 0 everywhere
  // x  n, strictly ascending;  y  n
  MonotoneCubic(std::vector<double> x, std::vector<double> y);

  double value(double x) const;
  auto state() const { return std::tie(x_, y_, slopes_); }

 private:
  std::vector<double> x_, y_, slopes_;  // n each
};

}  // namespace lectern::linear
