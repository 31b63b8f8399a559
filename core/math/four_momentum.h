#pragma once

#include <algorithm>
#include <cmath>
#include <tuple>

namespace lectern::math {

// Energy and momentum of a particle or a jet; c = 1, any one unit. The beam is the z axis.
struct FourMomentum {
  double e = 0, px = 0, py = 0, pz = 0;

  double transverse() const { return std::sqrt(px * px + py * py); }  // p_T = √(p_x² + p_y²)
  double rapidity() const;                                            // ½ ln((E + p_z)/(E − p_z))
  double pseudorapidity() const;                                      // η = arsinh(p_z/p_T)
  double azimuth() const;                                             // of (p_x, p_y), in (−π, π]
  // √max(0, E² − p²)
  double mass() const { return std::sqrt(std::max(0.0, e * e - (px * px + py * py + pz * pz))); }
  friend FourMomentum operator+(const FourMomentum& a, const FourMomentum& b) {
    return {a.e + b.e, a.px + b.px, a.py + b.py, a.pz + b.pz};
  }
  auto state() const { return std::tie(e, px, py, pz); }
};

// A particle without mass.
FourMomentum massless(double transverse, double rapidity, double azimuth);

// a − b, brought into [−π, π]; both in [−π, π].
double azimuth_difference(double a, double b);

}  // namespace lectern::math
