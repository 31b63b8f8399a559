#include "core/ml/metrics/partition.h"

#include <algorithm>
#include <vector>

#include "core/math/elementary.h"

namespace lectern::metrics {
namespace {

std::vector<std::int32_t> distinct(std::span<const std::int32_t> labels) {
  std::vector<std::int32_t> values(labels.begin(), labels.end());
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::ptrdiff_t position(const std::vector<std::int32_t>& values, std::int32_t label) {
  return std::lower_bound(values.begin(), values.end(), label) - values.begin();
}

// Sizes of the clusters of either partition.
struct Margins {
  std::vector<double> rows, cols;
  double total = 0;

  explicit Margins(const Matrix<std::int32_t>& table)
      : rows(std::size_t(table.rows()), 0.0), cols(std::size_t(table.cols()), 0.0) {
    for (std::ptrdiff_t i = 0; i < table.rows(); ++i) {
      for (std::ptrdiff_t j = 0; j < table.cols(); ++j) {
        rows[std::size_t(i)] += table(i, j);
        cols[std::size_t(j)] += table(i, j);
        total += table(i, j);
      }
    }
  }
};

double sum_of_squares(const std::vector<double>& sizes) {
  double sum = 0;
  for (double size : sizes) sum += size * size;
  return sum;
}

double entropy(const std::vector<double>& sizes, double total) {
  double sum = 0;
  for (double size : sizes) sum -= size / total * math::log(size / total);
  return sum;
}

// Ordered pairs of different samples: together in both, only in a, only in b, in neither.
struct Pairs {
  double both, only_a, only_b, neither;

  Pairs(const Matrix<std::int32_t>& table, const Margins& margins) {
    double squares = 0;
    for (std::ptrdiff_t i = 0; i < table.size(); ++i) squares += double(table.data()[i]) * double(table.data()[i]);
    both = squares - margins.total;
    only_a = sum_of_squares(margins.rows) - squares;
    only_b = sum_of_squares(margins.cols) - squares;
    neither = margins.total * margins.total - both - only_a - only_b - margins.total;
  }
};

double adjusted(const Pairs& p) {
  if (p.only_a == 0 && p.only_b == 0) return 1;
  return 2 * (p.both * p.neither - p.only_a * p.only_b) /
         ((p.both + p.only_a) * (p.only_a + p.neither) + (p.both + p.only_b) * (p.only_b + p.neither));
}

double mutual_information(const Matrix<std::int32_t>& table, const Margins& margins) {
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < table.rows(); ++i) {
    for (std::ptrdiff_t j = 0; j < table.cols(); ++j) {
      const double n = table(i, j), product = margins.rows[std::size_t(i)] * margins.cols[std::size_t(j)];
      if (n > 0) sum += n / margins.total * math::log(n * margins.total / product);
    }
  }
  return std::max(sum, 0.0);
}

}  // namespace

Matrix<std::int32_t> contingency(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  const std::vector<std::int32_t> rows = distinct(a), cols = distinct(b);
  Matrix<std::int32_t> table(std::ptrdiff_t(rows.size()), std::ptrdiff_t(cols.size()));
  for (std::size_t i = 0; i < a.size(); ++i) ++table(position(rows, a[i]), position(cols, b[i]));
  return table;
}

PartitionAgreement partition_agreement(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  PartitionAgreement agreement;
  if (a.empty()) return agreement;
  const Matrix<std::int32_t> table = contingency(a, b);
  const Margins margins(table);
  const Pairs pairs(table, margins);
  const double all_pairs = margins.total * (margins.total - 1);
  if (all_pairs > 0) agreement.rand_index = (pairs.both + pairs.neither) / all_pairs;
  agreement.adjusted_rand_index = adjusted(pairs);
  agreement.mutual_information = mutual_information(table, margins);
  const double mean_entropy = (entropy(margins.rows, margins.total) + entropy(margins.cols, margins.total)) / 2;
  if (mean_entropy > 0) agreement.normalized_mutual_information = agreement.mutual_information / mean_entropy;
  return agreement;
}

}  // namespace lectern::metrics
