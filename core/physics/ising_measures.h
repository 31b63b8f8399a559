#pragma once

#include <array>
#include <cstddef>

#include "core/math/matrix.h"

namespace lectern::physics {

inline constexpr int kFarthestCorrelation = 8;  // sites

// What is measured on a set of states of the Ising model with periodic edges, each a mean over the set.
struct IsingMeasures {
  double magnetisation = 0;       // of a spin, |m|
  double energy = 0;              // of a spin, J = 1; −2 where all are alike, 0 where they are tossed
  double correlation_length = 0;  // ξ [sites]
  std::array<double, kFarthestCorrelation + 1> correlation{};  // C(r) = ⟨s_i s_{i+r}⟩ along rows and columns
};

// Of pictures: a spin is up where the level is above 1/2. The correlation length is that of the second moment,
//   ξ = √(S(0)/S(k) − 1) / (2 sin(π/L)),   S(k) = ⟨|Σ s e^{ikx}|²⟩/L², k = 2π/L,   S(0) = L² (⟨m²⟩ − ⟨|m|⟩²)
// and 0 where the root is of a negative number.
// pictures  n × side², side even and at least 2 kFarthestCorrelation;  NaN of no pictures
// Source: Cooper, Freedman, Preston, Nucl. Phys. B 210 (1982) 210.
IsingMeasures ising_measures(ConstMatrixView<float> pictures, int side);

}  // namespace lectern::physics
