#pragma once

#include <span>

namespace lectern::metrics {

// The squared distance correlation of two quantities, from the same n ≥ 2 samples of both: 0 in the limit of many
// samples exactly where they are independent, 1 where one is a linear function of the other.
//   a_ij = |x_i − x_j|, A_ij = a_ij − mean_j − mean_i + mean (likewise B of y)
//   dCov²(x, y) = (1/n²) Σ A_ij B_ij;   dCor² = dCov²(x, y)/√(dCov²(x, x) dCov²(y, y)); 0 where x or y do not vary
// gradient  n, or empty: overwritten with ∂ dCor²/∂x_i (a subgradient where values are equal)
// Costs n² operations and n² numbers of room.
// Sources: Székely, Rizzo, Bakirov, Ann. Statist. 35 (2007) 2769; as a penalty: Kasieczka, Shih, Phys. Rev. Lett. 125
// (2020) 122001.
double distance_correlation_squared(std::span<const double> x, std::span<const double> y,
                                    std::span<double> gradient = {});

}  // namespace lectern::metrics
