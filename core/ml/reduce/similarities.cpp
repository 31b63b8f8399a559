#include "core/ml/reduce/similarities.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/math/elementary.h"
#include "core/simd/gemm.h"

namespace lectern::reduce {
namespace {

constexpr int kMostTrials = 200;

double squared_distance(ConstMatrixView<double> X, std::ptrdiff_t i, std::ptrdiff_t j) {
  double sum = 0;
  for (std::ptrdiff_t k = 0; k < X.cols; ++k) sum += (X(i, k) - X(j, k)) * (X(i, k) - X(j, k));
  return sum;
}

// At β: probabilities, their entropy, and the variance of the squared distances under them.
struct Entropy {
  double value = 0, variance = 0;
};
Entropy entropy_at(double beta, std::span<const double> distances, double least, std::span<double> p) {
  for (std::size_t j = 0; j < p.size(); ++j) p[j] = -beta * (distances[j] - least);
  math::exp(p, p);
  double total = 0, first = 0, second = 0;
  for (std::size_t j = 0; j < p.size(); ++j) {
    const double d = distances[j] - least;
    total += p[j];
    first += p[j] * d;
    second += p[j] * d * d;
  }
  first /= total;
  second /= total;
  for (double& share : p) share /= total;
  return {math::log(total) + beta * first, std::max(second - first * first, 0.0)};
}

double sum_p_log_p(std::span<const double> p) {
  double sum = 0;
  for (const double share : p)
    if (share > 0) sum += share * math::log(share);
  return sum;
}

}  // namespace

double neighbour_probabilities(std::span<const double> squared_distances, double perplexity, std::span<double> p) {
  const double least = *std::min_element(squared_distances.begin(), squared_distances.end());
  const double mean =
      std::accumulate(squared_distances.begin(), squared_distances.end(), 0.0) / static_cast<double>(p.size()) - least;
  const double wanted = math::log(std::min(std::max(perplexity, 1.0), static_cast<double>(p.size())));
  double low = 0, high = 0;  // 0: not known yet
  double beta = mean > 0 ? 1 / mean : 1;
  const double largest = 1e12 * beta, smallest = 1e-12 * beta;
  for (int trial = 0; trial < kMostTrials; ++trial) {
    const Entropy entropy = entropy_at(beta, squared_distances, least, p);
    const double difference = entropy.value - wanted;
    if (std::fabs(difference) < 1e-13 * std::max(wanted, 1.0)) break;
    (difference > 0 ? low : high) = beta;
    if (high > 0 && high - low <= 1e-15 * high) break;
    if (beta >= largest || beta <= smallest) break;
    // In log β the entropy falls by β² variance.
    const double slope = beta * beta * entropy.variance;
    double next = slope > 0        ? beta * math::exp(std::clamp(difference / slope, -2.0, 2.0))
                  : difference > 0 ? 2 * beta
                                   : beta / 2;
    const bool is_outside = next <= low || (high > 0 && next >= high);
    if (is_outside) next = high > 0 ? 0.5 * (low + high) : 2 * beta;
    if (next == beta) break;
    beta = next;
  }
  return beta;
}

void conditional_similarities(ConstMatrixView<double> X, double perplexity, MatrixView<double> P,
                              std::span<double> beta) {
  const std::ptrdiff_t n = X.rows;
  if (n < 2) return;
  std::vector<double> distances(static_cast<std::size_t>(n - 1)), p(distances.size());
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    for (std::ptrdiff_t j = 0, k = 0; j < n; ++j)
      if (j != i) distances[static_cast<std::size_t>(k++)] = squared_distance(X, i, j);
    beta[static_cast<std::size_t>(i)] = neighbour_probabilities(distances, perplexity, p);
    for (std::ptrdiff_t j = 0, k = 0; j < n; ++j) P(i, j) = j == i ? 0 : p[static_cast<std::size_t>(k++)];
  }
}

Matrix<double> joint_similarities(ConstMatrixView<double> P) {
  Matrix<double> joint(P.rows, P.rows);
  for (std::ptrdiff_t i = 0; i < P.rows; ++i)
    for (std::ptrdiff_t j = 0; j < P.rows; ++j) joint(i, j) = (P(i, j) + P(j, i)) / (2 * static_cast<double>(P.rows));
  return joint;
}

void student_similarities(ConstMatrixView<double> Y, MatrixView<double> Q) {
  double total = 0;
  for (std::ptrdiff_t i = 0; i < Y.rows; ++i)
    for (std::ptrdiff_t j = 0; j < Y.rows; ++j) {
      Q(i, j) = i == j ? 0 : 1 / (1 + squared_distance(Y, i, j));
      total += Q(i, j);
    }
  for (std::ptrdiff_t i = 0; i < Y.rows; ++i)
    for (std::ptrdiff_t j = 0; j < Y.rows; ++j) Q(i, j) /= total;
}

double tsne_divergence(ConstMatrixView<double> joint, ConstMatrixView<double> Y) {
  Matrix<double> Q(Y.rows, Y.rows);
  student_similarities(Y, Q);
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < Y.rows; ++i)
    for (std::ptrdiff_t j = 0; j < Y.rows; ++j)
      if (joint(i, j) > 0) sum += joint(i, j) * math::log(joint(i, j) / Q(i, j));
  return sum;
}

void tsne_gradient(ConstMatrixView<double> joint, ConstMatrixView<double> Y, double exaggeration,
                   MatrixView<double> gradient) {
  Matrix<double> Q(Y.rows, Y.rows);
  student_similarities(Y, Q);
  for (std::ptrdiff_t i = 0; i < Y.rows; ++i)
    for (std::ptrdiff_t c = 0; c < Y.cols; ++c) {
      double sum = 0;
      for (std::ptrdiff_t j = 0; j < Y.rows; ++j)
        sum += (exaggeration * joint(i, j) - Q(i, j)) * (Y(i, c) - Y(j, c)) / (1 + squared_distance(Y, i, j));
      gradient(i, c) = 4 * sum;
    }
}

namespace {

// q_{j|i} in row i.
Matrix<double> gaussian_similarities(ConstMatrixView<double> Y) {
  Matrix<double> Q(Y.rows, Y.rows);
  for (std::ptrdiff_t i = 0; i < Y.rows; ++i) {
    double total = 0;
    for (std::ptrdiff_t j = 0; j < Y.rows; ++j) {
      Q(i, j) = i == j ? 0 : math::exp(-squared_distance(Y, i, j));
      total += Q(i, j);
    }
    for (std::ptrdiff_t j = 0; j < Y.rows; ++j) Q(i, j) /= total;
  }
  return Q;
}

}  // namespace

double sne_divergence(ConstMatrixView<double> conditional, ConstMatrixView<double> Y) {
  const Matrix<double> Q = gaussian_similarities(Y);
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < Y.rows; ++i)
    for (std::ptrdiff_t j = 0; j < Y.rows; ++j)
      if (conditional(i, j) > 0) sum += conditional(i, j) * math::log(conditional(i, j) / Q(i, j));
  return sum / static_cast<double>(Y.rows);
}

void sne_gradient(ConstMatrixView<double> conditional, ConstMatrixView<double> Y, MatrixView<double> gradient) {
  const Matrix<double> Q = gaussian_similarities(Y);
  for (std::ptrdiff_t i = 0; i < Y.rows; ++i)
    for (std::ptrdiff_t c = 0; c < Y.cols; ++c) {
      double sum = 0;
      for (std::ptrdiff_t j = 0; j < Y.rows; ++j)
        sum += (conditional(i, j) - Q(i, j) + conditional(j, i) - Q(j, i)) * (Y(i, c) - Y(j, c));
      gradient(i, c) = 2 / static_cast<double>(Y.rows) * sum;
    }
}

SimilarityBuilder::SimilarityBuilder(int n, double perplexity, int neighbours)
    : n_(n),
      per_row_(neighbours > 0 ? std::min(neighbours, std::max(n - 1, 0)) : std::max(n - 1, 0)),
      perplexity_(perplexity) {
  columns_.reserve(static_cast<std::size_t>(n_) * static_cast<std::size_t>(per_row_));
  p_.reserve(columns_.capacity());
}

void SimilarityBuilder::add_row(std::span<const float> squared_distances) {
  const int self = rows_++;
  if (per_row_ == 0) return;
  // The nearest: whoever is nearer than the last of the best so far is kept, and the best are sorted out when there
  // are twice as many.
  struct Near {
    float distance;
    int index;
    bool operator<(const Near& other) const {
      return distance < other.distance || (distance == other.distance && index < other.index);
    }
  };
  const auto wanted = static_cast<std::size_t>(per_row_);
  std::vector<Near> near;
  near.reserve(2 * wanted + 1);
  float limit = INFINITY;
  const auto keep_best = [&] {
    if (near.size() <= wanted) return;
    std::nth_element(near.begin(), near.begin() + per_row_ - 1, near.end());
    near.resize(wanted);
    limit = near.back().distance;
  };
  for (int j = 0; j < n_; ++j) {
    const float distance = squared_distances[static_cast<std::size_t>(j)];
    if (!(distance < limit) || j == self) continue;
    near.push_back({distance, j});
    if (near.size() == 2 * wanted) keep_best();
  }
  keep_best();
  std::sort(near.begin(), near.end(), [](const Near& a, const Near& b) { return a.index < b.index; });
  std::vector<double> distances(near.size()), p(near.size());
  for (std::size_t k = 0; k < near.size(); ++k) distances[k] = static_cast<double>(near[k].distance);
  neighbour_probabilities(distances, perplexity_, p);
  entropy_term_ += sum_p_log_p(p);
  for (std::size_t k = 0; k < near.size(); ++k) {
    columns_.push_back(near[k].index);
    p_.push_back(static_cast<float>(p[k]));
  }
}

Similarities SimilarityBuilder::finish() const {
  Similarities made;
  made.n = n_;
  made.conditional_entropy_term = entropy_term_;
  const double scale = 1 / (2.0 * n_);
  const auto conditional = [&](int i, int k) {
    return static_cast<double>(
        p_[static_cast<std::size_t>(i) * static_cast<std::size_t>(per_row_) + static_cast<std::size_t>(k)]);
  };
  const auto column = [&](int i, int k) {
    return columns_[static_cast<std::size_t>(i) * static_cast<std::size_t>(per_row_) + static_cast<std::size_t>(k)];
  };
  const auto count = [&](double P) {
    if (P < 1e-30) return 0.0f;  // as float it would be a number that processors are slow with
    if (P > 0) made.entropy_term += P * math::log(P);
    return static_cast<float>(P);
  };
  if (per_row_ == n_ - 1) {
    made.all = Matrix<float>(n_, (n_ + 3) / 4 * 4);
    for (int i = 0; i < n_; ++i)
      for (int j = 0; j < n_; ++j)
        if (j != i)
          made.all(i, j) = count(scale * (conditional(i, j < i ? j : j - 1) + conditional(j, i < j ? i : i - 1)));
    return made;
  }
  // Each pair is counted for both of its rows; a pair that either names may come twice.
  struct Entry {
    int column;
    double value;
  };
  std::vector<std::vector<Entry>> rows(static_cast<std::size_t>(n_));
  for (int i = 0; i < n_; ++i)
    for (int k = 0; k < per_row_; ++k) {
      rows[static_cast<std::size_t>(i)].push_back({column(i, k), conditional(i, k)});
      rows[static_cast<std::size_t>(column(i, k))].push_back({i, conditional(i, k)});
    }
  made.first.push_back(0);
  for (std::vector<Entry>& row : rows) {
    std::stable_sort(row.begin(), row.end(), [](const Entry& a, const Entry& b) { return a.column < b.column; });
    for (std::size_t k = 0; k < row.size();) {
      // A sum of two does not depend on their order.
      double value = row[k].value;
      const int at = row[k].column;
      for (++k; k < row.size() && row[k].column == at; ++k) value += row[k].value;
      made.columns.push_back(at);
      made.values.push_back(count(scale * value));
    }
    made.first.push_back(static_cast<int>(made.columns.size()));
  }
  return made;
}

std::vector<float> squared_norms(ConstMatrixView<float> X) {
  std::vector<float> norms;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    float sum = 0;
    for (std::ptrdiff_t k = 0; k < X.cols; ++k) sum += X(i, k) * X(i, k);
    norms.push_back(sum);
  }
  return norms;
}

void squared_distances(ConstMatrixView<float> X, std::span<const float> norms, std::ptrdiff_t first,
                       MatrixView<float> D) {
  const ConstMatrixView<float> rows(X.row(first), D.rows, X.cols, X.stride);
  simd::gemm<float>(rows, X, nullptr, D, {.transpose_b = simd::Transpose::yes});
  for (std::ptrdiff_t i = 0; i < D.rows; ++i) {
    float* row = D.row(i);
    const float norm = norms[static_cast<std::size_t>(first + i)];
    for (std::ptrdiff_t j = 0; j < D.cols; ++j)
      row[j] = std::max(norm + norms[static_cast<std::size_t>(j)] - 2 * row[j], 0.0f);
  }
}

}  // namespace lectern::reduce
