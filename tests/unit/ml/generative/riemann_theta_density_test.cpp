#include "core/ml/generative/riemann_theta_density.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace lectern;
using generative::RiemannThetaDensity;

namespace {

RiemannThetaDensity some_density(int hidden) {
  RiemannThetaDensity density(hidden, 0.3, 1.2, Rng(5));
  Rng rng(6);
  for (double& value : density.parameters()) value += 0.3 * rng.normal();
  return density;
}

}  // namespace

TEST_CASE("riemann–theta density: the terms of the energy give the Gaussians and their weights") {
  for (int hidden = 1; hidden <= RiemannThetaDensity::kMostHidden; ++hidden) {
    const RiemannThetaDensity density = some_density(hidden);
    const RiemannThetaDensity::Lattice lattice = density.lattice();
    const std::vector<double> W = density.W(), B_h = density.B_h();
    const Matrix<double> Q = density.Q();
    const auto energy = [&](double v, const double* h) {
      double E = 0.5 * density.T() * v * v + density.B_v() * v;
      for (int k = 0; k < hidden; ++k) {
        const auto at = static_cast<std::size_t>(k);
        E += v * W[at] * h[k] + B_h[at] * h[k];
        for (int l = 0; l < hidden; ++l) E += 0.5 * h[k] * Q(k, l) * h[l];
      }
      return E;
    };
    // log p(v) and −log Σ_h exp(−E) differ by log Z, the same for every v.
    const std::vector<double> places{-1.5, 0.2, 2};
    std::vector<double> logarithms(places.size()), log_partition;
    density.log_density(places, logarithms);
    for (std::size_t i = 0; i < places.size(); ++i) {
      double sum = 0;
      for (std::ptrdiff_t s = 0; s < lattice.integers.rows(); ++s)
        sum += std::exp(-energy(places[i], lattice.integers.row(s)));
      log_partition.push_back(std::log(sum) - logarithms[i]);
    }
    CHECK(log_partition[1] == doctest::Approx(log_partition[0]).epsilon(1e-9));
    CHECK(log_partition[2] == doctest::Approx(log_partition[0]).epsilon(1e-9));
  }
}

TEST_CASE("riemann–theta density: it integrates to one") {
  const RiemannThetaDensity density = some_density(2);
  std::vector<double> places, logarithms;
  for (int i = -4000; i <= 4000; ++i) places.push_back(i * 0.01);
  logarithms.resize(places.size());
  density.log_density(places, logarithms);
  double sum = 0;
  for (const double value : logarithms) sum += 0.01 * std::exp(value);
  CHECK(sum == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("riemann–theta density: the gradient is the finite difference of the likelihood") {
  const std::vector<double> v{-1.3, 0.1, 0.4, 2.2};
  for (int hidden = 1; hidden <= RiemannThetaDensity::kMostHidden; ++hidden) {
    RiemannThetaDensity density = some_density(hidden);
    std::vector<double> gradient(density.parameters().size()), unused(gradient.size());
    density.likelihood_gradient(v, gradient);
    for (std::size_t p = 0; p < gradient.size(); ++p) {
      constexpr double kStep = 1e-5;
      double& parameter = density.parameters()[p];
      const double here = parameter;
      parameter = here + kStep;
      const double up = density.likelihood_gradient(v, unused);
      parameter = here - kStep;
      const double down = density.likelihood_gradient(v, unused);
      parameter = here;
      CHECK(gradient[p] == doctest::Approx((up - down) / (2 * kStep)).epsilon(1e-6).scale(0.01));
    }
  }
}
