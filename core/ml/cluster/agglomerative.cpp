#include "core/ml/cluster/agglomerative.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <tuple>

#include "core/simd/wide_vector.h"

namespace lectern::cluster {
namespace {

using simd::load;
using simd::splat;
using simd::store;
using Lanes = simd::Vector<double, 16>;
constexpr std::ptrdiff_t kLanes = 2;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Two clusters, each named by one of its samples, and their distance.
struct Pair {
  std::int32_t a, b;
  double height;
};

// Names of clusters by union and find, with paths halved.
class Forest {
 public:
  explicit Forest(std::size_t n) : parents_(n) { std::iota(parents_.begin(), parents_.end(), 0); }
  std::int32_t root(std::int32_t i) {
    while (parent(i) != i) {
      parent(i) = parent(parent(i));
      i = parent(i);
    }
    return i;
  }
  void join(std::int32_t a, std::int32_t b) { parent(b) = a; }

 private:
  std::int32_t& parent(std::int32_t i) { return parents_[static_cast<std::size_t>(i)]; }
  std::vector<std::int32_t> parents_;
};

// Pairs in the order of merging, by ascending height, with the numbers of clusters in place of samples.
std::vector<Merge> in_order(const std::vector<Pair>& pairs) {
  const std::size_t n = pairs.size() + 1;
  // A cluster is made before it is merged, so that of equal heights the order of making is right.
  std::vector<std::size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
    return pairs[x].height != pairs[y].height ? pairs[x].height < pairs[y].height : x < y;
  });
  Forest forest(n);
  std::vector<std::int32_t> number(n), size(n, 1);
  std::iota(number.begin(), number.end(), 0);
  std::vector<Merge> merges;
  merges.reserve(pairs.size());
  for (const std::size_t next : order) {
    const Pair& pair = pairs[next];
    const std::int32_t a = forest.root(pair.a), b = forest.root(pair.b);
    const auto at_a = static_cast<std::size_t>(a), at_b = static_cast<std::size_t>(b);
    size[at_a] += size[at_b];
    merges.push_back(
        {std::min(number[at_a], number[at_b]), std::max(number[at_a], number[at_b]), pair.height, size[at_a]});
    number[at_a] = static_cast<std::int32_t>(n + merges.size() - 1);
    forest.join(a, b);
  }
  return merges;
}

// Places feature by feature in rows of `stride` numbers, those of the first `count` clusters in use: arrays that stay
// dense while clusters go.
class Places {
 public:
  explicit Places(ConstMatrixView<double> X)
      : d_(X.cols), stride_((X.rows + kLanes - 1) / kLanes * kLanes), values_(static_cast<std::size_t>(d_ * stride_)) {
    for (std::ptrdiff_t i = 0; i < X.rows; ++i)
      for (std::ptrdiff_t j = 0; j < d_; ++j) at(i, j) = X(i, j);
  }
  std::ptrdiff_t features() const { return d_; }
  double& at(std::ptrdiff_t i, std::ptrdiff_t j) { return values_[static_cast<std::size_t>(j * stride_ + i)]; }
  void copy(std::ptrdiff_t from, std::ptrdiff_t to) {
    for (std::ptrdiff_t j = 0; j < d_; ++j) at(to, j) = at(from, j);
  }
  // Squared distances of two clusters from a place of d numbers.
  LECTERN_INLINE Lanes squares(const double* x, std::ptrdiff_t first) const {
    Lanes sum{};
    for (std::ptrdiff_t j = 0; j < d_; ++j) {
      const Lanes difference = load<double, 16>(values_.data() + j * stride_ + first) - splat<double, 16>(x[j]);
      sum += difference * difference;
    }
    return sum;
  }

 private:
  std::ptrdiff_t d_, stride_;
  AlignedVector<double> values_;
};

struct Least {
  double value = kInfinity;
  std::ptrdiff_t at = 0;
};
// The least of values found lane by lane; of equal ones the first.
Least least_of(Lanes values, Lanes places) {
  Least least;
  for (int lane = 0; lane < kLanes; ++lane) {
    const auto at = static_cast<std::ptrdiff_t>(places[lane]);
    if (values[lane] < least.value || (values[lane] == least.value && at < least.at)) least = {values[lane], at};
  }
  return least;
}

// One round of Prim's algorithm: x joined the tree; `squares` of those outside become what they are now, and the least
// is found. Places behind the count are never the least: their squares are infinite.
__attribute__((noinline)) Least join_tree(const Places& outside, std::ptrdiff_t count, const double* x,
                                          double number_of_x, double* squares, double* nearest) {
  Lanes best = splat<double, 16>(kInfinity), best_at{}, at{0, 1};
  const Lanes number = splat<double, 16>(number_of_x), two = splat<double, 16>(2);
  for (std::ptrdiff_t first = 0; first < count; first += kLanes) {
    const Lanes now = outside.squares(x, first), before = load<double, 16>(squares + first),
                who = load<double, 16>(nearest + first);
    const auto is_nearer = now < before;
    const Lanes least = is_nearer ? now : before;
    store<double, 16>(squares + first, least);
    store<double, 16>(nearest + first, is_nearer ? number : who);
    const auto is_best = least < best;
    best = is_best ? least : best;
    best_at = is_best ? at : best_at;
    at += two;
  }
  return least_of(best, best_at);
}

std::vector<Pair> spanning_tree(ConstMatrixView<double> X) {
  const std::ptrdiff_t n = X.rows;
  Places outside(X);
  const auto room = static_cast<std::size_t>(n + kLanes);
  AlignedVector<double> squares(room, kInfinity), nearest(room, 0.0);
  std::vector<std::int32_t> who(static_cast<std::size_t>(n));
  std::iota(who.begin(), who.end(), 0);
  std::vector<Pair> pairs;
  std::int32_t joined = 0;
  std::ptrdiff_t count = n, at = 0;
  while (count > 1) {
    // The one that joined leaves; the last takes its place.
    --count;
    const auto to = static_cast<std::size_t>(at), from = static_cast<std::size_t>(count);
    outside.copy(count, at);
    squares[to] = squares[from];
    nearest[to] = nearest[from];
    who[to] = who[from];
    const bool has_rest = count % kLanes != 0;
    const Least least =
        join_tree(outside, count - (has_rest ? 1 : 0), X.row(joined), joined, squares.data(), nearest.data());
    Least all = least;
    if (has_rest) {
      const auto last = static_cast<std::size_t>(count - 1);
      double square = 0;
      for (std::ptrdiff_t j = 0; j < X.cols; ++j) {
        const double difference = outside.at(count - 1, j) - X(joined, j);
        square += difference * difference;
      }
      if (square < squares[last]) {
        squares[last] = square;
        nearest[last] = joined;
      }
      if (squares[last] < all.value) all = {squares[last], count - 1};
    }
    at = all.at;
    joined = who[static_cast<std::size_t>(at)];
    pairs.push_back({static_cast<std::int32_t>(nearest[static_cast<std::size_t>(at)]), joined, std::sqrt(all.value)});
  }
  return pairs;
}

// What a chain of nearest neighbours needs: the clusters left, named by slots, their sizes and distances.
// Merging is right in any order as long as the two are each other's nearest (all linkages here are reducible).
template <typename Distances>
std::vector<Pair> merge_by_chains(Distances& clusters, std::ptrdiff_t n) {
  std::vector<Pair> pairs;
  std::vector<std::int32_t> chain;
  while (static_cast<std::ptrdiff_t>(pairs.size()) + 1 < n) {
    if (chain.empty()) chain.push_back(clusters.any());
    for (;;) {
      const std::int32_t tip = chain.back(), before = chain.size() > 1 ? chain[chain.size() - 2] : -1;
      const auto [height, next] = clusters.nearest(tip, before);
      if (next == before) {
        chain.resize(chain.size() - 2);
        pairs.push_back({before, tip, height});
        clusters.merge(before, tip);
        break;
      }
      chain.push_back(next);
    }
  }
  return pairs;
}

struct Neighbour {
  double distance;
  std::int32_t slot;
};

// Complete and average linkage: a row of distances for each cluster, filled in when it is first looked at, brought up
// to date for clusters made since, and given back when its cluster goes. So nothing is ever written into columns, which
// would miss the cache each time, and few rows exist at once. Of complete linkage the distances are squared.
class DistanceRows {
 public:
  DistanceRows(ConstMatrixView<double> X, std::span<const double> weights, Linkage linkage)
      : X_(X),
        places_(X),
        is_complete_(linkage == Linkage::complete),
        n_(static_cast<std::size_t>(X.rows)),
        rows_(n_),
        active_(n_),
        made_(n_, -1),
        known_until_(n_, -1),
        weights_(weights.begin(), weights.end()) {
    std::iota(active_.begin(), active_.end(), 0);
  }

  std::int32_t any() const { return active_.front(); }

  Neighbour nearest(std::int32_t slot, std::int32_t preferred) {
    bring_up_to_date(slot);
    const double* row = row_of(slot);
    Neighbour best = scan(row, slot, {preferred >= 0 ? row[preferred] : kInfinity, preferred});
    if (is_complete_) best.distance = std::sqrt(best.distance);
    return best;
  }

  // The new cluster takes the slot of a.
  void merge(std::int32_t a, std::int32_t b) {
    bring_up_to_date(a);
    bring_up_to_date(b);
    active_.erase(find(b));
    active_.erase(find(a));
    combine(row_of(a), row_of(b), a, b);
    unused_.push_back(std::move(rows_[static_cast<std::size_t>(b)]));
    weights_[static_cast<std::size_t>(a)] += weights_[static_cast<std::size_t>(b)];
    active_.push_back(a);
    made_[static_cast<std::size_t>(a)] = known_until_[static_cast<std::size_t>(a)] = ++clock_;
  }

 private:
  double* row_of(std::int32_t slot) { return rows_[static_cast<std::size_t>(slot)].get(); }

  // active_ is ordered by the times of making, samples by their numbers.
  std::vector<std::int32_t>::iterator find(std::int32_t slot) {
    const auto time = [&](std::int32_t s) { return made_[static_cast<std::size_t>(s)]; };
    return std::lower_bound(active_.begin(), active_.end(), slot, [&](std::int32_t x, std::int32_t y) {
      return time(x) != time(y) ? time(x) < time(y) : x < y;
    });
  }

  __attribute__((noinline)) void combine(double* row, const double* other, std::int32_t a, std::int32_t b) const {
    if (is_complete_) {
      for (const std::int32_t slot : active_) row[slot] = std::max(row[slot], other[slot]);
      return;
    }
    const double weight_a = weights_[static_cast<std::size_t>(a)], weight_b = weights_[static_cast<std::size_t>(b)];
    const double share_a = weight_a / (weight_a + weight_b), share_b = weight_b / (weight_a + weight_b);
    for (const std::int32_t slot : active_) row[slot] = share_a * row[slot] + share_b * other[slot];
  }

  __attribute__((noinline)) Neighbour scan(const double* row, std::int32_t slot, Neighbour best) const {
    for (const std::int32_t other : active_)
      if (row[other] < best.distance && other != slot) best = {row[other], other};
    return best;
  }

  void bring_up_to_date(std::int32_t slot) {
    int& known = known_until_[static_cast<std::size_t>(slot)];
    if (rows_[static_cast<std::size_t>(slot)] == nullptr)
      fill_from_samples(slot);
    else if (known == clock_)
      return;
    double* row = row_of(slot);
    for (std::size_t i = active_.size(); i-- > 0 && made_[static_cast<std::size_t>(active_[i])] > known;)
      row[active_[i]] = row_of(active_[i])[slot];
    known = clock_;
  }

  // Never looked at: a sample, whose distances from samples are those of the data.
  void fill_from_samples(std::int32_t slot) {
    std::unique_ptr<double[]>& row = rows_[static_cast<std::size_t>(slot)];
    if (unused_.empty()) {
      row.reset(new double[n_ + kLanes]);
    } else {
      row = std::move(unused_.back());
      unused_.pop_back();
    }
    write_distances(X_.row(slot), row.get());
  }
  __attribute__((noinline)) void write_distances(const double* x, double* row) const {
    for (std::ptrdiff_t first = 0; first < X_.rows; first += kLanes)
      store<double, 16>(row + first, places_.squares(x, first));
    if (is_complete_) return;
    for (std::size_t i = 0; i < n_; ++i) row[i] = std::sqrt(row[i]);
  }

  ConstMatrixView<double> X_;
  Places places_;
  bool is_complete_;
  std::size_t n_;
  std::vector<std::unique_ptr<double[]>> rows_;  // n numbers each; none of slots never looked at
  std::vector<std::unique_ptr<double[]>> unused_;
  std::vector<std::int32_t> active_;  // slots, by the time their clusters were made
  std::vector<int> made_;             // of each slot, −1: a sample
  std::vector<int> known_until_;      // up to which cluster made its row is right
  std::vector<double> weights_;
  int clock_ = -1;
};

// Ward's linkage from the centroids, which stay dense while clusters go: positions change, slots are names.
class Centroids {
 public:
  Centroids(ConstMatrixView<double> X, std::span<const double> weights)
      : places_(X), count_(X.rows), x_(static_cast<std::size_t>(X.cols)) {
    const auto n = static_cast<std::size_t>(X.rows);
    slots_.resize(n);
    positions_.resize(n);
    std::iota(slots_.begin(), slots_.end(), 0);
    std::iota(positions_.begin(), positions_.end(), 0);
    weights_.assign(weights.begin(), weights.end());
    weights_.resize(n + kLanes, 1.0);
  }

  std::int32_t any() const { return slots_.front(); }

  Neighbour nearest(std::int32_t slot, std::int32_t preferred) {
    const std::ptrdiff_t self = position(slot);
    for (std::ptrdiff_t j = 0; j < places_.features(); ++j) x_[static_cast<std::size_t>(j)] = places_.at(self, j);
    const double weight = weights_[static_cast<std::size_t>(self)];
    const std::ptrdiff_t even = count_ / kLanes * kLanes;
    const Least before_self = search(0, self / kLanes * kLanes, weight),
                after_self = search((self / kLanes + 1) * kLanes, even, weight);
    Least least = before_self.value <= after_self.value ? before_self : after_self;
    const auto look_at = [&](std::ptrdiff_t other) {
      if (other == self || other >= count_) return;
      const double found = square(other, weight);
      if (found < least.value || (found == least.value && other < least.at)) least = {found, other};
    };
    look_at(self / kLanes * kLanes);
    look_at(self / kLanes * kLanes + 1);
    if (even < count_) look_at(even);
    std::int32_t found = slots_[static_cast<std::size_t>(least.at)];
    if (preferred >= 0 && found != preferred && square(position(preferred), weight) <= least.value) found = preferred;
    return {std::sqrt(2 * least.value), found};
  }

  // The new cluster takes the slot of a; the last position moves to that of b.
  void merge(std::int32_t a, std::int32_t b) {
    const std::ptrdiff_t at_a = position(a), at_b = position(b), last = --count_;
    double &weight_a = weights_[static_cast<std::size_t>(at_a)], &weight_b = weights_[static_cast<std::size_t>(at_b)];
    const double total = weight_a + weight_b;
    for (std::ptrdiff_t j = 0; j < places_.features(); ++j)
      places_.at(at_a, j) = (weight_a * places_.at(at_a, j) + weight_b * places_.at(at_b, j)) / total;
    weight_a = total;
    places_.copy(last, at_b);
    weight_b = weights_[static_cast<std::size_t>(last)];
    slots_[static_cast<std::size_t>(at_b)] = slots_[static_cast<std::size_t>(last)];
    positions_[static_cast<std::size_t>(slots_[static_cast<std::size_t>(at_b)])] = static_cast<std::int32_t>(at_b);
  }

 private:
  std::ptrdiff_t position(std::int32_t slot) const { return positions_[static_cast<std::size_t>(slot)]; }
  // ab/(a + b)·|c_a − c_b|²
  double square(std::ptrdiff_t other, double weight) {
    double sum = 0;
    for (std::ptrdiff_t j = 0; j < places_.features(); ++j) {
      const double difference = places_.at(other, j) - x_[static_cast<std::size_t>(j)];
      sum += difference * difference;
    }
    const double of_other = weights_[static_cast<std::size_t>(other)];
    return of_other * weight / (of_other + weight) * sum;
  }
  __attribute__((noinline)) Least search(std::ptrdiff_t first, std::ptrdiff_t end, double weight) const {
    Lanes best = splat<double, 16>(kInfinity), best_at{}, at{};
    const auto start = static_cast<double>(first);
    at = Lanes{start, start + 1};
    const Lanes mine = splat<double, 16>(weight), two = splat<double, 16>(2);
    for (; first < end; first += kLanes) {
      const Lanes theirs = load<double, 16>(weights_.data() + first);
      const Lanes found = theirs * mine / (theirs + mine) * places_.squares(x_.data(), first);
      const auto is_best = found < best;
      best = is_best ? found : best;
      best_at = is_best ? at : best_at;
      at += two;
    }
    return least_of(best, best_at);
  }

  Places places_;
  std::ptrdiff_t count_;
  std::vector<double> x_;
  std::vector<std::int32_t> slots_, positions_;
  AlignedVector<double> weights_;  // by position
};

}  // namespace

std::vector<TreeEdge> minimum_spanning_tree(ConstMatrixView<double> X) {
  std::vector<TreeEdge> edges;
  if (X.rows < 2) return edges;
  for (const auto& [a, b, length] : spanning_tree(X)) edges.push_back({std::min(a, b), std::max(a, b), length});
  std::sort(edges.begin(), edges.end(), [](const TreeEdge& x, const TreeEdge& y) {
    return std::tie(x.length, x.a, x.b) < std::tie(y.length, y.a, y.b);
  });
  return edges;
}

std::vector<Merge> agglomerate(ConstMatrixView<double> X, Linkage linkage) {
  return agglomerate(X, std::vector<double>(static_cast<std::size_t>(X.rows), 1.0), linkage);
}

std::vector<Merge> agglomerate(ConstMatrixView<double> X, std::span<const double> weights, Linkage linkage) {
  if (X.rows < 2) return {};
  if (linkage == Linkage::single) return in_order(spanning_tree(X));
  if (linkage == Linkage::ward) {
    Centroids clusters(X, weights);
    return in_order(merge_by_chains(clusters, X.rows));
  }
  DistanceRows clusters(X, weights, linkage);
  return in_order(merge_by_chains(clusters, X.rows));
}

std::vector<std::int32_t> labels_after(std::span<const Merge> merges, std::size_t made) {
  const std::size_t n = merges.size() + 1;
  Forest forest(n + made);
  for (std::size_t t = 0; t < made; ++t) {
    const auto cluster = static_cast<std::int32_t>(n + t);
    forest.join(cluster, merges[t].a);
    forest.join(cluster, merges[t].b);
  }
  std::vector<std::int32_t> number(n + made, -1), labels(n);
  std::int32_t clusters = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::int32_t& known = number[static_cast<std::size_t>(forest.root(static_cast<std::int32_t>(i)))];
    if (known < 0) known = clusters++;
    labels[i] = known;
  }
  return labels;
}

std::vector<std::int32_t> cut_into(std::span<const Merge> merges, int clusters) {
  return labels_after(merges, merges.size() + 1 - static_cast<std::size_t>(clusters));
}

std::size_t merges_up_to(std::span<const Merge> merges, double height) {
  const auto above =
      std::upper_bound(merges.begin(), merges.end(), height, [](double at, const Merge& m) { return at < m.height; });
  return static_cast<std::size_t>(above - merges.begin());
}

std::vector<double> cophenetic_distances(std::span<const Merge> merges) {
  const std::size_t n = merges.size() + 1;
  std::vector<double> heights(n * (n - 1) / 2);
  std::vector<std::vector<std::size_t>> members(n);
  std::vector<std::size_t> list(n + merges.size());  // of each cluster, which list holds its members
  for (std::size_t i = 0; i < n; ++i) {
    members[i] = {i};
    list[i] = i;
  }
  for (std::size_t t = 0; t < merges.size(); ++t) {
    std::size_t a = list[static_cast<std::size_t>(merges[t].a)], b = list[static_cast<std::size_t>(merges[t].b)];
    if (members[a].size() < members[b].size()) std::swap(a, b);
    for (const std::size_t i : members[a])
      for (const std::size_t j : members[b]) {
        const std::size_t low = std::min(i, j), high = std::max(i, j);
        heights[low * (2 * n - low - 1) / 2 + high - low - 1] = merges[t].height;
      }
    members[a].insert(members[a].end(), members[b].begin(), members[b].end());
    members[b].clear();
    list[n + t] = a;
  }
  return heights;
}

std::vector<std::int32_t> leaf_order(std::span<const Merge> merges) {
  const auto n = static_cast<std::int32_t>(merges.size() + 1);
  std::vector<std::int32_t> order, waiting{static_cast<std::int32_t>(n + static_cast<std::int32_t>(merges.size()) - 1)};
  while (!waiting.empty()) {
    const std::int32_t cluster = waiting.back();
    waiting.pop_back();
    if (cluster < n) {
      order.push_back(cluster);
      continue;
    }
    const Merge& merge = merges[static_cast<std::size_t>(cluster - n)];
    waiting.push_back(merge.b);
    waiting.push_back(merge.a);
  }
  return order;
}

}  // namespace lectern::cluster
