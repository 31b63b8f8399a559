#pragma once

#include <span>

#include "core/math/rng.h"

// Electromagnetic showers in lead, as a calorimeter sees them from the side.
namespace lectern::physics {

// Energies in GeV, depths t in radiation lengths X0, distances from the axis in Molière radii R_M.
struct Calorimeter {
  int layers = 16;          // along the depth
  int strips = 16;          // across, centred on the axis
  double layer = 1;         // thickness [X0]: 16 X0 are short, so that energetic showers leak
  double strip = 0.2;       // width [R_M]
  double stochastic = 0.1;  // a of the resolution σ(E)/E = a/√(E/GeV)
  double sideways = 0.2;    // the axis lies within so many R_M of the centre, uniformly
  double depth() const { return layers * layer; }
};

inline constexpr double kLeadAtomicNumber = 82;
inline constexpr double kLeadCriticalEnergy = 0.0074;  // GeV

// The shape of one shower along its depth: dE/dt = E (βt)^{α-1} β e^{-βt}/Γ(α), β = (α - 1)/T, largest at T.
struct ShowerShape {
  double alpha = 0;
  double maximum = 0;  // T [X0]
};

// The mean shape at an energy, of the means of ln T and ln α.
ShowerShape mean_shower_shape(double energy);
// That of one shower: ln T and ln α fluctuate, correlated.
ShowerShape random_shower_shape(double energy, Rng& rng);

// The share of the energy left in each layer; the rest leaks out behind.   shares  layers, overwritten
void layer_shares(const Calorimeter& calorimeter, const ShowerShape& shape, std::span<double> shares);

// The share of a layer's energy at distances below x from the axis, projected on one direction: of a core and a tail
// with densities R²/(π (r² + R²)²) each is (1 + x/√(x² + R²))/2.
// tau  t/T of the layer;  x [R_M]
double lateral_share(double energy, double tau, double x);

// What one electron of this energy leaves in each cell. Each cell counts quanta of a² GeV after Poisson's law, which
// gives the whole the resolution a/√E.
//   cells  strips × layers [GeV], row by row, the depth along a row; overwritten
// The coefficients are those of GFlash as Geant4 ships them (homogeneous media); spots of energy are replaced by
// quanta. Source: Grindhammer, Peters, The parameterized simulation of electromagnetic showers in homogeneous and
// sampling calorimeters, arXiv:hep-ex/0001020, §2 (homogeneous media).
void draw_shower(const Calorimeter& calorimeter, double energy, Rng& rng, std::span<float> cells);

}  // namespace lectern::physics
