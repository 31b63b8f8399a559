#pragma once

#include <vector>

#include "core/math/rng.h"

// An epidemic in a closed population, person by person: each ill one infects others at the rate β S/N and recovers, for
// good, at the rate γ. For large populations S/N and I/N follow s′ = −β s i, i′ = β s i − γ i.
// Sources: Kermack, McKendrick, Proc. R. Soc. A 115 (1927) 700; Gillespie, J. Phys. Chem. 81 (1977) 2340.
namespace lectern::physics {

struct EpidemicLaw {
  double infection_per_day = 0.5;  // β
  double recovery_per_day = 0.2;   // γ > 0
  int population = 300;            // N
  int first_ill = 3;               // at day 0, the others are susceptible
};

struct EpidemicRecord {
  double largest_share = 0;  // of the population, ill at once
  double peak_day = 0;       // when so many were first ill
  double final_share = 0;    // of the population, that was ever ill
};

// Event by event until nobody is ill.
// path  of ill people: at 0, 1, 2, … days, to the last; may be null
EpidemicRecord run_epidemic(const EpidemicLaw& law, Rng& rng, std::vector<double>* path = nullptr);

// Of a large population with few people ill at first: 1 − (1 + log R)/R at the peak, R = β/γ; 0 for R ≤ 1.
double largest_share_of_many(double reproduction_number);

}  // namespace lectern::physics
