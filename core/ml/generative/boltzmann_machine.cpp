#include "core/ml/generative/boltzmann_machine.h"

#include <algorithm>
#include <utility>

#include "core/math/elementary.h"
#include "core/math/sums.h"
#include "core/simd/gemm.h"

namespace lectern::generative {
namespace {

std::span<double> numbers(MatrixView<double> M) { return {M.data, static_cast<std::size_t>(M.size())}; }

void draw(ConstMatrixView<double> probability, ConstMatrixView<double> u, Matrix<double>& out) {
  out.resize(probability.rows, probability.cols);
  for (std::ptrdiff_t i = 0; i < out.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < out.cols(); ++j) out(i, j) = u(i, j) < probability(i, j) ? 1 : 0;
}

// out += rate · (A − B), column sums.
void move_by_columns(ConstMatrixView<double> A, ConstMatrixView<double> B, double rate, std::span<double> out) {
  for (std::size_t j = 0; j < out.size(); ++j) {
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < A.rows; ++i)
      sum += A(i, static_cast<std::ptrdiff_t>(j)) - B(i, static_cast<std::ptrdiff_t>(j));
    out[j] += rate * sum;
  }
}

}  // namespace

BoltzmannMachine::BoltzmannMachine(Matrix<double> W, std::vector<double> b, std::vector<double> c)
    : W_(std::move(W)), b_(std::move(b)), c_(std::move(c)) {}

BoltzmannMachine BoltzmannMachine::random(std::ptrdiff_t visible, std::ptrdiff_t hidden, Rng& rng) {
  Matrix<double> W(visible, hidden);
  for (double& weight : numbers(W)) weight = 0.01 * rng.normal();
  return {std::move(W), std::vector<double>(static_cast<std::size_t>(visible)),
          std::vector<double>(static_cast<std::size_t>(hidden))};
}

void BoltzmannMachine::hidden_probability(ConstMatrixView<double> v, MatrixView<double> out) const {
  simd::gemm<double>(v, W_, c_.data(), out);
  math::sigmoid(numbers(out), numbers(out));
}

void BoltzmannMachine::visible_probability(ConstMatrixView<double> h, MatrixView<double> out) const {
  simd::gemm<double>(h, W_, b_.data(), out, {.transpose_b = simd::Transpose::yes});
  math::sigmoid(numbers(out), numbers(out));
}

void BoltzmannMachine::free_energy(ConstMatrixView<double> v, std::span<double> out) const {
  Matrix<double> input(v.rows, hidden());
  simd::gemm<double>(v, W_, c_.data(), input);
  math::softplus(numbers(input), numbers(input));
  for (std::ptrdiff_t i = 0; i < v.rows; ++i)
    out[static_cast<std::size_t>(i)] =
        -math::dot(std::span<const double>(v.row(i), b_.size()), b_) -
        math::sum(std::span<const double>(input.row(i), static_cast<std::size_t>(input.cols())));
}

double BoltzmannMachine::energy(std::span<const double> v, std::span<const double> h) const {
  double energy = -math::dot(v, b_) - math::dot(h, c_);
  for (std::size_t i = 0; i < v.size(); ++i)
    energy -= v[i] * math::dot(std::span<const double>(W_.row(static_cast<std::ptrdiff_t>(i)), h.size()), h);
  return energy;
}

void BoltzmannMachine::contrastive_divergence(ConstMatrixView<double> v, ConstMatrixView<double> u_h,
                                              ConstMatrixView<double> u_v, double rate, Divergence& way, double decay) {
  const std::ptrdiff_t n = v.rows;
  way.ph0.resize(n, hidden());
  way.ph1.resize(n, hidden());
  way.pv1.resize(n, visible());
  hidden_probability(v, way.ph0);
  draw(way.ph0, u_h, way.h0);
  visible_probability(way.h0, way.pv1);
  draw(way.pv1, u_v, way.v1);
  hidden_probability(way.v1, way.ph1);
  double error = 0;
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < visible(); ++j) error += (v(i, j) - way.v1(i, j)) * (v(i, j) - way.v1(i, j));
  way.reconstruction_error = error / static_cast<double>(std::max<std::ptrdiff_t>(n * visible(), 1));

  const double step = rate / static_cast<double>(std::max<std::ptrdiff_t>(n, 1));
  Matrix<double> data(visible(), hidden()), model(visible(), hidden());
  simd::gemm<double>(v, way.ph0, nullptr, data, {.transpose_a = simd::Transpose::yes});
  simd::gemm<double>(way.v1, way.ph1, nullptr, model, {.transpose_a = simd::Transpose::yes});
  for (std::ptrdiff_t i = 0; i < W_.size(); ++i)
    W_.data()[i] += step * (data.data()[i] - model.data()[i]) - rate * decay * W_.data()[i];
  move_by_columns(v, way.v1, step, b_);
  move_by_columns(way.ph0, way.ph1, step, c_);
}

ExactMachine enumerate_states(const BoltzmannMachine& machine) {
  const std::ptrdiff_t V = machine.visible(), H = machine.hidden(), states = std::ptrdiff_t{1} << V;
  Matrix<double> v(states, V), hidden(states, H);
  for (std::ptrdiff_t s = 0; s < states; ++s)
    for (std::ptrdiff_t k = 0; k < V; ++k) v(s, k) = static_cast<double>((s >> k) & 1);
  ExactMachine exact;
  std::vector<double>& p = exact.visible_probabilities;
  p.resize(static_cast<std::size_t>(states));
  machine.free_energy(v, p);
  const double lowest = *std::min_element(p.begin(), p.end());
  for (double& value : p) value = lowest - value;
  math::exp(p, p);
  const double sum = math::sum(p);
  exact.log_partition = math::log(sum) - lowest;
  for (double& value : p) value /= sum;
  machine.hidden_probability(v, hidden);
  const ConstMatrixView<double> probabilities(p.data(), 1, states);
  Matrix<double> mean(1, V), hidden_mean(1, H);
  simd::gemm<double>(probabilities, v, nullptr, mean);
  simd::gemm<double>(probabilities, hidden, nullptr, hidden_mean);
  exact.visible_mean.assign(mean.data(), mean.data() + V);
  exact.hidden_mean.assign(hidden_mean.data(), hidden_mean.data() + H);
  for (std::ptrdiff_t s = 0; s < states; ++s)
    for (std::ptrdiff_t k = 0; k < V; ++k) v(s, k) *= p[static_cast<std::size_t>(s)];
  exact.correlation = Matrix<double>(V, H);
  simd::gemm<double>(v, hidden, nullptr, exact.correlation, {.transpose_a = simd::Transpose::yes});
  return exact;
}

MachineGradient likelihood_gradient(const BoltzmannMachine& machine, const ExactMachine& exact,
                                    ConstMatrixView<double> v) {
  const double share = 1 / static_cast<double>(v.rows);
  Matrix<double> hidden(v.rows, machine.hidden());
  machine.hidden_probability(v, hidden);
  MachineGradient gradient{Matrix<double>(machine.visible(), machine.hidden()), {}, {}};
  simd::gemm<double>(v, hidden, nullptr, gradient.W, {.transpose_a = simd::Transpose::yes});
  for (std::ptrdiff_t i = 0; i < gradient.W.size(); ++i)
    gradient.W.data()[i] = share * gradient.W.data()[i] - exact.correlation.data()[i];
  const auto minus_mean = [share](ConstMatrixView<double> M, std::span<const double> mean) {
    std::vector<double> out(mean.size());
    for (std::size_t j = 0; j < out.size(); ++j) {
      double sum = 0;
      for (std::ptrdiff_t i = 0; i < M.rows; ++i) sum += M(i, static_cast<std::ptrdiff_t>(j));
      out[j] = share * sum - mean[j];
    }
    return out;
  };
  gradient.b = minus_mean(v, exact.visible_mean);
  gradient.c = minus_mean(hidden, exact.hidden_mean);
  return gradient;
}

}  // namespace lectern::generative
