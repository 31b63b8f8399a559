#include "core/ml/reduce/principal_components.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/linear_algebra.h"
#include "core/ml/reduce/running_components.h"
#include "core/simd/thread_pool.h"
#include "tests/unit/matrices.h"

using namespace lectern;
using namespace lectern::reduce;

namespace {

// Columns that vary less and less, mixed.
Matrix<double> tilted(std::ptrdiff_t n, std::ptrdiff_t d, std::uint64_t seed) {
  Matrix<double> Z = tests::random_matrix(n, d, seed);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < d; ++j) Z(i, j) *= 3 / (1.0 + static_cast<double>(j));
  return product(Z, tests::random_matrix(d, d, seed + 1));
}

}  // namespace

TEST_CASE("Two points on a line: the line is the first component, by hand") {
  Matrix<double> X(2, 2);
  X(0, 0) = 1, X(0, 1) = 1, X(1, 0) = 4, X(1, 1) = 5;
  const PrincipalComponents found = principal_components(X);
  CHECK(found.components(0, 0) == doctest::Approx(0.6));
  CHECK(found.components(0, 1) == doctest::Approx(0.8));
  CHECK(found.variances[0] == doctest::Approx(12.5));  // 2 · 2.5² / 1
  CHECK(found.variance_ratios[0] == doctest::Approx(1));
  CHECK(found.mean[1] == doctest::Approx(3));
}

TEST_CASE("Components are orthonormal, scores uncorrelated with the variances named, all of them give X back") {
  for (const auto& [n, d] : {std::pair{40, 6}, std::pair{7, 30}}) {
    CAPTURE(n);
    const Matrix<double> X = tilted(n, d, 3);
    const PrincipalComponents found = principal_components(X);
    const Matrix<double> T = found.transform(X), back = found.reconstruct(T);
    const std::ptrdiff_t k = found.components.rows();
    CHECK(k == std::min(n, d));
    for (std::ptrdiff_t a = 0; a < k; ++a)
      for (std::ptrdiff_t b = 0; b <= a; ++b) {
        double length = 0, covariance = 0;
        for (std::ptrdiff_t j = 0; j < d; ++j) length += found.components(a, j) * found.components(b, j);
        for (std::ptrdiff_t i = 0; i < n; ++i) covariance += T(i, a) * T(i, b) / (n - 1);
        CHECK(length == doctest::Approx(a == b ? 1 : 0).scale(1));
        const double wanted = a == b ? found.variances[static_cast<std::size_t>(a)] : 0;
        CHECK(covariance == doctest::Approx(wanted).scale(found.variances[0]).epsilon(1e-9));
      }
    for (std::ptrdiff_t i = 0; i < X.size(); ++i) CHECK(back.data()[i] == doctest::Approx(X.data()[i]).epsilon(1e-8));
  }
}

TEST_CASE("A few components by iteration are those of the whole decomposition, on any number of threads") {
  const Matrix<double> X = tilted(150, 260, 8);
  const PrincipalComponents all = principal_components(X), few = principal_components(X, {.components = 10});
  ThreadPool pool(3);
  const PrincipalComponents again = principal_components(X, {.components = 10}, &pool);
  CHECK(few.total_variance == doctest::Approx(all.total_variance));
  for (std::ptrdiff_t c = 0; c < 10; ++c) {
    CHECK(few.variances[static_cast<std::size_t>(c)] ==
          doctest::Approx(all.variances[static_cast<std::size_t>(c)]).epsilon(1e-10));
    for (std::ptrdiff_t j = 0; j < 260; ++j) {
      CHECK(few.components(c, j) == doctest::Approx(all.components(c, j)).scale(1).epsilon(1e-7));
      CHECK(few.components(c, j) == again.components(c, j));
    }
  }
}

TEST_CASE("A few components of a table of low rank, to a loose tolerance, are those of the whole decomposition") {
  for (const auto& [n, d] : {std::pair{260, 420}, std::pair{420, 260}}) {
    CAPTURE(n);
    Matrix<double> X = product(tests::random_matrix(n, 12, 1), tests::random_matrix(12, d, 2));
    const Matrix<double> noise = tests::random_matrix(n, d, 3);
    for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] += 0.02 * noise.data()[i];
    ThreadPool pool(3);
    const PcaOptions loose{.components = 10, .tolerance = 1e-5};
    const PrincipalComponents all = principal_components(X), few = principal_components(X, loose),
                              again = principal_components(X, loose, &pool);
    CHECK(few.total_variance == doctest::Approx(all.total_variance));
    for (std::ptrdiff_t c = 0; c < 10; ++c) {
      const double difference = few.variances[static_cast<std::size_t>(c)] - all.variances[static_cast<std::size_t>(c)];
      CHECK(std::fabs(difference) < 1e-5 * all.variances[0]);
      double turned_away = 0;
      for (std::ptrdiff_t j = 0; j < d; ++j) {
        turned_away += std::fabs(few.components(c, j) - all.components(c, j));
        CHECK(few.components(c, j) == again.components(c, j));
      }
      CHECK(turned_away < 1e-3);
    }
  }
}

TEST_CASE("Noise without structure: the iteration still finds its leading directions") {
  const Matrix<double> X = tests::random_matrix(200, 300, 5);
  const PrincipalComponents all = principal_components(X), few = principal_components(X, {.components = 20});
  for (std::size_t c = 0; c < 20; ++c) CHECK(few.variances[c] == doctest::Approx(all.variances[c]).epsilon(1e-9));
  const PrincipalComponents loose = principal_components(X, {.components = 20, .tolerance = 1e-5});
  for (std::size_t c = 0; c < 20; ++c) CHECK(loose.variances[c] == doctest::Approx(all.variances[c]).epsilon(1e-4));
}

TEST_CASE("Whitened scores have variance 1 and come back") {
  const Matrix<double> X = tilted(50, 5, 9);
  const PrincipalComponents found = principal_components(X, {.components = 5, .whiten = true});
  const Matrix<double> T = found.transform(X), back = found.reconstruct(T);
  for (std::ptrdiff_t c = 0; c < 5; ++c) {
    double square = 0;
    for (std::ptrdiff_t i = 0; i < 50; ++i) square += T(i, c) * T(i, c) / 49;
    CHECK(square == doctest::Approx(1));
  }
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) CHECK(back.data()[i] == doctest::Approx(X.data()[i]));
}

TEST_CASE("Data that do not vary have components, and no variance") {
  Matrix<double> X(5, 3);
  X.fill(2);
  const PrincipalComponents found = principal_components(X);
  CHECK(found.total_variance == 0);
  CHECK(found.variance_ratios[0] == 0);
  CHECK(found.components(0, 0) == found.components(0, 0));
  Matrix<double> one(1, 4);
  CHECK(principal_components(one).components.rows() == 1);
}

TEST_CASE("Dependent columns are replaced when columns are made orthonormal") {
  Matrix<double> V(4, 3);
  for (std::ptrdiff_t i = 0; i < 4; ++i) V(i, 0) = V(i, 1) = 1, V(i, 2) = static_cast<double>(i);
  orthonormalise_columns(V);
  const Matrix<double> G = product_transposed_first(V, V);
  for (std::ptrdiff_t a = 0; a < 3; ++a)
    for (std::ptrdiff_t b = 0; b < 3; ++b) CHECK(G(a, b) == doctest::Approx(a == b ? 1 : 0).scale(1));
}

TEST_CASE("Running components come to the components of all rows") {
  const int n = 120, d = 30;
  Rng rng(4);
  std::vector<std::int8_t> rows;
  Matrix<double> X(n, d);
  for (int i = 0; i < n; ++i) {
    const bool a = rng.below(2) == 1, b = rng.below(2) == 1, c = rng.below(2) == 1;
    for (int j = 0; j < d; ++j) {
      const bool up = rng.below(10) < 2 ? rng.below(2) == 1 : j < 15 ? a : j < 25 ? b : c;
      rows.push_back(up ? 1 : -1);
      X(i, j) = up ? 1 : -1;
    }
  }
  RunningComponents running(d, Rng(7));
  running.add_rows(std::span(rows).first(60 * d));
  running.improve(std::span(rows).first(60 * d));
  running.add_rows(std::span(rows).subspan(60 * d));
  for (int k = 0; k < 40; ++k) running.improve(rows);
  const PrincipalComponents all = principal_components(X);
  CHECK(running.total_variance() == doctest::Approx(all.total_variance));
  const Matrix<double> T = all.transform(X);
  for (int c = 0; c < 3; ++c) {
    CHECK(running.variances()[static_cast<std::size_t>(c)] ==
          doctest::Approx(all.variances[static_cast<std::size_t>(c)]).epsilon(1e-4));
    for (int i = 0; i < n; ++i)
      CHECK(std::fabs(double(running.scores()(i, c))) == doctest::Approx(std::fabs(T(i, c))).scale(1).epsilon(2e-3));
  }
}
