#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::metrics {

// Scores that judge clusters by their points alone. All take X n × d and n labels, any integers, and
// use Euclidean distances; with fewer than two clusters they do not exist
// (NaN).

// Silhouette of every point: (b - a)/max(a, b), with a its mean distance to the others of its cluster
// and b the smallest mean distance to another cluster; 0 in clusters of one point.
// Source: Rousseeuw, Silhouettes (1987).
std::vector<double> silhouette(ConstMatrixView<double> X, std::span<const std::int32_t> labels);

// Mean over clusters of the worst (s_i + s_j)/|c_i - c_j|, s the mean distance to the centroid c;
// smaller is better. Clusters with the same centroid are left out against each other.
// Source: Davies, Bouldin, A Cluster Separation Measure (1979).
double davies_bouldin(ConstMatrixView<double> X, std::span<const std::int32_t> labels);

// Between-cluster over within-cluster scatter, each by its degrees of freedom; larger is better.
// ∞ where nothing scatters within.
// Source: Caliński, Harabasz, A dendrite method for cluster analysis (1974).
double calinski_harabasz(ConstMatrixView<double> X, std::span<const std::int32_t> labels);

}  // namespace lectern::metrics
