#include "core/ml/linear/link_regression.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/ml/optimise/minimiser.h"

namespace lectern::linear {
namespace {

constexpr double kPi = 3.1415926535897932384626433832795;
constexpr double kRootTwo = 1.4142135623730950488016887242097;
constexpr double kRootTwoPi = 2.5066282746310005024157652848110;

// Angles are halved until the series is short: arctan x = 2 arctan(x/(1 + √(1 + x²))).
double arctan(double x) {
  constexpr int kHalvings = 3, kTerms = 12;
  for (int i = 0; i < kHalvings; ++i) x /= 1 + std::sqrt(1 + x * x);
  double sum = 0, power = x;
  for (int k = 0; k < kTerms; ++k, power *= -x * x) sum += power / (2 * k + 1);
  return (1 << kHalvings) * sum;
}

// φ(s)/Φ(s), and in log_phi log Φ(s).   Source of the tail: Abramowitz, Stegun (1964), 26.2.14.
double hazard(double s, double& log_phi) {
  constexpr double kTail = -4;
  constexpr int kFractions = 80;
  if (s > kTail) {
    const double phi = 0.5 * (1 + math::erf(s / kRootTwo));
    log_phi = math::log(phi);
    return math::exp(-0.5 * s * s) / kRootTwoPi / phi;
  }
  double ratio = -s;
  for (int k = kFractions; k > 0; --k) ratio = -s + k / ratio;
  log_phi = -0.5 * s * s - math::log(kRootTwoPi * ratio);
  return ratio;
}

// log σ(s) with its derivatives.
LogProbability log_sigmoid(double s) {
  const double rest = math::sigmoid(-s);
  const double value = s > 0 ? -math::log1p(math::exp(-s)) : s - math::log1p(math::exp(s));
  return {value, rest, -rest * (1 - rest)};
}

}  // namespace

LogProbability log_probability(Link link, double s) {
  switch (link) {
    case Link::logistic: break;
    case Link::tanh: {  // σ(2s)
      const LogProbability twice = log_sigmoid(2 * s);
      return {twice.value, 2 * twice.first, 4 * twice.second};
    }
    case Link::probit: {
      double value = 0;
      const double rate = hazard(s, value);
      return {value, rate, -rate * (s + rate)};
    }
    case Link::arctan: {  // below 0: ½ + arctan(s)/π = arctan(−1/s)/π, without cancellation
      const double p = s < 0 ? arctan(-1 / s) / kPi : 0.5 + arctan(s) / kPi;
      const double slope = 1 / (kPi * (1 + s * s)), first = slope / p;
      return {math::log(p), first, -2 * s / (1 + s * s) * first - first * first};
    }
  }
  return log_sigmoid(s);
}

double probability(Link link, double s) {
  const double below = math::exp(log_probability(link, -std::fabs(s)).value);  // the smaller of the two
  return s < 0 ? below : 1 - below;
}

double LinkObjective::score(std::ptrdiff_t i, std::span<const double> theta) const {
  double s = theta[0];
  for (std::ptrdiff_t j = 0; j < X_.cols; ++j) s += theta[static_cast<std::size_t>(j + 1)] * X_(i, j);
  return s;
}

double LinkObjective::value(std::span<const double> theta) const {
  double sum = 0, penalty = 0;
  for (std::ptrdiff_t i = 0; i < X_.rows; ++i) sum -= log_probability(link_, sign(i) * score(i, theta)).value;
  for (std::size_t j = 1; j < theta.size(); ++j) penalty += theta[j] * theta[j];
  return sum / static_cast<double>(X_.rows) + 0.5 * lambda_ * penalty;
}

void LinkObjective::gradient(std::span<const double> theta, std::span<double> g) const {
  std::fill(g.begin(), g.end(), 0.0);
  for (std::ptrdiff_t i = 0; i < X_.rows; ++i) {
    const double d_s = -sign(i) * log_probability(link_, sign(i) * score(i, theta)).first;
    g[0] += d_s;
    for (std::ptrdiff_t j = 0; j < X_.cols; ++j) g[static_cast<std::size_t>(j + 1)] += d_s * X_(i, j);
  }
  for (std::size_t j = 0; j < g.size(); ++j)
    g[j] = g[j] / static_cast<double>(X_.rows) + (j > 0 ? lambda_ * theta[j] : 0);
}

void LinkObjective::hessian(std::span<const double> theta, MatrixView<double> H) const {
  const auto input = [&](std::ptrdiff_t i, std::ptrdiff_t j) { return j == 0 ? 1 : X_(i, j - 1); };
  std::vector<double> curvatures;
  for (std::ptrdiff_t i = 0; i < X_.rows; ++i)
    curvatures.push_back(-log_probability(link_, sign(i) * score(i, theta)).second / static_cast<double>(X_.rows));
  for (std::ptrdiff_t j = 0; j < H.rows; ++j)
    for (std::ptrdiff_t k = 0; k < H.cols; ++k) {
      double sum = j == k && j > 0 ? lambda_ : 0;
      for (std::ptrdiff_t i = 0; i < X_.rows; ++i)
        sum += curvatures[static_cast<std::size_t>(i)] * input(i, j) * input(i, k);
      H(j, k) = sum;
    }
}

LinkFit link_regression(ConstMatrixView<double> X, std::span<const int> labels, Link link, double lambda) {
  constexpr int kMostIterations = 100;
  const LinkObjective objective(X, labels, link, lambda);
  const auto method = optimise::newton(objective, std::vector<double>(static_cast<std::size_t>(objective.dimension())));
  optimise::minimise(*method, 1e-10, kMostIterations);
  return {{method->x().begin(), method->x().end()}, method->f()};
}

}  // namespace lectern::linear
