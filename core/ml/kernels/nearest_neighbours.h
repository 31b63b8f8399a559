#pragma once

#include <array>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/state.h"

namespace lectern::kernels {

enum class Metric { euclidean, manhattan };
enum class NeighbourWeights { uniform, inverse_distance };

inline constexpr std::array<Named<Metric>, 2> kDistanceMetrics{{
    {Metric::euclidean, "euclidean", "Euclidean"},
    {Metric::manhattan, "manhattan", "Manhattan"},
}};
inline constexpr std::array<Named<NeighbourWeights>, 2> kNeighbourWeights{{
    {NeighbourWeights::uniform, "equal", "Uniform"},
    {NeighbourWeights::inverse_distance, "distance", "Inverse distance"},
}};

// The k nearest of a fixed set of points, by a k-d tree; equal distances are ordered by index.
// Source: Friedman, Bentley, Finkel, ACM TOMS 3 (1977) 209.
// In many dimensions a tree leaves out next to nothing: many places at once are then held against all points, most of
// which a matrix product rules out.
class NeighbourSearch {
 public:
  // X  n × d is copied, n ≥ 1.
  explicit NeighbourSearch(ConstMatrixView<double> X, Metric metric = Metric::euclidean);

  // indices, distances  k each, 1 ≤ k ≤ n, overwritten, nearest first
  void nearest(std::span<const double> x, std::span<int> indices, std::span<double> distances) const;
  // The same for each row of Q, to the bit.   Q  m × d;  indices, distances  m × k
  void nearest(ConstMatrixView<double> Q, MatrixView<int> indices, MatrixView<double> distances) const;

  int size() const { return static_cast<int>(points_.rows()); }

  // Answers depend on X alone; the order of the leaves also on the standard library.
  auto state() const { return std::tuple(unhashed(points_), unhashed(original_), unhashed(nodes_)); }

 private:
  struct Node {
    int axis = -1;            // −1: a leaf
    double split = 0;         // coordinate on `axis` between the two sides
    int first = 0, last = 0;  // leaf: rows of points_
    int left = -1, right = -1;
  };
  struct Query;

  int build(std::vector<int>& order, ConstMatrixView<double> X, int first, int last);
  double comparable_distance(int row, std::span<const double> x) const;
  void visit(int node, Query& query, double bound) const;
  void scan(ConstMatrixView<double> Q, MatrixView<int> indices, MatrixView<double> distances) const;
  void offer_near(std::ptrdiff_t first, std::ptrdiff_t count, const double* ranks, double slack, Query& query) const;
  bool is_few(std::size_t neighbours) const { return 4 * neighbours < original_.size(); }

  Metric metric_;
  Matrix<double> points_;      // n × d, in the order of the leaves
  std::vector<int> original_;  // n: index of each row of points_ in X
  std::vector<Node> nodes_;
};

// k-nearest-neighbour prediction from the weighted votes (classes) or mean (regression) of the neighbours.
struct NeighbourRule {
  int neighbours = 5;
  NeighbourWeights weights = NeighbourWeights::uniform;
};

// What each neighbour counts, summing to 1. distances  k, nearest first;  weights  k, overwritten; may be the same.
// With inverse distances, neighbours at distance zero alone count.
void neighbour_weights(NeighbourWeights kind, std::span<const double> distances, std::span<double> weights);

// votes  classes  overwritten with the shares of the neighbours' weights; labels  n in [0, classes).
void class_shares(const NeighbourSearch& search, std::span<const int> labels, std::span<const double> x,
                  const NeighbourRule& rule, std::span<double> votes);

// The weighted mean of the neighbours' values y, n.
double neighbour_mean(const NeighbourSearch& search, std::span<const double> y, std::span<const double> x,
                      const NeighbourRule& rule);

}  // namespace lectern::kernels
