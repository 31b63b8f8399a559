#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/density/kernel_density.h"
#include "core/ml/generative/gaussian_classifier.h"
#include "core/ml/kernels/nearest_neighbours.h"
#include "core/ml/kernels/support_vector_machine.h"
#include "tests/unit/matrices.h"

using namespace lectern;
using namespace lectern::kernels;
using lectern::tests::random_matrix;

namespace {

std::vector<int> circle_labels(const Matrix<double>& X) {
  std::vector<int> y;
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) y.push_back(X(i, 0) * X(i, 0) + X(i, 1) * X(i, 1) < 1 ? 1 : -1);
  return y;
}

}  // namespace

TEST_CASE("two points have the widest margin half way between them") {
  Matrix<double> X(2, 2);
  X(1, 0) = 2;
  const std::vector<int> y = {-1, 1};
  SvmOptions options;
  options.kernel.kind = KernelKind::linear;
  options.C = 100;
  options.tolerance = 1e-12;
  SvmSolver solver(X, y, options);
  CHECK(solver.solve());
  CHECK(solver.alpha()[0] == doctest::Approx(0.5));
  CHECK(solver.intercept() == doctest::Approx(-1));
  CHECK(solver.dual_objective() == doctest::Approx(0.5));
}

TEST_CASE("a solved machine satisfies the conditions of Karush, Kuhn and Tucker") {
  const Matrix<double> X = random_matrix(120, 2, 1);
  const std::vector<int> y = circle_labels(X);
  SvmOptions options;
  options.C = 2;
  options.positive_weight = 3;
  options.tolerance = 1e-9;
  SvmSolver solver(X, y, options);
  REQUIRE(solver.solve());
  const SupportVectorMachine machine = solver.machine();
  double balance = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double alpha = solver.alpha()[i];
    const double margin = y[i] * machine.decision({X.row(static_cast<std::ptrdiff_t>(i)), 2});
    balance += alpha * y[i];
    CHECK(alpha >= 0);
    CHECK(alpha <= (y[i] > 0 ? 6.0 : 2.0));
    if (alpha == 0)
      CHECK(margin >= 1 - 1e-6);
    else if (alpha == solver.bound(i))
      CHECK(margin <= 1 + 1e-6);
    else
      CHECK(margin == doctest::Approx(1).epsilon(1e-6));
  }
  CHECK(std::fabs(balance) < 1e-9);
}

TEST_CASE("each step of the solver raises the dual objective") {
  const Matrix<double> X = random_matrix(40, 2, 2);
  const std::vector<int> y = circle_labels(X);
  SvmSolver solver(X, y, {});
  double before = 0;
  for (int i = 0; i < 30 && solver.step(); ++i) {
    CHECK(solver.dual_objective() > before);
    before = solver.dual_objective();
  }
}

TEST_CASE("a machine with one class only decides for that class") {
  const Matrix<double> X = random_matrix(5, 2, 3);
  const std::vector<int> y(5, 1);
  SvmSolver solver(X, y, {});
  CHECK(solver.solve());
  CHECK(solver.machine().decision({X.row(0), 2}) > 0);
}

TEST_CASE("the squared scalar product is the kernel of the map to three dimensions") {
  KernelFunction kernel{KernelKind::polynomial, 1, 0, 2};
  const std::vector<double> u = {0.3, -1.2}, v = {2, 0.7};
  const double image = u[0] * u[0] * v[0] * v[0] + u[1] * u[1] * v[1] * v[1] + 2 * u[0] * u[1] * v[0] * v[1];
  CHECK(kernel(u, v) == doctest::Approx(image));
}

TEST_CASE("the tree finds the same neighbours as looking at every point") {
  for (Metric metric : {Metric::euclidean, Metric::manhattan}) {
    for (std::ptrdiff_t n : {1, 2, 17, 300}) {
      Matrix<double> X = random_matrix(n, 3, static_cast<std::uint64_t>(n));
      for (std::ptrdiff_t i = 0; i < n; ++i) X(i, 0) = std::round(X(i, 0));  // ties
      const NeighbourSearch search(X, metric);
      const std::vector<double> q = {0.0, 0.2, -0.1};
      std::vector<std::pair<double, int>> all;
      for (std::ptrdiff_t i = 0; i < n; ++i) {
        double distance = 0;
        for (std::size_t j = 0; j < 3; ++j) {
          const double difference = q[j] - X.row(i)[j];
          distance += metric == Metric::euclidean ? difference * difference : std::fabs(difference);
        }
        all.push_back({distance, static_cast<int>(i)});
      }
      std::sort(all.begin(), all.end());
      const std::size_t k = std::min<std::size_t>(9, all.size());
      std::vector<int> indices(k);
      std::vector<double> distances(k);
      search.nearest(q, indices, distances);
      for (std::size_t i = 0; i < k; ++i) CHECK(indices[i] == all[i].second);
    }
  }
}

TEST_CASE("many places at once have the neighbours that each has alone, to the bit") {
  for (const std::ptrdiff_t d : {2, 6, 20}) {
    for (const double offset : {0.0, 1e8}) {
      Matrix<double> X = random_matrix(1100, d, 8), Q = random_matrix(70, d, 9);
      for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = std::round(4 * X.data()[i]) / 4 + offset;  // ties
      for (std::ptrdiff_t i = 0; i < Q.size(); ++i) Q.data()[i] += offset;
      std::copy(X.row(5), X.row(5) + d, Q.row(3));
      const NeighbourSearch search(X);
      Matrix<int> indices(70, 4);
      Matrix<double> distances(70, 4);
      search.nearest(Q, indices, distances);
      std::vector<int> own(4);
      std::vector<double> own_distances(4);
      for (std::ptrdiff_t i = 0; i < 70; ++i) {
        search.nearest({Q.row(i), static_cast<std::size_t>(d)}, own, own_distances);
        CHECK(std::equal(own.begin(), own.end(), indices.row(i)));
        CHECK(std::equal(own_distances.begin(), own_distances.end(), distances.row(i)));
      }
    }
  }
}

TEST_CASE("the nearest neighbour of a training point is itself, so 1-NN makes no training error") {
  const Matrix<double> X = random_matrix(50, 2, 4);
  const NeighbourSearch search(X);
  std::vector<int> labels(50);
  for (std::size_t i = 0; i < 50; ++i) labels[i] = static_cast<int>(i % 3);
  std::vector<double> votes(3);
  for (std::ptrdiff_t i = 0; i < 50; ++i) {
    class_shares(search, labels, {X.row(i), 2}, {1, NeighbourWeights::uniform}, votes);
    CHECK(votes[static_cast<std::size_t>(i % 3)] == 1);
  }
}

TEST_CASE("at a training point inverse distances give that point's own value") {
  const Matrix<double> X = random_matrix(10, 2, 5);
  const NeighbourSearch search(X);
  std::vector<double> y(10);
  for (std::size_t i = 0; i < 10; ++i) y[i] = static_cast<double>(i);
  CHECK(neighbour_mean(search, y, {X.row(7), 2}, {4, NeighbourWeights::inverse_distance}) == 7);
}

TEST_CASE("a kernel density integrates to one") {
  const Matrix<double> X = random_matrix(6, 1, 6);
  Matrix<double> grid(2001, 1);
  for (std::ptrdiff_t i = 0; i < 2001; ++i) grid(i, 0) = -10 + 0.01 * static_cast<double>(i);
  std::vector<double> log_density(2001);
  density::kernel_log_density(X, 0.4, grid, log_density);
  double integral = 0;
  for (double value : log_density) integral += 0.01 * std::exp(value);
  CHECK(integral == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("a fitted Gaussian classifier gives back the parameters its samples came from") {
  Rng rng(7);
  Matrix<double> X(4000, 2);
  std::vector<int> labels;
  for (std::ptrdiff_t i = 0; i < 4000; ++i) {
    const int k = i % 4 == 0 ? 1 : 0;
    labels.push_back(k);
    X(i, 0) = rng.normal() + 4 * k;
    X(i, 1) = 2 * rng.normal();
  }
  const auto fit = generative::GaussianClassifier::fit(X, labels, 2, generative::ClassCovariance::full);
  REQUIRE(fit.ok());
  CHECK(fit->priors()[1] == doctest::Approx(0.25));
  CHECK(fit->means()(1, 0) == doctest::Approx(4).epsilon(0.05));
  CHECK(fit->covariance(0)(1, 1) == doctest::Approx(4).epsilon(0.1));

  double mean = 0;
  std::vector<double> x(2);
  for (int i = 0; i < 2000; ++i) {
    fit->sample(1, rng, x);
    mean += x[0] / 2000;
  }
  CHECK(mean == doctest::Approx(4).epsilon(0.05));
}

TEST_CASE("with a shared covariance the posterior is the softmax of linear log odds") {
  const Matrix<double> X = random_matrix(60, 2, 8);
  std::vector<int> labels;
  for (std::ptrdiff_t i = 0; i < 60; ++i) labels.push_back(X(i, 0) + 0.5 * X(i, 1) > 0.2 ? 1 : 0);
  const auto fit = generative::GaussianClassifier::fit(X, labels, 2, generative::ClassCovariance::shared);
  REQUIRE(fit.ok());
  const Matrix<double> W = fit->linear_weights();
  const std::vector<double> b = fit->linear_biases();
  std::vector<double> posterior(2);
  fit->posterior({X.row(3), 2}, posterior);
  const double odds = b[1] - b[0] + (W(1, 0) - W(0, 0)) * X(3, 0) + (W(1, 1) - W(0, 1)) * X(3, 1);
  CHECK(posterior[1] == doctest::Approx(1 / (1 + std::exp(-odds))).epsilon(1e-10));
}

TEST_CASE("a Gaussian classifier names the class it cannot fit") {
  const auto empty = generative::GaussianClassifier::fit(random_matrix(3, 2, 9), std::vector<int>{0, 0, 0}, 2,
                                                         generative::ClassCovariance::full);
  REQUIRE_FALSE(empty.ok());
  CHECK(empty.error().find("Class 1") != std::string::npos);
  const auto flat = generative::GaussianClassifier::fit(Matrix<double>(4, 2, 1.0), std::vector<int>{0, 0, 1, 1}, 2,
                                                        generative::ClassCovariance::full);
  CHECK_FALSE(flat.ok());
}
