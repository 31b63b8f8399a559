#include "core/ml/reduce/principal_components.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/math/linear_algebra.h"
#include "core/math/rng.h"
#include "core/simd/gemm.h"

namespace lectern::reduce {
namespace {

using simd::Transpose;

constexpr std::ptrdiff_t kPanel = 128;  // rows of a symmetric product computed at once
constexpr std::ptrdiff_t kSmall = 96;   // up to this size all eigenvectors are as cheap as a few
constexpr int kMostRounds = 60;         // of subspace iteration
constexpr int kMostDegree = 24;
// Rounds of products with a large table itself, which cost less than the product of the table with itself.
constexpr int kMostDirectRounds = 3;
constexpr double kLooseTolerance = 1e-5;
constexpr std::ptrdiff_t kWholePanels = 16;  // columns of a product

void multiply(ConstMatrixView<double> A, ConstMatrixView<double> B, MatrixView<double> C, ThreadPool* pool,
              Transpose transpose_a = Transpose::no, Transpose transpose_b = Transpose::no) {
  simd::gemm<double>(A, B, nullptr, C, {.transpose_a = transpose_a, .transpose_b = transpose_b}, pool);
}

// A part of a matrix.
template <typename T>
MatrixView<T> part(MatrixView<T> M, std::ptrdiff_t row, std::ptrdiff_t rows, std::ptrdiff_t col, std::ptrdiff_t cols) {
  return {M.row(row) + col, rows, cols, M.stride};
}

// X Xᵀ or Xᵀ X: panels on and above the diagonal, mirrored.
Matrix<double> gram(ConstMatrixView<double> X, bool of_rows, ThreadPool* pool) {
  const std::ptrdiff_t n = of_rows ? X.rows : X.cols;
  Matrix<double> G(n, n);
  for (std::ptrdiff_t first = 0; first < n; first += kPanel) {
    const std::ptrdiff_t rows = std::min(kPanel, n - first), rest = n - first;
    const auto C = part(G.view(), first, rows, first, rest);
    if (of_rows)
      multiply(part(X, first, rows, 0, X.cols), part(X, first, rest, 0, X.cols), C, pool, Transpose::no,
               Transpose::yes);
    else
      multiply(part(X, 0, X.rows, first, rows), part(X, 0, X.rows, first, rest), C, pool, Transpose::yes);
  }
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < i; ++j) G(i, j) = G(j, i);
  return G;
}

double column_dot(MatrixView<double> V, std::ptrdiff_t a, std::ptrdiff_t b) {
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < V.rows; ++i) sum += V(i, a) * V(i, b);
  return sum;
}

// B = V Lᵀ⁻¹ for VᵀV = L Lᵀ: orthonormal to rounding after two rounds where the columns are not too dependent.
bool cholesky_orthonormalise(Matrix<double>& V, Matrix<double>& spare, ThreadPool* pool) {
  const std::ptrdiff_t m = V.cols();
  for (int round = 0; round < 2; ++round) {
    Matrix<double> G = gram(V, false, pool);
    for (std::ptrdiff_t i = 0; i < m; ++i)
      if (!(G(i, i) > 0)) return false;
    const auto factor = factor_positive_definite(G);
    if (!factor) return false;
    const Matrix<double>& L = factor->lower;
    double least = L(0, 0), most = L(0, 0);
    for (std::ptrdiff_t i = 1; i < m; ++i) {
      least = std::min(least, L(i, i));
      most = std::max(most, L(i, i));
    }
    if (!(least > 1e-7 * most)) return false;
    // The rows of L⁻ᵀ by back substitution.
    Matrix<double> inverse(m, m);  // upper triangular L⁻ᵀ
    inverse.fill(0);
    for (std::ptrdiff_t j = 0; j < m; ++j) {
      inverse(j, j) = 1 / L(j, j);
      for (std::ptrdiff_t i = j - 1; i >= 0; --i) {
        double sum = 0;
        for (std::ptrdiff_t k = i + 1; k <= j; ++k) sum += L(k, i) * inverse(k, j);
        inverse(i, j) = -sum / L(i, i);
      }
    }
    multiply(V, inverse, spare, pool);
    std::swap(V, spare);
  }
  return true;
}

void orthonormalise(Matrix<double>& V, Matrix<double>& spare, ThreadPool* pool) {
  if (!cholesky_orthonormalise(V, spare, pool)) orthonormalise_columns(V);
}

// V ← the Chebyshev polynomial of this degree in A, which is small on [0, cut] and grows fast above, applied to V.
void filter(ConstMatrixView<double> A, double cut, double top, int degree, Matrix<double>& V, Matrix<double>& before,
            Matrix<double>& spare, ThreadPool* pool) {
  const double half = cut / 2, centre = cut / 2;
  // Scaled so that the largest stays near 1.
  double sigma = half / (top - centre);
  const double first = sigma;
  multiply(A, V, before, pool);
  for (std::ptrdiff_t i = 0; i < V.size(); ++i) {
    double& next = before.data()[i];
    next = (next - centre * V.data()[i]) * (sigma / half);
  }
  std::swap(V, before);  // V: degree 1, before: degree 0
  for (int k = 2; k <= degree; ++k) {
    const double next_sigma = 1 / (2 / first - sigma);
    multiply(A, V, spare, pool);
    const double a = 2 * next_sigma / half, b = sigma * next_sigma;
    for (std::ptrdiff_t i = 0; i < V.size(); ++i)
      before.data()[i] = (spare.data()[i] - centre * V.data()[i]) * a - b * before.data()[i];
    std::swap(V, before);
    sigma = next_sigma;
  }
}

struct Directions {
  std::vector<double> values;  // k, descending
  Matrix<double> vectors;      // n × k
};

Directions all_directions(ConstMatrixView<double> A, std::ptrdiff_t k) {
  const SymmetricEigen eigen = symmetric_eigen(A);
  Directions found{std::vector<double>(static_cast<std::size_t>(k)), Matrix<double>(A.rows, k)};
  for (std::ptrdiff_t j = 0; j < k; ++j) {
    const std::ptrdiff_t from = A.rows - 1 - j;
    found.values[static_cast<std::size_t>(j)] = eigen.values[static_cast<std::size_t>(from)];
    for (std::ptrdiff_t i = 0; i < A.rows; ++i) found.vectors(i, j) = eigen.vectors(i, from);
  }
  return found;
}

Directions directions_of(ConstMatrixView<double> A, std::ptrdiff_t k, double tolerance, ThreadPool* pool) {
  if (A.rows > kSmall && 4 * k <= A.rows) {
    auto few = leading_eigenvectors(A, static_cast<int>(k), tolerance, pool);
    if (few) return {std::move(few->values), std::move(few->vectors)};
  }
  return all_directions(A, k);
}

void sort_by_value(LeadingEigenvectors& found) {
  std::vector<std::size_t> order(found.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return found.values[a] > found.values[b]; });
  const LeadingEigenvectors before = found;
  for (std::size_t j = 0; j < order.size(); ++j) {
    found.values[j] = before.values[order[j]];
    for (std::ptrdiff_t i = 0; i < found.vectors.rows(); ++i)
      found.vectors(i, static_cast<std::ptrdiff_t>(j)) = before.vectors(i, static_cast<std::ptrdiff_t>(order[j]));
  }
}

// |A v − λ v| of one column, given A v.
double residual(const Matrix<double>& multiplied, double value, const Matrix<double>& vectors, std::ptrdiff_t column) {
  double square = 0;
  for (std::ptrdiff_t i = 0; i < vectors.rows(); ++i) {
    const double off = multiplied(i, column) - value * vectors(i, column);
    square += off * off;
  }
  return std::sqrt(square);
}

// The leading directions of X Xᵀ (of_rows) or Xᵀ X by subspace iteration on X itself. Nothing where few rounds do not
// reach the tolerance: then the Gram matrix is worth its price.
// More columns are kept than are asked for, so that the last of them is found as fast as the first.
// Source: Halko, Martinsson, Tropp, SIAM Rev. 53 (2011) 217, algorithm 4.4; Rayleigh and Ritz's step in each round.
std::optional<Directions> directions_of_table(const Matrix<double>& X, bool of_rows, std::ptrdiff_t k, double tolerance,
                                              ThreadPool* pool) {
  const std::ptrdiff_t n = of_rows ? X.rows() : X.cols(), other = of_rows ? X.cols() : X.rows();
  const std::ptrdiff_t m = (k + 8 + kWholePanels - 1) / kWholePanels * kWholePanels;
  if (tolerance < kLooseTolerance || 2 * kMostDirectRounds * m > n || n <= kSmall) return {};
  const Transpose there = of_rows ? Transpose::yes : Transpose::no, back = of_rows ? Transpose::no : Transpose::yes;
  Matrix<double> V(n, m), W(n, m), spare(n, m), across(other, m), projected(m, m);
  Rng rng(1600);
  for (std::ptrdiff_t i = 0; i < across.size(); ++i) across.data()[i] = rng.uniform() - 0.5;
  multiply(X, across, V, pool, back);
  for (int round = 0; round < kMostDirectRounds; ++round) {
    orthonormalise(V, spare, pool);
    multiply(X, V, across, pool, there);
    projected = gram(across, false, pool);
    const Directions ritz = all_directions(projected, m);
    multiply(X, across, W, pool, back);
    multiply(V, ritz.vectors, spare, pool);
    std::swap(V, spare);
    multiply(W, ritz.vectors, spare, pool);
    std::swap(W, spare);
    double worst = 0;
    for (std::ptrdiff_t j = 0; j < k; ++j)
      worst = std::max(worst, residual(W, ritz.values[static_cast<std::size_t>(j)], V, j));
    if (worst <= tolerance * ritz.values.front()) {
      Directions found{{ritz.values.begin(), ritz.values.begin() + k}, Matrix<double>(n, k)};
      for (std::ptrdiff_t i = 0; i < n; ++i) std::copy_n(V.row(i), k, found.vectors.row(i));
      return found;
    }
    std::swap(V, W);
  }
  return {};
}

// Of each row the entry of largest magnitude is made positive.
void fix_signs(Matrix<double>& rows) {
  for (std::ptrdiff_t i = 0; i < rows.rows(); ++i) {
    double* row = rows.row(i);
    const double* largest =
        std::max_element(row, row + rows.cols(), [](double a, double b) { return std::fabs(a) < std::fabs(b); });
    if (rows.cols() > 0 && *largest < 0)
      for (std::ptrdiff_t j = 0; j < rows.cols(); ++j) row[j] = -row[j];
  }
}

}  // namespace

void orthonormalise_columns(MatrixView<double> V) {
  std::ptrdiff_t axis = 0;
  for (std::ptrdiff_t j = 0; j < V.cols; ++j) {
    for (;;) {
      double before = std::sqrt(column_dot(V, j, j)), length = before;
      for (int round = 0; round < 2; ++round) {
        for (std::ptrdiff_t k = 0; k < j; ++k) {
          const double share = column_dot(V, k, j);
          for (std::ptrdiff_t i = 0; i < V.rows; ++i) V(i, j) -= share * V(i, k);
        }
        length = std::sqrt(column_dot(V, j, j));
      }
      if (length > 1e-10 * before && std::isfinite(length)) {
        for (std::ptrdiff_t i = 0; i < V.rows; ++i) V(i, j) /= length;
        break;
      }
      for (std::ptrdiff_t i = 0; i < V.rows; ++i) V(i, j) = i == axis ? 1 : 0;
      axis = (axis + 1) % V.rows;
    }
  }
}

std::optional<LeadingEigenvectors> leading_eigenvectors(ConstMatrixView<double> A, int k, double tolerance,
                                                        ThreadPool* pool) {
  const std::ptrdiff_t n = A.rows;
  std::ptrdiff_t m = std::min<std::ptrdiff_t>(n, k + std::max(8, k / 3));
  Matrix<double> V(n, m), W(n, m), spare(n, m), turned(n, m), rest(n, n);
  for (std::ptrdiff_t i = 0; i < n; ++i) std::copy_n(A.row(i), n, rest.row(i));
  Rng rng(1600);
  for (std::ptrdiff_t i = 0; i < V.size(); ++i) V.data()[i] = rng.normal();
  multiply(rest, V, W, pool);
  std::swap(V, W);
  LeadingEigenvectors found{{}, Matrix<double>(n, k)};
  double largest = 0;
  for (int round = 0; round < kMostRounds; ++round) {
    orthonormalise(V, spare, pool);
    multiply(rest, V, W, pool);
    Matrix<double> projected(m, m);
    multiply(V, W, projected, pool, Transpose::yes);
    for (std::ptrdiff_t i = 0; i < m; ++i)
      for (std::ptrdiff_t j = 0; j < i; ++j) projected(i, j) = projected(j, i);
    const Directions ritz = all_directions(projected, m);
    multiply(V, ritz.vectors, turned, pool);
    multiply(W, ritz.vectors, spare, pool);  // the turned vectors multiplied
    const auto value = [&](std::ptrdiff_t j) { return ritz.values[static_cast<std::size_t>(j)]; };
    largest = std::max(largest, value(0));
    const double cut = value(m - 1);
    const bool is_exact = m == n || !(cut > 1e-14 * largest);
    // The leading vectors that are exact enough are taken out of the matrix.
    const auto known = static_cast<std::ptrdiff_t>(found.values.size());
    std::ptrdiff_t exact = 0;
    for (; exact < m && known + exact < k; ++exact) {
      const double off = residual(spare, value(exact), turned, exact);
      if (!std::isfinite(off)) return {};
      if (!is_exact && off > tolerance * largest) break;
      found.values.push_back(value(exact));
      for (std::ptrdiff_t i = 0; i < n; ++i) found.vectors(i, known + exact) = turned(i, exact);
    }
    if (known + exact == k) {
      sort_by_value(found);
      return found;
    }
    const std::ptrdiff_t left = m - exact;
    if (exact > 0) {
      Matrix<double> taken(n, exact), weighted(n, exact);
      for (std::ptrdiff_t i = 0; i < n; ++i)
        for (std::ptrdiff_t j = 0; j < exact; ++j) {
          taken(i, j) = turned(i, j);
          weighted(i, j) = -value(j) * turned(i, j);
        }
      simd::gemm<double>(weighted, taken, nullptr, rest, {.transpose_b = Transpose::yes, .accumulate = true}, pool);
    }
    for (Matrix<double>* M : {&V, &W, &spare}) M->resize(n, left);
    for (std::ptrdiff_t i = 0; i < n; ++i) std::copy_n(turned.row(i) + exact, left, V.row(i));
    turned.resize(n, left);
    m = left;
    // A degree at which the filtered vectors remain independent enough, as the largest grows most.
    const double top = value(exact), ratio = 2 * top / cut - 1, growth = ratio + std::sqrt(ratio * ratio - 1);
    int degree = 0;
    for (double amplified = 1; degree < kMostDegree && amplified * growth < 1e7; ++degree) amplified *= growth;
    filter(rest, cut, top, std::max(degree, 2), V, W, spare, pool);
  }
  return {};
}

PrincipalComponents principal_components(ConstMatrixView<double> X, const PcaOptions& options, ThreadPool* pool) {
  const std::ptrdiff_t n = X.rows, d = X.cols, most = std::min(n, d);
  const std::ptrdiff_t k = options.components > 0 ? std::min<std::ptrdiff_t>(options.components, most) : most;
  PrincipalComponents found;
  found.whitens = options.whiten;
  found.mean.assign(static_cast<std::size_t>(d), 0.0);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < d; ++j) found.mean[static_cast<std::size_t>(j)] += X(i, j);
  for (double& mean : found.mean) mean /= static_cast<double>(n);
  Matrix<double> centred(n, d);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < d; ++j) centred(i, j) = X(i, j) - found.mean[static_cast<std::size_t>(j)];

  const bool of_rows = n < d;
  double trace = 0;
  const std::optional<Directions> of_table = directions_of_table(centred, of_rows, k, options.tolerance, pool);
  Directions of_gram;
  if (of_table) {
    for (std::ptrdiff_t i = 0; i < centred.size(); ++i) trace += centred.data()[i] * centred.data()[i];
  } else {
    const Matrix<double> G = gram(centred, of_rows, pool);
    for (std::ptrdiff_t i = 0; i < G.rows(); ++i) trace += G(i, i);
    of_gram = directions_of(G, k, options.tolerance, pool);
  }
  const Directions& directions = of_table ? *of_table : of_gram;
  found.components.resize(k, d);
  if (of_rows) {
    // X = U S Vᵀ, so Vᵀ = S⁻¹ Uᵀ X; normalised by what it is, as small S are not exact.
    Matrix<double> rows(k, d);
    multiply(directions.vectors, centred, rows, pool, Transpose::yes);
    Matrix<double> columns(d, k);
    for (std::ptrdiff_t i = 0; i < k; ++i)
      for (std::ptrdiff_t j = 0; j < d; ++j) columns(j, i) = rows(i, j);
    if (of_table) {
      Matrix<double> spare(d, k);
      orthonormalise(columns, spare, pool);
    } else {
      orthonormalise_columns(columns);
    }
    for (std::ptrdiff_t i = 0; i < k; ++i)
      for (std::ptrdiff_t j = 0; j < d; ++j) found.components(i, j) = columns(j, i);
  } else {
    for (std::ptrdiff_t i = 0; i < k; ++i)
      for (std::ptrdiff_t j = 0; j < d; ++j) found.components(i, j) = directions.vectors(j, i);
  }
  fix_signs(found.components);
  const double degrees = static_cast<double>(std::max<std::ptrdiff_t>(n - 1, 1));
  found.total_variance = trace / degrees;
  for (const double value : directions.values) {
    const double square = std::max(value, 0.0);
    found.singular_values.push_back(std::sqrt(square));
    found.variances.push_back(square / degrees);
    found.variance_ratios.push_back(trace > 0 ? square / trace : 0);
  }
  return found;
}

Matrix<double> PrincipalComponents::transform(ConstMatrixView<double> X) const {
  const std::ptrdiff_t k = components.rows();
  Matrix<double> centred(X.rows, X.cols), T(X.rows, k);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) centred(i, j) = X(i, j) - mean[static_cast<std::size_t>(j)];
  multiply(centred, components, T, nullptr, Transpose::no, Transpose::yes);
  for (std::ptrdiff_t c = 0; whitens && c < k; ++c) {
    const double deviation = std::sqrt(variances[static_cast<std::size_t>(c)]);
    for (std::ptrdiff_t i = 0; i < X.rows && deviation > 0; ++i) T(i, c) /= deviation;
  }
  return T;
}

Matrix<double> PrincipalComponents::reconstruct(ConstMatrixView<double> T) const {
  const std::ptrdiff_t k = components.rows();
  Matrix<double> scaled(T.rows, k), X(T.rows, components.cols());
  for (std::ptrdiff_t c = 0; c < k; ++c) {
    const double deviation = std::sqrt(variances[static_cast<std::size_t>(c)]);
    const double scale = whitens && deviation > 0 ? deviation : 1;
    for (std::ptrdiff_t i = 0; i < T.rows; ++i) scaled(i, c) = T(i, c) * scale;
  }
  multiply(scaled, components, X, nullptr);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < X.cols(); ++j) X(i, j) += mean[static_cast<std::size_t>(j)];
  return X;
}

}  // namespace lectern::reduce
