#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::cluster {

// The distance of two clusters.
//   single    of their nearest members
//   complete  of their farthest members
//   average   the mean over all pairs of members
//   ward      √(2·a·b/(a + b))·|c_a − c_b|, c the centroids of a and b members: the square is twice what merging adds
//   to
//             the sum of squared distances to centroids; two single points are as far apart as they are
enum class Linkage { single, complete, average, ward };

// Clusters 0 … n−1 are the samples; merge t makes cluster n + t.
struct Merge {
  std::int32_t a = 0, b = 0;  // a < b
  double height = 0;          // their distance
  std::int32_t size = 0;      // samples in the new cluster
  auto state() const { return std::tie(a, b, height, size); }
};

// Begins with each sample as a cluster and merges the two nearest until one is left; n − 1 merges by ascending height.
// X  n × d, Euclidean distances; n = 0 and 1 give none
// Single linkage: the minimum spanning tree by Prim's algorithm, O(n²·d) time, O(n) memory. The others: chains of
// nearest neighbours, O(n²·d) time; Ward keeps centroids in O(n·d) memory, complete and average up to n² distances,
// mostly a third of them. Of equal distances any may be merged first, always the same one. Source: Müllner, Modern
// hierarchical, agglomerative clustering algorithms (2011).
std::vector<Merge> agglomerate(ConstMatrixView<double> X, Linkage linkage);

// The same where row i stands for weights[i] samples at one place: centres found by k-means, for more samples than n²
// allows. Single and complete linkage do not depend on weights; sizes count rows.
std::vector<Merge> agglomerate(ConstMatrixView<double> X, std::span<const double> weights, Linkage linkage);

// An edge between samples a < b.
struct TreeEdge {
  std::int32_t a = 0, b = 0;
  double length = 0;  // their Euclidean distance
};

// Of all trees that join the samples that of least total length, n − 1 edges by ascending length: single linkage merges
// along them. Of equal distances any may be taken, always the same one.
// X  n × d;  O(n²·d) time.  Source: Prim, Bell System Technical Journal 36 (1957) 1389.
std::vector<TreeEdge> minimum_spanning_tree(ConstMatrixView<double> X);

// Cluster of each of the n samples after some merges, numbered from 0 by their first samples.
// n = merges.size() + 1
std::vector<std::int32_t> labels_after(std::span<const Merge> merges, std::size_t made);
// With so many clusters left, 1 ≤ clusters ≤ n; and after the merges up to a height, which are the first so many.
std::vector<std::int32_t> cut_into(std::span<const Merge> merges, int clusters);
std::size_t merges_up_to(std::span<const Merge> merges, double height);

// Height at which each two samples come together, n·(n − 1)/2 values in the order (0, 1), (0, 2), …
// Source: Sokal, Rohlf, The comparison of dendrograms by objective methods (1962).
std::vector<double> cophenetic_distances(std::span<const Merge> merges);

// The order of the n samples below a dendrogram without crossing lines: of two clusters the one with the lower number
// comes first.
std::vector<std::int32_t> leaf_order(std::span<const Merge> merges);

}  // namespace lectern::cluster
