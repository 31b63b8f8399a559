#include "core/ml/kernels/nearest_neighbours.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/math/linear_algebra.h"
#include "core/math/vector.h"
#include "core/simd/gemm.h"

namespace lectern::kernels {
namespace {

constexpr int kLeafSize = 16;
constexpr std::ptrdiff_t kTreeDimensions = 5;  // with more, a tree is slower than looking at every point
constexpr std::ptrdiff_t kScanQueries = 32;    // held against kScanPoints points at a time
constexpr std::ptrdiff_t kScanPoints = 512;

struct Neighbours {
  std::vector<int> indices;
  std::vector<double> weights;  // summing to 1
};

Neighbours weighted_neighbours(const NeighbourSearch& search, std::span<const double> x, const NeighbourRule& rule) {
  const auto k = static_cast<std::size_t>(std::min(rule.neighbours, search.size()));
  Neighbours found{std::vector<int>(k), std::vector<double>(k)};
  search.nearest(x, found.indices, found.weights);
  neighbour_weights(rule.weights, found.weights, found.weights);
  return found;
}

std::size_t at(std::ptrdiff_t i) { return static_cast<std::size_t>(i); }

double squared_norm(const double* x, std::ptrdiff_t d) {
  double sum = 0;
  for (std::ptrdiff_t j = 0; j < d; ++j) sum += x[j] * x[j];
  return sum;
}

// do_one(i) for those of `count` values that are not above the limit, which do_one may lower.
template <typename DoOne>
void for_each_not_above(const double* values, std::ptrdiff_t count, const double& limit, DoOne do_one) {
  using math::F64x2;
  std::ptrdiff_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const double* v = values + i;
    const auto above = (math::load<F64x2>(v) > limit) & (math::load<F64x2>(v + 2) > limit) &
                       (math::load<F64x2>(v + 4) > limit) & (math::load<F64x2>(v + 6) > limit);
    if (!math::any(~above)) continue;
    for (std::ptrdiff_t j = 0; j < 8; ++j) {
      if (!(v[j] > limit)) do_one(i + j);
    }
  }
  for (; i < count; ++i) {
    if (!(values[i] > limit)) do_one(i);
  }
}

}  // namespace

// The best k so far as a heap with the worst on top.
struct NeighbourSearch::Query {
  struct Candidate {
    double distance;  // squared for the Euclidean metric
    int index;
    bool operator<(const Candidate& other) const {
      return distance < other.distance || (distance == other.distance && index < other.index);
    }
  };

  std::span<const double> x;
  std::size_t k;
  std::vector<Candidate> heap;

  double worst() const { return heap.size() < k ? std::numeric_limits<double>::infinity() : heap.front().distance; }
  void offer(Candidate candidate) {
    if (heap.size() == k) {
      if (!(candidate < heap.front())) return;
      std::pop_heap(heap.begin(), heap.end());
      heap.pop_back();
    }
    heap.push_back(candidate);
    std::push_heap(heap.begin(), heap.end());
  }
  // Writes what was found, nearest first, and forgets it.
  void answer(Metric metric, std::span<int> indices, std::span<double> distances) {
    std::sort(heap.begin(), heap.end());
    for (std::size_t i = 0; i < heap.size(); ++i) {
      indices[i] = heap[i].index;
      distances[i] = metric == Metric::euclidean ? std::sqrt(heap[i].distance) : heap[i].distance;
    }
    heap.clear();
  }
};

NeighbourSearch::NeighbourSearch(ConstMatrixView<double> X, Metric metric)
    : metric_(metric), points_(X.rows, X.cols), original_(static_cast<std::size_t>(X.rows)) {
  std::vector<int> order(original_.size());
  std::iota(order.begin(), order.end(), 0);
  nodes_.reserve(2 * order.size() / kLeafSize + 2);
  build(order, X, 0, static_cast<int>(order.size()));
  for (std::size_t i = 0; i < order.size(); ++i) {
    original_[i] = order[i];
    const double* from = X.row(order[i]);
    std::copy(from, from + X.cols, points_.row(static_cast<std::ptrdiff_t>(i)));
  }
}

// Splits at the median of the widest axis, down to leaves of a few points.
int NeighbourSearch::build(std::vector<int>& order, ConstMatrixView<double> X, int first, int last) {
  const auto id = static_cast<int>(nodes_.size());
  nodes_.push_back({});
  nodes_[static_cast<std::size_t>(id)].first = first;
  nodes_[static_cast<std::size_t>(id)].last = last;
  double widest = 0;
  int axis = -1;
  for (int j = 0; j < X.cols; ++j) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (int i = first; i < last; ++i) {
      const double value = X(order[static_cast<std::size_t>(i)], j);
      low = std::min(low, value);
      high = std::max(high, value);
    }
    if (high - low > widest) {
      widest = high - low;
      axis = j;
    }
  }
  if (last - first <= kLeafSize || axis < 0) return id;
  const int middle = (first + last) / 2;
  std::nth_element(order.begin() + first, order.begin() + middle, order.begin() + last,
                   [&](int a, int b) { return X(a, axis) < X(b, axis) || (X(a, axis) == X(b, axis) && a < b); });
  const double split = X(order[static_cast<std::size_t>(middle)], axis);
  const int left = build(order, X, first, middle);
  const int right = build(order, X, middle, last);
  Node& node = nodes_[static_cast<std::size_t>(id)];
  node.axis = axis;
  node.split = split;
  node.left = left;
  node.right = right;
  return id;
}

double NeighbourSearch::comparable_distance(int row, std::span<const double> x) const {
  const double* point = points_.row(row);
  double distance = 0;
  for (std::size_t j = 0; j < x.size(); ++j) {
    const double difference = x[j] - point[j];
    distance += metric_ == Metric::euclidean ? difference * difference : std::fabs(difference);
  }
  return distance;
}

// bound: the distance from x to the node's half space on the way here, a lower limit of its points'.
void NeighbourSearch::visit(int node_id, Query& query, double bound) const {
  if (bound > query.worst()) return;
  const Node& node = nodes_[static_cast<std::size_t>(node_id)];
  if (node.axis < 0) {
    for (int i = node.first; i < node.last; ++i)
      query.offer({comparable_distance(i, query.x), original_[static_cast<std::size_t>(i)]});
    return;
  }
  const double difference = query.x[static_cast<std::size_t>(node.axis)] - node.split;
  const double across = metric_ == Metric::euclidean ? difference * difference : std::fabs(difference);
  const bool is_left = difference < 0;
  visit(is_left ? node.left : node.right, query, bound);
  visit(is_left ? node.right : node.left, query, std::max(bound, across));
}

void NeighbourSearch::nearest(std::span<const double> x, std::span<int> indices, std::span<double> distances) const {
  Query query{x, indices.size(), {}};
  if (is_few(indices.size())) {
    query.heap.reserve(indices.size() + 1);
    visit(0, query, 0);
  } else {
    // Of so many neighbours the tree could leave out next to nothing.
    query.heap.reserve(original_.size());
    for (std::size_t i = 0; i < original_.size(); ++i)
      query.heap.push_back({comparable_distance(static_cast<int>(i), x), original_[i]});
    const auto kept = query.heap.begin() + static_cast<std::ptrdiff_t>(indices.size());
    std::nth_element(query.heap.begin(), kept - 1, query.heap.end());
    query.heap.erase(kept, query.heap.end());
  }
  query.answer(metric_, indices, distances);
}

void NeighbourSearch::nearest(ConstMatrixView<double> Q, MatrixView<int> indices, MatrixView<double> distances) const {
  const auto k = static_cast<std::size_t>(indices.cols);
  if (metric_ == Metric::euclidean && Q.cols > kTreeDimensions && Q.rows >= kScanQueries && is_few(k)) {
    return scan(Q, indices, distances);
  }
  for (std::ptrdiff_t i = 0; i < Q.rows; ++i) {
    nearest({Q.row(i), static_cast<std::size_t>(Q.cols)}, {indices.row(i), k}, {distances.row(i), k});
  }
}

// A point y is ranked by |y|² − 2 x·y, its squared distance but for |x|² and for rounding. What rounding cannot have
// lifted above the k-th distance so far is left out; all others are measured as the tree's leaves are.
// Rounding: less than 3 (d + 2) ε (|x|² + |y|²) in the rank and the measured distance together.
void NeighbourSearch::scan(ConstMatrixView<double> Q, MatrixView<int> indices, MatrixView<double> distances) const {
  const std::ptrdiff_t n = points_.rows(), d = points_.cols();
  const Matrix<double> columns = transposed(points_);
  std::vector<double> norms;
  for (std::ptrdiff_t i = 0; i < n; ++i) norms.push_back(squared_norm(points_.row(i), d));
  const double largest_norm = *std::max_element(norms.begin(), norms.end());
  const double rounding = 4 * static_cast<double>(d + 8) * std::numeric_limits<double>::epsilon();

  Matrix<double> doubled(kScanQueries, d), ranks(kScanQueries, kScanPoints);
  std::vector<Query> queries(kScanQueries);
  std::vector<double> slack(kScanQueries);
  for (std::ptrdiff_t first = 0; first < Q.rows; first += kScanQueries) {
    const std::ptrdiff_t count = std::min(kScanQueries, Q.rows - first);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const double* x = Q.row(first + i);
      for (std::ptrdiff_t j = 0; j < d; ++j) doubled(i, j) = -2 * x[j];
      queries[at(i)] = {{x, static_cast<std::size_t>(d)}, static_cast<std::size_t>(indices.cols), {}};
      const double norm = squared_norm(x, d);
      slack[at(i)] = rounding * (norm + largest_norm) - norm;
    }
    for (std::ptrdiff_t point = 0; point < n; point += kScanPoints) {
      const std::ptrdiff_t points = std::min(kScanPoints, n - point);
      const ConstMatrixView<double> block(columns.data() + point, d, points, n);
      simd::gemm<double>(doubled.view().rows_range(0, count), block, norms.data() + point,
                         {ranks.data(), count, points, kScanPoints});
      for (std::ptrdiff_t i = 0; i < count; ++i) offer_near(point, points, ranks.row(i), slack[at(i)], queries[at(i)]);
    }
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const auto k = static_cast<std::size_t>(indices.cols);
      queries[at(i)].answer(metric_, {indices.row(first + i), k}, {distances.row(first + i), k});
    }
  }
}

// Offers those of the points from `first` on whose rank the query's worst distance and the slack allow.
void NeighbourSearch::offer_near(std::ptrdiff_t first, std::ptrdiff_t count, const double* ranks, double slack,
                                 Query& query) const {
  double limit = query.worst() + slack;
  for_each_not_above(ranks, count, limit, [&](std::ptrdiff_t i) {
    const auto row = static_cast<int>(first + i);
    query.offer({comparable_distance(row, query.x), original_[static_cast<std::size_t>(row)]});
    limit = query.worst() + slack;
  });
}

void neighbour_weights(NeighbourWeights kind, std::span<const double> distances, std::span<double> weights) {
  const bool touches = distances.front() == 0;
  double total = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (kind == NeighbourWeights::uniform)
      weights[i] = 1;
    else if (touches)
      weights[i] = distances[i] == 0 ? 1 : 0;
    else
      weights[i] = 1 / distances[i];
    total += weights[i];
  }
  for (double& weight : weights) weight /= total;
}

void class_shares(const NeighbourSearch& search, std::span<const int> labels, std::span<const double> x,
                  const NeighbourRule& rule, std::span<double> votes) {
  for (double& vote : votes) vote = 0;
  const Neighbours found = weighted_neighbours(search, x, rule);
  for (std::size_t i = 0; i < found.indices.size(); ++i) {
    votes[static_cast<std::size_t>(labels[static_cast<std::size_t>(found.indices[i])])] += found.weights[i];
  }
}

double neighbour_mean(const NeighbourSearch& search, std::span<const double> y, std::span<const double> x,
                      const NeighbourRule& rule) {
  const Neighbours found = weighted_neighbours(search, x, rule);
  double sum = 0;
  for (std::size_t i = 0; i < found.indices.size(); ++i) {
    sum += found.weights[i] * y[static_cast<std::size_t>(found.indices[i])];
  }
  return sum;
}

}  // namespace lectern::kernels
