#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/experiments/gan-images/picture_set.h"
#include "core/lab/snapshot.h"
#include "core/math/matrix.h"
#include "core/physics/ising_measures.h"

namespace lectern {

inline constexpr ColorRole kDataColor = 2, kModelColor = 7;

// What is measured on pictures of one class: of Ising states, or of showers.
struct ClassMeasures {
  static constexpr int kCells = 16;          // a side of a shower
  static constexpr int kBins = 30;           // of the energy sum, of equal width from 0 to kLargestSum
  static constexpr double kLargestSum = 60;  // GeV

  physics::IsingMeasures ising;
  double sum = 0, spread = 0;             // of the energy sum [GeV]: mean and standard deviation
  std::array<double, kCells> along{};     // mean energy of each layer [GeV]
  std::array<double, kCells> across{};    // … and of each strip
  std::array<double, kBins> histogram{};  // share of the showers in a bin
};

using AllMeasures = std::vector<ClassMeasures>;  // by class

// labels  the class of each picture.   Nothing of other sources.
AllMeasures measures_of(ImitatedPictures source, ConstMatrixView<float> pictures, std::span<const int> labels,
                        int classes, int side);

// Total variance of the pixels within the classes, averaged over the classes; within the whole if `together`.
double spread_within(ConstMatrixView<float> pictures, std::span<const int> labels, int classes, bool together);

// The panels of physics: what the data are like, and the samples.
void describe_ising(Snapshot& snapshot, const PictureSet& set, const AllMeasures& data, const AllMeasures& samples);
void describe_showers(Snapshot& snapshot, const PictureSet& set, const AllMeasures& data, const AllMeasures& samples);

// The largest difference of |m|, of the energy a spin, and of ξ over data and samples, of all temperatures.
struct IsingDistance {
  double magnetisation = 0, energy = 0, length = 0;
};
IsingDistance ising_distance(const AllMeasures& data, const AllMeasures& samples);

// The largest relative errors of showers: of the mean energy sum, of its spread, and the mean absolute difference of
// the profile along the depth, by the mean energy of a layer.
struct ShowerDistance {
  double sum = 0, spread = 0, profile = 0;
};
ShowerDistance shower_distance(const AllMeasures& data, const AllMeasures& samples);

}  // namespace lectern
