#include "core/ml/generative/coupling_flow.h"

#include <doctest/doctest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "core/ml/generative/flow_metropolis.h"
#include "core/simd/thread_pool.h"

using namespace lectern;
using namespace lectern::generative;

namespace {

CouplingFlow<double> random_flow(Coupling coupling, int dimension) {
  CouplingFlow<double> flow({.coupling = coupling, .dimension = dimension, .layers = 4, .hidden = 6, .bins = 5},
                            Rng(7));
  Rng rng(3);
  for (int layer = 0; layer < flow.layers(); ++layer)
    for (double& parameter : flow.network(layer).parameters()) parameter += 0.2 * rng.normal();
  return flow;
}

Matrix<double> random_points(std::ptrdiff_t n, std::ptrdiff_t d) {
  Matrix<double> x(n, d);
  Rng rng(11);
  for (std::ptrdiff_t i = 0; i < x.size(); ++i) x.data()[i] = 1.5 * rng.normal();
  return x;
}

}  // namespace

TEST_CASE("A new flow is the identity: its density is the standard normal one") {
  for (const Coupling coupling : {Coupling::affine, Coupling::spline}) {
    const CouplingFlow<double> flow({.coupling = coupling, .dimension = 3, .layers = 4, .hidden = 6}, Rng(1));
    const Matrix<double> x = random_points(5, 3);
    std::vector<double> log_density(5);
    flow.log_density(x, log_density);
    for (std::ptrdiff_t i = 0; i < 5; ++i)
      CHECK(log_density[std::size_t(i)] ==
            doctest::Approx(standard_normal_log_density(std::span<const double>(x.row(i), 3))).epsilon(1e-9));
  }
}

TEST_CASE("A flow's inverse leads back, and the two log-determinants cancel") {
  for (const Coupling coupling : {Coupling::affine, Coupling::spline})
    for (const int d : {2, 3, 5}) {
      const CouplingFlow<double> flow = random_flow(coupling, d);
      const Matrix<double> z = random_points(20, d);
      Matrix<double> x(20, d), back(20, d);
      std::vector<double> there(20), return_way(20);
      flow.sample(z, x, there);
      flow.invert(x, back, return_way);
      for (std::ptrdiff_t i = 0; i < z.size(); ++i) CHECK(back.data()[i] == doctest::Approx(z.data()[i]).epsilon(1e-8));
      for (std::size_t i = 0; i < 20; ++i) CHECK(there[i] + return_way[i] == doctest::Approx(0).epsilon(1e-8));
    }
}

TEST_CASE("A flow's density integrates to one") {
  for (const Coupling coupling : {Coupling::affine, Coupling::spline}) {
    const CouplingFlow<double> flow = random_flow(coupling, 2);
    constexpr int kSide = 160;
    constexpr double kReach = 12, kStep = 2 * kReach / kSide;
    Matrix<double> x(kSide * kSide, 2);
    for (int i = 0; i < kSide * kSide; ++i) {
      x(i, 0) = -kReach + kStep * (i % kSide + 0.5);
      x(i, 1) = -kReach + kStep * (i / kSide + 0.5);
    }
    std::vector<double> log_density(kSide * kSide);
    flow.log_density(x, log_density);
    double sum = 0;
    for (const double value : log_density) sum += std::exp(value) * kStep * kStep;
    CHECK(sum == doctest::Approx(1).epsilon(0.02));
  }
}

TEST_CASE("The gradients of a flow's cost are those of finite differences") {
  for (const Coupling coupling : {Coupling::affine, Coupling::spline}) {
    CouplingFlow<double> flow = random_flow(coupling, 3);
    Matrix<double> x = random_points(6, 3), d_x(6, 3);
    flow.gradient(x, d_x);
    const auto cost = [&] {
      std::vector<double> log_density(6);
      flow.log_density(x, log_density);
      double sum = 0;
      for (const double value : log_density) sum -= value / 6;
      return sum;
    };
    const auto check = [&](double& value, double gradient) {
      const double kept = value, h = 1e-6;
      value = kept + h;
      const double above = cost();
      value = kept - h;
      const double below = cost();
      value = kept;
      CHECK(gradient == doctest::Approx((above - below) / (2 * h)).epsilon(1e-5));
    };
    for (std::ptrdiff_t i = 0; i < x.size(); ++i) check(x.data()[i], d_x.data()[i]);
    for (int layer = 0; layer < flow.layers(); ++layer) {
      const std::span<double> parameters = flow.network(layer).parameters();
      for (std::size_t p = 0; p < parameters.size(); p += 7) check(parameters[p], flow.network(layer).gradients()[p]);
    }
  }
}

TEST_CASE("A flow with a context: way back, and gradients by finite differences") {
  for (const Coupling coupling : {Coupling::affine, Coupling::spline}) {
    CouplingFlow<double> flow({.coupling = coupling, .dimension = 2, .layers = 3, .hidden = 5, .bins = 4, .context = 2},
                              Rng(5));
    Rng rng(9);
    for (int layer = 0; layer < flow.layers(); ++layer)
      for (double& parameter : flow.network(layer).parameters()) parameter += 0.3 * rng.normal();
    CHECK(flow.context() == 2);
    const Matrix<double> x = random_points(7, 2);
    Matrix<double> context(7, 2), z(7, 2), back(7, 2);
    for (std::ptrdiff_t i = 0; i < context.size(); ++i) context.data()[i] = rng.normal();
    std::vector<double> there(7), return_way(7);
    flow.invert(x, z, there, nullptr, context);
    flow.sample(z, back, return_way, nullptr, context);
    for (std::ptrdiff_t i = 0; i < x.size(); ++i) CHECK(back.data()[i] == doctest::Approx(x.data()[i]).epsilon(1e-8));
    const auto cost = [&] {
      std::vector<double> log_density(7);
      flow.log_density(x, log_density, nullptr, context);
      double sum = 0;
      for (const double value : log_density) sum -= value / 7;
      return sum;
    };
    const double before = cost();
    CHECK(flow.gradient(x, {}, nullptr, context) == doctest::Approx(before).epsilon(1e-12));
    for (int layer = 0; layer < flow.layers(); ++layer) {
      const std::span<double> parameters = flow.network(layer).parameters();
      const std::span<const double> gradients = std::as_const(flow).network(layer).gradients();
      for (std::size_t p = 0; p < parameters.size(); p += 5) {
        const double kept = parameters[p], h = 1e-6;
        parameters[p] = kept + h;
        const double above = cost();
        parameters[p] = kept - h;
        const double below = cost();
        parameters[p] = kept;
        CHECK(gradients[p] == doctest::Approx((above - below) / (2 * h)).epsilon(1e-5));
      }
    }
    // The context counts.
    context(0, 0) += 1;
    CHECK(std::fabs(cost() - before) > 1e-6);
  }
}

TEST_CASE("A flow computes the same bits on any number of threads") {
  const CouplingFlow<double> flow = random_flow(Coupling::spline, 4);
  const Matrix<double> x = random_points(300, 4);
  std::vector<double> alone(300), together(300);
  flow.log_density(x, alone);
  ThreadPool pool(3);
  flow.log_density(x, together, &pool);
  CHECK(alone == together);
}

TEST_CASE("Splines are straight outside their knots, and meet them") {
  const std::vector<double> x{-2, -0.5, 1, 2}, y{-2, -1, 0.2, 2}, slopes{1, 0.4, 2, 1};
  const SplineKnots<double> knots{x.data(), y.data(), slopes.data(), 3};
  for (const double outside : {-7.0, 2.5}) {
    CHECK(spline_at(knots, outside).value == outside);
    CHECK(spline_inverse(knots, outside).log_derivative == 0);
  }
  for (std::size_t k = 0; k < x.size(); ++k) {
    CHECK(spline_at(knots, x[k]).value == doctest::Approx(y[k]));
    CHECK(spline_inverse(knots, y[k]).value == doctest::Approx(x[k]));
    CHECK(std::exp(spline_at(knots, x[k]).log_derivative) == doctest::Approx(slopes[k]));
  }
}

TEST_CASE("Proposals from the target itself are always accepted, and weigh all alike") {
  const std::vector<double> log_weights(50, -3.0), u(50, 0.999);
  std::vector<double> probabilities(50);
  std::vector<int> places(50);
  CHECK(independence_metropolis(-3, log_weights, u, probabilities, places) == 1);
  CHECK(importance_sums(log_weights).effective_samples == doctest::Approx(50));
  CHECK(importance_sums(log_weights).log_normalisation == doctest::Approx(-3));
  CHECK(std::isnan(importance_mean({}, {})));
  CHECK(importance_sums({}).effective_samples == 0);
  CHECK(acceptance_probability(-2000, -1200) == 0);
}
