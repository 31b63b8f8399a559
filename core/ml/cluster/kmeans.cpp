#include "core/ml/cluster/kmeans.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "core/simd/wide_vector.h"

namespace lectern::cluster {
namespace {

using simd::load;
using simd::splat;
using simd::store;
using Lanes = simd::Vector<double, 16>;
constexpr int kPair = 2;
constexpr int kParts = PackedSamples::kBlock / kPair;

LECTERN_INLINE Lanes magnitude(Lanes x) { return x < Lanes{} ? -x : x; }

// The nearest centres of one block.
// nearest, distances  kBlock  overwritten
// kFeatures: how many there are; 0: any number
template <bool kIsManhattan, int kFeatures>
__attribute__((noinline)) void nearest_of_block(const double* block, ConstMatrixView<double> centres, double* nearest,
                                                double* distances) {
  Lanes best[kParts], who[kParts];
  const std::ptrdiff_t d = kFeatures > 0 ? kFeatures : centres.cols;
  for (std::ptrdiff_t k = 0; k < centres.rows; ++k) {
    Lanes sum[kParts] = {};
    const double* centre = centres.row(k);
    for (std::ptrdiff_t j = 0; j < d; ++j) {
      const Lanes at = splat<double, 16>(centre[j]);
      for (int part = 0; part < kParts; ++part) {
        const Lanes difference = load<double, 16>(block + j * PackedSamples::kBlock + part * kPair) - at;
        sum[part] += kIsManhattan ? magnitude(difference) : difference * difference;
      }
    }
    const Lanes number = splat<double, 16>(static_cast<double>(k));
    for (int part = 0; part < kParts; ++part) {
      if (k == 0) {
        best[part] = sum[part];
        who[part] = number;
        continue;
      }
      const auto is_nearer = sum[part] < best[part];
      best[part] = is_nearer ? sum[part] : best[part];
      who[part] = is_nearer ? number : who[part];
    }
  }
  for (int part = 0; part < kParts; ++part) {
    store<double, 16>(nearest + part * kPair, who[part]);
    store<double, 16>(distances + part * kPair, best[part]);
  }
}

double infidelity(const double* a, const double* b, std::ptrdiff_t d) {
  double real = 0, imaginary = 0, length_a = 0, length_b = 0;
  for (std::ptrdiff_t j = 0; j + 1 < d; j += 2) {
    real += a[j] * b[j] + a[j + 1] * b[j + 1];
    imaginary += a[j] * b[j + 1] - a[j + 1] * b[j];
    length_a += a[j] * a[j] + a[j + 1] * a[j + 1];
    length_b += b[j] * b[j] + b[j + 1] * b[j + 1];
  }
  const double lengths = length_a * length_b;
  return lengths > 0 ? std::max(0.0, 1 - (real * real + imaginary * imaginary) / lengths) : 1;
}

std::ptrdiff_t nearest_centre(const double* x, ConstMatrixView<double> centres, Distance kind, double& least) {
  std::ptrdiff_t nearest = 0;
  for (std::ptrdiff_t k = 0; k < centres.rows; ++k) {
    const double at = distance(kind, x, centres.row(k), centres.cols);
    if (k > 0 && !(at < least)) continue;
    least = at;
    nearest = k;
  }
  return nearest;
}

void move_to_means(ConstMatrixView<double> X, std::span<const std::int32_t> labels, MatrixView<double> centres) {
  Matrix<double> sums(centres.rows, centres.cols);
  std::vector<double> counts(static_cast<std::size_t>(centres.rows));
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const std::int32_t k = labels[static_cast<std::size_t>(i)];
    double* sum = sums.row(k);
    const double* x = X.row(i);
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) sum[j] += x[j];
    ++counts[static_cast<std::size_t>(k)];
  }
  for (std::ptrdiff_t k = 0; k < centres.rows; ++k) {
    const double count = counts[static_cast<std::size_t>(k)];
    if (count == 0) continue;
    for (std::ptrdiff_t j = 0; j < centres.cols; ++j) centres(k, j) = sums(k, j) / count;
  }
}

// Of an even number of values the median is the mean of the two in the middle.
void move_to_medians(ConstMatrixView<double> X, std::span<const std::ptrdiff_t> members, double* centre) {
  std::vector<double> values(members.size());
  const auto middle = static_cast<std::ptrdiff_t>(values.size() / 2);
  for (std::ptrdiff_t j = 0; j < X.cols; ++j) {
    for (std::size_t m = 0; m < members.size(); ++m) values[m] = X(members[m], j);
    std::nth_element(values.begin(), values.begin() + middle, values.end());
    centre[j] = values[static_cast<std::size_t>(middle)];
    if (values.size() % 2 == 0)
      centre[j] = 0.5 * (centre[j] + *std::max_element(values.begin(), values.begin() + middle));
  }
}

// By power iteration: with real numbers, |x⟩⟨x| maps v to x ⟨x|v⟩.
void move_to_leading_state(ConstMatrixView<double> X, std::span<const std::ptrdiff_t> members, double* centre) {
  constexpr int kIterations = 30;
  const std::ptrdiff_t d = X.cols;
  std::vector<double> next(static_cast<std::size_t>(d));
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    std::fill(next.begin(), next.end(), 0.0);
    double total = 0;
    for (const std::ptrdiff_t i : members) {
      const double* x = X.row(i);
      double real = 0, imaginary = 0, length = 0;
      for (std::ptrdiff_t j = 0; j + 1 < d; j += 2) {
        real += x[j] * centre[j] + x[j + 1] * centre[j + 1];
        imaginary += x[j] * centre[j + 1] - x[j + 1] * centre[j];
        length += x[j] * x[j] + x[j + 1] * x[j + 1];
      }
      if (!(length > 0)) continue;
      for (std::ptrdiff_t j = 0; j + 1 < d; j += 2) {
        next[static_cast<std::size_t>(j)] += (x[j] * real - x[j + 1] * imaginary) / length;
        next[static_cast<std::size_t>(j) + 1] += (x[j + 1] * real + x[j] * imaginary) / length;
      }
    }
    for (const double part : next) total += part * part;
    if (!(total > 0)) return;  // all members are perpendicular to the centre: it stays
    total = std::sqrt(total);
    for (std::ptrdiff_t j = 0; j < d; ++j) centre[j] = next[static_cast<std::size_t>(j)] / total;
  }
}

// Of a feature, over the samples.
double mean_variance(ConstMatrixView<double> X) {
  const auto n = static_cast<double>(X.rows);
  const auto d = static_cast<std::size_t>(X.cols);
  std::vector<double> means(d), squares(d);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::size_t j = 0; j < d; ++j) means[j] += X.row(i)[j] / n;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::size_t j = 0; j < d; ++j) squares[j] += (X.row(i)[j] - means[j]) * (X.row(i)[j] - means[j]);
  double sum = 0;
  for (const double square : squares) sum += square / n;
  return d > 0 ? sum / static_cast<double>(d) : 0;
}

// The samples as rows and in blocks.
struct LaidOut {
  ConstMatrixView<double> X;
  const double* blocks;
};

AlignedVector<double> blocks_of(ConstMatrixView<double> X) {
  constexpr std::ptrdiff_t kBlock = PackedSamples::kBlock;
  AlignedVector<double> blocks;
  const std::ptrdiff_t count = (X.rows + kBlock - 1) / kBlock;
  blocks.reserve(static_cast<std::size_t>(count * kBlock * X.cols));
  for (std::ptrdiff_t number = 0; number < count; ++number)
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) {
      double feature[kBlock];
      for (std::ptrdiff_t lane = 0; lane < kBlock; ++lane)
        feature[lane] = X(std::min(number * kBlock + lane, X.rows - 1), j);
      blocks.insert(blocks.end(), feature, feature + kBlock);
    }
  return blocks;
}

double assign_rows(const LaidOut& samples, ConstMatrixView<double> centres, Distance kind,
                   std::span<std::int32_t> labels) {
  const std::ptrdiff_t n = samples.X.rows;
  double sum = 0;
  if (kind == Distance::fidelity) {
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      double least = 0;
      labels[static_cast<std::size_t>(i)] =
          static_cast<std::int32_t>(nearest_centre(samples.X.row(i), centres, kind, least));
      sum += least;
    }
    return sum;
  }
  constexpr std::ptrdiff_t kBlock = PackedSamples::kBlock;
  double nearest[kBlock], distances[kBlock];
  const auto search = kind == Distance::manhattan ? nearest_of_block<true, 0>
                      : centres.cols == 2         ? nearest_of_block<false, 2>
                                                  : nearest_of_block<false, 0>;
  for (std::ptrdiff_t first = 0; first < n; first += kBlock) {
    search(samples.blocks + first * centres.cols, centres, nearest, distances);
    const std::ptrdiff_t count = std::min(kBlock, n - first);
    for (std::ptrdiff_t lane = 0; lane < count; ++lane) {
      labels[static_cast<std::size_t>(first + lane)] = static_cast<std::int32_t>(nearest[lane]);
      sum += distances[lane];
    }
  }
  return sum;
}

void move_for_rows(ConstMatrixView<double> X, std::span<const std::int32_t> labels, Distance kind,
                   MatrixView<double> centres) {
  if (kind == Distance::euclidean) return move_to_means(X, labels, centres);
  std::vector<std::ptrdiff_t> members;
  for (std::ptrdiff_t k = 0; k < centres.rows; ++k) {
    members.clear();
    for (std::ptrdiff_t i = 0; i < X.rows; ++i)
      if (labels[static_cast<std::size_t>(i)] == k) members.push_back(i);
    if (members.empty()) continue;
    if (kind == Distance::manhattan)
      move_to_medians(X, members, centres.row(k));
    else
      move_to_leading_state(X, members, centres.row(k));
  }
}

KMeansFit fit_rows(const LaidOut& samples, Matrix<double> centres, Distance kind, int maximum_assignments,
                   double tolerance) {
  KMeansFit fit{std::move(centres), std::vector<std::int32_t>(static_cast<std::size_t>(samples.X.rows)), 0, 0};
  const double least_move = tolerance > 0 ? tolerance * mean_variance(samples.X) : -1;
  std::vector<std::int32_t> before;
  Matrix<double> centres_before;
  bool is_last = false;
  while (fit.assignments < maximum_assignments) {
    std::swap(before, fit.labels);
    fit.labels.resize(before.size());
    fit.cost = assign_rows(samples, fit.centres.view(), kind, fit.labels);
    ++fit.assignments;
    if (is_last || (fit.assignments > 1 && fit.labels == before)) break;
    if (least_move >= 0) centres_before = fit.centres;
    move_for_rows(samples.X, fit.labels, kind, fit.centres.view());
    if (least_move < 0) continue;
    double moved = 0;
    for (std::ptrdiff_t i = 0; i < fit.centres.size(); ++i) {
      const double by = fit.centres.data()[i] - centres_before.data()[i];
      moved += by * by;
    }
    is_last = moved <= least_move;
  }
  return fit;
}

}  // namespace

double distance(Distance kind, const double* a, const double* b, std::ptrdiff_t d) {
  if (kind == Distance::fidelity) return infidelity(a, b, d);
  double sum = 0;
  for (std::ptrdiff_t j = 0; j < d; ++j) {
    const double difference = a[j] - b[j];
    sum += kind == Distance::manhattan ? std::fabs(difference) : difference * difference;
  }
  return sum;
}

PackedSamples::PackedSamples(ConstMatrixView<double> X) {
  // Both are written once: zeros below them would take as long as an assignment.
  AlignedVector<double> rows;
  rows.reserve(static_cast<std::size_t>(X.size()));
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) rows.insert(rows.end(), X.row(i), X.row(i) + X.cols);
  samples_ = Matrix<double>(X.rows, X.cols, std::move(rows));
  blocks_ = blocks_of(X);
}

double assign(const PackedSamples& samples, ConstMatrixView<double> centres, Distance kind,
              std::span<std::int32_t> labels) {
  return assign_rows({samples.samples(), samples.block(0)}, centres, kind, labels);
}

void move_centres(const PackedSamples& samples, std::span<const std::int32_t> labels, Distance kind,
                  MatrixView<double> centres) {
  move_for_rows(samples.samples(), labels, kind, centres);
}

double cost(const PackedSamples& samples, std::span<const std::int32_t> labels, ConstMatrixView<double> centres,
            Distance kind) {
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < samples.size(); ++i)
    sum += distance(kind, samples.samples().row(i), centres.row(labels[static_cast<std::size_t>(i)]), centres.cols);
  return sum;
}

Matrix<double> random_centres(ConstMatrixView<double> X, int k, Rng& rng) {
  std::vector<std::ptrdiff_t> rows(static_cast<std::size_t>(X.rows));
  std::iota(rows.begin(), rows.end(), std::ptrdiff_t{0});
  Matrix<double> centres(k, X.cols);
  for (std::ptrdiff_t c = 0; c < k; ++c) {
    const auto drawn = static_cast<std::size_t>(c) + rng.below(static_cast<std::uint32_t>(X.rows - c));
    std::swap(rows[static_cast<std::size_t>(c)], rows[drawn]);
    std::copy_n(X.row(rows[static_cast<std::size_t>(c)]), X.cols, centres.row(c));
  }
  return centres;
}

Matrix<double> spread_centres(ConstMatrixView<double> X, int k, Distance kind, Rng& rng) {
  Matrix<double> centres(k, X.cols);
  const auto n = static_cast<std::size_t>(X.rows);
  std::vector<double> least(n);
  std::size_t chosen = rng.below(static_cast<std::uint32_t>(n));
  for (std::ptrdiff_t c = 0; c < k; ++c) {
    std::copy_n(X.row(static_cast<std::ptrdiff_t>(chosen)), X.cols, centres.row(c));
    double total = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double at = distance(kind, X.row(static_cast<std::ptrdiff_t>(i)), centres.row(c), X.cols);
      least[i] = c == 0 ? at : std::min(least[i], at);
      total += least[i];
    }
    if (!(total > 0)) {
      chosen = rng.below(static_cast<std::uint32_t>(n));
      continue;
    }
    double left = rng.uniform() * total;
    std::size_t last = 0;
    for (std::size_t i = 0; i < n && left >= 0; ++i) {
      if (!(least[i] > 0)) continue;
      left -= least[i];
      last = i;
    }
    chosen = last;
  }
  return centres;
}

KMeansFit kmeans(const PackedSamples& samples, Matrix<double> centres, Distance kind, int maximum_assignments,
                 double tolerance) {
  return fit_rows({samples.samples(), samples.block(0)}, std::move(centres), kind, maximum_assignments, tolerance);
}

KMeansFit kmeans(ConstMatrixView<double> X, Matrix<double> centres, Distance kind, int maximum_assignments,
                 double tolerance) {
  const AlignedVector<double> blocks = blocks_of(X);
  return fit_rows({X, blocks.data()}, std::move(centres), kind, maximum_assignments, tolerance);
}

void mini_batch_step(ConstMatrixView<double> X, std::span<const std::int32_t> rows, MatrixView<double> centres,
                     std::span<std::int64_t> counts) {
  std::vector<std::ptrdiff_t> joined;
  double least = 0;
  for (const std::int32_t row : rows) joined.push_back(nearest_centre(X.row(row), centres, Distance::euclidean, least));
  for (std::size_t b = 0; b < rows.size(); ++b) {
    const std::ptrdiff_t k = joined[b];
    const auto count = static_cast<double>(++counts[static_cast<std::size_t>(k)]);
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) centres(k, j) += (X(rows[b], j) - centres(k, j)) / count;
  }
}

}  // namespace lectern::cluster
