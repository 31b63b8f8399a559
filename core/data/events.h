#pragma once

#include "core/data/dataset.h"

namespace lectern::data {

// Simulated collisions: a heavy particle that decays into two photons (class 1, the signal) and pairs of photons
// from elsewhere (class 0, the background). Both are generated equally often, as simulations are; how rare
// the signal is in nature is a matter of the weights given to the two classes.
//   p_T [GeV]        transverse momentum of the pair: signal Gamma(2) of mean 70, background of mean 40
//   isolation [GeV]  energy around the photons: exponential of mean 2 (signal), 5 (background, often jets)
//   |cos θ*|         angle of decay: even for a particle without spin, towards 1 for the background
//   mass [GeV]       of the pair: 125 for the signal, falling as exp(-m/40) from 100 to 160 for the background
// Energies are measured with relative errors: normal of deviation `resolution`, the mass with 1/√2 of it.
// weights          the correction of each event for what the simulation gets wrong: the real detector loses soft
//                  pairs, 1 - exp(-p_T/20), times a calibration that scatters by 10 %; mean 1 in each class
// Sample i belongs to class i mod 2; n ≥ 0. The laws are simplified, not those of an experiment.
Dataset collider_events(Rng& rng, int n, double resolution);

}  // namespace lectern::data
