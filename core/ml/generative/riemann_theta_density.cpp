#include "core/ml/generative/riemann_theta_density.h"

#include <algorithm>
#include <numbers>

#include "core/math/elementary.h"
#include "core/math/sums.h"
#include "core/ml/generative/log_weights.h"

namespace lectern::generative {
namespace {

constexpr double kLeastDiagonal = 0.35;  // of L

// logarithms  S  overwritten with log(w N(v; centre, 1/T)) but for the factor √(T/2π)
void weigh(double v, double T, const RiemannThetaDensity::Lattice& lattice, std::span<const double> log_weights,
           std::span<double> logarithms) {
  for (std::size_t s = 0; s < logarithms.size(); ++s) {
    const double from = v - lattice.centres[s];
    logarithms[s] = log_weights[s] - 0.5 * T * from * from;
  }
}

std::vector<double> logarithms_of(std::span<const double> weights) {
  std::vector<double> out(weights.size());
  for (std::size_t s = 0; s < out.size(); ++s) out[s] = math::log(std::max(weights[s], 1e-300));
  return out;
}

}  // namespace

RiemannThetaDensity::RiemannThetaDensity(int hidden, double mean, double deviation, Rng rng)
    : hidden_(hidden), parameters_(static_cast<std::size_t>(2 + 3 * hidden + hidden * (hidden - 1) / 2), 0) {
  parameters_[0] = mean;
  for (int k = 0; k < hidden; ++k) {
    parameters_[static_cast<std::size_t>(1 + k)] = deviation * (0.6 + 0.8 * rng.uniform()) * (k % 2 == 0 ? 1 : -1);
    parameters_[parameters_.size() - static_cast<std::size_t>(hidden - k)] = 0.4 * rng.normal();
  }
  parameters_[static_cast<std::size_t>(1 + hidden)] = 2 * math::log(2 / deviation);
}

double RiemannThetaDensity::T() const { return math::exp(parameters_[static_cast<std::size_t>(1 + hidden_)]); }
double RiemannThetaDensity::B_v() const { return -T() * m(); }

std::vector<double> RiemannThetaDensity::W() const {
  std::vector<double> W;
  for (int k = 0; k < hidden_; ++k) W.push_back(-T() * u(k));
  return W;
}

std::vector<double> RiemannThetaDensity::B_h() const {
  std::vector<double> B;
  for (int k = 0; k < hidden_; ++k) B.push_back(a(k) + T() * m() * u(k));
  return B;
}

Matrix<double> RiemannThetaDensity::Q() const {
  Matrix<double> Q = A();
  for (int k = 0; k < hidden_; ++k)
    for (int l = 0; l < hidden_; ++l) Q(k, l) += T() * u(k) * u(l);
  return Q;
}

Matrix<double> RiemannThetaDensity::L() const {
  Matrix<double> L(hidden_, hidden_);
  auto next = static_cast<std::size_t>(2 + hidden_);
  for (int k = 0; k < hidden_; ++k) L(k, k) = kLeastDiagonal + math::exp(parameters_[next++]);
  for (int k = 1; k < hidden_; ++k)
    for (int l = 0; l < k; ++l) L(k, l) = parameters_[next++];
  return L;
}

Matrix<double> RiemannThetaDensity::A() const {
  const Matrix<double> L = this->L();
  Matrix<double> A(hidden_, hidden_);
  for (int k = 0; k < hidden_; ++k)
    for (int l = 0; l < hidden_; ++l)
      for (int j = 0; j < hidden_; ++j) A(k, l) += L(k, j) * L(l, j);
  return A;
}

RiemannThetaDensity::Lattice RiemannThetaDensity::lattice() const {
  const int side = 2 * reach() + 1;
  std::ptrdiff_t count = 1;
  for (int k = 0; k < hidden_; ++k) count *= side;
  Lattice lattice{Matrix<double>(count, hidden_), std::vector<double>(static_cast<std::size_t>(count), m()),
                  std::vector<double>(static_cast<std::size_t>(count), 0)};
  const Matrix<double> A = this->A();
  for (std::ptrdiff_t s = 0; s < count; ++s) {
    double* h = lattice.integers.row(s);
    std::ptrdiff_t rest = s;
    for (int k = 0; k < hidden_; ++k, rest /= side) h[k] = static_cast<double>(rest % side - reach());
    double& centre = lattice.centres[static_cast<std::size_t>(s)];
    double& weight = lattice.weights[static_cast<std::size_t>(s)];
    for (int k = 0; k < hidden_; ++k) {
      centre += u(k) * h[k];
      weight -= a(k) * h[k];
      for (int l = 0; l < hidden_; ++l) weight -= 0.5 * h[k] * A(k, l) * h[l];
    }
  }
  normalise(lattice.weights);
  return lattice;
}

void RiemannThetaDensity::log_density(std::span<const double> v, std::span<double> out) const {
  const Lattice lattice = this->lattice();
  const std::vector<double> log_weights = logarithms_of(lattice.weights);
  std::vector<double> logarithms(log_weights.size());
  const double T = this->T(), factor = 0.5 * math::log(T / (2 * std::numbers::pi));
  for (std::size_t i = 0; i < v.size(); ++i) {
    weigh(v[i], T, lattice, log_weights, logarithms);
    out[i] = factor + normalise(logarithms);
  }
}

double RiemannThetaDensity::likelihood_gradient(std::span<const double> v, std::span<double> gradient) const {
  const Lattice lattice = this->lattice();
  const std::vector<double> log_weights = logarithms_of(lattice.weights);
  const std::size_t count = log_weights.size();
  const double T = this->T(), factor = 0.5 * math::log(T / (2 * std::numbers::pi));
  const double share = 1 / static_cast<double>(v.size());
  // Of each Gaussian: its share of the data, and the mean distance of that from its centre.
  std::vector<double> taken(count, 0), distance(count, 0), r(count);
  double likelihood = 0, squares = 0;
  for (const double value : v) {
    weigh(value, T, lattice, log_weights, r);
    likelihood += share * (factor + normalise(r));
    for (std::size_t s = 0; s < count; ++s) {
      const double from = value - lattice.centres[s], part = share * r[s];
      taken[s] += part;
      distance[s] += part * from;
      squares += part * from * from;
    }
  }
  std::fill(gradient.begin(), gradient.end(), 0.0);
  const auto N = static_cast<std::size_t>(hidden_);
  const std::size_t first_a = gradient.size() - N;
  Matrix<double> by_A(hidden_, hidden_);
  for (std::size_t s = 0; s < count; ++s) {
    const double* h = lattice.integers.row(static_cast<std::ptrdiff_t>(s));
    const double surplus = taken[s] - lattice.weights[s];
    gradient[0] += T * distance[s];
    for (std::size_t k = 0; k < N; ++k) {
      gradient[1 + k] += T * distance[s] * h[k];
      gradient[first_a + k] -= surplus * h[k];
      for (std::size_t l = 0; l < N; ++l)
        by_A(static_cast<std::ptrdiff_t>(k), static_cast<std::ptrdiff_t>(l)) -= 0.5 * surplus * h[k] * h[l];
    }
  }
  gradient[1 + N] = 0.5 - 0.5 * T * squares;
  // Through A = L Lᵀ.
  const Matrix<double> L = this->L();
  const auto by_L = [&](std::ptrdiff_t k, std::ptrdiff_t l) {
    double sum = 0;
    for (std::ptrdiff_t j = 0; j < L.rows(); ++j) sum += 2 * by_A(k, j) * L(j, l);
    return sum;
  };
  std::size_t next = 2 + N;
  for (std::ptrdiff_t k = 0; k < L.rows(); ++k) gradient[next++] = by_L(k, k) * (L(k, k) - kLeastDiagonal);
  for (std::ptrdiff_t k = 1; k < L.rows(); ++k)
    for (std::ptrdiff_t l = 0; l < k; ++l) gradient[next++] = by_L(k, l);
  return likelihood;
}

}  // namespace lectern::generative
