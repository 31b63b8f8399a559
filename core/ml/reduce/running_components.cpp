#include "core/ml/reduce/running_components.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/math/linear_algebra.h"
#include "core/math/vector.h"
#include "core/ml/reduce/principal_components.h"

namespace lectern::reduce {
namespace {

using math::F32x4;
using math::load;
using math::store;

constexpr int kCount = RunningComponents::kComponents;
using Eight = std::array<float, kCount>;

// Σ_j x_j V_j, of one row. A function of its own, called often.
__attribute__((noinline)) Eight project(const std::int8_t* x, const float* V, std::ptrdiff_t d) {
  F32x4 a{}, b{};
  for (std::ptrdiff_t j = 0; j < d; ++j) {
    const auto value = static_cast<float>(x[j]);
    a += value * load<F32x4>(V + kCount * j);
    b += value * load<F32x4>(V + kCount * j + 4);
  }
  Eight sums;
  store(sums.data(), a);
  store(sums.data() + 4, b);
  return sums;
}

// W_j += x_j s
__attribute__((noinline)) void add_outer(const std::int8_t* x, const float* s, float* W, std::ptrdiff_t d) {
  const F32x4 a = load<F32x4>(s), b = load<F32x4>(s + 4);
  for (std::ptrdiff_t j = 0; j < d; ++j) {
    const auto value = static_cast<float>(x[j]);
    store(W + kCount * j, load<F32x4>(W + kCount * j) + value * a);
    store(W + kCount * j + 4, load<F32x4>(W + kCount * j + 4) + value * b);
  }
}

// M ← M R, rows of eight.
void turn(Matrix<float>& M, const std::array<Eight, kCount>& R) {
  for (std::ptrdiff_t i = 0; i < M.rows(); ++i) {
    Eight turned{};
    for (std::size_t a = 0; a < kCount; ++a)
      for (std::size_t b = 0; b < kCount; ++b) turned[b] += M(i, static_cast<std::ptrdiff_t>(a)) * R[a][b];
    std::copy(turned.begin(), turned.end(), M.row(i));
  }
}

void orthonormalise(Matrix<float>& V) {
  Matrix<double> exact(V.rows(), V.cols());
  std::copy_n(V.data(), V.size(), exact.data());
  orthonormalise_columns(exact);
  for (std::ptrdiff_t i = 0; i < V.size(); ++i) V.data()[i] = static_cast<float>(exact.data()[i]);
}

}  // namespace

RunningComponents::RunningComponents(int columns, Rng rng)
    : sums_(static_cast<std::size_t>(columns)),
      squares_(static_cast<std::size_t>(columns)),
      V_(columns, kCount),
      variances_(kCount, 0.0) {
  for (std::ptrdiff_t i = 0; i < V_.size(); ++i) V_.data()[i] = static_cast<float>(rng.normal());
  orthonormalise(V_);
  shown_ = V_;
}

void RunningComponents::add_rows(std::span<const std::int8_t> rows) {
  const std::size_t d = sums_.size();
  for (std::size_t first = 0; first < rows.size(); first += d, ++rows_)
    for (std::size_t j = 0; j < d; ++j) {
      sums_[j] += rows[first + j];
      squares_[j] += rows[first + j] * rows[first + j];
    }
}

double RunningComponents::share(int component) const {
  return total_variance_ > 0 ? variances_[static_cast<std::size_t>(component)] / total_variance_ : 0;
}

void RunningComponents::improve(std::span<const std::int8_t> rows) {
  const auto d = static_cast<std::ptrdiff_t>(sums_.size()), n = static_cast<std::ptrdiff_t>(rows_);
  if (n < 2) return;
  std::vector<float> mean;
  total_variance_ = 0;
  for (std::size_t j = 0; j < sums_.size(); ++j) {
    const double m = static_cast<double>(sums_[j]) / static_cast<double>(n);
    mean.push_back(static_cast<float>(m));
    total_variance_ += (static_cast<double>(squares_[j]) - static_cast<double>(n) * m * m) / static_cast<double>(n - 1);
  }
  Eight offset{};
  for (std::ptrdiff_t j = 0; j < d; ++j)
    for (std::size_t c = 0; c < kCount; ++c) offset[c] += mean[static_cast<std::size_t>(j)] * V_.row(j)[c];
  scores_.resize(n, kCount);
  Matrix<float> W(d, kCount);
  W.fill(0);
  Eight total{};
  Matrix<double> G(kCount, kCount);
  G.fill(0);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    Eight s = project(rows.data() + i * d, V_.data(), d);
    for (std::size_t c = 0; c < kCount; ++c) {
      s[c] -= offset[c];
      total[c] += s[c];
    }
    std::copy(s.begin(), s.end(), scores_.row(i));
    add_outer(rows.data() + i * d, s.data(), W.data(), d);
    for (std::ptrdiff_t a = 0; a < kCount; ++a)
      for (std::ptrdiff_t b = 0; b < kCount; ++b)
        G(a, b) +=
            static_cast<double>(s[static_cast<std::size_t>(a)]) * static_cast<double>(s[static_cast<std::size_t>(b)]);
  }
  for (std::ptrdiff_t j = 0; j < d; ++j)
    for (std::size_t c = 0; c < kCount; ++c) W.row(j)[c] -= mean[static_cast<std::size_t>(j)] * total[c];

  // The best directions within the span, in order; each keeps the sign that it had.
  const SymmetricEigen eigen = symmetric_eigen(G);
  std::array<Eight, kCount> R{};
  for (std::ptrdiff_t b = 0; b < kCount; ++b) {
    const std::ptrdiff_t from = kCount - 1 - b;
    variances_[static_cast<std::size_t>(b)] =
        std::max(eigen.values[static_cast<std::size_t>(from)], 0.0) / static_cast<double>(n - 1);
    double strongest = 0;
    for (std::ptrdiff_t a = 0; a < kCount; ++a)
      if (std::fabs(eigen.vectors(a, from)) > std::fabs(strongest)) strongest = eigen.vectors(a, from);
    const double sign = strongest < 0 ? -1 : 1;
    for (std::ptrdiff_t a = 0; a < kCount; ++a)
      R[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] = static_cast<float>(sign * eigen.vectors(a, from));
  }
  float first = 0;
  for (std::ptrdiff_t j = 0; j < d; ++j)
    for (std::size_t a = 0; a < kCount; ++a) first += V_.row(j)[a] * R[a][0];
  if (first < 0)
    for (Eight& row : R) row[0] = -row[0];
  shown_ = V_;
  turn(shown_, R);
  turn(scores_, R);
  turn(W, R);
  orthonormalise(W);
  V_ = std::move(W);
}

}  // namespace lectern::reduce
