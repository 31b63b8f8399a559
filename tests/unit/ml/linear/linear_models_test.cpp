#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/linear/cross_validation.h"
#include "core/ml/linear/discriminant.h"
#include "core/ml/linear/elastic_net.h"
#include "core/ml/linear/features.h"
#include "core/ml/linear/least_squares.h"
#include "core/ml/linear/logistic_regression.h"
#include "core/ml/linear/perceptron.h"

using namespace lectern;
using namespace lectern::linear;

namespace {

struct Regression {
  Matrix<double> X;
  std::vector<double> y;
};

Regression noisy_line(std::ptrdiff_t n, std::ptrdiff_t d, std::uint64_t seed) {
  Rng rng(seed);
  Regression data{Matrix<double>(n, d), {}};
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    double y = 0.7;
    for (std::ptrdiff_t j = 0; j < d; ++j) {
      data.X(i, j) = rng.normal();
      y += (j % 3 == 0 ? 2.0 - static_cast<double>(j) : 0.0) * data.X(i, j);
    }
    data.y.push_back(y + 0.1 * rng.normal());
  }
  return data;
}

struct Labelled {
  Matrix<double> X;
  std::vector<int> labels;
};

Labelled two_clouds(std::ptrdiff_t n, double distance, std::uint64_t seed) {
  Rng rng(seed);
  Labelled data{Matrix<double>(n, 2), {}};
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const int k = static_cast<int>(i % 2);
    data.X(i, 0) = rng.normal() + k * distance;
    data.X(i, 1) = rng.normal();
    data.labels.push_back(k);
  }
  return data;
}

ConstMatrixView<double> column(const std::vector<double>& y) {
  return {y.data(), static_cast<std::ptrdiff_t>(y.size()), 1};
}

}  // namespace

TEST_CASE("three points on a line are fitted by hand") {
  Matrix<double> X(3, 1);
  X(0, 0) = 0, X(1, 0) = 1, X(2, 0) = 2;
  const LinearModel model = ridge(X, std::vector<double>{1, 3, 5}, 0);
  CHECK(model.intercept == doctest::Approx(1));
  CHECK(model.coefficients[0] == doctest::Approx(2));
  // With alpha: w = Sxy / (Sxx + alpha) = 4 / (2 + 2), the mean point stays on the line.
  const LinearModel shrunk = ridge(X, std::vector<double>{1, 3, 5}, 2);
  CHECK(shrunk.coefficients[0] == doctest::Approx(1));
  CHECK(shrunk.intercept == doctest::Approx(2));
}

TEST_CASE("the three ways to least squares agree, and a singular Gram matrix is refused") {
  const Regression data = noisy_line(30, 4, 1);
  const Matrix<double> A = with_intercept_column(data.X);
  const auto normal = least_squares(A, column(data.y), LeastSquaresMethod::normal_equations);
  const auto qr = least_squares(A, column(data.y), LeastSquaresMethod::qr);
  const auto pinv = least_squares(A, column(data.y), LeastSquaresMethod::pseudo_inverse);
  REQUIRE(normal.has_value());
  for (std::ptrdiff_t j = 0; j < 5; ++j) {
    CHECK((*normal)(j, 0) == doctest::Approx((*qr)(j, 0)).epsilon(1e-10));
    CHECK((*normal)(j, 0) == doctest::Approx((*pinv)(j, 0)).epsilon(1e-10));
  }
  const Matrix<double> twins(4, 2, 1.0);
  CHECK_FALSE(least_squares(twins, Matrix<double>(4, 1, 1.0), LeastSquaresMethod::normal_equations).has_value());
}

TEST_CASE("the lasso drops what does not matter and meets its optimality conditions") {
  const Regression data = noisy_line(60, 9, 2);
  ElasticNetOptions options;
  options.alpha = 0.2;
  const LinearModel model = elastic_net(data.X, data.y, options);
  const std::vector<double> predicted = model.predict(data.X);
  for (std::ptrdiff_t j = 0; j < 9; ++j) {
    double slope = 0;
    for (std::size_t i = 0; i < data.y.size(); ++i) {
      slope += data.X(static_cast<std::ptrdiff_t>(i), j) * (data.y[i] - predicted[i]) / 60;
    }
    const double w = model.coefficients[static_cast<std::size_t>(j)];
    if (w == 0) {
      CHECK(std::fabs(slope) <= 0.2 + 1e-6);
    } else {
      CHECK(slope == doctest::Approx(w > 0 ? 0.2 : -0.2).epsilon(1e-4));
    }
  }
  CHECK(model.coefficients[1] == 0);
  CHECK(model.coefficients[0] != 0);
}

TEST_CASE("a lasso path starts without coefficients and ends near least squares") {
  const Regression data = noisy_line(50, 5, 3);
  const double top = smallest_alpha_without_coefficients(data.X, data.y, 1);
  const std::vector<double> alphas = {top * 1.0001, top * 0.1, 1e-9};
  const auto path = elastic_net_path(data.X, data.y, alphas, {});
  for (double w : path.front().coefficients) CHECK(w == 0);
  const LinearModel least = ridge(data.X, data.y, 0);
  for (std::size_t j = 0; j < 5; ++j) {
    CHECK(path.back().coefficients[j] == doctest::Approx(least.coefficients[j]).epsilon(1e-4));
  }
}

TEST_CASE("without an l1 part the elastic net is ridge regression") {
  const Regression data = noisy_line(40, 4, 4);
  ElasticNetOptions options;
  options.alpha = 0.5;
  options.l1_ratio = 0;
  const LinearModel net = elastic_net(data.X, data.y, options), peer = ridge(data.X, data.y, 0.5 * 40);
  for (std::size_t j = 0; j < 4; ++j) CHECK(net.coefficients[j] == doctest::Approx(peer.coefficients[j]).epsilon(1e-6));
}

TEST_CASE("logistic regression reaches a vanishing gradient, and says so when there is no optimum") {
  const Labelled data = two_clouds(80, 1.5, 5);
  LogisticOptions options;
  options.lambda = 0.3;
  const LogisticFit fit = logistic_regression(data.X, data.labels, options);
  CHECK(fit.converged);
  double g0 = 0, g1 = options.lambda * fit.model.coefficients[0];
  for (std::ptrdiff_t i = 0; i < 80; ++i) {
    const double f =
        fit.model.intercept + fit.model.coefficients[0] * data.X(i, 0) + fit.model.coefficients[1] * data.X(i, 1);
    const double error = 1 / (1 + std::exp(-f)) - data.labels[static_cast<std::size_t>(i)];
    g0 += error;
    g1 += error * data.X(i, 0);
  }
  CHECK(std::fabs(g0) < 1e-9);
  CHECK(std::fabs(g1) < 1e-9);

  Matrix<double> X(2, 1);
  X(0, 0) = -1, X(1, 0) = 1;
  options.lambda = 0;
  options.maximum_iterations = 20;
  const std::vector<int> labels = {0, 1};
  CHECK_FALSE(logistic_regression(X, labels, options).converged);
}

TEST_CASE("softmax regression with two classes is logistic regression with half the penalty") {
  const Labelled data = two_clouds(60, 2, 6);
  LogisticOptions options;
  options.lambda = 1;
  const SoftmaxFit both = softmax_regression(data.X, data.labels, 2, options);
  options.lambda = 0.5;
  const LogisticFit one = logistic_regression(data.X, data.labels, options);
  CHECK(both.converged);
  for (std::ptrdiff_t j = 0; j < 2; ++j) {
    CHECK(both.coefficients(1, j) - both.coefficients(0, j) ==
          doctest::Approx(one.model.coefficients[static_cast<std::size_t>(j)]).epsilon(1e-7));
  }
  Matrix<double> P(60, 2);
  softmax_probabilities(both, data.X, P);
  for (std::ptrdiff_t i = 0; i < 60; ++i) CHECK(P(i, 0) + P(i, 1) == doctest::Approx(1));
}

TEST_CASE("a perceptron ends without errors on separable points and never ends on XOR") {
  const double corners[4][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  const std::vector<double> zero = {0, 0};
  const auto passes_without_update = [&](const int(&labels)[4]) {
    Perceptron perceptron(zero, 0, 1);
    for (int pass = 0; pass < 100; ++pass) {
      int updates = 0;
      for (int i = 0; i < 4; ++i) updates += perceptron.visit(corners[i], labels[i]) ? 1 : 0;
      if (updates == 0) return true;
    }
    return false;
  };
  CHECK(passes_without_update({-1, -1, -1, 1}));
  CHECK_FALSE(passes_without_update({-1, 1, 1, -1}));
}

TEST_CASE("discriminants of two classes point along Fisher's direction") {
  const Labelled data = two_clouds(100, 3, 7);
  const auto lda = linear_discriminants(data.X, data.labels, 2);
  REQUIRE(lda.has_value());
  const auto fisher = fisher_direction(lda->scatter);
  REQUIRE(fisher.has_value());
  const double cross = lda->scalings(0, 0) * fisher->direction[1] - lda->scalings(1, 0) * fisher->direction[0];
  CHECK(std::fabs(cross) < 1e-10);
  CHECK(lda->explained_variance_ratio.size() == 1);
  CHECK_FALSE(linear_discriminants(Matrix<double>(4, 2, 1.0), std::vector<int>{0, 0, 1, 1}, 2).has_value());
}

TEST_CASE("folds hold every sample once and differ by one in size at most") {
  Rng rng(8);
  const Folds folds = random_folds(23, 5, rng);
  std::vector<int> seen(23, 0);
  for (const auto& fold : folds) {
    CHECK((fold.size() == 4 || fold.size() == 5));
    for (int i : fold) ++seen[static_cast<std::size_t>(i)];
  }
  for (int count : seen) CHECK(count == 1);
}

TEST_CASE("cross-validation never lets a model see what it is tested on") {
  Matrix<double> X(6, 1);
  std::vector<double> y(6);
  for (std::ptrdiff_t i = 0; i < 6; ++i) X(i, 0) = y[static_cast<std::size_t>(i)] = static_cast<double>(i);
  const auto result =
      cross_validate(X, y, {{0, 1}, {2, 3}, {4, 5}},
                     [](ConstMatrixView<double> seen, std::span<const double>, ConstMatrixView<double> test) {
                       for (std::ptrdiff_t i = 0; i < seen.rows; ++i) {
                         for (std::ptrdiff_t t = 0; t < test.rows; ++t) CHECK(seen(i, 0) != test(t, 0));
                       }
                       return std::vector<double>(static_cast<std::size_t>(test.rows), 2.0);
                     });
  CHECK(result.fold_mse[1] == doctest::Approx(0.5));
  CHECK(result.predictions[5] == 2);
}

TEST_CASE("features are what their names say") {
  const std::vector<double> x = {0.5};
  const Matrix<double> powers = polynomial_features(x, 3), chebyshev = chebyshev_features(x, 3, -1, 1);
  CHECK(powers(0, 3) == 0.125);
  CHECK(chebyshev(0, 2) == doctest::Approx(2 * 0.25 - 1));
  CHECK(chebyshev(0, 3) == doctest::Approx(4 * 0.125 - 1.5));
  const Matrix<double> a = RandomReluFeatures(4, 5, 1)(powers), b = RandomReluFeatures(4, 7, 1)(powers);
  for (std::ptrdiff_t k = 0; k < 5; ++k) CHECK(a(0, k) == b(0, k));
}

TEST_CASE("ridge regression of more columns than samples solves the same equations") {
  const Regression data = noisy_line(6, 15, 9);
  for (const bool fit_intercept : {false, true}) {
    const LinearModel model = ridge(data.X, data.y, 0.7, fit_intercept);
    const std::vector<double> predicted = model.predict(data.X);
    for (std::ptrdiff_t j = 0; j < 15; ++j) {  // the gradient vanishes: Xᵀ(y − ŷ) = alpha w
      double slope = 0;
      for (std::size_t i = 0; i < 6; ++i)
        slope += data.X(static_cast<std::ptrdiff_t>(i), j) * (data.y[i] - predicted[i]);
      CHECK(slope == doctest::Approx(0.7 * model.coefficients[static_cast<std::size_t>(j)]).epsilon(1e-9));
    }
  }
}

TEST_CASE("cosine features are waves that fit the interval") {
  const std::vector<double> x = {2, 3, 4};
  const Matrix<double> waves = cosine_features(x, 2, 2, 4);
  CHECK(waves(0, 0) == doctest::Approx(1));
  CHECK(waves(1, 0) == doctest::Approx(0));
  CHECK(waves(2, 0) == doctest::Approx(-1));
  CHECK(waves(1, 1) == doctest::Approx(-1));
  CHECK(waves(2, 1) == doctest::Approx(1));
}
