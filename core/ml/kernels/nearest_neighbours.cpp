#include "core/ml/kernels/nearest_neighbours.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lectern::kernels {
namespace {

constexpr int kLeafSize = 16;

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
  std::nth_element(order.begin() + first, order.begin() + middle, order.begin() + last, [&](int a, int b) {
    return X(a, axis) < X(b, axis) || (X(a, axis) == X(b, axis) && a < b);
  });
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
  if (4 * indices.size() < original_.size()) {
    query.heap.reserve(indices.size() + 1);
    visit(0, query, 0);
    std::sort_heap(query.heap.begin(), query.heap.end());
  } else {
    // Of so many neighbours the tree could leave out next to nothing.
    query.heap.reserve(original_.size());
    for (std::size_t i = 0; i < original_.size(); ++i)
      query.heap.push_back({comparable_distance(static_cast<int>(i), x), original_[i]});
    const auto kept = query.heap.begin() + static_cast<std::ptrdiff_t>(indices.size());
    std::nth_element(query.heap.begin(), kept - 1, query.heap.end());
    query.heap.erase(kept, query.heap.end());
    std::sort(query.heap.begin(), query.heap.end());
  }
  for (std::size_t i = 0; i < query.heap.size(); ++i) {
    indices[i] = query.heap[i].index;
    distances[i] = metric_ == Metric::euclidean ? std::sqrt(query.heap[i].distance) : query.heap[i].distance;
  }
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
