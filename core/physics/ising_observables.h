#pragma once

#include <cstddef>
#include <span>
#include <vector>

// What is measured on a chain of states of the Ising model, and what it should be.
namespace lectern::physics {

struct IsingObservables {
  double energy = 0;                     // ⟨E⟩/N
  double magnetisation = 0;              // ⟨M⟩/N
  double abs_magnetisation = 0;          // ⟨|M|⟩/N
  double heat_capacity = 0;              // (⟨E²⟩ − ⟨E⟩²)/(N T²)
  double susceptibility = 0;             // (⟨M²⟩ − ⟨|M|⟩²)/(N T)
  double susceptibility_disordered = 0;  // ⟨M²⟩/(N T)
  double binder_cumulant = 0;            // 1 − ⟨M⁴⟩/(3 ⟨M²⟩²)
};
struct IsingEstimate {
  IsingObservables value, error;
};

// Means over samples of the total energy and magnetisation, and their errors by the jackknife over blocks in a row. The
// errors are right where a block is several times as long as the autocorrelation time.
//   error² = (B − 1)/B Σ_b (θ_b − mean θ)²,   θ_b without the samples b w … (b+1) w − 1, w = ⌊n/B⌋
// energy, magnetisation  n of each, n ≥ 1;  sites N;  blocks B; with fewer than 2, or w = 0, errors are NaN.
// Source: Berg, Markov Chain Monte Carlo Simulations and Their Statistical Analysis (2004), §2.7.
IsingEstimate ising_observables(std::span<const double> energy, std::span<const double> magnetisation, int sites,
                                double temperature, int blocks);

// Exact averages over all 2^(height·width) states of a lattice with periodic edges, E as SpinLattice counts it.
class IsingEnumeration {
 public:
  // height·width ≤ 24, both ≥ 2.
  IsingEnumeration(int height, int width);

  struct Averages {
    double log_partition = 0;
    IsingObservables mean;
    double magnetisation_squared = 0;  // ⟨M²⟩/N²
  };
  Averages at(double temperature, double field) const;

  struct Level {
    int energy = 0;  // −Σ s_i s_j
    double states = 0;
  };
  std::vector<Level> bond_energies() const;  // ascending

 private:
  int sites_;
  std::vector<double> states_;  // (2·bonds + 1) × (sites + 1): how many of each −Σ s s and number of spins up
};

// Heat capacity a spin of the infinite lattice, du/dT of onsager_energy; ∞ at the critical temperature.
//   c = (4/π) (K coth 2K)² [K(κ) − E(κ) − (1 − tanh² 2K)(π/2 + (2 tanh² 2K − 1) K(κ))],   K = 1/T
// Source: Onsager, Phys. Rev. 65 (1944) 117. K and E by the arithmetic-geometric mean.
double onsager_heat_capacity(double temperature);

// Free energy a spin of the infinite lattice:
//   f = −T [log(2 cosh 2K) + (1/2π) ∫₀^π log(½ (1 + √(1 − κ² sin² φ))) dφ],   κ = 2 sinh 2K / cosh² 2K
// by the midpoint rule, to 10⁻¹³ but for temperatures within about 10⁻² of the critical one.
double onsager_free_energy(double temperature);

// The Binder cumulant at the critical temperature in the limit of large square lattices with periodic edges.
// Source: Kamieniarz, Blöte, J. Phys. A 26 (1993) 201.
inline constexpr double kCriticalBinderCumulant = 0.610690;

}  // namespace lectern::physics
