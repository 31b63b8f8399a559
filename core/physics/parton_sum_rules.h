#pragma once

#include <span>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/quadrature.h"

// Distributions of partons in the proton: x f(x) of each flavour, x in (0, 1] the fraction of the proton's momentum.
namespace lectern::physics {

// S(x) = x^a (1 − x)^b (1 + c √x + d x), with b ≥ 0, and a > 0 where partons are counted (a > −1 otherwise).
struct PartonShape {
  double a = 0, b = 0, c = 0, d = 0;
  double operator()(double x) const;
};

// ∫₀¹ g(x) dx for g that rise steeply towards 0: nodes t of the rule of Gauss and Legendre on [0, 1], taken at x =
// t^power. count ≥ 1;  power ≥ 1
math::Quadrature small_x_quadrature(int count, double power);

struct PartonNormalisation {
  std::vector<double> momentum;           // of each flavour's shape: ∫ S dx
  std::vector<double> number;             // of each valence flavour's shape: ∫ S/x dx
  std::vector<double> normalisation;      // N of each flavour, x f(x) = N S(x)
  std::vector<double> momentum_fraction;  // N ∫ S dx; together 1
};

// The constants that rules leave no freedom: valence quarks are so many, ∫ N S/x dx = number, and all flavours together
// carry the proton's momentum, from which the gluon's constant follows. All integrals are sums over the rule.
// shapes             first the valence flavours, then the sea, last the gluon
// valence_numbers    V of them (proton: 2 up, 1 down)
// sea_normalisation  of the flavours between, shapes.size() − V − 1
// Source: Roberts, The structure of the proton (1990), ch. 4.
PartonNormalisation normalise_partons(std::span<const PartonShape> shapes, std::span<const double> valence_numbers,
                                      std::span<const double> sea_normalisation, const math::Quadrature& rule);

}  // namespace lectern::physics
