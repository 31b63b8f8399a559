#include "core/physics/gluon_law.h"

#include <cmath>

#include "core/math/elementary.h"
#include "core/math/vector.h"

namespace lectern::physics {
namespace {

constexpr double normalisation() {
  double inverse_beta = 1;
  for (int k = 0; k <= kGluonLargeX; ++k) {
    inverse_beta *= 1 - kGluonSmallX + k;
    if (k > 0) inverse_beta /= k;
  }
  return kGluonMomentumFraction * inverse_beta;
}
constexpr double kNormalisation = normalisation();

double density_of(double x, double rise) {
  const double rest = 1 - x, squared = rest * rest;
  return kNormalisation * rise * squared * squared * rest;
}

}  // namespace

double gluon_momentum_density(double x) {
  if (!(x > 0) || x >= 1) return 0;
  return density_of(x, math::exp(-kGluonSmallX * math::log(x)));
}

double gluon_error(double x) { return gluon_measurement(x).error; }

GluonMeasurement gluon_measurement(double x) {
  // x^−a and (10⁻⁴/x)^0.72
  const math::F64x2 powers = math::exp(math::F64x2{-kGluonSmallX, 0.72} * math::log(math::F64x2{x, 1e-4 / x}));
  const double density = !(x > 0) || x >= 1 ? 0 : density_of(x, powers[0]);
  const double scaled = (0.03 + 0.07 * powers[1]) * density;
  return {density, std::sqrt(scaled * scaled + 0.01 * 0.01)};
}

double gluon_splitting(double xi) { return xi * xi + (1 - xi) * (1 - xi); }

}  // namespace lectern::physics
