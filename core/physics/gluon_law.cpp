#include "core/physics/gluon_law.h"

#include <cmath>

#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

double normalisation() {
  double inverse_beta = 1;
  for (int k = 0; k <= kGluonLargeX; ++k) {
    inverse_beta *= 1 - kGluonSmallX + k;
    if (k > 0) inverse_beta /= k;
  }
  return kGluonMomentumFraction * inverse_beta;
}

}  // namespace

double gluon_momentum_density(double x) {
  if (!(x > 0) || x >= 1) return 0;
  const double rest = 1 - x, squared = rest * rest;
  return normalisation() * math::exp(-kGluonSmallX * math::log(x)) * squared * squared * rest;
}

double gluon_error(double x) {
  const double relative = 0.03 + 0.07 * math::exp(0.72 * math::log(1e-4 / x));
  const double scaled = relative * gluon_momentum_density(x);
  return std::sqrt(scaled * scaled + 0.01 * 0.01);
}

double gluon_splitting(double xi) { return xi * xi + (1 - xi) * (1 - xi); }

}  // namespace lectern::physics
