#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/fourier.h"

// What a telescope lets through of a square picture of the sky: one real factor for each of its waves. Pictures are
// N × N pixels; wave numbers count waves across the field of view.
namespace lectern::physics {

// A point seen through air or lens: a round Gaussian of this standard deviation, whose transform is Gaussian too:
//   H(k) = exp(−2π² σ² |k|²/N²)
// response  N², overwritten
void gaussian_transfer(const math::PlanarFourier& fourier, double sigma_pixels, std::span<double> response);

// Where a dish stands, as seen from the source: in wavelengths times the field of view in radians. Two dishes one unit
// apart measure the wave that goes once across the field.
struct Antenna {
  double east_waves = 0, north_waves = 0;

  auto state() const { return std::tie(east_waves, north_waves); }
};

// An interferometer measures of each pair of dishes the Fourier mode of the sky at the difference of their places (van
// Cittert, Zernike). While the Earth turns, the difference turns with it: here around a source at the celestial pole,
// 15° an hour. The mode of −k is the complex conjugate of that of k and comes with it. The mode k = 0, the total flux,
// is taken as measured by a single dish.
// antennas  their places in the middle of the observation;  hours  from first to last measurement, ≥ 0
// response  N², overwritten: 1 where a mode is measured, 0 elsewhere; each measurement counts for the nearest mode
// Source: Thompson, Moran, Swenson, Interferometry and Synthesis in Radio Astronomy (3rd ed., 2017), §2, §4.
void interferometer_coverage(const math::PlanarFourier& fourier, std::span<const Antenna> antennas, double hours,
                             std::span<double> response);

// So many dishes on three arms of a Y, the longest baseline about `longest_waves`.
std::vector<Antenna> three_arms(int antennas, double longest_waves);

}  // namespace lectern::physics
