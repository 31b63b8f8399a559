#include "core/ml/generative/general_boltzmann_machine.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/math/sums.h"
#include "core/ml/generative/log_weights.h"
#include "core/simd/gemm.h"

namespace lectern::generative {
namespace {

constexpr simd::GemmOptions kLeftTransposed{.transpose_a = simd::Transpose::yes};
constexpr simd::GemmOptions kRightTransposed{.transpose_b = simd::Transpose::yes};

std::span<double> numbers(MatrixView<double> M) { return {M.data, static_cast<std::size_t>(M.size())}; }
std::span<const double> row_of(ConstMatrixView<double> M, std::ptrdiff_t i) {
  return {M.row(i), static_cast<std::size_t>(M.cols)};
}

// 2^bits × bits, state s having bit k in column k.
Matrix<double> listed_states(std::ptrdiff_t bits) {
  Matrix<double> states(std::ptrdiff_t{1} << bits, bits);
  for (std::ptrdiff_t s = 0; s < states.rows(); ++s)
    for (std::ptrdiff_t k = 0; k < bits; ++k) states(s, k) = static_cast<double>((s >> k) & 1);
  return states;
}

// out  n  += ½ s M s for each row s, M symmetric
void add_inner_energy(ConstMatrixView<double> s, ConstMatrixView<double> M, std::span<double> out) {
  Matrix<double> input(s.rows, s.cols);
  simd::gemm<double>(s, M, nullptr, input);
  for (std::ptrdiff_t i = 0; i < s.rows; ++i)
    out[static_cast<std::size_t>(i)] += 0.5 * math::dot(row_of(input, i), row_of(s, i));
}

// out = Σ_i weight_i A_i, a row.
std::vector<double> weighted_row(std::span<const double> weights, ConstMatrixView<double> A) {
  std::vector<double> out(static_cast<std::size_t>(A.cols), 0);
  for (std::ptrdiff_t i = 0; i < A.rows; ++i)
    for (std::ptrdiff_t j = 0; j < A.cols; ++j)
      out[static_cast<std::size_t>(j)] += weights[static_cast<std::size_t>(i)] * A(i, j);
  return out;
}

// Aᵀ diag(weights) B
Matrix<double> weighted_product(std::span<const double> weights, ConstMatrixView<double> A, ConstMatrixView<double> B) {
  Matrix<double> scaled(B.rows, B.cols), out(A.cols, B.cols);
  for (std::ptrdiff_t i = 0; i < B.rows; ++i)
    for (std::ptrdiff_t j = 0; j < B.cols; ++j) scaled(i, j) = weights[static_cast<std::size_t>(i)] * B(i, j);
  simd::gemm<double>(A, scaled, nullptr, out, kLeftTransposed);
  return out;
}

// The columns first … first + count of A.
Matrix<double> columns(ConstMatrixView<double> A, std::ptrdiff_t first, std::ptrdiff_t count) {
  Matrix<double> out(A.rows, count);
  for (std::ptrdiff_t i = 0; i < A.rows; ++i) std::copy_n(A.row(i) + first, count, out.row(i));
  return out;
}

// Draws a layer from its inputs by the other one.   input  n × k, scratch;  M  k × k inner couplings, or none
void draw_layer(MatrixView<double> input, ConstMatrixView<double> M, MatrixView<double> s, Rng& rng) {
  if (M.size() == 0) {
    math::sigmoid(numbers(input), numbers(input));
    for (std::ptrdiff_t i = 0; i < s.rows; ++i)
      for (std::ptrdiff_t j = 0; j < s.cols; ++j) s(i, j) = rng.uniform() < input(i, j) ? 1 : 0;
    return;
  }
  for (std::ptrdiff_t i = 0; i < s.rows; ++i)
    for (std::ptrdiff_t j = 0; j < s.cols; ++j) {
      input(i, j) = math::sigmoid(input(i, j) + math::dot(row_of(M, j), row_of(s, i)));
      s(i, j) = rng.uniform() < input(i, j) ? 1 : 0;
    }
}

void move(Matrix<double>& M, const Matrix<double>& data, const Matrix<double>& model, double rate, double decay) {
  for (std::ptrdiff_t i = 0; i < M.size(); ++i)
    M.data()[i] += rate * (data.data()[i] - model.data()[i]) - rate * decay * M.data()[i];
}

void clear_diagonal(Matrix<double>& M) {
  for (std::ptrdiff_t i = 0; i < M.rows(); ++i) M(i, i) = 0;
}

}  // namespace

GeneralBoltzmannMachine::GeneralBoltzmannMachine(Couplings couplings, std::ptrdiff_t visible, std::ptrdiff_t hidden,
                                                 double deviation, Rng rng)
    : couplings_(couplings),
      W_(visible, hidden),
      b_(static_cast<std::size_t>(visible), 0),
      c_(static_cast<std::size_t>(hidden), 0) {
  if (couplings.W)
    for (double& weight : numbers(W_)) weight = deviation * rng.normal();
  if (couplings.T) T_ = Matrix<double>(visible, visible);
  if (couplings.Q) Q_ = Matrix<double>(hidden, hidden);
}

double GeneralBoltzmannMachine::coupling(std::ptrdiff_t unit, std::ptrdiff_t other) const {
  const std::ptrdiff_t first = std::min(unit, other), second = std::max(unit, other), V = visible();
  if (first == second) return first < V ? b_[static_cast<std::size_t>(first)] : c_[static_cast<std::size_t>(first - V)];
  if (second < V) return couplings_.T ? T_(first, second) : 0;
  if (first >= V) return couplings_.Q ? Q_(first - V, second - V) : 0;
  return W_(first, second - V);
}

bool GeneralBoltzmannMachine::set_coupling(std::ptrdiff_t unit, std::ptrdiff_t other, double value) {
  const std::ptrdiff_t first = std::min(unit, other), second = std::max(unit, other), V = visible();
  if (first < 0 || second >= V + hidden()) return false;
  if (first == second) {
    (first < V ? b_[static_cast<std::size_t>(first)] : c_[static_cast<std::size_t>(first - V)]) = value;
  } else if (second < V) {
    if (!couplings_.T) return false;
    T_(first, second) = T_(second, first) = value;
  } else if (first >= V) {
    if (!couplings_.Q) return false;
    Q_(first - V, second - V) = Q_(second - V, first - V) = value;
  } else {
    if (!couplings_.W) return false;
    W_(first, second - V) = value;
  }
  return true;
}

double GeneralBoltzmannMachine::energy(std::span<const double> v, std::span<const double> h) const {
  double energy = -math::dot(v, b_) - math::dot(h, c_);
  for (std::size_t i = 0; i < v.size(); ++i) {
    const auto row = static_cast<std::ptrdiff_t>(i);
    energy -= v[i] * math::dot(row_of(W_, row), h);
    if (couplings_.T) energy -= 0.5 * v[i] * math::dot(row_of(T_, row), v);
  }
  if (couplings_.Q)
    for (std::size_t j = 0; j < h.size(); ++j)
      energy -= 0.5 * h[j] * math::dot(row_of(Q_, static_cast<std::ptrdiff_t>(j)), h);
  return energy;
}

void GeneralBoltzmannMachine::draw_hidden(ConstMatrixView<double> v, MatrixView<double> h, MatrixView<double> p,
                                          Rng& rng, ThreadPool* pool) const {
  simd::gemm<double>(v, W_, c_.data(), p, {}, pool);
  draw_layer(p, Q_, h, rng);
}

void GeneralBoltzmannMachine::draw_visible(ConstMatrixView<double> h, ConstMatrixView<double> evidence,
                                           MatrixView<double> v, MatrixView<double> p, Rng& rng,
                                           ThreadPool* pool) const {
  simd::gemm<double>(h, W_, b_.data(), p, kRightTransposed, pool);
  if (evidence.size() > 0)
    for (std::ptrdiff_t i = 0; i < p.rows; ++i)
      for (std::ptrdiff_t j = 0; j < p.cols; ++j) p(i, j) += evidence(i, j);
  draw_layer(p, T_, v, rng);
}

void GeneralBoltzmannMachine::sampled_moments(ConstMatrixView<double> v, ConstMatrixView<double> h,
                                              ConstMatrixView<double> p, MachineMoments& moments) const {
  const std::vector<double> share(static_cast<std::size_t>(v.rows), 1 / static_cast<double>(v.rows));
  moments.b = weighted_row(share, v);
  moments.c = weighted_row(share, p);
  moments.W = weighted_product(share, v, p);
  if (couplings_.T) moments.T = weighted_product(share, v, v);
  if (couplings_.Q) moments.Q = weighted_product(share, h, h);
}

std::ptrdiff_t GeneralBoltzmannMachine::listed_bits() const {
  const std::ptrdiff_t H = couplings_.W ? hidden() : 0;  // hidden units that nothing couples to are of no account
  if (couplings_.T && couplings_.Q) return visible() + H;
  if (couplings_.T) return visible();
  return couplings_.Q ? H : std::min(visible(), H);
}

bool GeneralBoltzmannMachine::is_exact() const {
  const std::ptrdiff_t bits = listed_bits(), other = visible() + hidden() - bits;
  if (couplings_.Q && hidden() > 12) return false;
  return bits <= 13 && (std::ptrdiff_t{1} << bits) * std::max<std::ptrdiff_t>(other, 1) <= std::ptrdiff_t{1} << 17;
}

double GeneralBoltzmannMachine::exact_moments(MachineMoments& moments) const {
  const std::ptrdiff_t V = visible(), H = hidden();
  if (couplings_.T && couplings_.Q) {
    const Matrix<double> states = listed_states(V + H);
    const Matrix<double> v = columns(states, 0, V), h = columns(states, V, H);
    std::vector<double> p(static_cast<std::size_t>(states.rows()), 0);
    add_inner_energy(v, T_, p);
    add_inner_energy(h, Q_, p);
    Matrix<double> input(v.rows(), H);
    simd::gemm<double>(v, W_, c_.data(), input);
    for (std::ptrdiff_t s = 0; s < v.rows(); ++s)
      p[static_cast<std::size_t>(s)] += math::dot(row_of(input, s), row_of(h, s)) + math::dot(row_of(v, s), b_);
    const double log_partition = normalise(p);
    moments = {weighted_product(p, v, h), weighted_product(p, v, v), weighted_product(p, h, h), weighted_row(p, v),
               weighted_row(p, h)};
    return log_partition;
  }
  // One layer is listed; the other's units are independent, given it.
  const bool lists_visible = couplings_.T || (!couplings_.Q && V <= H);
  const Matrix<double> listed = listed_states(lists_visible ? V : H);
  const std::vector<double>&own = lists_visible ? b_ : c_, &others = lists_visible ? c_ : b_;
  Matrix<double> other(listed.rows(), lists_visible ? H : V);
  simd::gemm<double>(listed, W_, others.data(), other, lists_visible ? simd::GemmOptions{} : kRightTransposed);
  Matrix<double> sums(other.rows(), other.cols());
  math::softplus(numbers(other), numbers(sums));
  math::sigmoid(numbers(other), numbers(other));
  std::vector<double> p(static_cast<std::size_t>(listed.rows()));
  for (std::ptrdiff_t s = 0; s < listed.rows(); ++s)
    p[static_cast<std::size_t>(s)] = math::dot(row_of(listed, s), own) + math::sum(row_of(sums, s));
  if (couplings_.T) add_inner_energy(listed, T_, p);
  if (couplings_.Q) add_inner_energy(listed, Q_, p);
  const double log_partition = normalise(p);
  const Matrix<double>&v = lists_visible ? listed : other, &h = lists_visible ? other : listed;
  moments.W = weighted_product(p, v, h);
  moments.b = weighted_row(p, v);
  moments.c = weighted_row(p, h);
  if (couplings_.T) moments.T = weighted_product(p, v, v);
  if (couplings_.Q) moments.Q = weighted_product(p, h, h);
  return log_partition;
}

void GeneralBoltzmannMachine::clamped_moments(ConstMatrixView<double> v, MachineMoments& moments) const {
  Matrix<double> input(v.rows, hidden());
  simd::gemm<double>(v, W_, c_.data(), input);
  if (!couplings_.Q) {
    math::sigmoid(numbers(input), numbers(input));
    return sampled_moments(v, input, input, moments);
  }
  const Matrix<double> h = listed_states(hidden());
  std::vector<double> inner(static_cast<std::size_t>(h.rows()), 0);
  add_inner_energy(h, Q_, inner);
  Matrix<double> p(v.rows, h.rows()), mean(v.rows, hidden());
  simd::gemm<double>(input, h, inner.data(), p, kRightTransposed);
  std::vector<double> all(inner.size(), 0);
  for (std::ptrdiff_t i = 0; i < v.rows; ++i) {
    const std::span<double> row(p.row(i), inner.size());
    normalise(row);
    for (std::size_t s = 0; s < all.size(); ++s) all[s] += row[s] / static_cast<double>(v.rows);
  }
  simd::gemm<double>(p, h, nullptr, mean);
  sampled_moments(v, mean, mean, moments);
  moments.Q = weighted_product(all, h, h);
}

void GeneralBoltzmannMachine::log_unnormalised(ConstMatrixView<double> v, std::span<double> out) const {
  Matrix<double> input(v.rows, hidden());
  simd::gemm<double>(v, W_, c_.data(), input);
  for (std::ptrdiff_t i = 0; i < v.rows; ++i) out[static_cast<std::size_t>(i)] = math::dot(row_of(v, i), b_);
  if (couplings_.T) add_inner_energy(v, T_, out);
  if (!couplings_.Q) {
    math::softplus(numbers(input), numbers(input));
    for (std::ptrdiff_t i = 0; i < v.rows; ++i) out[static_cast<std::size_t>(i)] += math::sum(row_of(input, i));
    return;
  }
  const Matrix<double> h = listed_states(hidden());
  std::vector<double> inner(static_cast<std::size_t>(h.rows()), 0);
  add_inner_energy(h, Q_, inner);
  Matrix<double> logarithms(1, h.rows());
  for (std::ptrdiff_t i = 0; i < v.rows; ++i) {
    simd::gemm<double>(input.view().rows_range(i, 1), h, inner.data(), logarithms, kRightTransposed);
    out[static_cast<std::size_t>(i)] += normalise(numbers(logarithms));
  }
}

void GeneralBoltzmannMachine::learn(const MachineMoments& data, const MachineMoments& model, double rate,
                                    double decay) {
  if (couplings_.W) move(W_, data.W, model.W, rate, decay);
  if (couplings_.T) move(T_, data.T, model.T, rate, decay), clear_diagonal(T_);
  if (couplings_.Q) move(Q_, data.Q, model.Q, rate, decay), clear_diagonal(Q_);
  for (std::size_t i = 0; i < b_.size(); ++i) b_[i] += rate * (data.b[i] - model.b[i]);
  for (std::size_t j = 0; j < c_.size(); ++j) c_[j] += rate * (data.c[j] - model.c[j]);
}

void GeneralBoltzmannMachine::start_at(std::span<const double> frequency) {
  for (std::size_t i = 0; i < b_.size(); ++i) {
    const double p = std::clamp(frequency[i], 0.01, 0.99);
    b_[i] = math::log(p / (1 - p));
  }
}

bool GeneralBoltzmannMachine::is_finite() const {
  const auto finite = [](std::span<const double> values) {
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
  };
  const auto all = [&](const Matrix<double>& M) { return finite({M.data(), static_cast<std::size_t>(M.size())}); };
  return all(W_) && all(T_) && all(Q_) && finite(b_) && finite(c_);
}

}  // namespace lectern::generative
