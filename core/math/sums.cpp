#include "core/math/sums.h"

#include <array>
#include <limits>

#include "core/math/vector.h"

namespace lectern::math {
namespace {

constexpr std::size_t kLanes = 8;

// Σ term(i) for i in [first, first + count): eight lanes as four vectors of two.
// pair(i) gives the terms i and i+1 as a vector, one(i) the term i.
template <typename Pair, typename One>
double chunk_sum(std::size_t first, std::size_t count, Pair pair, One one) {
  F64x2 lanes[kLanes / 2] = {};
  std::size_t i = first;
  for (; i + kLanes <= first + count; i += kLanes) {
    for (std::size_t v = 0; v < kLanes / 2; ++v) lanes[v] += pair(i + 2 * v);
  }
  for (std::size_t lane = 0; i < first + count; ++i, ++lane) lanes[lane / 2][lane % 2] += one(i);
  const F64x2 half = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
  return half[0] + half[1];
}

// The chunks' sums folded as they come: like a binary counter, partial[b] waits for its neighbour
// of 2^b chunks. The tree is the one of fold_chunks.
template <typename Pair, typename One>
double ordered_sum(std::size_t n, Pair pair, One one) {
  if (n <= kSumChunk) return chunk_sum(0, n, pair, one);
  std::array<double, std::numeric_limits<std::size_t>::digits> partial;  // a bit of `chunks` each: 32 in WebAssembly
  std::size_t chunks = 0;
  for (std::size_t first = 0; first < n; first += kSumChunk, ++chunks) {
    double carried = chunk_sum(first, n - first < kSumChunk ? n - first : kSumChunk, pair, one);
    std::size_t level = 0;
    for (; (chunks >> level) & 1; ++level) carried = partial[level] + carried;
    partial[level] = carried;
  }
  double total = 0;
  bool started = false;
  for (std::size_t level = 0; level < partial.size(); ++level) {
    if (((chunks >> level) & 1) == 0) continue;
    total = started ? partial[level] + total : partial[level];
    started = true;
  }
  return total;
}

F64x2 pair_of(const float* p) { return F64x2{double(p[0]), double(p[1])}; }
F64x2 pair_of(const double* p) { return load<F64x2>(p); }

template <typename T>
double sum_of(std::span<const T> x) {
  const T* p = x.data();
  return ordered_sum(
      x.size(), [p](std::size_t i) { return pair_of(p + i); }, [p](std::size_t i) { return double(p[i]); });
}

template <typename T>
double dot_of(std::span<const T> x, std::span<const T> y) {
  const T* p = x.data();
  const T* q = y.data();
  return ordered_sum(
      x.size(), [p, q](std::size_t i) { return pair_of(p + i) * pair_of(q + i); },
      [p, q](std::size_t i) { return double(p[i]) * double(q[i]); });
}

template <typename T>
double squares_about(std::span<const T> x, double centre) {
  const T* p = x.data();
  return ordered_sum(
      x.size(),
      [p, centre](std::size_t i) {
        const F64x2 d = pair_of(p + i) - centre;
        return d * d;
      },
      [p, centre](std::size_t i) { return (double(p[i]) - centre) * (double(p[i]) - centre); });
}

template <typename T>
MeanVariance moments(std::span<const T> x) {
  if (x.empty()) return {};
  const double centre = mean(x);
  return {centre, squares_about(x, centre) / static_cast<double>(x.size())};
}

}  // namespace

double sum(std::span<const float> x) { return sum_of(x); }
double sum(std::span<const double> x) { return sum_of(x); }
double dot(std::span<const float> x, std::span<const float> y) { return dot_of(x, y); }
double dot(std::span<const double> x, std::span<const double> y) { return dot_of(x, y); }
double sum_of_squares(std::span<const float> x) { return dot_of(x, x); }
double sum_of_squares(std::span<const double> x) { return dot_of(x, x); }
double sum_of_squares_about(std::span<const float> x, double centre) { return squares_about(x, centre); }
double sum_of_squares_about(std::span<const double> x, double centre) { return squares_about(x, centre); }
double mean(std::span<const float> x) { return x.empty() ? 0.0 : sum(x) / static_cast<double>(x.size()); }
double mean(std::span<const double> x) { return x.empty() ? 0.0 : sum(x) / static_cast<double>(x.size()); }
MeanVariance mean_and_variance(std::span<const float> x) { return moments(x); }
MeanVariance mean_and_variance(std::span<const double> x) { return moments(x); }

double fold_chunks(std::span<double> chunk_sums) {
  if (chunk_sums.empty()) return 0.0;
  for (std::size_t step = 1; step < chunk_sums.size(); step *= 2) {
    for (std::size_t i = 0; i + step < chunk_sums.size(); i += 2 * step) {
      chunk_sums[i] += chunk_sums[i + step];
    }
  }
  return chunk_sums[0];
}

}  // namespace lectern::math
