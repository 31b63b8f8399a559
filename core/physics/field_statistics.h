#pragma once

#include <array>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/fourier.h"
#include "core/math/matrix.h"

namespace lectern::physics {

// What is measured of a field of N × N cells, whose numbers are in units of the standard deviation σ of all.
//   spectrum    P(k) = ⟨|F(k)|²⟩/N² over the waves with |k| nearest to k = 1 … N/2, as log₁₀
//   one_point   the share of cells in each of kBins bins of the value, from kLowest to kHighest; beyond, the outer bins
//   peaks       how many cells are higher than all eight neighbours and than ν, for each ν of kHeights
//   bispectrum  of squeezed triangles, one long wave and two short ones: ⟨L f_k²⟩/(⟨L²⟩^(1/2) ⟨f_k²⟩), with L the waves
//               up to k = 4 and f_k those between k/√2 and √2 k, for k = 6 … 13/32 N. It tells how much more power the
//               field has at k where the long waves are high; 0 on average where phases are random.
// Source: Chiang, Wagner, Schmidt, Komatsu, Position-dependent power spectrum of the large-scale structure, JCAP 05
// (2014) 048.
struct FieldStatistics {
  static constexpr int kBins = 24;
  static constexpr double kLowest = -3, kHighest = 5;
  static constexpr std::array<double, 8> kHeights{-0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3};
  static constexpr int kLongest = 4, kFirstTriangle = 6;

  std::vector<double> spectrum, one_point, peaks, bispectrum;

  auto state() const { return std::tie(spectrum, one_point, peaks, bispectrum); }
};

FieldStatistics field_statistics(const math::PlanarFourier& fourier, std::span<const float> field);

// Mean and variance of each number over fields.
struct StatisticsOfFields {
  int fields = 0;
  FieldStatistics mean, variance;

  auto state() const { return std::tie(fields, mean, variance); }
};
// fields  n × N², n ≥ 2
StatisticsOfFields statistics_of(const math::PlanarFourier& fourier, ConstMatrixView<float> fields);

// How far the mean of one statistic over some fields is from that of the reference, in units of what single fields of
// the reference differ by: the root mean square over its numbers j of (m_j − r_j)/s_j, with s_j² the variance between
// fields. For n fields of the same law it is about √(1/n + 1/n_r). Numbers that do not vary in the reference are left
// out.
double misfit(std::span<const double> mean, std::span<const double> reference_mean,
              std::span<const double> reference_variance);

}  // namespace lectern::physics
