#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/four_momentum.h"

namespace lectern::cluster {

// p in p_T^2p.
enum class JetAlgorithm { anti_kt = -1, cambridge_aachen = 0, kt = 1 };

// A step: objects i < j become the object `made`; or object i becomes a jet, j = made = −1.
struct JetStep {
  std::int32_t i = 0, j = -1, made = -1;
  double distance = 0;  // the least of all d_ij and d_iB
  auto state() const { return std::tie(i, j, made, distance); }
};

struct JetClustering {
  std::vector<math::FourMomentum> objects;  // the particles, then each sum in the order it was made
  std::vector<JetStep> steps;               // one for each particle
  auto state() const { return std::tie(objects, steps); }
};

// Sequential recombination:
//   d_ij = min(p_Ti^2p, p_Tj^2p)·((y_i − y_j)² + (φ_i − φ_j)²)/R²,  d_iB = p_Ti^2p
// While objects are left: if a d_ij is the least of all, i and j are replaced by their sum; if a d_iB is, i is a jet.
// Of equal distances to the beam the lowest number goes first.
// particles  n, each with p_T > 0 and E > |p_z|;  radius R > 0
// O(n²): each object keeps its neighbour in (y, φ), the only one that the least d_ij can have.
// Source: Cacciari, Salam, Dispelling the N³ myth for the kt jet-finder (2006); The anti-kt jet clustering algorithm
// (2008).
JetClustering cluster_jets(std::span<const math::FourMomentum> particles, JetAlgorithm algorithm, double radius);

// Jet of each particle after some steps: the number of the object that holds it then; of finished jets too.
std::vector<std::int32_t> holders_after(const JetClustering& clustering, std::size_t steps);

// Numbers of the objects that became jets with at least this p_T, by falling p_T.
std::vector<std::int32_t> jets_of(const JetClustering& clustering, double least_transverse);

}  // namespace lectern::cluster
