#include "core/ml/cluster/kmeans.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

using namespace lectern;
using cluster::Distance;

namespace {

Matrix<double> drawn(Rng& rng, std::ptrdiff_t n, std::ptrdiff_t d) {
  Matrix<double> X(n, d);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = rng.normal();
  return X;
}

}  // namespace

TEST_CASE("k-means finds the two pairs of a hand-computed case") {
  Matrix<double> X(4, 1);
  for (const auto& [i, x] : {std::pair{0, 0.0}, {1, 2.0}, {2, 10.0}, {3, 14.0}}) X(i, 0) = x;
  Matrix<double> start(2, 1);
  start(0, 0) = 0;
  start(1, 0) = 2;
  const cluster::KMeansFit fit = cluster::kmeans(cluster::PackedSamples(X.view()), start);
  CHECK(fit.labels == std::vector<std::int32_t>{0, 0, 1, 1});
  CHECK(fit.centres(0, 0) == 1);
  CHECK(fit.centres(1, 0) == 12);
  CHECK(fit.cost == 1 + 1 + 4 + 4);
}

TEST_CASE("the nearest centre of blocks is that of one sample after the other, for any size and number of features") {
  Rng rng(3);
  for (const std::ptrdiff_t n : {1, 7, 8, 9, 50})
    for (const std::ptrdiff_t d : {1, 2, 5})
      for (const Distance kind : {Distance::euclidean, Distance::manhattan}) {
        CAPTURE(n);
        CAPTURE(d);
        const Matrix<double> X = drawn(rng, n, d), centres = drawn(rng, 4, d);
        std::vector<std::int32_t> labels(static_cast<std::size_t>(n));
        const double cost = cluster::assign(cluster::PackedSamples(X.view()), centres.view(), kind, labels);
        double sum = 0;
        for (std::ptrdiff_t i = 0; i < n; ++i) {
          std::vector<double> to(4);
          for (std::ptrdiff_t k = 0; k < 4; ++k)
            to[static_cast<std::size_t>(k)] = cluster::distance(kind, X.row(i), centres.row(k), d);
          const auto least = std::min_element(to.begin(), to.end());
          CHECK(labels[static_cast<std::size_t>(i)] == least - to.begin());
          sum += *least;
        }
        CHECK(cost == sum);
      }
}

TEST_CASE("no half-step of k-means raises the cost, with any distance") {
  for (const Distance kind : {Distance::euclidean, Distance::manhattan, Distance::fidelity}) {
    Rng rng(11);
    const Matrix<double> X = drawn(rng, 101, 4);
    const cluster::PackedSamples samples(X.view());
    Matrix<double> centres = cluster::random_centres(X.view(), 5, rng);
    std::vector<std::int32_t> labels(101);
    double before = 1e300;
    for (int step = 0; step < 12; ++step) {
      const double assigned = cluster::assign(samples, centres.view(), kind, labels);
      CHECK(assigned <= before * (1 + 1e-12));
      cluster::move_centres(samples, labels, kind, centres.view());
      before = cluster::cost(samples, labels, centres.view(), kind);
      CHECK(before <= assigned * (1 + 1e-12));
    }
  }
}

TEST_CASE("the fidelity does not see the phase of a state, and its centre is the state itself") {
  Matrix<double> X(6, 4);
  for (std::ptrdiff_t i = 0; i < 6; ++i) {
    const double phase = static_cast<double>(i), c = math::cos(phase), s = math::sin(phase);
    // 0.6|0⟩ + 0.8i|1⟩ times e^{iφ}
    const double state[4] = {0.6 * c, 0.6 * s, -0.8 * s, 0.8 * c};
    std::copy_n(state, 4, X.row(i));
  }
  CHECK(cluster::distance(Distance::fidelity, X.row(0), X.row(3), 4) == doctest::Approx(0).epsilon(1e-12));
  CHECK(cluster::distance(Distance::euclidean, X.row(0), X.row(3), 4) > 3);
  Matrix<double> centre(1, 4);
  centre(0, 0) = 1;
  const std::vector<std::int32_t> labels(6, 0);
  cluster::move_centres(cluster::PackedSamples(X.view()), labels, Distance::fidelity, centre.view());
  CHECK(cluster::distance(Distance::fidelity, centre.row(0), X.row(0), 4) < 1e-12);
  const double up[4] = {1, 0, 0, 0}, down[4] = {0, 0, 0, 1}, plus[4] = {1, 0, 1, 0};
  CHECK(cluster::distance(Distance::fidelity, up, down, 4) == 1);
  CHECK(cluster::distance(Distance::fidelity, up, plus, 4) == doctest::Approx(0.5));
}

TEST_CASE("a centre that nobody joined stays where it is") {
  Matrix<double> X(2, 1), start(2, 1);
  X(1, 0) = 1;
  start(0, 0) = 0.5;
  start(1, 0) = 100;
  const cluster::KMeansFit fit = cluster::kmeans(cluster::PackedSamples(X.view()), start);
  CHECK(fit.centres(1, 0) == 100);
  CHECK(fit.cost == 0.5);
}

TEST_CASE("starts are samples: different ones at random, far ones by k-means++") {
  Rng rng(5);
  const Matrix<double> X = drawn(rng, 8, 2);
  const Matrix<double> all = cluster::random_centres(X.view(), 8, rng);
  double sum = 0, expected = 0;
  for (std::ptrdiff_t i = 0; i < 8; ++i) {
    sum += all(i, 0);
    expected += X(i, 0);
  }
  CHECK(sum == doctest::Approx(expected));
  // Two places, each ten times: the second centre is never at the first one.
  Matrix<double> two(20, 1);
  for (std::ptrdiff_t i = 10; i < 20; ++i) two(i, 0) = 1;
  for (int draw = 0; draw < 20; ++draw) {
    const Matrix<double> centres = cluster::spread_centres(two.view(), 3, Distance::euclidean, rng);
    CHECK(centres(0, 0) + centres(1, 0) == 1);
  }
}

TEST_CASE("with one batch of everything a step of mini-batch k-means is the mean") {
  Rng rng(2);
  const Matrix<double> X = drawn(rng, 30, 3);
  Matrix<double> centre(1, 3);
  std::vector<std::int64_t> counts(1);
  std::vector<std::int32_t> rows(30);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int32_t>(i);
  cluster::mini_batch_step(X.view(), rows, centre.view(), counts);
  double mean = 0;
  for (std::ptrdiff_t i = 0; i < 30; ++i) mean += X(i, 1) / 30;
  CHECK(centre(0, 1) == doctest::Approx(mean));
  CHECK(counts[0] == 30);
}

TEST_CASE("a tolerance stops the run earlier, with labels of the centres it has") {
  Rng rng(8);
  const Matrix<double> X = drawn(rng, 2000, 2), start = cluster::random_centres(X.view(), 6, rng);
  const cluster::PackedSamples samples(X.view());
  const auto all = cluster::kmeans(samples, start),
             early = cluster::kmeans(samples, start, Distance::euclidean, 300, 1e-3);
  CHECK(early.assignments < all.assignments);
  CHECK(early.cost >= all.cost);
  CHECK(early.cost == cluster::cost(samples, early.labels, early.centres.view(), Distance::euclidean));
}
