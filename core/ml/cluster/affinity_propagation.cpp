#include "core/ml/cluster/affinity_propagation.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/math/vector.h"

namespace lectern::cluster {
namespace {

double similarity(ConstMatrixView<double> X, std::ptrdiff_t i, std::ptrdiff_t k) {
  double sum = 0;
  for (std::ptrdiff_t j = 0; j < X.cols; ++j) sum += (X(i, j) - X(k, j)) * (X(i, j) - X(k, j));
  return -sum;
}

constexpr double kLowest = -std::numeric_limits<double>::infinity();

using V = math::F64x2;

// The two largest of a + s, the larger one at `place`; n ≥ 1. Each lane keeps its own two.
struct Largest {
  double first = kLowest, second = kLowest;
  std::ptrdiff_t place = 0;

  void offer(double value) {
    second = std::max(second, std::min(first, value));
    first = std::max(first, value);
  }
};
Largest largest_sum(const double* a, const double* s, std::ptrdiff_t n) {
  constexpr std::ptrdiff_t kVectors = 4;
  const V lowest = math::broadcast<V>(kLowest);
  V first[kVectors] = {lowest, lowest, lowest, lowest}, second[kVectors] = {lowest, lowest, lowest, lowest};
  std::ptrdiff_t i = 0;
  for (; i + 2 * kVectors <= n; i += 2 * kVectors)
    for (std::ptrdiff_t v = 0; v < kVectors; ++v) {
      const V value = math::load<V>(a + i + 2 * v) + math::load<V>(s + i + 2 * v);
      second[v] = math::max(second[v], math::min(first[v], value));
      first[v] = math::max(first[v], value);
    }
  Largest largest;
  for (; i < n; ++i) largest.offer(a[i] + s[i]);
  for (std::ptrdiff_t v = 0; v < kVectors; ++v)
    for (int lane = 0; lane < 2; ++lane) largest.offer(first[v][lane]), largest.offer(second[v][lane]);
  const V top = math::broadcast<V>(largest.first);
  i = 0;
  while (i + 2 <= n && !math::any(math::load<V>(a + i) + math::load<V>(s + i) == top)) i += 2;
  while (i + 1 < n && a[i] + s[i] != largest.first) ++i;
  largest.place = i;
  return largest;
}

// r ← keep·r + take·(s − top), and sums gain what is positive of it.
void take_responsibilities(const double* s, double top, double keep, double take, double* r, double* sums,
                           std::ptrdiff_t n) {
  const V kept = math::broadcast<V>(keep), taken = math::broadcast<V>(take), highest = math::broadcast<V>(top);
  std::ptrdiff_t k = 0;
  for (; k + 2 <= n; k += 2) {
    const V next = kept * math::load<V>(r + k) + taken * (math::load<V>(s + k) - highest);
    math::store(r + k, next);
    math::store(sums + k, math::load<V>(sums + k) + math::max(next, V{}));
  }
  for (; k < n; ++k) {
    r[k] = keep * r[k] + take * (s[k] - top);
    sums[k] += std::max(r[k], 0.0);
  }
}

// a ← keep·a + take·min(0, sums − max(0, r))
void take_availabilities(const double* r, const double* sums, double keep, double take, double* a, std::ptrdiff_t n) {
  const V kept = math::broadcast<V>(keep), taken = math::broadcast<V>(take);
  std::ptrdiff_t k = 0;
  for (; k + 2 <= n; k += 2) {
    const V message = math::load<V>(sums + k) - math::max(math::load<V>(r + k), V{});
    math::store(a + k, kept * math::load<V>(a + k) + taken * math::min(message, V{}));
  }
  for (; k < n; ++k) a[k] = keep * a[k] + take * std::min(sums[k] - std::max(r[k], 0.0), 0.0);
}

}  // namespace

AffinityPropagation::AffinityPropagation(ConstMatrixView<double> X, double preference, double damping)
    : R_(X.rows, X.rows), A_(X.rows, X.rows), damping_(damping) {
  Matrix<double> S(X.rows, X.rows);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    for (std::ptrdiff_t k = 0; k < i; ++k) S(i, k) = S(k, i) = similarity(X, i, k);
    S(i, i) = preference;
  }
  S_ = Shared(std::move(S));
  was_exemplar_.assign(static_cast<std::size_t>(X.rows), 0);
}

void AffinityPropagation::sweep() {
  const std::ptrdiff_t n = size();
  const double keep = damping_, take = 1 - damping_;
  std::vector<double> wanted(static_cast<std::size_t>(n), 0.0);  // of each point: Σ_q max(0, R(q, k))
  double* sums = wanted.data();
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double *s = S_->row(i), *a = A_.row(i);
    double* r = R_.row(i);
    const Largest largest = largest_sum(a, s, n);
    const double old = r[largest.place], sum = sums[largest.place];
    take_responsibilities(s, largest.first, keep, take, r, sums, n);
    // Where the largest itself stands, the others count.
    const double there = keep * old + take * (s[largest.place] - largest.second);
    r[largest.place] = there;
    sums[largest.place] = sum + (there > 0 ? there : 0);
  }
  std::vector<double> self(static_cast<std::size_t>(n));  // A_new(k, k)
  for (std::ptrdiff_t k = 0; k < n; ++k) {
    const double own = R_(k, k);
    self[static_cast<std::size_t>(k)] = sums[k] - (own > 0 ? own : 0);
    sums[k] = self[static_cast<std::size_t>(k)] + own;
  }
  bool is_same = true;
  exemplars_ = 0;
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double* r = R_.row(i);
    double* a = A_.row(i);
    const double own = keep * a[i] + take * self[static_cast<std::size_t>(i)];
    take_availabilities(r, sums, keep, take, a, n);
    a[i] = own;
    const unsigned char is_now = is_exemplar(i) ? 1 : 0;
    is_same = is_same && is_now == was_exemplar_[static_cast<std::size_t>(i)];
    was_exemplar_[static_cast<std::size_t>(i)] = is_now;
    exemplars_ += is_now;
  }
  unchanged_ = is_same ? unchanged_ + 1 : 0;
}

AffinityPropagation::Clusters AffinityPropagation::clusters() const {
  const std::ptrdiff_t n = size();
  const Matrix<double>& S = *S_;
  Clusters found;
  found.exemplar_of.assign(static_cast<std::size_t>(n), -1);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    if (is_exemplar(i)) found.exemplars.push_back(static_cast<int>(i));
  if (found.exemplars.empty()) return found;
  const auto join = [&] {
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      int best = found.exemplars.front();
      for (int k : found.exemplars)
        if (S(i, k) > S(i, best)) best = k;
      found.exemplar_of[static_cast<std::size_t>(i)] = best;
    }
    for (int k : found.exemplars) found.exemplar_of[static_cast<std::size_t>(k)] = k;
  };
  join();
  for (int& exemplar : found.exemplars) {
    std::vector<int> members;
    for (std::ptrdiff_t i = 0; i < n; ++i)
      if (found.exemplar_of[static_cast<std::size_t>(i)] == exemplar) members.push_back(static_cast<int>(i));
    double best = kLowest;
    int chosen = exemplar;
    for (int candidate : members) {
      double sum = 0;
      for (int member : members) sum += S(member, candidate);
      if (sum > best) best = sum, chosen = candidate;
    }
    exemplar = chosen;
  }
  std::sort(found.exemplars.begin(), found.exemplars.end());
  join();
  for (std::ptrdiff_t i = 0; i < n; ++i) found.net_similarity += S(i, found.exemplar_of[static_cast<std::size_t>(i)]);
  return found;
}

double median_similarity(ConstMatrixView<double> X) {
  std::vector<double> all;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t k = 0; k < i; ++k) all.push_back(similarity(X, i, k));
  if (all.empty()) return 0;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

}  // namespace lectern::cluster
