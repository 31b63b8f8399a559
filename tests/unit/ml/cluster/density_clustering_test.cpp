#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/cluster/affinity_propagation.h"
#include "core/ml/cluster/dbscan.h"
#include "core/ml/cluster/gaussian_mixture.h"
#include "core/ml/cluster/mean_shift.h"
#include "core/ml/cluster/radius_search.h"

using namespace lectern;
using namespace lectern::cluster;

namespace {

// Normal clouds around centres on a line along (1, …, 1), 6 apart; point i belongs to cloud i mod k.
Matrix<double> clouds(std::ptrdiff_t n, std::ptrdiff_t d, int k, std::uint64_t seed = 1) {
  Rng rng(seed);
  Matrix<double> X(n, d);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < d; ++j) X(i, j) = 6.0 * static_cast<double>(i % k) + rng.normal();
  return X;
}

double square(ConstMatrixView<double> X, std::ptrdiff_t a, std::ptrdiff_t b) {
  double sum = 0;
  for (std::ptrdiff_t j = 0; j < X.cols; ++j) sum += (X(a, j) - X(b, j)) * (X(a, j) - X(b, j));
  return sum;
}

// The definition, by all pairs.
std::vector<int> dbscan_by_pairs(ConstMatrixView<double> X, double eps, int min_samples) {
  const auto n = static_cast<std::size_t>(X.rows);
  std::vector<std::vector<int>> near(n);
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b < n; ++b)
      if (square(X, static_cast<std::ptrdiff_t>(a), static_cast<std::ptrdiff_t>(b)) <= eps * eps)
        near[a].push_back(static_cast<int>(b));
  const auto is_core = [&](int i) { return static_cast<int>(near[static_cast<std::size_t>(i)].size()) >= min_samples; };
  std::vector<int> labels(n, kNoise);
  int clusters = 0;
  for (std::size_t seed = 0; seed < n; ++seed) {
    if (!is_core(static_cast<int>(seed)) || labels[seed] != kNoise) continue;
    std::vector<int> open{static_cast<int>(seed)};
    labels[seed] = clusters;
    for (std::size_t next = 0; next < open.size(); ++next)
      for (int other : near[static_cast<std::size_t>(open[next])]) {
        if (labels[static_cast<std::size_t>(other)] != kNoise) continue;
        labels[static_cast<std::size_t>(other)] = clusters;
        if (is_core(other)) open.push_back(other);
      }
    ++clusters;
  }
  return labels;
}

}  // namespace

TEST_CASE("gaussian mixture: no step of expectation maximisation lowers the likelihood") {
  const Matrix<double> X = clouds(301, 3, 3);
  for (const MixtureCovariance kind :
       {MixtureCovariance::full, MixtureCovariance::tied, MixtureCovariance::diagonal, MixtureCovariance::spherical}) {
    CAPTURE(static_cast<int>(kind));
    Matrix<double> means(3, 3);
    for (std::ptrdiff_t k = 0; k < 3; ++k)
      for (std::ptrdiff_t j = 0; j < 3; ++j) means(k, j) = X(7 * k, j);
    MixtureFit fit(X, mixture_around(X, means, kind));
    double before = fit.log_likelihood();
    for (int t = 0; t < 30; ++t) {
      fit.maximise();
      fit.expect();
      CHECK(fit.log_likelihood() >= before - 1e-9 * std::fabs(before));
      before = fit.log_likelihood();
    }
    double weights = 0;
    for (const double weight : fit.mixture().parameters().weights) weights += weight;
    CHECK(weights == doctest::Approx(1));
    for (std::ptrdiff_t i = 0; i < fit.size(); ++i) {
      double sum = 0;
      for (int k = 0; k < 3; ++k) sum += fit.responsibilities()(k, i);
      CHECK(sum == doctest::Approx(1));
    }
  }
}

TEST_CASE("gaussian mixture: the density of one standard normal component is the formula's") {
  MixtureParameters one;
  one.kind = MixtureCovariance::spherical;
  one.weights = {1};
  one.means = Matrix<double>(1, 2);
  one.covariances = Matrix<double>(1, 1, 4.0);
  Matrix<double> x(1, 2);
  x(0, 0) = 3;
  x(0, 1) = -1;
  std::vector<double> out(1);
  GaussianMixture(one).log_density(x, out);
  CHECK(out[0] == doctest::Approx(-std::log(2 * 3.14159265358979 * 4) - 10.0 / 8));
}

TEST_CASE("gaussian mixture: parameters are counted, and BIC prefers the true number of clouds") {
  const Matrix<double> X = clouds(300, 2, 3);
  double best = INFINITY;
  int chosen = 0;
  for (int k = 1; k <= 5; ++k) {
    Matrix<double> means(k, 2);
    for (int m = 0; m < k; ++m)
      for (int j = 0; j < 2; ++j) means(m, j) = X(m, j);
    MixtureFit fit(X, mixture_around(X, means, MixtureCovariance::full), 1e-6);
    for (int t = 0; t < 60; ++t) {
      fit.maximise();
      fit.expect();
    }
    CHECK(fit.mixture().free_parameters() == 6 * k - 1);
    if (fit.bic() < best) best = fit.bic(), chosen = k;
  }
  CHECK(chosen == 3);
}

TEST_CASE("gaussian mixture: a component that is responsible for nothing stays where it is") {
  MixtureParameters start;
  start.kind = MixtureCovariance::spherical;
  start.weights = {0.5, 0.5};
  start.means = Matrix<double>(2, 1);
  start.means(1, 0) = 1e6;
  start.covariances = Matrix<double>(2, 1, 1.0);
  MixtureFit fit(clouds(20, 1, 1), start);
  fit.maximise();
  fit.expect();
  CHECK(fit.mixture().parameters().weights[1] == 0);
  CHECK(fit.mixture().parameters().means(1, 0) == 1e6);
  CHECK(std::isfinite(fit.log_likelihood()));
}

TEST_CASE("dbscan: the grid finds what all pairs find") {
  for (const std::ptrdiff_t d : {1, 2, 3, 5})
    for (const std::ptrdiff_t n : {0, 1, 2, 63, 64, 65, 200})
      for (const double eps : {0.05, 0.6, 1.5, 30.0}) {
        CAPTURE(d);
        CAPTURE(n);
        CAPTURE(eps);
        const Matrix<double> X = clouds(n, d, 3);
        Dbscan scan(X, eps, 4);
        scan.run();
        CHECK(scan.labels() == dbscan_by_pairs(X, eps, 4));
      }
}

TEST_CASE("dbscan: a point that stands alone is a cluster where one sample is enough, else noise") {
  Dbscan single(clouds(1, 2, 1), 1, 1), lonely(clouds(1, 2, 1), 1, 2);
  single.run();
  lonely.run();
  CHECK(single.clusters() == 1);
  CHECK(single.labels()[0] == 0);
  CHECK(lonely.clusters() == 0);
  CHECK(lonely.noise() == 1);
}

TEST_CASE("mean shift: every cloud has one mode, at a place that a further shift leaves alone") {
  const Matrix<double> X = clouds(300, 2, 3);
  MeanShift shift(X, X, ShiftKernel::gaussian, 1.5, 1e-10);
  shift.run();
  const MeanShift::Modes modes = shift.modes(0.5);
  REQUIRE(modes.places.rows() == 3);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    CHECK(modes.labels[static_cast<std::size_t>(i)] == modes.labels[static_cast<std::size_t>(i % 3)]);
  MeanShift again(X, modes.places, ShiftKernel::gaussian, 1.5);
  again.step();
  for (std::ptrdiff_t k = 0; k < 3; ++k) CHECK(again.places()(k, 0) == doctest::Approx(modes.places(k, 0)));
}

TEST_CASE("mean shift: within a flat disc the new place is the mean of its points, by the grid as by all pairs") {
  const Matrix<double> X = clouds(150, 2, 2);
  MeanShift shift(X, X, ShiftKernel::flat, 0.8);
  shift.step();
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    double sum = 0;
    int count = 0;
    for (std::ptrdiff_t k = 0; k < X.rows(); ++k)
      if (square(X, i, k) <= 0.64) sum += X(k, 0), ++count;
    CHECK(shift.places()(i, 0) == doctest::Approx(sum / count));
  }
}

TEST_CASE("mean shift: starts on a lattice find the modes of starts on every point") {
  const Matrix<double> X = clouds(400, 2, 3), starts = lattice_starts(X, 2);
  CHECK(starts.rows() < 60);
  MeanShift few(X, starts, ShiftKernel::flat, 2), all(X, X, ShiftKernel::flat, 2);
  few.run();
  all.run();
  CHECK(few.modes(2).places.rows() == all.modes(2).places.rows());
}

TEST_CASE("affinity propagation: a sweep is its formula") {
  for (const std::ptrdiff_t n : {1, 2, 7, 9, 18}) {
    CAPTURE(n);
    const Matrix<double> X = clouds(n, 2, 2);
    AffinityPropagation messages(X, -5, 0.6);
    Matrix<double> R(n, n), A(n, n);
    const Matrix<double>& S = messages.similarities();
    for (int sweep = 0; sweep < 4; ++sweep) {
      messages.sweep();
      Matrix<double> next = R;
      for (std::ptrdiff_t i = 0; i < n; ++i)
        for (std::ptrdiff_t k = 0; k < n; ++k) {
          double top = -INFINITY;
          for (std::ptrdiff_t q = 0; q < n; ++q)
            if (q != k) top = std::max(top, A(i, q) + S(i, q));
          next(i, k) = 0.6 * R(i, k) + (1 - 0.6) * (S(i, k) - top);
        }
      R = next;
      for (std::ptrdiff_t i = 0; i < n; ++i)
        for (std::ptrdiff_t k = 0; k < n; ++k) {
          double sum = i == k ? 0 : R(k, k);
          for (std::ptrdiff_t q = 0; q < n; ++q)
            if (q != i && q != k) sum += std::max(0.0, R(q, k));
          A(i, k) = 0.6 * A(i, k) + (1 - 0.6) * (i == k ? sum : std::min(0.0, sum));
        }
      for (std::ptrdiff_t i = 0; n > 1 && i < n * n; ++i) {
        CHECK(messages.responsibilities().data()[i] == doctest::Approx(R.data()[i]));
        CHECK(messages.availabilities().data()[i] == doctest::Approx(A.data()[i]));
      }
    }
  }
}

TEST_CASE("affinity propagation: three clouds have three exemplars, each amid its own") {
  const Matrix<double> X = clouds(60, 2, 3);
  AffinityPropagation messages(X, -50, 0.7);
  for (int sweep = 0; sweep < 200 && !messages.has_converged(); ++sweep) messages.sweep();
  CHECK(messages.has_converged());
  const AffinityPropagation::Clusters found = messages.clusters();
  REQUIRE(found.exemplars.size() == 3);
  for (std::size_t i = 0; i < 60; ++i) CHECK(found.exemplar_of[i] % 3 == static_cast<int>(i % 3));
}
