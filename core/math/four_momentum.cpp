#include "core/math/four_momentum.h"

#include <cmath>
#include <numbers>

#include "core/math/angle.h"
#include "core/math/elementary.h"

namespace lectern::math {

double FourMomentum::rapidity() const { return 0.5 * log((e + pz) / (e - pz)); }
double FourMomentum::pseudorapidity() const {
  const double ratio = std::fabs(pz) / transverse();
  return std::copysign(log(ratio + std::sqrt(1 + ratio * ratio)), pz);
}
double FourMomentum::azimuth() const { return angle_of(py, px); }

FourMomentum massless(double transverse, double rapidity, double azimuth) {
  const double up = exp(rapidity), down = 1 / up;
  return {transverse * 0.5 * (up + down), transverse * cos(azimuth), transverse * sin(azimuth),
          transverse * 0.5 * (up - down)};
}

double azimuth_difference(double a, double b) {
  const double difference = a - b;
  if (difference > std::numbers::pi) return difference - 2 * std::numbers::pi;
  if (difference < -std::numbers::pi) return difference + 2 * std::numbers::pi;
  return difference;
}

}  // namespace lectern::math
