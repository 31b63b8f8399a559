#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::linear {

// How often the samples of each class fall where along a direction.
struct ProjectedHistograms {
  std::vector<float> edges;                // bins + 1, ascending, from the least x·v to the largest
  std::vector<std::vector<float>> counts;  // classes × bins

  auto state() const { return std::tie(edges, counts); }
};

// X  n × d, n ≥ 1; labels  n in [0, classes); v  d
ProjectedHistograms projected_histograms(ConstMatrixView<double> X, std::span<const int> labels, int classes,
                                         std::span<const double> v, int bins);

}  // namespace lectern::linear
