#pragma once

#include <array>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"

namespace lectern::linear {

enum class PolynomialBasis { powers, chebyshev };

inline constexpr std::array<Named<PolynomialBasis>, 2> kPolynomialBases{{
    {PolynomialBasis::powers, "powers", "Powers of x"},
    {PolynomialBasis::chebyshev, "chebyshev", "Chebyshev polynomials"},
}};

// Where a polynomial lives: its order and the basis φ_0 … φ_order over [low, high].
//   powers      φ_j(x) = u^j,     u = (x − low)/(high − low)
//   chebyshev   φ_j(x) = T_j(v),  v = 2u − 1
// Both span the same functions; the Chebyshev polynomials are nearly orthogonal, the powers nearly parallel.
struct PolynomialSpace {
  PolynomialBasis basis = PolynomialBasis::powers;
  int order = 1;
  double low = 0, high = 1;  // low < high

  // x  n   →   n × (order + 1), column j is φ_j
  Matrix<double> features(std::span<const double> x) const;

  auto state() const { return std::tie(basis, order, low, high); }
};

// f(x) = Σ_j θ_j φ_j(x)
struct Polynomial {
  PolynomialSpace space;
  std::vector<double> coefficients;  // θ, order + 1

  // Also outside [low, high]. Horner's rule, or Clenshaw's for Chebyshev polynomials.
  // Source: Clenshaw, Math. Tables Aids Comput. 9 (1955) 118.
  double value(double x) const;

  auto state() const { return std::tie(space, coefficients); }
};

// The polynomial that minimises Σ_i (y_i − f(x_i))² + lambda Σ_{j>0} θ_j².   x, y  n ≥ 1;  lambda ≥ 0
// With lambda = 0 and fewer points than coefficients: of all that fit exactly, that of smallest norm.
// By orthogonal decomposition where lambda = 0, by the normal equations else.
Polynomial fit_polynomial(const PolynomialSpace& space, std::span<const double> x, std::span<const double> y,
                          double lambda = 0);

}  // namespace lectern::linear
